from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from lampion.board.models import Post
from lampion.board.models.post import mark_new
from lampion.groups.models import Group
from lampion.kit.registers import hang
from lampion.people.models import Person


def _menu(request: HttpRequest, group: Group) -> Mapping[str, Any]:
    here = reverse("board:board", args=[group.pk])
    return {"group": group, "current": request.path.startswith((here, "/posts/"))}


def _home(request: HttpRequest, groups: Sequence[Group]) -> Mapping[str, Any]:
    """The last words on the boards, in one query."""
    person = request.user
    assert isinstance(person, Person)
    posts = Post.objects.standing().filter(group__in=groups).for_reading(person)[:3]
    only = groups[0] if len(groups) == 1 else None
    return {"posts": mark_new(list(posts), person), "only": only}


def _digest(request: HttpRequest) -> Mapping[str, Any] | None:
    person = request.user
    assert isinstance(person, Person)
    return {} if Group.objects.joined_by(person).exists() else None


hang("home", 51, "board/digest_panel.html", _digest)
hang("group-menu", 50, "board/menu.html", _menu)
hang("group-home", 40, "board/home_panel.html", _home)
