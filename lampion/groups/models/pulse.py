from __future__ import annotations

from datetime import datetime
from functools import cache

from django.db import connection, models, transaction
from django.db.models import Count

from lampion.groups.models.group import Group
from lampion.people.models import Person

# So many lines about the same are gathered into one.
MANY = 10


class Pulse(models.Model):
    """That something changed which the homes of groups show: a line each time, written by triggers alone.

    about: "g" and the key of a group, "p" and that of a person, or "all". A line says neither what nor when.
    Lines are added and not counted up: two who change the same group never wait for one another.
    """

    about = models.CharField(max_length=24)

    class Meta:
        indexes = [models.Index(fields=["about", "id"], name="pulses_of_something")]

    def __str__(self) -> str:
        return self.about

    @staticmethod
    def for_member(group: int, person: int) -> tuple[int, int] | None:
        """Return what changes with every change that the page of this group shows to this person (keys).

        None for who does not belong to it now. The number of lines tells of one that was written earlier and
        committed later than the last.
        """
        sql = f"SELECT COUNT(*), COALESCE(MAX(id), 0), EXISTS ({_joined(connection.vendor)}) "
        with connection.cursor() as cursor:
            cursor.execute(
                sql + "FROM groups_pulse WHERE about IN (%s, %s, 'all')",
                [person, group, f"g{group}", f"p{person}"],
            )
            count, last, belongs = cursor.fetchone()
        return (count, last) if belongs else None

    @classmethod
    def gather(cls, at: datetime) -> int:
        """Put one line in the place of many; returns in how many cases.

        The new line comes after the others are gone: its key is higher than that of any that was counted in, so
        that no earlier number ever comes back.
        """
        lines = cls.objects.values("about").annotate(count=Count("pk")).filter(count__gt=MANY)
        abouts = list(lines.values_list("about", flat=True))
        for about in abouts:
            with transaction.atomic():
                cls.objects.filter(about=about).delete()
                cls.objects.create(about=about)
        return len(abouts)


@cache
def _joined(vendor: str) -> str:
    """The rule of `joined_by` in SQL, put together once: it is asked for every page."""
    joined = Group.objects.joined_by(Person(pk=-1)).filter(pk=-2).order_by().values("pk")
    sql, values = joined.query.sql_with_params()
    assert values == (-1, -2), "first the person, then the group"
    return str(sql)
