"""Which petition a page is about: what nobody may see, or whose case is hidden, answers like nothing at all."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from lampion.events.models import Event
from lampion.groups.models import Group
from lampion.groups.nearby import open_group
from lampion.people.requests import MemberRequest
from lampion.petitions.links import signature_of
from lampion.petitions.models import Petition, Signature
from lampion.petitions.models.petition import PetitionQuerySet
from lampion.sections.models import Section
from lampion.sections.reach import staffed_thing
from lampion.sections.rules import can_write_cases


def whole(petitions: PetitionQuerySet) -> PetitionQuerySet:
    """With what a page says of each: words, case, number and picture."""
    known = petitions.select_related("section", "case__edition", "tally", "picture")
    return known.prefetch_related("texts")


def public_petition(number: int, at: datetime) -> Petition:
    return get_object_or_404(whole(Petition.objects.public(at)), number=number)


def petition_to_sign(number: int, at: datetime) -> Petition:
    """Return what a form says of a public petition, with its key. It may be shared: never change it.

    Whether it may be signed is asked in the transaction of each signature.
    """
    known = whole(Petition.objects.public(at)).select_related("key")
    return get_object_or_404(known, number=number)


def office_petition(request: MemberRequest, pk: int) -> Petition:
    """Return a petition of a section for which the reader writes cases (else 404, or 403 with the reason)."""
    everything = whole(Petition.objects.all()).select_related(
        "section", "case__edition", "tally", "picture", "by", "published_by", "closed_by"
    )
    return staffed_thing(request, everything, can_write_cases, pk=pk)


def signature_behind(token: str, purpose: str) -> Signature:
    """Return the signature of a link in our mail; a forged link, or one that time has emptied, leads nowhere."""
    found = signature_of(token, purpose)
    if found is None:
        raise Http404
    return found


def attributed(section: Section, group: str, event: str) -> tuple[Group | None, Event | None]:
    """Return for which group (its number) and stand (its key) somebody signs; what is not there is nothing."""
    found = open_group(section, _number(group))
    if found is None:
        return None, None
    return found, Event.objects.there().filter(group=found, pk=_number(event)).first()


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0
