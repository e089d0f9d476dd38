from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lampion.groups.models import (
    Document,
    Folder,
    Fulfilment,
    GroupInvitation,
    HandOver,
    Holding,
    LifeStage,
    Mandate,
    Membership,
    Pause,
    Profile,
    Reveal,
    Revision,
    Sharing,
    Version,
)
from lampion.kit.registers import Subject, keeper


def _memberships(subject: Subject) -> Iterable[Mapping[str, object]]:
    yield from Membership.objects.filter(person=subject.person).values(
        "group__name", "circle", "joined_on", "left_on"
    )
    yield from Mandate.objects.filter(person=subject.person).values(
        "group__name", "function", "since", "until", "ended_on"
    )
    for held in Holding.objects.filter(person=subject.person).select_related("group", "function"):
        yield {
            "group__name": held.group.name,
            "function": str(held.function),
            "since": held.since,
            "until": held.until,
            "ended_on": held.ended_on,
        }


def _hand_overs(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return
    things = ("group", "mandate", "holding__function")
    for one in HandOver.objects.of(subject.person).select_related(*things):
        yield {"group__name": one.group.name, "function": one.title, "at": one.begun_at}


def _changes(subject: Subject) -> Iterable[Mapping[str, object]]:
    yield from Revision.objects.filter(by=subject.person).values("group__name", "at")
    yield from LifeStage.objects.filter(by=subject.person).values("group__name", "stage", "since")
    yield from Fulfilment.objects.filter(by=subject.person).values("group__name", "at")


def _papers(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return
    mine = Q(by=subject.person) | Q(removed_by=subject.person)
    yield from Document.objects.filter(mine).values("group__name", "name", "at", "removed_at")
    for version in Version.objects.filter(by=subject.person).select_related("document"):
        yield {"name": version.document.name, "version": version.number, "at": version.at}
    yield from Folder.objects.filter(by=subject.person).values("group__name", "name", "at")


keeper(
    Membership,
    title=_("Groups and mandates"),
    purpose=_("to know who belongs to a group and who answers for it"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_memberships,
    forget=lambda subject: 0,
    also=(Mandate, Holding),
    kept=_("the dates, without your name"),
)


def _pauses(subject: Subject) -> Iterable[Mapping[str, object]]:
    yield from Pause.objects.filter(membership__person=subject.person).values(
        "membership__group__name", "since", "until", "reason"
    )
    yield from Reveal.objects.filter(by=subject.person).values(
        "membership__group__name", "field", "at"
    )
    left = Membership.objects.filter(person=subject.person).exclude(left_because="")
    yield from left.values("group__name", "left_on", "left_because")


def _forget_pauses(subject: Subject) -> int:
    if subject.person is None:
        return 0
    count = Pause.objects.filter(membership__person=subject.person).delete()[0]
    looks = Reveal.objects.filter(Q(by=subject.person) | Q(membership__person=subject.person))
    count += looks.delete()[0]
    left = Membership.objects.filter(person=subject.person).exclude(left_because="")
    return count + left.update(left_because="")


def _profile(subject: Subject) -> Iterable[Mapping[str, object]]:
    for one in Profile.objects.filter(person=subject.person).prefetch_related("offers"):
        chosen = ", ".join(str(offer) for offer in one.offers.all())
        yield {"preferences": chosen, "skills": one.skills, "availability": one.availability}


keeper(
    Profile,
    title=_("What you can do and when you are free"),
    purpose=_("to share the work of the group out"),
    basis=_("you said it yourself, and change it when you like"),
    duration=_("until you remove it or ask for erasure"),
    export=_profile,
    forget=lambda subject: Profile.objects.filter(person=subject.person).delete()[0],
)
keeper(
    HandOver,
    title=_("Functions that you handed over or took over"),
    purpose=_("to know who has the bank mandate, the stock and the files of the group"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_hand_overs,
    forget=lambda subject: 0,
    kept=_("the dates, without your name"),
)
keeper(
    Pause,
    title=_("Pauses, why you left, and details that you looked at"),
    purpose=_("to know who rests, and to see when somebody looks at many phone numbers"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("until you ask for erasure; what you looked at, thirty days"),
    export=_pauses,
    forget=_forget_pauses,
    also=(Reveal,),
)
keeper(
    Revision,
    title=_("What you changed in groups"),
    purpose=_("to keep the history of the groups"),
    basis=_("the section's legitimate interest"),
    duration=_("as long as the section exists"),
    export=_changes,
    forget=lambda subject: 0,
    also=(LifeStage, Fulfilment),
    kept=_("what was changed and when, without your name"),
)
keeper(
    Document,
    title=_("Documents that you added or removed"),
    purpose=_("to keep the papers of the group, and who added them"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("until the group removes them, and a month more"),
    export=_papers,
    forget=lambda subject: 0,
    also=(Folder, Version),
    kept=_("the papers of the group, without your name"),
)


def _shared(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return
    mine = Sharing.objects.filter(Q(by=subject.person) | Q(ended_by=subject.person))
    for one in mine.select_related("group"):
        began = one.by_id == subject.person.pk
        yield {"group__name": one.group.name, "at": one.since if began else one.until}


keeper(
    Sharing,
    title=_("What you let the secretariat read of your group, or took back"),
    purpose=_("to know who decided what the secretariat reads"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_shared,
    forget=lambda subject: 0,
    kept=_("what was shared and when, without your name"),
)


def _invitations(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return
    known = Q(person=subject.person) | Q(by=subject.person)
    for one in GroupInvitation.objects.filter(known).select_related("group"):
        said = {"circle": one.circle, "at": one.at, "ended_on": one.ended_at}
        yield {"group__name": one.group.name} | said


def _forget_invitations(subject: Subject) -> int:
    if subject.person is None:
        return 0
    return GroupInvitation.objects.filter(person=subject.person).delete()[0]


keeper(
    GroupInvitation,
    title=_("Invitations to join a group, to you or by you"),
    purpose=_("to ask you before you are a member"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("a month after the last day on which it can be answered"),
    export=_invitations,
    forget=_forget_invitations,
    leaves=GroupInvitation.sweep_on,
)
