"""The secretariat lists the sites that may show the finder; what is no site is refused beside the field."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from lampion.journal.models import Record
from lampion.sections.models import Section
from lampion.sections.origins import MOST, are_origins, read_origin

FINDER = "/embed/finder/"


def settings_of(section, embedders):
    return {
        "name": section.name,
        "languages": section.languages,
        "first_language": section.first_language,
        "ink": section.ink,
        "light": section.light,
        "embedders": embedders,
    }


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://www.namur.be", "https://www.namur.be"),
        ("  HTTPS://WWW.Namur.BE/ ", "https://www.namur.be"),
        ("https://namur.be:443", "https://namur.be"),
        ("https://namur.be:08443", "https://namur.be:8443"),
        ("https://*.namur.be", "https://*.namur.be"),
        ("https://liège.be", "https://xn--lige-6oa.be"),
        ("https://www.straße.example", "https://www.xn--strae-oqa.example"),
        ("http://localhost:8001", "http://localhost:8001"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
    ],
)
def test_a_site_is_written_as_a_browser_compares_it(typed, origin):
    assert read_origin(typed) == origin
    assert read_origin(origin) == origin


@pytest.mark.parametrize(
    "typed",
    [
        "www.namur.be",
        "http://www.namur.be",
        "ftp://www.namur.be",
        "https://",
        "https://*",
        "https://*.be",
        "https://*.*.be",
        "https://www.*.be",
        "https://namur.*",
        "*",
        "'self'",
        "data:",
        "https://namur.be/agir",
        "https://namur.be?x",
        "https://namur.be#x",
        "https://nora@namur.be",
        "https://namur.be:0",
        "https://namur.be:70000",
        "https://namur.be:x",
        "https://192.168.0.1",
        "https://[::1]",
        "https://namur.be; script-src *",
        "https://namur.be https://evil.example",
        "https://namur.be,https://evil.example",
        "https://namur.be\nX-Header: 1",
        "https://namur\0.be",
        "https://na_mur.be",
        "https://" + "a" * 64 + ".be",
        "https://" + "a." * 2000 + "be",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_site_is_refused(typed):
    with pytest.raises(ValidationError) as refused:
        read_origin(typed)
    assert refused.value.params["line"]


def test_the_list_is_kept_one_a_line_each_once_and_the_journal_says_so(as_, nora, belgium):
    typed = "https://www.namur.be\r\n\r\n https://LIÈGE.be/\r\nhttps://www.namur.be:443\r\n"
    office = as_(nora)
    assert office.post("/office/section/", settings_of(belgium, typed)).status_code == 302
    belgium.refresh_from_db()
    assert belgium.embedders == ["https://www.namur.be", "https://xn--lige-6oa.be"]
    entry = Record.objects.latest("pk")
    assert (entry.verb, entry.details) == ("revised", {"fields": ["embedders"]})
    assert "https://www.namur.be\nhttps://xn--lige-6oa.be</textarea>" in (
        office.get("/office/section/").text
    )


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(as_, nora, belgium):
    typed = "https://www.namur.be\nhttp://liege.be\nhttps://mons.be/agir"
    answer = as_(nora).post("/office/section/", settings_of(belgium, typed))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["embedders"]
    assert len(answer.context["form"].errors["embedders"]) == 2
    assert "http://liege.be" in answer.text
    belgium.refresh_from_db()
    assert belgium.embedders == []


def test_a_list_has_an_end(as_, nora, belgium):
    sites = [f"https://www.commune-{number}.be" for number in range(MOST + 1)]
    office = as_(nora)
    assert (
        office.post("/office/section/", settings_of(belgium, "\n".join(sites))).status_code == 422
    )
    fewer = settings_of(belgium, "\n".join(sites[1:]))
    assert office.post("/office/section/", fewer).status_code == 302


def test_only_who_keeps_the_settings_changes_the_list(as_, karim, alice, belgium):
    for reader, status in ((karim, 403), (alice, 404)):
        answer = as_(reader).post("/office/section/", settings_of(belgium, "https://evil.example"))
        assert answer.status_code == status
    belgium.refresh_from_db()
    assert belgium.embedders == []


def test_a_change_of_the_list_shows_at_the_next_click(client, as_, nora, belgium):
    assert "namur.be" not in client.get(FINDER)["Content-Security-Policy"]
    as_(nora).post("/office/section/", settings_of(belgium, "https://www.namur.be"))
    assert "'self' https://www.namur.be" in client.get(FINDER)["Content-Security-Policy"]
    as_(nora).post("/office/section/", settings_of(belgium, ""))
    assert "namur.be" not in client.get(FINDER)["Content-Security-Policy"]


@pytest.mark.parametrize(
    "written", [["https://a.be; script-src *"], ["https://A.be"], "https://a.be", {"a": 1}, [None]]
)
def test_what_somebody_wrote_past_the_form_opens_nothing(client, belgium, written):
    assert not are_origins(written)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sections_section SET embedders = %s", [json.dumps(written)])
    Section.objects.get().touch()
    policy = client.get(FINDER)["Content-Security-Policy"]
    assert "frame-ancestors 'self';" in f"{policy};"
    assert "script-src" not in policy
