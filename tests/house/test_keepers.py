"""Whoever holds something about a person answers for it."""

import logging

from django.apps import apps
from django.db import models

from lampion.kit.logs import ScrubbingFormatter
from lampion.kit.registers import keepers
from lampion.people.models import Person

WORDS = ("name", "email", "phone", "address", "message", "postcode", "device", "locality", "ip")
# Models with such a field that are about no person, and why.
ABOUT_NOBODY = {
    "sections.Section": "the section's own legal address, phone and public e-mail",
    "sections.Region": "names of regions",
    "sections.Parameter": "names of numbers",
    "groups.Group": "the group's name, place and postcode",
    "groups.ServedPostcode": "postcodes of an area",
    "contacts.ConsentText": "the section's words",
}


def holds_people(model: type[models.Model]) -> bool:
    """Tell whether the model points at a person, or has a field that could be about one."""
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey) and field.related_model is Person:
            return True
        parts = field.name.split("_")
        if any(word in parts for word in WORDS) and isinstance(
            field, (models.CharField, models.TextField, models.GenericIPAddressField)
        ):
            return True
    return False


def unkept(all_models, known) -> list[str]:
    kept = {model for keeper in known for model in (keeper.model, *keeper.also)}
    return sorted(
        model._meta.label
        for model in all_models
        if holds_people(model) and model not in kept and model._meta.label not in ABOUT_NOBODY
    )


def our_models():
    return [model for model in apps.get_models() if model.__module__.startswith("lampion.")]


def test_every_model_about_a_person_has_a_keeper():
    assert unkept(our_models(), keepers) == []


def test_a_model_without_a_keeper_is_seen():
    without_people = [keeper for keeper in keepers if keeper.model is not Person]
    assert "people.Person" in unkept(our_models(), without_people)
    assert "people.Session" in unkept(our_models(), without_people)


def test_no_field_holds_an_ip_address():
    fields = [field for model in our_models() for field in model._meta.local_fields]
    assert not [f for f in fields if isinstance(f, models.GenericIPAddressField)]


def test_every_keeper_says_why_and_how_long():
    for keeper in keepers:
        said = (keeper.title, keeper.purpose, keeper.basis, keeper.duration)
        assert all(str(text).strip() for text in said), keeper.model


def _logged(error: Exception) -> str:
    info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "broken: %s", ("zoe@a.be",), info)
    return ScrubbingFormatter().format(record)


def test_a_log_holds_no_address_and_no_secret_link():
    text = _logged(ValueError("eloise.martin@example.org at /enquiries/Zm9vYmFyMTIzNDU2Nzg5MA/"))
    assert "ValueError" in text
    assert "/enquiries/[secret]/" in text
    assert "@" not in text


def test_without_scrubbing_the_address_would_be_there():
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "broken: %s", ("zoe@a.be",), None)
    assert "zoe@a.be" in logging.Formatter().format(record)
