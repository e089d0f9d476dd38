"""Which group a page of members is about, for whoever asks for it."""

from __future__ import annotations

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from lampion.groups.models import Document, Folder, Group, Sharing
from lampion.groups.papers import most_of_a_file
from lampion.groups.rules import can_keep_documents, visible_documents
from lampion.kit.access import require
from lampion.people.models import Person
from lampion.people.requests import MemberRequest
from lampion.sections.reach import staffed_thing
from lampion.sections.rules import can_edit_groups


def own_group(request: MemberRequest, pk: int) -> Group:
    """Return a group to which whoever asks belongs today: to everybody else it does not exist (404)."""
    joined = Group.objects.joined_by(request.user).select_related("section")
    return get_object_or_404(joined, pk=pk)


def shared_group(request: MemberRequest, pk: int, kind: str) -> Group:
    """Return a group that shares this kind today, for who keeps the groups of its section; else 404."""
    sharing = Sharing.objects.open().filter(kind=kind)
    groups = Group.objects.filter(pk__in=sharing.values("group")).select_related("section")
    return staffed_thing(request, groups, can_edit_groups, pk=pk)


def own_document(request: MemberRequest, pk: int) -> Document:
    """Return a paper that whoever asks may see today: any other does not exist (404)."""
    joined = Group.objects.joined_by(request.user).select_related("section")
    group = get_object_or_404(joined, documents=pk)
    seen = visible_documents(request.user, group).select_related("folder", "by")
    document = get_object_or_404(seen, pk=pk)
    document.group = group
    return document


def own_folder(request: MemberRequest, pk: int) -> Folder:
    """Return a folder for who keeps the papers of its group (403 for its other members)."""
    joined = Group.objects.joined_by(request.user)
    folder = get_object_or_404(
        Folder.objects.select_related("group__section"), group__in=joined, pk=pk
    )
    require(can_keep_documents(request.user, folder.group))
    return folder


def own_file_limit(request: HttpRequest, pk: int) -> int:
    """Return the bytes that a file for this group may have; asked before the form is read. Of others: none."""
    if not isinstance(request.user, Person):
        return 0
    group = Group.objects.joined_by(request.user).select_related("section").filter(pk=pk).first()
    return most_of_a_file(group) if group else 0
