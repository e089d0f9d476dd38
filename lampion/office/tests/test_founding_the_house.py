"""An empty house is opened once, by the link that its own machine printed."""

import re

from django.core.management import call_command

from lampion.contacts.models import ConsentText
from lampion.mail.models import Message
from lampion.sections.models import Section

TYPED = {
    "name": "Lumières locales",
    "code": "be-fr",
    "provinces": ["WNA", "WBR"],
    "first_name": "Nora",
    "last_name": "Lambert",
    "email": "nora@example.org",
}


def _link(capsys):
    call_command("founding_link")
    return re.sub(r"^https?://[^/]+", "", capsys.readouterr().out.strip())


def test_the_link_opens_the_section_and_signs_in_by_code(db, client, capsys):
    link = _link(capsys)
    assert client.get(link).status_code == 200
    assert client.post(link, TYPED).url == "/sign-in/code/"
    code = re.findall(r"\d{4} \d{4}", Message.objects.get().text)[0]
    assert client.post("/sign-in/code/", {"code": code}).status_code == 302
    assert client.get("/office/section/").status_code == 200
    section = Section.objects.get()
    assert section.regions.count() == 2
    assert section.pages.filter(slug="why").count() == 4
    assert ConsentText.objects.filter(section=section).count() == 4


def test_the_link_works_once_and_an_older_one_no_more(db, client, capsys):
    old = _link(capsys)
    link = _link(capsys)
    assert client.get(old).status_code == 404
    client.post(link, TYPED)
    assert client.post(link, TYPED | {"code": "two"}).status_code == 404
    assert Section.objects.count() == 1
    assert _link(capsys) == ""


def test_the_section_begins_in_the_language_of_whoever_opens_it(db, client, capsys):
    client.post(f"/nl{_link(capsys)}", TYPED)
    assert Section.objects.get().languages == ["nl"]


def test_what_is_missing_is_said_and_the_link_still_works(db, client, capsys):
    link = _link(capsys)
    answer = client.post(link, TYPED | {"email": "nora"})
    assert answer.status_code == 422
    assert 'id="id_email_error"' in answer.text
    assert client.post(link, TYPED).status_code == 302


def test_an_empty_house_says_so_at_its_door(db, client):
    answer = client.get("/")
    assert answer.status_code == 404
    assert "première section" in answer.text


def test_the_machine_says_where_to_begin(db, capsys):
    call_command("welcome")
    assert "/founding/" in capsys.readouterr().out
