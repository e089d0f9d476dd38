"""Who did not confirm leaves after some days; months after the end nobody knows who signed."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from lampion.cases.models import Closing
from lampion.kit.registers import Subject
from lampion.mail.models import Message
from lampion.people.keyring import KEYRING
from lampion.petitions.jobs import close_due
from lampion.petitions.models import (
    Condition,
    KeyAbsent,
    KeyDestroyed,
    Petition,
    PetitionKey,
    PlaceNumber,
    Share,
    Signature,
)
from lampion.petitions.models.key import Secrets
from lampion.petitions.models.signature import SignatureQuerySet
from lampion.petitions.privacy import _export, _forget, _set_aside
from lampion.petitions.retention import forget_signers, forget_unconfirmed
from lampion.petitions.tests.conftest import number
from lampion.sections.models import Section

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_what_nobody_confirmed_leaves_after_the_days_of_the_parameter(signs, confirms):
    signs(email="confirms@example.org")
    confirms()
    signs(email="forgets@example.org")
    now = timezone.now()
    assert forget_unconfirmed(now + 13 * DAY) == 0
    assert forget_unconfirmed(now + 15 * DAY) == 1
    assert Signature.objects.get().confirmed_at


def test_what_is_confirmed_in_the_moment_of_forgetting_stays(signs, monkeypatch):
    signs()
    now, hold = timezone.now(), SignatureQuerySet.select_for_update

    def confirmed_before(found, **said):
        Signature.objects.update(confirmed_at=now)
        return hold(found, **said)

    monkeypatch.setattr(SignatureQuerySet, "select_for_update", confirmed_before)
    assert forget_unconfirmed(now + 15 * DAY) == 0
    assert Signature.objects.get().confirmed_at


def test_who_asks_for_the_link_again_has_as_many_days_again(signs):
    signs()
    now = timezone.now()
    with time_machine.travel(now + 13 * DAY, tick=False):
        signs()
    assert forget_unconfirmed(now + 15 * DAY) == 0
    assert forget_unconfirmed(now + 28 * DAY) == 1


def test_the_hour_closes_a_petition_by_itself(petition):
    assert close_due(petition.closes_at - timedelta(seconds=1)) == 0
    assert close_due(petition.closes_at) == 1
    petition.refresh_from_db()
    assert petition.closed_at == petition.closes_at
    assert petition.closed_by is None


@pytest.fixture
def ended(petition, signs, confirms):
    """Eleven people of Namur and two of Liège signed; then it ended."""
    for one in range(11):
        signs(email=f"n{one}@example.org", locality="5000 Namur")
    for one in range(2):
        signs(email=f"l{one}@example.org", locality="4000 Liège")
    confirms()
    assert number(petition) == 13
    petition.close(by=None, at=timezone.now())
    return petition


def test_months_after_the_end_signers_become_numbers(ended):
    now, version = timezone.now(), Section.objects.public_version()
    assert forget_signers(now + 170 * DAY) == 0
    assert forget_signers(now + 190 * DAY) == 1
    assert Section.objects.public_version() > version  # its key leaves the memory of web servers
    assert not Signature.objects.exists()
    found = dict(PlaceNumber.objects.values_list("place", "number"))
    assert found == {"be:5000:namur": 11, "": 2}
    assert number(ended) == 13
    assert sum(Share.objects.values_list("number", flat=True)) == 13


def restored(key: PetitionKey) -> PetitionKey:
    """The row of the key as it stands in a copy of the database."""
    columns = {name: getattr(key, name) for name in ("wrapped", "half", "destroyed_at")}
    PetitionKey.objects.filter(pk=key.pk).update(**columns)
    return PetitionKey.objects.get(pk=key.pk)


def test_a_copy_of_the_database_that_was_made_before_is_of_no_use_without_the_key(
    ended, django_capture_on_commit_callbacks
):
    """Its rows are put back, those of the key too; what is gone for ever is the half that no copy has."""
    copied, key = Signature.objects.order_by("pk")[0], PetitionKey.objects.get()
    assert copied.identity(restored(key).secrets).email == "n0@example.org"  # the control
    with django_capture_on_commit_callbacks(execute=True):
        forget_signers(timezone.now() + 190 * DAY)
    assert PetitionKey.objects.get().wrapped == ""
    with pytest.raises(KeyAbsent):
        copied.identity(restored(key).secrets)
    with pytest.raises(KeyDestroyed):
        copied.identity(Secrets(bytes(32)))


def test_the_link_of_a_forgotten_signature_leads_nowhere(client, petition, signs, confirms):
    signs()
    [link] = confirms()
    PetitionKey.objects.get().destroy(at=timezone.now())
    assert client.get(link).status_code == 404


def test_a_mail_that_waits_does_not_leave_once_the_key_is_gone(petition, signs, post):
    signs()
    PetitionKey.objects.get().destroy(at=timezone.now())
    assert post() == []
    waited = Message.objects.get()
    assert (waited.gave_up_at is not None, waited.writer, waited.about) == (True, "", None)


def test_somebody_gets_all_that_is_kept_of_their_signature_and_has_it_erased(
    petition, signs, confirms
):
    signs(email="Eloise@gmail.com", wants_news="on")
    signs(email="somebody.else@example.org")
    confirms()
    subject = Subject(None, frozenset({"e.loise@gmail.com"}))
    [kept] = _export(subject)
    assert (kept["name"], kept["email"], kept["wants_news"]) == (
        "Éloïse Martin", "eloise@gmail.com", True,
    )  # fmt: skip
    assert number(petition) == 2
    assert _forget(subject) == 1
    assert number(petition) == 1
    assert list(_export(subject)) == []


def test_what_is_kept_of_a_signature_does_not_tell_of_a_hidden_case(petition, nora, signs):
    signs()
    subject = Subject(None, frozenset({"eloise@example.org"}))
    [kept] = _export(subject)
    assert "Samira" in kept["title"]  # the control
    petition.case.suspend(reason="danger", by=nora, at=timezone.now())
    [kept] = _export(subject)
    assert "Samira" not in str(kept)
    assert str(petition.number) in kept["title"]


def test_what_staff_set_aside_does_not_tell_them_later_of_a_hidden_case(petition, nora):
    made = Condition(petition=petition, reason="A wave", by=nora, at=timezone.now())
    made.save()
    subject = Subject(nora, frozenset())
    [kept] = _set_aside(subject)
    assert "Samira" in kept["title"]  # the control
    petition.case.suspend(reason="danger", by=nora, at=timezone.now())
    [kept] = _set_aside(subject)
    assert "Samira" not in str(kept)


def test_after_the_end_erasing_leaves_the_number_that_was_handed_over(ended):
    subject = Subject(None, frozenset({"n1@example.org"}))
    assert _forget(subject) == 1
    assert number(ended) == 13
    assert list(_export(subject)) == []
    assert Petition.objects.get().tally.number == 13


def test_a_half_that_could_not_be_removed_at_once_is_removed_by_the_next_run(
    ended, monkeypatch, django_capture_on_commit_callbacks
):
    def breaks(name):
        raise OSError("the disk is read-only")

    keyring, half = storages[KEYRING], PetitionKey.objects.get().half
    with monkeypatch.context() as patch:
        patch.setattr(keyring, "delete", breaks)
        with django_capture_on_commit_callbacks(execute=True):
            PetitionKey.objects.get().destroy(at=timezone.now())
    assert keyring.exists(half)  # the control
    assert PetitionKey.objects.get().wrapped == ""
    forget_signers(timezone.now())
    assert not keyring.exists(half)
    assert PetitionKey.objects.get().half == ""


def test_a_mail_waits_while_the_keyring_is_away_and_leaves_when_it_is_back(
    petition, signs, post, settings
):
    signs()
    keyring, half = storages[KEYRING], PetitionKey.objects.get().half
    with keyring.open(half) as file:
        kept = file.read()
    keyring.delete(half)
    assert post() == []
    assert Message.objects.waiting().get().last_problem == "Absent"
    keyring.save(half, ContentFile(kept))
    Message.objects.update(next_try_at=timezone.now())
    assert len(post()) == 1


def test_my_data_comes_though_the_keyring_is_away(petition, signs, caplog):
    signs()
    storages[KEYRING].delete(PetitionKey.objects.get().half)
    subject = Subject(person=None, emails=frozenset({"eloise@example.org"}))
    assert list(_export(subject)) == []
    assert "keyring" in caplog.text


def test_what_is_taken_back_after_the_end_leaves_month_and_group_alone(
    client, petition, signs, confirms
):
    signs(locality="5000 Namur")
    [link] = confirms()
    Petition.objects.update(closed_at=timezone.now())
    assert Signature.objects.get().place  # the control
    client.post(f"{link}withdrawal/")
    left = Signature.objects.get()
    assert (left.place, left.sealed, left.address_mark) == ("", None, "")
    first = timezone.localtime(left.confirmed_at)
    assert (first.date(), first.hour, left.made_at) == (left.month, 0, left.confirmed_at)


@pytest.mark.parametrize("days", [29, 31])
def test_a_petition_ends_a_month_after_its_case(petition, nora, days):
    now = timezone.now()
    Closing.objects.create(case=petition.case, good=True, by=nora, at=now - days * DAY)
    close_due(now)
    petition.refresh_from_db()
    assert (petition.closed_at is not None) == (days > 30)
