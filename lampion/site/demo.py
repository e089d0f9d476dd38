"""Sections of other countries, each with a few groups, so that the world has more than one light."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from lampion.contacts.actions import publish_first_consents
from lampion.groups.actions import found_group
from lampion.groups.first_functions import offer_first_functions
from lampion.groups.formation import ask_first_requirements
from lampion.groups.locating import locate
from lampion.groups.models import Function, Group, Mandate
from lampion.kit.registers import demo
from lampion.kit.story import Story
from lampion.meetings.models import Meeting
from lampion.people.models import Person
from lampion.sections.models import Scope, Section, StaffAccess
from lampion.sections.opening import open_section

# Code (a country), name, who answers, then each city with its responsable, when and where its group meets.
SECTIONS = (
    (
        "pt", "Luzes de Portugal", "Teresa Sousa",
        (
            ("Lisboa", "Rui Almeida", "Primeira quarta-feira do mês, 19 h", "Biblioteca municipal"),
            ("Porto", "Marta Ferreira", "Segunda terça-feira do mês, 18 h 30", "Casa da cultura"),
            ("Coimbra", "João Pinto", "Às quintas, 18 h", "Associação de estudantes"),
            ("Braga", "Inês Rocha", "Último sábado do mês, 10 h", "Junta de freguesia"),
            ("Funchal", "Nuno Freitas", "Uma vez por mês, 18 h", "Centro cívico"),
        ),
    ),
    (
        "pe", "Luces del Perú", "Rosa Quispe",
        (
            ("Lima", "Jorge Salazar", "Primer lunes del mes, 19 h", "Casa de la memoria"),
            ("Arequipa", "Lucía Mamani", "Segundo jueves del mes, 18 h", "Biblioteca pública"),
            ("Cusco", "Elena Huamán", "Un sábado al mes, 16 h", "Centro vecinal"),
        ),
    ),
    (
        "sn", "Lumières du Sénégal", "Awa Ndiaye",
        (
            ("Dakar", "Moussa Diop", "Premier samedi du mois, 16 h", "Maison des jeunes"),
            ("Thiès", "Fatou Sarr", "Deuxième mardi du mois, 17 h 30", "Centre culturel"),
            ("Saint-Louis", "Ousmane Ba", "Dernier vendredi du mois, 17 h", "École du quartier"),
        ),
    ),
)  # fmt: skip


def tell(story: Story) -> None:
    for code, name, secretary, groups in SECTIONS:
        opened = story.now - timedelta(days=300)
        section = open_section(code=code, name=name, country=code, provinces=[], by=None, at=opened)
        publish_first_consents(section, at=opened)
        ask_first_requirements(section)
        offer_first_functions(section, at=opened)
        staff = _person(secretary, code)
        StaffAccess.grant(section, staff, *Scope, by=None, on=timezone.localdate(opened))
        section.revise({"public_email": f"{code}@example.org"}, by=staff)
        for number, (city, leader, rhythm, venue) in enumerate(groups, start=1):
            group = _group(story, section, number, city, rhythm, venue, staff)
            _meet(story, group, _person(leader, code), after_days=3 + 4 * number)


def _group(
    story: Story, section: Section, number: int, city: str, rhythm: str, venue: str, by: Person
) -> Group:
    return found_group(
        section,
        number,
        city,
        locate(section.territory, "", city),
        by=by,
        at=story.now - timedelta(days=250 - number),
        rhythm=rhythm,
        venue=venue,
    )


def _meet(story: Story, group: Group, leader: Person, *, after_days: int) -> None:
    today = timezone.localdate(story.now)
    Mandate.give(group, leader, Function.COORDINATOR, by=None, on=today - timedelta(days=90))
    if group.number % 3 == 0:
        return
    day = timezone.localtime(story.now) + timedelta(days=after_days)
    starts = day.replace(hour=19, minute=0, second=0, microsecond=0)
    venue = f"{group.venue}, {group.locality_name}"
    Meeting.announce(group, starts, venue=venue, by=leader, at=story.now - timedelta(days=1))


def _person(name: str, code: str) -> Person:
    first, last = name.split(" ", 1)
    address = f"{first}.{code}@example.org".lower()
    return Person.objects.create_user(
        address.encode("ascii", "ignore").decode(), first_name=first, last_name=last
    )


demo(90, tell)
