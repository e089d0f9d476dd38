"""Wherever a province is named, it is named in the reader's language."""

import pytest

from lampion.contacts.models import Contact
from lampion.contacts.privacy import _export
from lampion.kit.registers import Subject

NAMES = {"": "Hainaut", "/nl": "Henegouwen", "/de": "Hennegau", "/en": "Hainaut"}
LIEGE = {"": "Liège", "/nl": "Luik", "/de": "Lüttich", "/en": "Liège"}


@pytest.mark.parametrize("prefix", ["", "/nl", "/de", "/en"])
def test_the_finder_and_the_frame_name_it(client, louvain, prefix):
    for finder in ("/find/", "/embed/finder/"):
        page = client.get(f"{prefix}{finder}", {"q": "Forest"}).text
        assert f"7910 Forest ({NAMES[prefix]})" in page


@pytest.mark.parametrize("prefix", ["", "/nl", "/de", "/en"])
def test_the_world_names_it(client, louvain, prefix):
    assert "<h3>" in client.get(f"{prefix}/world/be/").text
    page = client.get(f"{prefix}/world/be/", {"q": "Forest"}).text
    assert f"Forest ({NAMES[prefix]}," in page


@pytest.mark.parametrize("prefix", ["", "/nl", "/de", "/en"])
def test_the_form_names_it_where_a_name_alone_is_not_enough(client, louvain, prefix):
    """Without a postcode two cities of one name differ by their division, and by their country."""
    page = client.get(f"{prefix}/enquiries/new/?place=us:springfield-illinois").text
    assert "Springfield (Illinois, " in page


@pytest.mark.parametrize("prefix", ["", "/nl", "/de", "/en"])
def test_the_secretariat_reads_it(as_, nora, belgium, prefix):
    page = as_(nora).get(f"{prefix}/office/regions/").text
    assert LIEGE[prefix] in page.split("<main")[1]


def test_the_api_gives_it_in_every_language(client, louvain):
    group = client.get("/api/groups/12").json()
    assert group["province"] == {
        "code": "WBR",
        "names": {
            "fr": "Brabant wallon", "nl": "Waals-Brabant", "de": "Wallonisch-Brabant", "en": "Walloon Brabant",
        },
    }  # fmt: skip
    assert client.get("/api/groups?near=1348").json()[0]["province"]["code"] == "WBR"
    regions = {one["slug"]: one for one in client.get("/api/regions").json()}
    assert regions["wlg"]["province_names"][0]["nl"] == "Luik"


def test_who_takes_their_data_with_them_reads_a_name_and_no_code(belgium):
    said = {"first_name": "Éloïse", "last_name": "Martin", "language": "fr", "province": "WLG"}
    Contact.known(belgium, "eloise@example.org", **said)
    (kept,) = _export(Subject(None, frozenset(["eloise@example.org"])))
    assert kept["province"] == "Liège"
