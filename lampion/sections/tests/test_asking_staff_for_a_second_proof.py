"""Staff have days to set up a second proof; then the office stays closed, until they have or a colleague helps."""

from datetime import date, datetime, time, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from conftest import NOW, enrol, person
from lampion.journal.models import Record
from lampion.mail.models import Message
from lampion.people.models import AuthenticatorApp, FactorReset, Passkey, RecoveryCode, Session
from lampion.sections.assurance import second_factor_due
from lampion.sections.models import Parameter, Scope, StaffAccess
from lampion.sections.opening import open_section
from tests.signing import fully

FIRST_DAY, LAST_DAY = date(2026, 4, 1), date(2026, 4, 15)
SECURITY = "/account/security/"


@pytest.fixture
def greet(belgium):
    """New in the secretariat, without a second factor yet."""
    greet = person("greet")
    StaffAccess.grant(belgium, greet, Scope.ENQUIRIES, Scope.SETTINGS, by=None, on=FIRST_DAY)
    return greet


def noon(day):
    return time_machine.travel(
        datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone()), tick=False
    )


@pytest.mark.parametrize(
    ("day", "open_"),
    [(LAST_DAY - timedelta(1), True), (LAST_DAY, True), (LAST_DAY + timedelta(1), False)],
)
def test_the_office_is_open_until_the_last_day_and_closed_after_it(as_, greet, day, open_):
    with noon(day):
        answer = as_(greet).get("/office/enquiries/")
        if open_:
            assert answer.status_code == 200
            assert "15 avril 2026" in answer.text
            assert SECURITY in answer.text
        else:
            assert answer.url == SECURITY
        assert ("15 avril 2026" in as_(greet).get("/home/").text) is open_


def test_after_it_one_s_own_pages_stay_open_and_say_what_to_do(as_, greet):
    with noon(date(2026, 6, 1)):
        client = as_(greet)
        for page in (
            "/home/",
            SECURITY,
            "/account/sessions/",
            "/account/data/",
            "/account/erasure/",
        ):
            assert client.get(page).status_code == 200, page
        assert "notice-warning" in client.get(SECURITY).text
        fragment = client.get("/office/enquiries/", headers={"HX-Request": "true"})
        assert fragment.headers["HX-Redirect"] == SECURITY
        assert client.get("/nl/office/enquiries/").url == f"/nl{SECURITY}"
        assert client.post("/sign-out/").status_code == 302


def test_with_a_factor_the_office_opens_again(as_, greet):
    with noon(date(2026, 6, 1)):
        client = as_(greet)
        assert client.get("/office/staff/").url == SECURITY
        enrol(greet)
        assert client.get("/office/staff/").status_code == 200
        assert "notice-warning" not in client.get("/home/").text


def test_who_is_no_staff_needs_none(as_, alice, louvain):
    assert second_factor_due(alice, date(2026, 6, 1)) is None
    assert "notice" not in as_(alice).get("/home/").text


def test_whose_access_ended_needs_none(greet, nora):
    for access in StaffAccess.objects.filter(person=greet):
        access.end(by=nora, on=date(2026, 5, 1))
    assert second_factor_due(greet, date(2026, 4, 30)) == LAST_DAY
    assert second_factor_due(greet, date(2026, 5, 1)) is None


def test_the_days_are_a_parameter_of_the_section_and_begin_with_the_rule(belgium, greet, nora):
    assert second_factor_due(greet, FIRST_DAY) == LAST_DAY
    days = {"section": belgium, "name": "factor-days", "value": 30}
    Parameter(**days, valid_from=date(2026, 4, 10)).adopt(by=nora)
    assert second_factor_due(greet, date(2026, 4, 9)) == LAST_DAY
    assert second_factor_due(greet, date(2026, 4, 10)) == date(2026, 5, 1)
    Parameter.objects.filter(name="factor-days", value=14).update(valid_from=date(2026, 3, 1))
    assert second_factor_due(nora, date(2026, 3, 20)) == date(2026, 3, 15)


def test_the_rule_does_not_fall_with_its_row(belgium, greet):
    Parameter.objects.filter(name="factor-days").delete()
    assert second_factor_due(greet, FIRST_DAY) == LAST_DAY


def test_a_later_scope_gives_no_more_days(belgium, greet):
    StaffAccess.grant(belgium, greet, Scope.GROUPS, by=None, on=date(2026, 4, 12))
    assert second_factor_due(greet, date(2026, 4, 20)) == LAST_DAY


def test_ending_and_granting_again_gives_no_more_days(belgium, greet, nora):
    for access in StaffAccess.objects.filter(person=greet):
        access.end(by=nora, on=date(2026, 4, 14))
    StaffAccess.grant(belgium, greet, Scope.ENQUIRIES, by=nora, on=date(2026, 4, 14))
    assert second_factor_due(greet, date(2026, 4, 14)) == LAST_DAY
    with noon(LAST_DAY + timedelta(1)):
        assert second_factor_due(greet, timezone.localdate()) == LAST_DAY


def test_days_of_another_section_are_its_own(belgium, greet, nora):
    other = open_section(code="lu", name="L", country="lu", provinces=[], by=None, at=NOW)
    for access in StaffAccess.objects.filter(person=greet):
        access.end(by=nora, on=date(2026, 5, 1))
    StaffAccess.grant(other, greet, Scope.ENQUIRIES, by=None, on=date(2026, 5, 1))
    assert second_factor_due(greet, date(2026, 5, 2)) == date(2026, 5, 15)


def page_of(other):
    return f"/office/staff/people/{other.pk}/factors/"


def test_a_colleague_takes_away_what_was_lost_and_the_days_begin_anew(as_, nora, karim):
    Passkey.objects.create(
        person=karim, name="x", credential_id="x", public_key=b"", made_at=NOW, used_month=NOW
    )
    RecoveryCode.make(karim, at=timezone.now())
    as_(karim)
    client = fully(nora)
    assert "Karim" in client.get(page_of(karim)).text
    assert page_of(karim) in client.get("/office/staff/").text
    assert client.post(page_of(karim)).url == "/office/staff/"
    for model in (Passkey, AuthenticatorApp, RecoveryCode, Session):
        assert not model.objects.filter(person=karim).exists()
    assert AuthenticatorApp.objects.filter(person=nora).exists()
    letter = Message.objects.get(topic="security")
    assert letter.to_address == karim.email
    assert Record.objects.filter(verb="reset second factors", by=nora).count() == 1
    today = timezone.localdate()
    assert second_factor_due(karim, today) == today + timedelta(days=14)
    assert as_(karim).get("/office/enquiries/").status_code == 200
    assert client.get(page_of(karim)).status_code == 404


def test_nobody_takes_away_their_own_nor_without_the_scope_nor_a_stranger_s(
    as_, nora, karim, alice
):
    assert fully(nora).post(page_of(nora)).status_code == 403
    assert fully(karim).post(page_of(nora)).status_code == 403
    enrol(alice)
    assert fully(nora).post(page_of(alice)).status_code == 404
    assert not FactorReset.objects.exists()


def test_an_old_proof_is_not_enough_to_take_away(as_, nora, karim):
    assert as_(nora).post(page_of(karim)).url.startswith("/account/security/proof/")
    assert AuthenticatorApp.objects.filter(person=karim).exists()


def test_where_no_colleague_is_left_the_machine_helps(nora):
    call_command("reset_factors", nora.email, stdout=StringIO())
    assert not AuthenticatorApp.objects.exists()
    assert FactorReset.objects.get().by is None
    assert Message.objects.get(topic="security").to_address == nora.email
    assert Record.objects.filter(verb="reset second factors").count() == 1
    for address in (nora.email, "nobody@example.org"):
        with pytest.raises(CommandError):
            call_command("reset_factors", address)


def test_somebody_of_a_group_is_helped_too(as_, nora, karim, alice, zoe, louvain, namur):
    page = f"/office/groups/{louvain.pk}/people/{{}}/factors/"
    enrol(alice)
    enrol(zoe)
    client = fully(nora)
    assert page.format(alice.pk) in client.get(f"/office/groups/{louvain.pk}/").text
    assert client.get(page.format(alice.pk)).status_code == 200
    assert client.post(page.format(zoe.pk)).status_code == 404
    assert fully(karim).post(page.format(alice.pk)).status_code == 403
    assert client.post(page.format(alice.pk)).status_code == 302
    assert not AuthenticatorApp.objects.filter(person=alice).exists()
    assert AuthenticatorApp.objects.filter(person=zoe).exists()
    assert Message.objects.get(topic="security").to_address == alice.email
    assert client.get(page.format(alice.pk)).status_code == 404
