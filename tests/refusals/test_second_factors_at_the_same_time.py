"""Two at once with one code, one answer or the last two factors: one effect, with a control."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.utils import timezone

from lampion.people import factors
from lampion.people.models import AuthenticatorApp, FactorReset, Passkey, RecoveryCode, Throttle
from tests.refusals.test_at_the_same_time import at_once
from tests.signing import app_code

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_with_one_recovery_code_one_comes_in(nora):
    now = timezone.now()
    code, other = RecoveryCode.make(nora, at=now)[:2]
    assert sorted(at_once(2, lambda _: RecoveryCode.redeem(nora, code, at=now))) == [False, True]
    assert RecoveryCode.redeem(nora, other, at=now)


def test_of_four_with_one_app_code_one_comes_in(nora):
    now = timezone.now()
    code = app_code(at=now)
    assert at_once(4, lambda _: AuthenticatorApp.accept(nora, code, at=now)).count(True) == 1


def test_of_three_with_one_challenge_one_is_heard(db):
    now = timezone.now()
    hits = at_once(3, lambda _: Throttle.hit("challenge", "x", at=now, limit=1, per=86400))
    assert hits.count(True) == 1


def test_the_last_two_factors_taken_away_at_once_leave_one(nora):
    now = timezone.now()
    key = factors.NewKey("abc", b"", 0)
    factors.add_passkey(nora, key, "x", session=None, at=now)
    deeds = [
        lambda: factors.remove_passkey(Passkey.objects.get(), at=now),
        lambda: factors.remove_app(AuthenticatorApp.objects.get(), at=now),
    ]
    assert at_once(2, lambda number: deeds[number]()).count(PermissionDenied) == 1
    assert Passkey.objects.count() + AuthenticatorApp.objects.count() == 1


def test_the_same_key_twice_at_once_is_one(nora):
    now = timezone.now()
    key = factors.NewKey("abc", b"", 0)
    made = at_once(2, lambda _: factors.add_passkey(nora, key, "x", session=None, at=now))
    assert made.count(factors.AlreadyKnown) == 1
    assert Passkey.objects.count() == 1


def test_the_database_refuses_that_somebody_resets_their_own(nora, karim):
    now = timezone.now()
    columns = "INSERT INTO people_factorreset (person_id, by_id, at) VALUES (%s, %s, %s)"
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(columns, [karim.pk, nora.pk, moment])
    assert FactorReset.objects.count() == 1
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(columns, [nora.pk, nora.pk, moment])
