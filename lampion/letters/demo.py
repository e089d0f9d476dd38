"""Letters of the month, an urgent action and a card, which people in two groups write and count."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from lampion.cases.models import Case, Edition
from lampion.events.models import Event, EventKind
from lampion.groups.models import Group, Membership
from lampion.kit.registers import demo
from lampion.kit.story import Story
from lampion.letters.actions import consent_words, note_paper_consent, say_sent
from lampion.letters.models import Appeal, Parcel, Reply, Round, Sent, Target, Writer
from lampion.letters.rules import CARD_RULES
from lampion.people.models import Person
from lampion.places.world import country_name

# Whom a letter is for -> how they are spoken to, language by language.
SALUTATIONS = {
    "Le procureur général": {
        "fr": "Monsieur le Procureur général",
        "en": "Dear Prosecutor General",
        "ar": "سيادة النائب العام",
        "ru": "Уважаемый господин Генеральный прокурор",
    },
    "Le président du tribunal": {
        "fr": "Monsieur le Président",
        "en": "Dear President of the Court",
        "ar": "سيادة رئيس المحكمة",
        "ru": "Уважаемый господин Председатель суда",
    },
}
MINISTER = {
    "fr": "Monsieur le Ministre",
    "en": "Your Excellency",
    "ar": "معالي الوزير",
    "ru": "Уважаемый господин Министр",
}
MODELS = {
    "fr": (
        "{salutation},\n\nJe vous écris pour {name}. À ma connaissance, cette personne n’a fait "
        "qu’exercer un droit que votre pays a promis de respecter.\n\nJe vous demande de la libérer sans condition et, "
        "d’ici là, de lui donner accès à un médecin et à un avocat de son choix.\n\nVeuillez agréer, "
        "{salutation}, l’expression de ma haute considération."
    ),
    "en": (
        "{salutation},\n\nI am writing about {name}. To my knowledge this person did nothing but exercise a right "
        "that your country has promised to respect.\n\nI ask you to release them without condition and, until then, to "
        "grant them access to a doctor and to a lawyer of their choice.\n\nYours respectfully,"
    ),
    "ar": (
        "{salutation}،\n\nأكتب إليكم بشأن {name}. على حد علمي، لم يفعل هذا الشخص سوى ممارسة حق تعهد بلدكم باحترامه."
        "\n\nأطلب منكم الإفراج عنه دون قيد أو شرط، والسماح له إلى ذلك الحين بمراجعة طبيب ومحامٍ من اختياره."
        "\n\nوتفضلوا بقبول فائق الاحترام،"
    ),
    "ru": (
        "{salutation}!\n\nПишу Вам по поводу {name}. Насколько мне известно, этот человек лишь "
        "воспользовался правом, которое Ваша страна обещала соблюдать.\n\nПрошу освободить его без каких-либо условий, "
        "а до тех пор обеспечить ему помощь врача и адвоката по его выбору.\n\nС уважением,"
    ),
}
CARD = "Nous ne vous oublions pas. Ici, à des milliers de kilomètres, beaucoup pensent à vous et vous souhaitent du courage."
OCCASIONS = ("month", "urgent", "standing")


def tell(story: Story) -> None:
    now = story.now
    cases = Case.objects.public(now).active(now).filter(section=story.things["section"])
    found = list(cases.with_edition().order_by("pk")[:4])
    appeals = [_letter(story, case, OCCASIONS[place % 3]) for place, case in enumerate(found)]
    if found:
        _card(story, found[0])
        for number in (12, 7):
            group = story.things["groups"][number]
            _counted(story, group, found)
            _network(story, group, appeals)
            _paper(story, group, found[0])


OUTSIDE = (
    ("Marguerite Lenoir", "", "Rue du Moulin 4\n1348 Louvain-la-Neuve\nBELGIQUE", True),
    ("Yusuf Demir", "yusuf@example.com", "", False),
    ("Ana Żurek", "ana@example.com", "", False),
)


def _network(story: Story, group: Group, appeals: list[Appeal]) -> None:
    """Two members and three others write; the letters of the month left, and somebody answered."""
    now = story.now
    members = list(Membership.objects.active().filter(group=group).order_by("pk")[:3])
    lead = members[0].person
    for one in members[1:]:
        words = consent_words(group.name, one.person.language)
        Writer.join(group, one.person, by_post=False, address="", words=words, at=now)
    for name, email, address, by_post in OUTSIDE:
        said: dict[str, Any] = {
            "name": name,
            "email": email,
            "address": address,
            "by_post": by_post,
        }
        writer = Writer.add(group, **said, language="fr", by=lead, at=now)
        note_paper_consent(writer, by=lead, at=now)
    made = Round.prepare(group, appeals[:2], "Merci à toutes et à tous.", by=lead, at=now)
    made.send(by=lead, at=now)
    for asked in made.asked.filter(by_post=True)[:1]:
        say_sent(asked, 1, at=now)


def _paper(story: Story, group: Group, case: Case) -> None:
    """A write-a-thon counted by thumb, its paper on the way, and an answer that came."""
    now, today = story.now, timezone.localdate(story.now)
    who = Membership.objects.active().filter(group=group).select_related("person")[0].person
    marathon = Event.objects.filter(group=group, kind=EventKind.WRITE_A_THON).first()
    for number, (what, count) in enumerate((("letter", 10), ("letter", 1), ("message", 10))):
        if marathon:
            mark = f"demo-{group.number}-{number}"
            Sent.tap(marathon, case, what, count, mark=mark, by=who, at=now)
    numbers = {(case.pk, "letter"): 11, (case.pk, "message"): 10}
    Parcel.send(group, numbers, event=marathon, by=who, at=now, on=today)
    words = "Le dossier est transmis au procureur. Une phrase, mais c’est la première."
    said: dict[str, Any] = {"received_on": today - timedelta(days=3), "by": who, "at": now}
    Reply.note(group, case, "Le cabinet du ministre", words, None, **said)


def _people(story: Story) -> tuple[Person, Person]:
    """Who writes and who publishes."""
    nora, greet = story.things["staff"][:2]
    return nora, greet


def _target(story: Story, case: Case, name: str, **more: str) -> Target:
    country = case.shown_edition.country
    words = {
        "name": name,
        "salutation": "",
        "address": f"{name}\nAvenue de la République 1\n10000 Capitale\n{country_name(country, 'fr').upper()}",
        "country": country,
        "email": "ministre@example.com",
        "embassy": "Son Excellence l’Ambassadeur\nRue des Ambassades 5\n1000 Bruxelles",
        "embassy_email": "ambassade@example.com",
    }
    return Target.add(case.section, words | more, by=_people(story)[0], at=story.now)


def _model(edition: Edition, language: str) -> str:
    salutation = SALUTATIONS.get(edition.addressee, MINISTER)[language]
    # A name such as "Ivan P." ends a sentence with its own full stop.
    return MODELS[language].format(name=edition.name, salutation=salutation).replace("..", ".")


def _letter(story: Story, case: Case, occasion: str) -> Appeal:
    edition = case.shown_edition
    language = next((one for one in edition.languages if one in MODELS), "fr")
    words = {
        "kind": "pressure",
        "occasion": occasion,
        "target": _target(story, case, edition.addressee or "Monsieur le Ministre de la Justice"),
        "title": f"Écrivez pour {edition.name}",
        "language": language,
        "text": _model(edition, language),
        "translation": "" if language == "fr" else _model(edition, "fr"),
        "points": "La personne n’a fait qu’exercer un droit.\nElle doit voir un médecin et un avocat.",
        "never": "Rien qui insulte le pays ou son gouvernement.",
    }
    return _publish(story, case, words)


def _card(story: Story, case: Case) -> Appeal:
    words = {
        "kind": "card",
        "occasion": "standing",
        "target": _target(story, case, "La prison", email="", embassy="", embassy_email=""),
        "title": f"Une carte pour {case.shown_edition.name}",
        "language": "fr",
        "text": CARD,
        "rules": "\n".join(map(str, CARD_RULES)),
        "anonymous": True,
    }
    return _publish(story, case, words)


def _publish(story: Story, case: Case, words: dict[str, Any]) -> Appeal:
    nora, greet = _people(story)
    begun = story.now - timedelta(days=9)
    today = timezone.localdate(story.now)
    days = {"starts_on": today - timedelta(days=9), "ends_on": today + timedelta(days=21)}
    appeal = Appeal.write(case, days | words, by=nora, at=begun)
    appeal.propose(seen=appeal.changed_at, by=nora, at=begun)
    appeal.publish(seen=appeal.changed_at, by=greet, at=begun + timedelta(hours=3))
    return appeal


def _counted(story: Story, group: Group, cases: list[Case]) -> None:
    people = Membership.objects.active().filter(group=group).order_by("pk")
    who = people.select_related("person")[0].person
    today = timezone.localdate(story.now)
    for month in range(5):
        for place, case in enumerate(cases):
            count = 4 + (month * 7 + place * 5 + group.number) % 15
            said: dict[str, Any] = {
                "by": who,
                "at": story.now,
                "on": today - timedelta(days=30 * month + place),
            }
            what = ("letter", "message")[(month + place) % 3 == 0]
            Sent.note_total(group, case, what, count, **said)


demo(62, tell)
