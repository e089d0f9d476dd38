"""python -m bench.lives COUNT: so many groups with a year of life; prints place, address and cookie of some members."""

from __future__ import annotations

import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from lampion.groups.models import Group, Membership  # noqa: E402

VISITED = 400


def main(count: int) -> None:
    """The forty of the first group stand at place 0, one member of each of some others behind."""
    call_command("prepare", verbosity=0, stdout=sys.stderr)
    call_command("seed_world", groups=count, life=True, stdout=sys.stderr)
    if connection.vendor == "postgresql":  # as its autovacuum does within minutes
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    first, *others = Group.objects.order_by("number")[: VISITED + 1]
    members = Membership.objects.active().select_related("person")
    for member in members.filter(group=first):
        _say(0, member)
    for place, group in enumerate(others, start=1):
        _say(place, members.filter(group=group)[place % 40])


def _say(place: int, member: Membership) -> None:
    client = Client()
    client.force_login(member.person)
    print(place, f"/my-groups/{member.group_id}/", client.cookies["session"].value)


if __name__ == "__main__":
    main(int(sys.argv[1]))
