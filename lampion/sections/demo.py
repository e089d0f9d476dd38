from datetime import timedelta

from django.utils import timezone

from lampion.kit.registers import demo
from lampion.kit.story import Story
from lampion.people.models import Person
from lampion.sections.models import Scope, StaffAccess
from lampion.sections.opening import open_section

PROVINCES = ["BRU", "WBR", "WHT", "WLG", "WLX", "WNA"]
STAFF = (
    ("nora", "Nora", "Lambert", tuple(Scope)),
    ("karim", "Karim", "Benali", (Scope.ENQUIRIES,)),
    ("greet", "Greet", "Maes", (Scope.ENQUIRIES, Scope.GROUPS, Scope.NEWS, Scope.CASES)),
)


def tell(story: Story) -> None:
    opened = story.now - timedelta(days=400)
    section = open_section(
        code="demo",
        name="Lumières locales",
        country="be",
        provinces=PROVINCES,
        by=None,
        at=opened,
    )
    contact = {
        "legal_name": "Lumières locales ASBL (exemple)",
        "address": "Rue de l’Exemple 1\n1000 Bruxelles",
        "public_email": "bonjour@example.org",
        "privacy_contact": "vieprivee@example.org",
    }
    # New at work: there are days left to set up a second proof, and a visitor can look around first.
    since = timezone.localdate(story.now) - timedelta(days=2)
    staff = []
    for name, first, last, scopes in STAFF:
        person = Person.objects.create_user(f"{name}@example.org", first_name=first, last_name=last)
        StaffAccess.grant(section, person, *scopes, by=None, on=since)
        staff.append(person)
    section.revise(contact, by=staff[0])
    section.revise({"join_url": "https://www.example.org/membre/"}, by=staff[0])
    story.things |= {"section": section, "staff": staff}


demo(10, tell)
