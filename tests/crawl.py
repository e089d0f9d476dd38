"""Walks a site as its readers can: by every link, address in a feed or sitemap, and form that only asks."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable

from django.test import Client

ADDRESS = re.compile(
    r"""(?:href|src|action)="([^"#]+)|<loc>([^<]+)</loc>|<link[^>]*href="([^"]+)|"page": "([^"]+)"""
)
HOST = re.compile(r"^https?://[^/]+")
# The same pages in other languages, what changes something, and what is served from files.
ASIDE = re.compile(r"^/(nl|de|en)/|^/static/|sign-out|\.(css|js|svg|woff2?|png)$")
MOST = 600


def crawl(client: Client, starts: Iterable[str]) -> dict[str, str]:
    """Return address -> text of every page that is reached from `starts` and answers 200."""
    waiting, known, found = deque(starts), set(starts), {}
    while waiting and len(found) < MOST:
        address = waiting.popleft()
        answer = client.get(address)
        while answer.status_code in (301, 302) and answer["Location"].startswith("/"):
            answer = client.get(answer["Location"])
        body = answer.getvalue() if answer.streaming else answer.content
        if answer.status_code != 200:
            continue
        text = found[address] = body.decode("utf-8", "replace")
        for groups in ADDRESS.findall(text):
            further = HOST.sub("", next(one for one in groups if one)).replace("&amp;", "&")
            if further.startswith("/") and not ASIDE.search(further) and further not in known:
                known.add(further)
                waiting.append(further)
    return found
