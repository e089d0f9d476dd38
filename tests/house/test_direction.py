"""Imports are import-linter's; here are the other ways to look upstairs: keys, templates, names of routes."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from tests.house.looking import LAMPION, contracts, floors, may_know, project_files, room_of

URL = re.compile(r"""(?:\{%\s*url\s+|reverse(?:_lazy)?\(\s*|redirect\(\s*)["']([a-z-]+):""")
INCLUDE = re.compile(r"""(?:\{%\s*(?:include|extends)\s+|render\(\s*request,\s*)["']([a-z]+)/""")
TEMPLATE = re.compile(r"""["']([a-z]+)/(?:mail/)?[a-z_]+(?:\.html)?["']""")
MODEL = re.compile(r"""get_model\(\s*["']([a-z]+)["'.]""")
# Names of routes that are not the name of a room: who owns them.
SPACES = {"served": "sections", "plain": "site", "api": "site"}


def upward_words(text: str, room: str, heights: dict[str, int]) -> list[str]:
    """Return the routes, templates and models of rooms that `room` may not know."""
    found = [SPACES.get(name, name) for name in URL.findall(text)]
    found += INCLUDE.findall(text) + MODEL.findall(text) + TEMPLATE.findall(text)
    return [name for name in found if name in heights and not may_know(room, name, heights)]


def upward_keys(all_models: list[type[models.Model]], heights: dict[str, int]) -> list[str]:
    """Return the foreign keys that point up, or that leave a name in the room they point to."""
    wrong = []
    for model in all_models:
        for field in model._meta.local_fields + model._meta.local_many_to_many:
            if not field.remote_field or not field.related_model:
                continue
            room, other = model._meta.app_label, field.related_model._meta.app_label
            if other in heights and not may_know(room, other, heights):
                wrong.append(f"{model.__name__}.{field.name} points up to {other}")
            if room != other and not field.remote_field.hidden:
                wrong.append(f"{model.__name__}.{field.name} leaves a name in {other}")
    return wrong


def our_models():
    return [model for model in apps.get_models() if model.__module__.startswith("lampion.")]


def test_no_route_template_or_model_of_an_upper_room_is_named():
    heights = floors()
    wrong = {
        str(path.relative_to(LAMPION)): found
        for path in project_files(".py", ".html", ".txt")
        if path.is_relative_to(LAMPION)
        and "tests" not in path.parts
        and (found := upward_words(path.read_text(encoding="utf-8"), room_of(path), heights))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "text",
    [
        "{% url 'site:home' %}",
        '{% url "enquiries:inbox" %}',
        "reverse('office:office')",
        'redirect("enquiries:inbox")',
        "{% include 'site/map.html' %}",
        '{% extends "office/page.html" %}',
        "get_model('enquiries', 'Enquiry')",
    ],
)
def test_a_look_upstairs_is_seen(text):
    assert upward_words(text, "groups", floors())
    assert not upward_words(text, "site", floors()) or "office" in text


def test_keys_point_down_and_leave_no_name_in_another_room():
    assert upward_keys(our_models(), floors()) == []


def test_a_key_that_points_up_or_leaves_a_name_is_seen():
    class Upward(models.Model):
        enquiry = models.ForeignKey("enquiries.Enquiry", models.CASCADE, related_name="upward")

        class Meta:
            app_label = "groups"
            managed = False

        def __str__(self):
            return "upward"

    try:
        assert len(upward_keys([Upward], floors())) == 2
    finally:
        del apps.all_models["groups"]["upward"]
        apps.clear_cache()


def rooms_left_out(parser, rooms: list[str]) -> list[str]:
    """Return contract and room where a contract lists rooms by name and leaves one out."""
    storeys = set(floors())
    listed = {
        line.strip().removeprefix("lampion.")
        for line in parser["importlinter:contract:room"]["containers"].split("\n")
        if line.strip()
    }
    wrong = [f"storeys: {room}" for room in rooms if room not in storeys]
    return wrong + [f"room: {room}" for room in rooms if room not in listed and room != "kit"]


def test_every_room_stands_in_every_contract():
    assert rooms_left_out(contracts(), settings.ROOMS) == []


def test_a_room_without_a_contract_is_seen():
    assert rooms_left_out(contracts(), ["attic"]) == ["storeys: attic", "room: attic"]
