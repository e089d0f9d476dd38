"""A person with a word of her own in every field is erased: no table, file, mail, task or log holds one."""

from datetime import date

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from lampion.enquiries import actions
from lampion.enquiries.models import Enquiry, Note
from lampion.files.actions import StoredFile
from lampion.groups.models import Function, Mandate
from lampion.mail.jobs import send_due
from lampion.people import factors
from lampion.people.actions import ask_for_code
from lampion.people.models import Invitation, Person
from lampion.people.models.authenticator import new_secret
from lampion.privacy.actions import forget
from lampion.sections.models import ListImport, Scope, SectionMember, StaffAccess

ACTORS = {"by", "given_by"}
# What the rows of append-only tables say is fixed by the code, and never about somebody.
FIXED = {"journal.Record", "contacts.Consent"}
# Words of the code, not of people.
CODED = {"mail.Message.topic", "mail.Message.last_problem"}
WORD = "canari"


def our_models():
    return [model for model in apps.get_models() if model.__module__.startswith("lampion.")]


def rows_about(person: Person) -> dict[type[models.Model], set]:
    """Follow the schema's keys from the person and her addresses to all rows that hang on them."""
    about: dict[type[models.Model], set] = {model: set() for model in our_models()}
    about[Person].add(person.pk)
    for model, field in fields_of(models.CharField):
        if field.name in ("email", "to_address"):
            about[model] |= keys(model, **{field.name: person.email})
    for _turn in range(3):
        for model, field in fields_of(models.ForeignKey):
            if field.name not in ACTORS:
                about[model] |= keys(
                    model, **{f"{field.name}__in": about.get(field.related_model, ())}
                )
    return about


def fields_of(kind: type[models.Field]):
    for model in our_models():
        for field in model._meta.local_fields:
            if isinstance(field, kind):
                yield model, field


def keys(model: type[models.Model], **wanted) -> set:
    return set(model.objects.filter(**wanted).values_list("pk", flat=True))


def fillable(model: type[models.Model]) -> list[models.Field]:
    """Text fields that anything may be typed into: not keys, hashes, choices or the address itself."""
    return [
        field
        for field in model._meta.local_fields
        if isinstance(field, (models.CharField, models.TextField))
        and not (field.unique or field.choices or field.name in ("email", "to_address"))
        and not field.name.endswith("_hash")
        and field.max_length != 5
        and f"{model._meta.label}.{field.name}" not in CODED
    ]


def fill(person: Person) -> list[str]:
    filled = []
    for model, keys in rows_about(person).items():
        if model._meta.label in FIXED or not keys:
            continue
        for field in fillable(model):
            word = f"{WORD}{model.__name__}{field.name}".lower()[: field.max_length]
            model.objects.filter(pk__in=keys).update(**{field.name: word})
            filled.append(f"{model.__name__}.{field.name}")
    return filled


def everything(folder) -> str:
    """All that the database and the files hold, as one text."""
    with connection.cursor() as cursor:
        said = []
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            said += [f"{table}: {row}" for row in cursor.fetchall()]
    files = [path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*.*")]
    return "\n".join([*said, *files]).lower()


def _secure(person, now):
    factors.add_passkey(person, factors.NewKey("k", b"", 0), "Clé", session=None, at=now)
    factors.set_up_app(person, new_secret(), 1, session=None, at=now)


@pytest.fixture
def eloise_everywhere(eloise, nora, alice, louvain, settings, tmp_path):
    """Éloïse has left a trace in every room; she also worked for the secretariat for a while."""
    settings.MEDIA_ROOT = tmp_path
    now = timezone.now()
    Note.objects.create(enquiry=eloise, group=louvain, by=alice, at=now, text="note")
    letter = {"subject": "Bienvenue", "body": "À mardi", "form_key": "k"}
    actions.write(eloise, **letter, by=alice, at=now)
    person = actions.welcome(eloise, louvain, by=alice, at=now)
    Mandate.give(louvain, person, Function.TREASURER, by=alice, on=date(2026, 4, 1))
    StaffAccess.grant(louvain.section, person, Scope.ENQUIRIES, by=nora, on=date(2026, 4, 1))
    _secure(person, now)
    factors.reset_factors(person, by=nora, at=now)
    _secure(person, now)
    Invitation.send(person, by=nora, at=now, reason="x")
    ask_for_code(person.email, "fr", at=now)
    client = Client(headers={"User-Agent": "Firefox Linux"})
    client.force_login(person)
    client.get("/home/")
    section = louvain.section
    ListImport.objects.create(
        section=section, kind="members", by=person, at=now, file_name="Eloise.csv"
    )
    SectionMember(
        section=section, number="77", last_name="Martin", email=person.email
    ).derive().save()
    StoredFile.objects.create(
        sha256="a" * 64, path="a.webp", media_type="image/webp", size=1, stored_at=now, by=person
    )
    return person


def test_nothing_of_an_erased_person_is_left(eloise_everywhere, settings, tmp_path, caplog):
    person = eloise_everywhere
    assert len(fill(person)) > 20
    held = everything(tmp_path)
    assert WORD in held
    assert "eloise@example.org" in held
    forget(person, at=timezone.now())
    send_due(timezone.now())
    left = everything(tmp_path)
    assert not [line for line in left.split("\n") if WORD in line]
    assert not [line for line in left.split("\n") if "eloise" in line]
    assert WORD not in caplog.text
    assert Enquiry.objects.get().steps.exists()


def test_the_search_sees_what_is_left_in_a_file_or_a_table(eloise_everywhere, tmp_path):
    (tmp_path / "left.txt").write_bytes(ContentFile(b"Canari in a file").read())
    assert f"{WORD} in a file" in everything(tmp_path)
    assert "eloise" in everything(tmp_path)
