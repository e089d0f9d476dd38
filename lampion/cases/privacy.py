from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lampion.cases import following_privacy
from lampion.cases.models import (
    Adoption,
    Case,
    CaseDocument,
    CasePicture,
    CaseReader,
    Closing,
    Edition,
    Offer,
    Suspension,
    UrgentAction,
    Wish,
)
from lampion.cases.rules import taken_home
from lampion.kit.registers import Subject, keeper


def _writing(subject: Subject) -> Iterable[Mapping[str, object]]:
    """What somebody of the secretariat wrote or published; the people at risk are no readers of this house."""
    if subject.person is None:
        return
    names = _names(subject)
    for edition in Edition.objects.filter(by=subject.person):
        yield {"title": _named(edition.case_id, names), "made_at": edition.made_at}
    for edition in Edition.objects.filter(published_by=subject.person):
        yield {"title": _named(edition.case_id, names), "published_at": edition.published_at}


def _names(subject: Subject) -> dict[int, str]:
    """Return how each case that the file may name is called now: a former edition may say who a pseudonym is."""
    found = taken_home(subject.person, timezone.now())
    return dict(found.values_list("pk", "edition__name"))


def _named(case: int, names: Mapping[int, str]) -> str:
    return names.get(case, f"no. {case}")


def _adoptions(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return
    names = _names(subject)
    led = Adoption.objects.filter(lead=subject.person).select_related("group")
    for one in led:
        yield {
            "group__name": one.group.name,
            "title": _named(one.case_id, names),
            "since": one.since,
        }


def _readings(subject: Subject) -> Iterable[Mapping[str, object]]:
    if subject.person is None:
        return
    named = CaseReader.objects.filter(person=subject.person, ended_at=None)
    yield from named.values("at")


keeper(
    Case,
    title=_("Cases that you wrote or published"),
    purpose=_("to know who answers for what is said of somebody at risk"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_writing,
    forget=lambda subject: 0,
    also=(Edition, Suspension, Closing, UrgentAction, CaseDocument, CasePicture, Offer),
    kept=_("that it was written, without your name"),
)
keeper(
    Adoption,
    title=_("Cases that you lead for your group"),
    purpose=_("to know who follows a case"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as the section exists"),
    export=_adoptions,
    forget=lambda subject: (
        Adoption.objects.filter(lead=subject.person).update(lead=None) if subject.person else 0
    ),
    also=(Wish,),
    kept=_("that the group stands by the case, without your name"),
)
keeper(
    CaseReader,
    title=_("Confidential cases that you may read"),
    purpose=_("to let nobody else read them"),
    basis=_("your membership of a group or of the secretariat"),
    duration=_("as long as you may read them, then as long as the section exists"),
    export=_readings,
    forget=lambda subject: (
        CaseReader.objects.filter(person=subject.person).delete()[0] if subject.person else 0
    ),
)
following_privacy.keep_all()
