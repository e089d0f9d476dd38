"""Who asked to be erased stays out, whatever list the secretariat brings next."""

from datetime import UTC, datetime

from django.utils import timezone

from lampion.kit.spreadsheets import read_table
from lampion.people.factors import NewKey, add_passkey
from lampion.people.models import AuthenticatorApp, Passkey, Person, RecoveryCode
from lampion.privacy.actions import forget
from lampion.sections import lists
from lampion.sections.models import SectionMember

AT = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
LIST = (
    "number;first_name;last_name;email\n"
    "1001;Alice;Dubois;Alice@Example.org\n"
    "1002;Bruno;Petit;bruno@example.org\n"
)


def bring(section, text, kind="members"):
    table = read_table(text.encode())
    return lists.apply(section, kind, table, by=None, at=AT).counts()


def test_whoever_was_erased_is_not_brought_back(belgium, alice):
    bring(belgium, LIST)
    forget(alice, at=timezone.now())
    assert SectionMember.objects.filter(email="alice@example.org").count() == 0
    assert bring(belgium, LIST)["aside"] == 1
    renumbered = LIST.replace("1001;", "2001;")
    assert bring(belgium, renumbered)["aside"] == 1
    without_address = LIST.replace("Alice@Example.org", "")
    assert bring(belgium, without_address)["aside"] == 1
    assert not SectionMember.objects.filter(last_name="Dubois").exists()


def test_whoever_came_back_by_themselves_may_be_in_a_list_again(belgium, alice):
    bring(belgium, LIST)
    forget(alice, at=timezone.now())
    Person.objects.create_user("alice@example.org", first_name="Alice")
    assert bring(belgium, LIST)["new"] == 1


def test_nor_by_the_list_of_a_groups_members(louvain, zoe):
    text = "group_number;email;circle;mandate;since\n12;zoe@example.org;;;\n"
    forget(zoe, at=timezone.now())
    assert bring(louvain.section, text, "group-members")["aside"] == 1
    assert not Person.objects.filter(email="zoe@example.org").exists()


def test_whoever_was_erased_leaves_no_key_and_no_secret(nora):
    now = timezone.now()
    add_passkey(nora, NewKey("key", b"", 0), "x", session=None, at=now)
    RecoveryCode.make(nora, at=now)
    forget(nora, at=now)
    for model in (Passkey, AuthenticatorApp, RecoveryCode):
        assert not model.objects.exists()
