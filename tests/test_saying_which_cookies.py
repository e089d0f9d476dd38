"""The privacy page names each cookie that a browser gets here, and no other."""

import re

from django.test import Client

from lampion.enquiries.models import Enquiry
from tests.signing import with_code

NAMES = {"session", "csrftoken", "messages", "browser"}
PUBLIC = ("/", "/find/?q=1348", "/enquiries/new/", "/world/", "/news/", "/nl/", "/sign-in/")


def named(page: str) -> set[str]:
    section = page.partition('id="cookies"')[2].partition("</section")[0]
    return set(re.findall(r"<dt>(\w+)</dt>", section))


def test_each_cookie_is_named_and_each_named_one_is_set(louvain, alice, eloise):
    client = Client()
    for address in PUBLIC:
        assert client.get(address).status_code == 200
    token = Enquiry.link_token(eloise.form_key)
    answer = client.post(f"/enquiries/{token}/replies/", {"text": "Je viendrai.", "key": "k"})
    assert answer.status_code == 302
    client = with_code(alice, client)
    assert client.get("/home/").status_code == 200
    assert named(client.get("/privacy/").text) == NAMES
    assert set(client.cookies) == NAMES


def test_whoever_only_reads_gets_none(louvain):
    client = Client()
    for address in ("/", "/find/?q=1348", "/groups/12/louvain-la-neuve/", "/embed/finder/"):
        assert client.get(address).status_code == 200
    assert dict(client.cookies) == {}
