from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lampion.decisions.models import (
    Ballot,
    Box,
    Comment,
    Decision,
    ElectedMandate,
    EntrustedTask,
    PhaseRow,
    Proposal,
    Protest,
    Proxy,
    Review,
    Scrutineer,
    SealedBallot,
    Tally,
    Voter,
    VoterLink,
    Wording,
)
from lampion.kit.registers import Subject, keeper


def _votes(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return
    voters = Voter.objects.filter(person=subject.person)
    yield from voters.values(
        "proposal__title", "proposal__group__name", "proposal__opened_at", "ballot__at",
        "ballot__choice", "ballot__reason", "ballot__channel",
    )  # fmt: skip


def _forget_votes(subject: Subject) -> int:
    """The choice stays, nameless, so that the result still adds up; reasons and links go."""
    if subject.person is None:
        return 0
    mine = Voter.objects.filter(person=subject.person)
    still_open = Proxy.objects.filter(voter__proposal__closed_at=None)
    still_open.filter(Q(voter__in=mine) | Q(to__in=mine)).delete()
    count = VoterLink.objects.filter(voter__in=mine).delete()[0]
    return count + Ballot.objects.filter(voter__in=mine).exclude(reason="").update(reason="")


def _secret_votes(subject: Subject) -> Iterable[Mapping[str, object]]:
    """What somebody voted is sealed, then nameless: nobody can hand it out."""
    if subject.person is None:
        return
    about = ("proposal__title", "proposal__group__name")
    took_part = Voter.objects.filter(person=subject.person).exclude(sealed=None)
    for row in took_part.values(*about):
        yield row | {"took_part": _("in secret")}
    yield from Box.objects.filter(asked_by=subject.person).values(*about, "asked_at")
    for one in Scrutineer.objects.filter(person=subject.person).select_related("box__proposal"):
        title = one.box.proposal.title
        yield {"proposal__title": title, "kept_at": one.kept_at, "opened_at": one.opened_at}


def _forget_secret_votes(subject: Subject) -> int:
    """While a vote is open a sealed ballot stays, as an open one does: it is counted."""
    if subject.person is None:
        return 0
    mine = SealedBallot.objects.filter(voter__person=subject.person)
    return mine.exclude(voter__proposal__closed_at=None).delete()[0]


def _proposals(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return
    mine = Q(by=subject.person) | Q(wordings__by=subject.person)
    found = Proposal.objects.filter(mine).distinct().select_related("group")
    for proposal in found.prefetch_related("wordings"):
        changes = list(proposal.wordings.all())
        writers = [(proposal.by_id, proposal.made_at), *((one.by_id, one.at) for one in changes)]
        texts: list[Wording | Proposal] = [*changes, proposal]
        for (writer, at), words in zip(writers, texts, strict=True):
            if writer == subject.person.pk:
                said = {"title": words.title, "text": words.text, "made_at": at}
                yield {"group__name": proposal.group.name} | said


def _comments(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return
    said = Comment.objects.filter(by=subject.person)
    yield from said.values("proposal__title", "text", "at")


def _forget_comments(subject: Subject) -> int:
    if subject.person is None:
        return 0
    return Comment.objects.filter(by=subject.person).exclude(text="").update(text="")


def _decisions(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return
    noted = Decision.objects.filter(by=subject.person)
    yield from noted.values("group__name", "title", "decided_on")


keeper(
    Voter,
    title=_("Your votes in your group"),
    purpose=_("to count who voted what in an open vote, once each"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists; the links of the mails 30 days after the close"),
    export=_votes,
    forget=_forget_votes,
    leaves=VoterLink.sweep,
    also=(Ballot, Proxy, Protest, VoterLink),
    kept=_("what was voted, without your name, so that the result still adds up"),
)
keeper(
    Box,
    title=_("Your part in secret votes of your group"),
    purpose=_("that everybody votes once, and that nobody is counted who did not vote"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_(
        "what you voted: sealed until the count, then no longer with your name; that you took part: 30 days after the close; that you were a scrutineer or asked for it: as long as the section exists"
    ),
    export=_secret_votes,
    forget=_forget_secret_votes,
    leaves=SealedBallot.sweep,
    also=(Scrutineer, SealedBallot, Tally),
    kept=_("the vote of the group, without your name"),
)
keeper(
    Proposal,
    title=_("What you proposed to your group"),
    purpose=_("to decide together"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_proposals,
    forget=lambda subject: 0,
    also=(PhaseRow, Wording),
    kept=_("the proposal of the group, without your name"),
)
keeper(
    Comment,
    title=_("What you said about proposals"),
    purpose=_("to decide together"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_comments,
    forget=_forget_comments,
)
keeper(
    Decision,
    title=_("Decisions that you noted"),
    purpose=_("to know what the group decided"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_decisions,
    forget=lambda subject: 0,
    also=(Review, ElectedMandate, EntrustedTask),
    kept=_("what was decided and when, without your name"),
)
