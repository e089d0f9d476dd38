"""The board of a group: every member reads and writes."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lampion.board.forms import AnswerForm, PostForm
from lampion.board.models import Answer, Kind, Post, Visit
from lampion.board.models.post import mark_new
from lampion.board.rules import can_change_post, can_withdraw_answer, can_withdraw_post
from lampion.files.checking import too_large
from lampion.files.receiving import dropped, measured
from lampion.files.refusal import Refused
from lampion.groups.models import Audience, Group
from lampion.groups.papers import add_upload, most_of_a_file
from lampion.groups.reach import own_file_limit, own_group
from lampion.groups.rules import takes_part, visible_documents
from lampion.kit.access import require
from lampion.people.requests import MemberRequest
from lampion.people.sending import once

PER_PAGE = 20


@measured(own_file_limit)
@require_http_methods(["GET", "POST"])
@once
def board(request: MemberRequest, pk: int) -> HttpResponse:
    group = own_group(request, pk)
    typed = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    may_add = takes_part(request.user, group)
    form = PostForm(*typed, with_file=may_add, initial={"kind": Kind.NEWS})
    if form.is_valid() and not _too_large(request, group, form) and _publish(request, group, form):
        messages.success(request, _("It is on the board; the digest takes it along."))
        return redirect("board:board", pk)
    posts = Post.objects.standing().filter(group=group).for_reading(request.user)
    page = Paginator(posts, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "group": group,
        "form": form,
        "page": page,
        "posts": mark_new(list(page), request.user),
    }
    Visit.note(group, request.user, at=timezone.now())
    status = 422 if form.is_bound else 200
    return render(request, "board/board.html", context, status=status)


def _too_large(request: HttpRequest, group: Group, form: PostForm) -> bool:
    if dropped(request):
        form.add_error("file" if "file" in form.fields else None, too_large(most_of_a_file(group)))
    return bool(dropped(request))


def _publish(request: MemberRequest, group: Group, form: PostForm) -> bool:
    said, now = form.cleaned_data, timezone.now()
    document = None
    try:
        if said.get("file"):
            document = add_upload(
                group, said["file"], by=request.user, at=now, audience=Audience.GROUP
            )
    except Refused as refused:
        form.add_error("file", str(refused.reason))
        return False
    Post.publish(group, said["kind"], said["words"], by=request.user, at=now, document=document)
    return True


def _reach(request: MemberRequest, pk: int) -> Post:
    """Return a post on the board of a group to which whoever asks belongs today."""
    groups = Group.objects.joined_by(request.user)
    posts = Post.objects.standing().filter(group__in=groups)
    return get_object_or_404(posts.select_related("group__section", "by", "document"), pk=pk)


@require_http_methods(["GET", "POST"])
@once
def post(request: MemberRequest, pk: int) -> HttpResponse:
    found = _reach(request, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found.answer(form.cleaned_data["words"], by=request.user, at=timezone.now())
        messages.success(request, _("Your answer is there."))
        return redirect("board:post", pk)
    status = 422 if form.is_bound else 200
    return render(request, "board/post.html", _sheet(request, found, form), status=status)


def _sheet(request: MemberRequest, post: Post, form: AnswerForm) -> dict[str, Any]:
    may_withdraw = bool(can_withdraw_post(request.user, post))
    leads = may_withdraw and post.by_id != request.user.pk
    answers = post.answers.filter(withdrawn_at=None).select_related("by")
    seen = visible_documents(request.user, post.group).filter(pk=post.document_id or 0)
    return {
        "group": post.group,
        "post": post,
        "document": seen.first() if post.document_id else None,
        "answers": [(one, leads or one.by_id == request.user.pk) for one in answers],
        "changes": bool(can_change_post(request.user, post)),
        "withdraws": may_withdraw,
        "form": form,
    }


@require_http_methods(["GET", "POST"])
def details(request: MemberRequest, pk: int) -> HttpResponse:
    found = _reach(request, pk)
    require(can_change_post(request.user, found))
    typed = request.POST if request.method == "POST" else None
    form = PostForm(typed, with_file=False, initial={"kind": found.kind, "words": found.words})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        found.edit(said["kind"], said["words"], by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("board:post", pk)
    status = 422 if form.is_bound else 200
    context = {"group": found.group, "post": found, "form": form}
    return render(request, "board/details.html", context, status=status)


@require_http_methods(["GET", "POST"])
def withdrawal(request: MemberRequest, pk: int) -> HttpResponse:
    """GET asks once more, POST takes it off the board."""
    found = _reach(request, pk)
    require(can_withdraw_post(request.user, found))
    if request.method == "POST":
        found.withdraw(by=request.user, at=timezone.now())
        messages.success(request, _("It is off the board."))
        return redirect("board:board", found.group_id)
    return render(request, "board/withdrawal.html", {"group": found.group, "post": found})


@require_POST
def answer_withdrawal(request: MemberRequest, pk: int) -> HttpResponse:
    groups = Group.objects.joined_by(request.user)
    answers = Answer.objects.filter(
        withdrawn_at=None, post__withdrawn_at=None, post__group__in=groups
    )
    found = get_object_or_404(answers.select_related("post__group"), pk=pk)
    require(can_withdraw_answer(request.user, found))
    found.withdraw(at=timezone.now())
    messages.success(request, _("The answer is gone."))
    return redirect("board:post", found.post_id)
