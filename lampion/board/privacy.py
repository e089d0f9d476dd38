from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from lampion.board.models import Answer, Digest, DigestChoice, Post, Visit
from lampion.kit.registers import Subject, keeper


def _export(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return
    mine = {"by": subject.person, "withdrawn_at": None}
    yield from Post.objects.filter(**mine).values("group__name", "words", "at")
    for answer in Answer.objects.filter(**mine).select_related("post__group"):
        yield {"group__name": answer.post.group.name, "words": answer.words, "at": answer.at}


def _visits(subject: Subject) -> Iterable[Mapping[str, object]]:
    return Visit.objects.filter(person=subject.person).values("group__name", "at")


def _digests(subject: Subject) -> Iterable[Mapping[str, object]]:
    for choice in DigestChoice.objects.filter(person=subject.person):
        yield {"digest": choice.get_rhythm_display(), "at": choice.at}
    yield from Digest.objects.filter(person=subject.person).values("at")


def _forget_digests(subject: Subject) -> int:
    chosen = DigestChoice.objects.filter(person=subject.person).delete()[0]
    return chosen + Digest.objects.filter(person=subject.person).delete()[0]


keeper(
    Post,
    title=_("What you wrote on the board of a group"),
    purpose=_("to tell the members of the group"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("until you or the group withdraw it"),
    export=_export,
    forget=lambda subject: 0,
    also=(Answer,),
    kept=_("the words, without your name"),
)
keeper(
    Visit,
    title=_("When you last read the board of a group"),
    purpose=_("to show you what is new"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as you are in the group"),
    export=_visits,
    forget=lambda subject: Visit.objects.filter(person=subject.person).delete()[0],
)
keeper(
    DigestChoice,
    title=_("The digest of your groups"),
    purpose=_("to send you what is new, once, as often as you choose"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("two months for what was sent; your choice as long as you have an account"),
    export=_digests,
    forget=_forget_digests,
    also=(Digest,),
)
