"""Whoever adds a paper or a face to a case does not show it: another of the secretariat has looked at it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lampion.cases.jobs import open_due
from lampion.cases.models import CaseDocument, Consent, Marking, SamePerson, Stale
from lampion.files.checking import Checked
from lampion.kit.registers import matters
from tests.house.things_cases import (
    adopt,
    publish,
    second_person,
    some_draft,
    some_picture,
    some_waiting_paper,
    some_waiting_picture,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def status(client, address):
    answer = client.get(address)
    if answer.streaming:
        answer.getvalue()
    return answer.status_code


def file_of(paper):
    return f"/cases/{paper.case.key}/documents/{paper.pk}/"


def test_a_paper_is_nowhere_until_a_second_person_lets_it_out(client, as_, nora, louvain, bilal):
    paper = some_waiting_paper(NOW)
    adopt(paper.case, NOW)
    page = paper.case.get_absolute_url()
    ours = f"/my-groups/{louvain.pk}/cases/{paper.case.key}/"
    member, office = as_(bilal), as_(nora)
    assert [status(one, file_of(paper)) for one in (client, member, office)] == [404, 404, 200]
    for one, address in ((client, page), (member, page), (member, ours)):
        assert file_of(paper) not in one.get(address).text
    office.post(f"/office/case-documents/{paper.pk}/release/")
    assert [status(one, file_of(paper)) for one in (client, member)] == [200, 200]
    for one, address in ((client, page), (member, page), (member, ours)):
        assert file_of(paper) in one.get(address).text


def test_a_face_is_nowhere_until_a_second_person_lets_it_out(client, as_, nora, louvain, bilal):
    picture = some_waiting_picture(NOW)
    adopt(picture.case, NOW)
    address = picture.get_absolute_url()
    pages = ("/", "/cases/", picture.case.get_absolute_url(), "/cases.atom", "/api/cases")
    ours = ("/my-groups/", f"/my-groups/{louvain.pk}/cases/")
    member, office = as_(bilal), as_(nora)
    assert [status(one, address) for one in (client, member, office)] == [404, 404, 200]
    assert not [one for one in pages if address in client.get(one).text]
    assert not [one for one in (*pages, *ours) if address in member.get(one, follow=True).text]
    office.post(f"/office/case-pictures/{picture.pk}/release/")
    assert [status(one, address) for one in (client, member)] == [200, 200]
    assert [one for one in pages if address in client.get(one).text] == ["/", *pages[1:3]]


def test_a_face_for_those_who_stand_by_the_case_waits_too(as_, nora, louvain, bilal):
    picture = some_waiting_picture(NOW)
    type(picture).objects.update(consent=Consent.ADOPTERS)
    adopt(picture.case, NOW)
    assert status(as_(bilal), picture.get_absolute_url()) == 404
    picture.release(by=nora, at=NOW)
    assert status(as_(bilal), picture.get_absolute_url()) == 200


def test_an_internal_paper_needs_no_second_person(as_, nora, louvain, bilal):
    case = publish(NOW)
    adopt(case, NOW)
    words = {"title": "x", "marking": Marking.INTERNAL, "language": "fr"}
    paper = CaseDocument.add(case, words, Checked(b"x", "text/plain"), by=nora, at=NOW)
    assert status(as_(bilal), file_of(paper)) == 200


@pytest.mark.parametrize("make", [some_waiting_paper, some_waiting_picture])
def test_who_added_it_lets_it_out_neither_by_the_page_nor_in_the_database(as_, nora, make):
    added = make(NOW)
    type(added).objects.update(by=nora)
    added.refresh_from_db()
    page = "documents" if make is some_waiting_paper else "pictures"
    assert as_(nora).post(f"/office/case-{page}/{added.pk}/release/").status_code == 403
    with pytest.raises(SamePerson):
        added.release(by=nora, at=NOW)
    said = f"UPDATE {added._meta.db_table} SET released_by_id = %s, released_at = at"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(said, [nora.pk])
    with connection.cursor() as cursor:  # the control: another may
        cursor.execute(said, [second_person().pk])


def test_let_out_twice_is_said(nora):
    picture = some_picture(NOW)
    with pytest.raises(Stale):
        picture.release(by=nora, at=NOW)


def test_what_is_taken_away_leaves_at_once_by_one_person(client, as_, nora):
    picture = some_picture(NOW)
    type(picture).objects.update(by=nora, released_by=second_person())
    as_(nora).post(f"/office/case-pictures/{picture.pk}/removal/")
    assert status(client, picture.get_absolute_url()) == 404


def waiting(person):
    found = [one for one in matters(person, timezone.localdate(NOW)) if one.key.startswith("case-")]
    return sorted(one.key.rsplit("-", 1)[0] for one in found)


def test_it_waits_for_the_second_person_of_the_office_and_not_for_who_added_it(nora):
    paper, picture = some_waiting_paper(NOW), some_waiting_picture(NOW)
    assert waiting(nora) == ["case-document", "case-picture"]
    type(paper).objects.update(by=nora)
    assert waiting(nora) == ["case-picture"]
    picture.release(by=nora, at=NOW)
    assert waiting(nora) == []


def test_what_is_added_to_a_draft_waits_for_nobody_before_the_case_is_published(nora):
    words = {"title": "x", "marking": Marking.EXTERNAL, "language": "fr"}
    checked = Checked(b"x", "text/plain")
    CaseDocument.add(some_draft(NOW), words, checked, by=second_person(), at=NOW)
    assert waiting(nora) == []


def test_a_paper_shows_at_its_hour_also_on_a_page_that_is_kept(client, nora, clock):
    hour = NOW + timedelta(hours=3)
    paper = some_waiting_paper(NOW)
    type(paper).objects.update(embargo_until=hour)
    paper.release(by=nora, at=NOW)
    page = paper.case.get_absolute_url()
    assert file_of(paper) not in client.get(page).text
    clock.move_to(hour - timedelta(minutes=1))
    open_due(hour - timedelta(minutes=1))
    assert file_of(paper) not in client.get(page).text
    clock.move_to(hour)
    assert file_of(paper) not in client.get(page).text  # the control: it is kept
    assert open_due(hour) == 1
    assert open_due(hour) == 0
    assert file_of(paper) in client.get(page).text
