"""Fifty at once, two at once: one effect. Each with a control that shows what the lock or key prevents."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, connections
from django.utils import timezone

from lampion.contacts.models import Channel, Consent, ConsentText, Contact, Purpose
from lampion.enquiries import actions
from lampion.enquiries.models import Deed, Enquiry, Intent
from lampion.groups.models import Function, LastCoordinator, Mandate, Membership
from lampion.groups.models.mandate import leave
from lampion.mail.models import Message
from lampion.people.models import Person, Throttle
from lampion.tasks.models import Task

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 5, 1)


def at_once(count, work):
    """Start `count` threads on one mark; return what each came to: a value or the class of its error."""
    mark, results = threading.Barrier(count), [None] * count

    def run(number):
        try:
            mark.wait()
            results[number] = work(number)
        except Exception as error:  # noqa: BLE001 the test looks at it
            results[number] = type(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def asked(louvain, key):
    return actions.Asked(
        section=louvain.section,
        group=louvain,
        intent=Intent.JOIN,
        first_name="Éloïse",
        last_name="Martin",
        email="eloise@example.org",
        locality="1348",
        message="",
        form_key=key,
        language="fr",
    )


def test_fifty_times_the_same_form_is_one_enquiry_and_one_mail(louvain, nora):
    now = timezone.now()
    results = at_once(50, lambda _: actions.receive(asked(louvain, "one"), at=now).pk)
    assert len(set(results)) == 1
    assert Enquiry.objects.count() == 1
    assert Message.objects.filter(topic="enquiry").count() == 1


def test_five_different_forms_are_five(louvain, nora):
    now = timezone.now()
    at_once(5, lambda number: actions.receive(asked(louvain, f"k{number}"), at=now).pk)
    assert Enquiry.objects.count() == 5


def test_of_two_last_responsables_who_leave_at_once_one_stays(louvain, alice, zoe):
    Mandate.give(louvain, zoe, Function.COORDINATOR, by=None, on=date(2026, 4, 1))
    members = list(Membership.objects.filter(group=louvain, person__in=[alice, zoe]))
    results = at_once(2, lambda number: leave(members[number], by=None, on=DAY))
    assert sorted(map(str, results)) == sorted(map(str, [None, LastCoordinator]))
    assert Mandate.objects.open().filter(group=louvain, function=Function.COORDINATOR).count() == 1


def test_the_same_mandate_twice_at_once_is_one_and_the_database_says_so(louvain, zoe):
    at_once(2, lambda _: Mandate.give(louvain, zoe, Function.TREASURER, by=None, on=DAY).pk)
    held = Mandate.objects.open().filter(group=louvain, person=zoe, function=Function.TREASURER)
    assert held.count() == 1
    columns = "group_id, person_id, function, since"
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO groups_mandate ({columns}) VALUES (%s, %s, 'treasurer', '2026-05-02')",
            [louvain.pk, zoe.pk],
        )


@pytest.fixture
def waiting(louvain, nora, karim):
    """A request that a third colleague follows; Nora and Karim both look at its page."""
    greet = Person.objects.create_user("greet@example.org", first_name="Greet")
    enquiry = actions.receive(asked(louvain, "one"), at=timezone.now())
    enquiry.belong_to(greet, by=None, at=timezone.now())
    return enquiry, str(greet.pk), [nora, karim]


def test_of_two_who_take_a_request_at_once_one_has_it_and_the_other_is_told(waiting):
    enquiry, seen, people = waiting
    now = timezone.now()
    results = at_once(2, lambda number: actions.take(enquiry, by=people[number], at=now, seen=seen))
    assert sorted(map(str, results)) == sorted(map(str, [None, actions.TakenMeanwhile]))
    assert enquiry.owner() == people[results.index(None)]
    assert Deed.objects.filter(enquiry=enquiry).count() == 1


def test_without_the_lock_both_believe_that_they_have_it(waiting):
    enquiry, seen, people = waiting
    both_looked = threading.Barrier(2)

    def take(number):
        owner = enquiry.owner()
        both_looked.wait()
        if str(owner.pk) != seen:
            raise actions.TakenMeanwhile(owner)
        enquiry.belong_to(people[number], by=people[number], at=timezone.now())

    assert at_once(2, take) == [None, None]


def test_an_address_that_comes_again_twice_at_once_is_the_one_that_said_no(louvain):
    names = {"first_name": "M", "last_name": "L", "language": "fr"}
    contact, _made = Contact.known(louvain.section, "m@example.org", **names)
    Consent.withdraw(contact, at=timezone.now(), channel=Channel.ONE_CLICK)
    contact.empty(refused=True, at=timezone.now())

    def come(_number):
        found, made = Contact.known(louvain.section, "m@example.org", **names)
        return found.pk, made

    assert at_once(8, come) == [(contact.pk, False)] * 8
    assert Contact.objects.filter(email="m@example.org").count() == 1
    assert Consent.refused(Contact.objects.get(email="m@example.org"))


def test_a_count_loses_nothing_under_parallel_hits(db):
    now = timezone.now()
    results = at_once(12, lambda _: Throttle.hit("x", "client", at=now, limit=8, per=3600))
    assert results.count(True) == 8


@pytest.mark.parametrize("table", ["journal_record", "contacts_consent"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id + 1000", "DELETE FROM {}"])
def test_what_is_append_only_the_database_itself_keeps(louvain, nora, table, verb):
    text = ConsentText.objects.in_force(louvain.section, Purpose.NEWS, "fr")
    names = {"first_name": "M", "last_name": "L", "language": "fr"}
    contact, _made = Contact.known(louvain.section, "m@example.org", **names)
    Consent.give(contact, text, at=timezone.now(), channel=Channel.ACCOUNT)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(verb.format(table))


def _sent_at_once(as_, alice, louvain, said):
    clients = [as_(alice) for _each in range(8)]
    page = f"/my-groups/{louvain.pk}/tasks/new/"
    at_once(8, lambda number: clients[number].post(page, said).status_code)


def test_eight_times_the_same_sheet_of_a_member_is_one_task(as_, alice, louvain):
    _sent_at_once(as_, alice, louvain, {"title": "Salle", "places": "1", "once": "one"})
    assert Task.objects.count() == 1


def test_eight_sheets_without_a_mark_are_eight_tasks(as_, alice, louvain):
    _sent_at_once(as_, alice, louvain, {"title": "Salle", "places": "1"})
    assert Task.objects.count() == 8
