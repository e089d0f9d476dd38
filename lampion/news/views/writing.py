"""Drafts: the secretariat writes to those who agree, a responsable to the own network."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.files.actions import Refused, store_picture
from lampion.groups.models import Group
from lampion.news.forms import MailingForm, PictureForm
from lampion.news.models import Frozen, Mailing, MailingPicture, Phase
from lampion.news.models.phase import BEFORE
from lampion.news.views.reach import layout_for, written
from lampion.people.requests import MemberRequest
from lampion.sections.models import Section
from lampion.sections.rules import can_write_news

MOST_PICTURES = 8


@require_GET
def mailings(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    mine = Mailing.objects.written_by(request.user, today).distinct()
    rows = [(one, one.phase()) for one in mine.select_related("section", "group", "by")[:100]]
    context = {
        "rows": rows,
        "section": _section(request),
        "groups": Group.objects.coordinated_by(request.user),
        "layout": layout_for(request.user),
    }
    return render(request, "news/mailings.html", context)


def _section(request: MemberRequest) -> Section | None:
    """The section for which the reader writes, if there is one."""
    today = timezone.localdate()
    for section in Section.objects.staffed_by(request.user, today):
        if can_write_news(request.user, section, today):
            return section
    return None


@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """A new draft: of the group that is named, else of the secretariat."""
    section, group = _place(request)
    initial = {"language": get_language(), "listed": True}
    form = MailingForm(request.POST or None, section=section, group=group, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = Mailing.begin(section, group, form.words(), by=request.user, at=timezone.now())
        return redirect("news:preview" if "preview" in request.POST else "news:draft", made.pk)
    context = {"form": form, "group": group, "section": section}
    return _draft_page(request, context, refused=form.is_bound)


def _place(request: MemberRequest) -> tuple[Section, Group | None]:
    named = request.GET.get("group", "")
    if named:
        groups = Group.objects.coordinated_by(request.user).select_related("section")
        if not named.isdecimal() or len(named) > 9:
            raise Http404
        group = get_object_or_404(groups, pk=int(named))
        return group.section, group
    section = _section(request)
    if section is None:
        raise PermissionDenied(_("Only whoever writes the news of the secretariat does this."))
    return section, None


def _draft_page(
    request: MemberRequest, context: Mapping[str, object], *, refused: bool
) -> HttpResponse:
    bare = {"mailing": None, "picture_form": None, "layout": layout_for(request.user)}
    status = 422 if refused else 200
    return render(request, "news/draft.html", {**bare, **context}, status=status)


@require_http_methods(["GET", "POST"])
def draft(request: MemberRequest, pk: int) -> HttpResponse:
    found = written(request, pk)
    if found.phase().phase not in BEFORE:
        return redirect("news:progress", pk)
    form = MailingForm(
        request.POST or None,
        section=found.section,
        group=found.group,
        initial=MailingForm.initial_of(found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            found.revise(form.words(), by=request.user, at=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("news:preview" if "preview" in request.POST else "news:draft", pk)
        except Frozen:
            messages.error(request, _("It was approved meanwhile: its words no longer change."))
            return redirect("news:progress", pk)
    return _draft_page(request, _shown(found, form, PictureForm()), refused=form.is_bound)


def _shown(mailing: Mailing, form: MailingForm, picture_form: PictureForm) -> dict[str, object]:
    return {
        "form": form,
        "picture_form": picture_form,
        "mailing": mailing,
        "group": mailing.group,
        "section": mailing.section,
        "proposed": mailing.phase().phase == Phase.PROPOSED,
        "pictures": mailing.pictures.select_related("file"),
    }


@require_POST
def pictures(request: MemberRequest, pk: int) -> HttpResponse:
    """A picture joins the draft under the next number."""
    found = written(request, pk)
    if found.phase().phase not in BEFORE:
        return redirect("news:progress", pk)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid() and found.pictures.count() >= MOST_PICTURES:
        form.add_error("picture", _("Eight pictures are enough for one letter."))
    if form.is_valid():
        try:
            _add_picture(request, found, form)
            messages.success(request, _("The picture is there: name it in the text by its number."))
            return redirect("news:draft", pk)
        except Refused as refused:
            form.add_error("picture", str(refused.reason))
    words = MailingForm(
        section=found.section, group=found.group, initial=MailingForm.initial_of(found)
    )
    return _draft_page(request, _shown(found, words, form), refused=True)


@transaction.atomic
def _add_picture(request: MemberRequest, mailing: Mailing, form: PictureForm) -> None:
    file = store_picture(
        form.cleaned_data["picture"], by=request.user, at=timezone.now(), longest=1200
    )
    last = mailing.pictures.aggregate(last=Max("number"))["last"] or 0
    MailingPicture.objects.create(mailing=mailing, number=last + 1, file=file)


@require_POST
def picture(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Take a picture off the draft."""
    found = written(request, pk)
    if found.phase().phase in BEFORE:
        get_object_or_404(found.pictures, number=number).delete()
        messages.success(request, _("The picture is gone."))
    return redirect("news:draft", pk)


@require_http_methods(["GET", "POST"])
def discarding(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST throws the draft away."""
    found = written(request, pk)
    if found.phase().phase not in BEFORE:
        return redirect("news:progress", pk)
    if request.method == "POST":
        found.discard(by=request.user)
        messages.success(request, _("The draft is gone."))
        return redirect("news:mailings")
    context = {"mailing": found, "layout": layout_for(request.user)}
    return render(request, "news/discarding.html", context)
