"""Nora works through many requests at once, keeps a view, begins with a ready answer, joins what is the same."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lampion.enquiries import actions
from lampion.enquiries.actions.waiting import ask_silent_groups
from lampion.enquiries.models import Deed, Enquiry, KeptFilter, ReadyAnswer, Reply, Stage
from lampion.mail.models import Message
from tests.conftest import AT

INBOX = "/office/enquiries/"


@pytest.fixture
def three(louvain, nora):
    made = []
    for number, name in enumerate(("Anne", "Béa", "Chloé")):
        asked = actions.Asked(
            section=louvain.section,
            group=louvain,
            intent="ask" if number else "join",
            first_name=name,
            last_name="Dupont",
            email=f"n{number}@example.org",
            locality="1348 Louvain-la-Neuve",
            postcode="1348",
            message="Bonjour",
            form_key=f"three-{number}",
            language="nl" if number == 2 else "fr",
        )
        made.append(actions.receive(asked, at=timezone.now()))
    return made


def stages(enquiries):
    return [one.steps.get(until=None).stage for one in enquiries]


def names_in(page: str) -> list[str]:
    return re.findall(r'class="inbox-title" href="[^"]+"><bdi>(\w+) Dupont', page)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?intent=join", ["Anne"]),
        ("?language=nl", ["Chloé"]),
        ("?stage=taken", ["Béa"]),
        ("?q=béa", ["Béa"]),
        ("?q=N1%40Example", ["Béa"]),
        ("?intent=nonsense&owner=999999&stage=x", ["Anne", "Béa", "Chloé"]),
    ],
)
def test_the_list_is_narrowed_by_wish_language_stage_and_words(as_, nora, three, query, found):
    actions.take(three[1], by=nora, at=timezone.now())
    assert names_in(as_(nora).get(INBOX + query).text) == found


def test_a_view_is_kept_under_a_name_opened_and_forgotten(as_, nora, karim, three):
    office = as_(nora)
    office.post(f"{INBOX}filters/", {"name": "Questions", "intent": "ask", "show": "open"})
    kept = KeptFilter.objects.get()
    page = office.get(INBOX).text
    address = re.search(r'href="(\?[^"]+)">Questions', page)[1].replace("&amp;", "&")
    assert names_in(office.get(INBOX + address).text) == ["Béa", "Chloé"]
    assert "Questions" not in as_(karim).get(INBOX).text
    assert as_(karim).post(f"{INBOX}filters/{kept.pk}/removal/").status_code == 404
    office.post(f"{INBOX}filters/{kept.pk}/removal/")
    assert not KeptFilter.objects.exists()


def test_several_are_closed_at_once_and_undone_by_the_button_of_the_message(as_, nora, three):
    office = as_(nora)
    chosen = [one.pk for one in three]
    answer = office.post(f"{INBOX}bulk/", {"chosen": chosen, "deed": "spam"}, follow=True)
    assert stages(three) == [Stage.SPAM] * 3
    undo = re.search(r'class="undo" method="post" action="([^"]+)"', answer.text)[1]
    office.post(undo)
    assert stages(three) == [Stage.RECEIVED] * 3
    assert "Dupont" in office.get(f"{INBOX}history/").text


def test_several_are_handed_over_at_once_and_what_was_closed_meanwhile_is_left(
    as_, nora, karim, three, namur
):
    actions.close(three[0], Stage.ANSWERED, by=karim, at=timezone.now())
    chosen = {"chosen": [one.pk for one in three], "deed": "hand", "group": namur.pk}
    as_(nora).post(f"{INBOX}bulk/", chosen)
    assert stages(three) == [Stage.ANSWERED, Stage.HANDED, Stage.HANDED]
    assert Deed.objects.filter(by=nora).values("batch").distinct().count() == 1


@pytest.mark.parametrize(
    "typed", [{"deed": "take"}, {"deed": "assign"}, {"deed": "hand"}, {"deed": "nonsense"}]
)
def test_a_deed_without_what_it_needs_changes_nothing_and_says_so(as_, nora, three, typed):
    chosen = {} if typed["deed"] == "take" else {"chosen": [three[0].pk]}
    answer = as_(nora).post(f"{INBOX}bulk/", typed | chosen, follow=True)
    assert "notice-danger" in answer.text
    assert stages(three) == [Stage.RECEIVED] * 3


def test_the_page_after_a_deed_is_never_another_site(as_, nora, three):
    typed = {"chosen": [three[0].pk], "deed": "take", "back": "https://evil.example/"}
    assert as_(nora).post(f"{INBOX}bulk/", typed).url == INBOX


def test_a_ready_answer_begins_the_letter_in_the_newcomers_language(as_, nora, three):
    words = {"subject": "Bonjour {first_name}", "body": "{group}, {meeting} – {me}"}
    office = as_(nora)
    for language in ("fr", "nl"):
        said = {"title": f"Accueil {language}", "language": language, "intent": "", **words}
        assert office.post(f"{INBOX}answers/", said).status_code == 302
    page = office.get(f"{INBOX}{three[0].pk}/").text
    assert "Accueil fr" in page
    assert "Accueil nl" not in page
    answer = ReadyAnswer.objects.get(language="fr")
    begun = office.get(f"{INBOX}{three[0].pk}/?answer={answer.pk}").text
    assert 'value="Bonjour Anne"' in begun
    assert "Louvain-la-Neuve, {meeting} – Nora" in begun
    assert Client().get(f"{INBOX}answers/").status_code == 302


def test_two_requests_of_one_person_become_one_and_her_link_leads_there(client, as_, nora, three):
    first, second = three[:2]
    Enquiry.objects.filter(pk=second.pk).update(email=first.email)
    office = as_(nora)
    assert second.name in office.get(f"{INBOX}{first.pk}/").text
    assert office.post(f"{INBOX}{first.pk}/merging/", {"twin": three[2].pk}).status_code == 302
    assert stages(three)[2] == Stage.RECEIVED  # not the same person: refused
    office.post(f"{INBOX}{first.pk}/merging/", {"twin": second.pk})
    assert stages(three) == [Stage.RECEIVED, Stage.MERGED, Stage.RECEIVED]
    token = Enquiry.link_token
    assert client.get(f"/enquiries/{token('three-1')}/").url == f"/enquiries/{token('three-0')}/"


def test_what_the_newcomer_replies_reaches_the_request_once(client, as_, nora, three):
    enquiry = three[0]
    words = {"subject": "Bonjour", "body": "Venez mardi", "form_key": "k"}
    actions.write(enquiry, **words, by=nora, at=timezone.now())
    token = Enquiry.link_token("three-0")
    assert token in Message.objects.get(key__startswith="enquiry-letter").text
    page = client.get(f"/enquiries/{token}/").text
    assert "Venez mardi" in page
    typed = {"text": "Merci ! 🕯 שלום", "key": re.search(r'name="key" value="([^"]+)"', page)[1]}
    client.post(f"/enquiries/{token}/replies/", typed)
    client.post(f"/enquiries/{token}/replies/", typed)
    assert Reply.objects.get().text == "Merci ! 🕯 שלום"
    office = as_(nora)
    assert "Merci ! 🕯 שלום" in office.get(f"{INBOX}{enquiry.pk}/").text
    assert "nouveau message" in office.get(INBOX).text


def test_an_empty_reply_is_refused_at_its_field(client, three):
    answer = client.post(f"/enquiries/{Enquiry.link_token('three-0')}/replies/", {"key": "k"})
    assert answer.status_code == 422
    assert "text" in answer.context["form"].errors


def test_a_reply_to_a_withdrawn_request_is_refused_and_not_kept(client, three):
    actions.withdraw(three[0], at=timezone.now())
    address = f"/enquiries/{Enquiry.link_token('three-0')}/"
    answer = client.post(f"{address}replies/", {"text": "Encore moi", "key": "k"}, follow=True)
    assert "Encore moi" not in answer.text
    assert "notice-danger" in answer.text
    assert not Reply.objects.exists()


@pytest.mark.parametrize("token", ["x" * 22, Enquiry.link_token("other")[::-1]])
def test_an_altered_link_opens_nothing(client, three, token):
    assert client.get(f"/enquiries/{token}/").status_code == 404
    assert client.post(f"/enquiries/{token}/replies/", {"text": "x"}).status_code == 404


def test_a_request_held_back_says_why(as_, nora, three):
    actions.close(three[0], Stage.DECLINED, by=nora, at=timezone.now())
    office, address = as_(nora), f"{INBOX}{three[0].pk}/"
    assert office.post(f"{address}hold/", {"hold-reason": ""}).status_code == 422
    office.post(f"{address}hold/", {"hold-reason": "Plainte en cours"})
    assert "Plainte en cours" in office.get(address).text
    office.post(f"{address}hold/", {"let-go": "1"})
    assert not three[0].holds.filter(until=None).exists()


def test_groups_that_stay_silent_are_proposed_last(as_, nora, three, louvain, namur):
    def proposed():
        page = as_(nora).get(f"{INBOX}{three[0].pk}/").text
        keys = re.findall(r'name="handover-group" value="(\d+)"', page)
        return [int(key) for key in keys]

    actions.hand_over(three[1], louvain, by=nora, at=timezone.now())
    assert proposed() == [louvain.pk, namur.pk]
    ask_silent_groups(timezone.now() + timedelta(days=14))
    assert proposed() == [namur.pk, louvain.pk]


def test_an_absence_is_ones_own_or_said_by_who_edits_the_staff(as_, nora, karim):
    days = {"starts_on": "2026-12-24", "ends_on": "2027-01-02"}
    said = as_(karim).post("/office/absences/", {"person": nora.pk, **days})
    assert said.status_code == 403
    assert as_(karim).post("/office/absences/", {"person": karim.pk, **days}).status_code == 302
    assert as_(nora).post("/office/absences/", {"person": karim.pk, **days}).status_code == 302
    wrong = days | {"ends_on": "2026-12-01"}
    answer = as_(nora).post("/office/absences/", {"person": nora.pk, **wrong})
    assert "ends_on" in answer.context["form"].errors


@pytest.mark.parametrize(("count", "pages"), [(50, 1), (51, 2), (101, 3)])
def test_a_search_has_its_pages_and_no_request_twice(louvain, nora, as_, count, pages):
    Enquiry.objects.bulk_create(
        Enquiry(
            section=louvain.section, intent="ask", last_name=f"Renard{n:03}", name_key=f"renard{n:03}",
            received_at=AT, due_on=timezone.localdate(AT), form_key=f"f{n}", link_hash=f"l{n}",
        )
        for n in range(count)
    )  # fmt: skip
    for enquiry in Enquiry.objects.all():
        enquiry.begin(nora.pk, at=AT)
    office = as_(nora)
    found = []
    for number in range(1, pages + 1):
        page = office.get(f"/office/enquiries/?q=renard&page={number}").text
        found += re.findall(r"<bdi>(Renard\d+)", page)
    assert found == [f"Renard{n:03}" for n in range(count)]


def test_what_the_lists_read_is_what_the_steps_say(eloise, nora):
    """Enquiry.ended_at follows every verb that closes, opens again or undoes."""

    def agree():
        eloise.refresh_from_db()
        assert (eloise.ended_at is None) == eloise.is_open()
        return eloise.ended_at

    assert agree() is None
    actions.close(eloise, Stage.DECLINED, by=nora, at=AT)
    assert agree() == AT
    actions.write_again(eloise, text="Encore moi", key="r", at=AT)
    assert agree() is None
    actions.close(eloise, Stage.ANSWERED, by=nora, at=AT)
    actions.undo(Deed.objects.filter(undone_at=None).first(), by=nora, at=AT)
    assert agree() is None
    actions.withdraw(eloise, at=AT)
    assert agree() == AT
