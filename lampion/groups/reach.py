"""Which group a page of members is about, for whoever asks for it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from lampion.groups.models import Document, Folder, Group
from lampion.groups.rules import can_keep_documents, visible_documents
from lampion.kit.access import require
from lampion.people.requests import MemberRequest


def own_group(request: MemberRequest, pk: int) -> Group:
    """Return a group to which whoever asks belongs today: to everybody else it does not exist (404)."""
    joined = Group.objects.joined_by(request.user).select_related("section")
    return get_object_or_404(joined, pk=pk)


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
