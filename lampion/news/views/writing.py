"""Drafts: the secretariat writes to those who agree, a responsable to the own network."""

from collections.abc import Mapping

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampion.files.actions import Refused, store_picture
from lampion.groups.models import Group, Power
from lampion.news.forms import MailingForm, PictureForm
from lampion.news.models import Frozen, Mailing, MailingPicture, Phase
from lampion.news.models.phase import BEFORE
from lampion.news.views.reach import Desk, desk_of, written
from lampion.people.requests import MemberRequest
from lampion.sections.models import Section
from lampion.sections.reach import staffed_section
from lampion.sections.rules import can_write_news

MOST_PICTURES = 8
MOST_SHOWN = 100
LONGEST_KEY = 9


@require_GET
def mailings(request: MemberRequest) -> HttpResponse:
    desk = desk_of(request)
    section = staffed_section(request, can_write_news) if desk.office else None
    mine = desk.mailings(request).select_related("section", "group", "by")
    if section:
        mine = mine.filter(section=section)
    rows = [
        (one, Phase(one.now), desk.address("draft", one.pk))  # type: ignore[attr-defined]
        for one in mine.with_phase()[:MOST_SHOWN]
    ]
    groups = (
        Group.objects.none() if desk.office else Group.objects.where_opens(request.user, Power.NEWS)
    )
    context = {"rows": rows, "section": section, "groups": groups}
    return render(request, "news/mailings.html", desk.context() | context)


@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """A new draft: of the secretariat at its desk, else of the group that is named."""
    desk = desk_of(request)
    section, group = _section(request) if desk.office else _group(request)
    initial = {"language": get_language(), "listed": True}
    form = MailingForm(request.POST or None, section=section, group=group, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = Mailing.begin(section, group, form.words(), by=request.user, at=timezone.now())
        return desk.to("preview" if "preview" in request.POST else "draft", made.pk)
    context = {"form": form, "group": group, "section": section, "picture_form": None}
    return _draft_page(request, desk.context() | context, refused=form.is_bound)


def _section(request: MemberRequest) -> tuple[Section, Group | None]:
    return staffed_section(request, can_write_news), None


def _group(request: MemberRequest) -> tuple[Section, Group | None]:
    named = request.GET.get("group", "")
    if not named.isdecimal() or len(named) > LONGEST_KEY:
        raise Http404
    groups = Group.objects.where_opens(request.user, Power.NEWS).select_related("section")
    group = get_object_or_404(groups, pk=int(named))
    return group.section, group


def _draft_page(
    request: MemberRequest, context: Mapping[str, object], *, refused: bool
) -> HttpResponse:
    return render(request, "news/draft.html", dict(context), status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
def draft(request: MemberRequest, pk: int) -> HttpResponse:
    desk, found = desk_of(request), written(request, pk)
    if found.phase().phase not in BEFORE:
        return desk.to("progress", pk)
    form = MailingForm(
        request.POST or None,
        section=found.section,
        group=found.group,
        kept=found.theme,
        initial=MailingForm.initial_of(found),
    )
    if request.method == "POST" and form.is_valid():
        try:
            found.revise(form.words(), by=request.user, at=timezone.now())
            messages.success(request, _("Saved."))
            return desk.to("preview" if "preview" in request.POST else "draft", pk)
        except Frozen:
            messages.error(request, _("It was approved meanwhile: its words no longer change."))
            return desk.to("progress", pk)
    return _draft_page(request, _shown(desk, found, form, PictureForm()), refused=form.is_bound)


def _shown(
    desk: Desk, mailing: Mailing, form: MailingForm, picture_form: PictureForm
) -> dict[str, object]:
    pictures = mailing.pictures.select_related("file")
    return desk.context(mailing) | {
        "form": form,
        "picture_form": picture_form,
        "group": mailing.group,
        "section": mailing.section,
        "proposed": mailing.phase().phase == Phase.PROPOSED,
        "pictures": [(one, desk.address("picture", mailing.pk, one.number)) for one in pictures],
    }


@require_POST
def pictures(request: MemberRequest, pk: int) -> HttpResponse:
    """A picture joins the draft under the next number."""
    desk, found = desk_of(request), written(request, pk)
    if found.phase().phase not in BEFORE:
        return desk.to("progress", pk)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid() and found.pictures.count() >= MOST_PICTURES:
        form.add_error("picture", _("Eight pictures are enough for one letter."))
    if form.is_valid():
        try:
            _add_picture(request, found, form)
            messages.success(request, _("The picture is there: name it in the text by its number."))
            return desk.to("draft", pk)
        except Refused as refused:
            form.add_error("picture", str(refused.reason))
        except Frozen:
            return desk.to("progress", pk)
    words = MailingForm(
        section=found.section,
        group=found.group,
        kept=found.theme,
        initial=MailingForm.initial_of(found),
    )
    return _draft_page(request, _shown(desk, found, words, form), refused=True)


@transaction.atomic
def _add_picture(request: MemberRequest, mailing: Mailing, form: PictureForm) -> None:
    now = timezone.now()
    file = store_picture(form.cleaned_data["picture"], by=request.user, at=now, longest=1200)
    MailingPicture.add(mailing, file, by=request.user, at=now)


@require_POST
def picture(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Take a picture off the draft."""
    desk, found = desk_of(request), written(request, pk)
    wanted = get_object_or_404(found.pictures.select_related("file", "mailing"), number=number)
    try:
        wanted.remove(by=request.user, at=timezone.now())
        messages.success(request, _("The picture is gone."))
    except Frozen:
        messages.error(request, _("It was approved meanwhile: its words no longer change."))
    return desk.to("draft", pk)


@require_http_methods(["GET", "POST"])
def discarding(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST throws the draft away."""
    desk, found = desk_of(request), written(request, pk)
    if found.phase().phase not in BEFORE:
        return desk.to("progress", pk)
    if request.method == "POST":
        try:
            found.discard(by=request.user)
        except Frozen:
            return desk.to("progress", pk)
        messages.success(request, _("The draft is gone."))
        return desk.to("mailings")
    return render(request, "news/discarding.html", desk.context(found))
