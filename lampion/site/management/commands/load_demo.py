from random import Random
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from lampion.kit.registers import demo_chapters
from lampion.kit.story import Story
from lampion.sections.models import Section

SEED = 1961


class Command(BaseCommand):
    help = "Load the demo: a fictional section and its life. Does nothing if a section exists."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if Section.objects.exists():
            return
        autodiscover_modules("demo")
        story = Story(timezone.now(), Random(SEED))
        for chapter in demo_chapters():
            chapter.tell(story)
