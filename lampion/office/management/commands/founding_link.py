from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone

from lampion.sections.models import FoundingLink, Section


class Command(BaseCommand):
    help = "Print a new one-time link that opens the first section. Prints nothing if there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        if Section.objects.exists():
            return
        token = FoundingLink.make(at=timezone.now())
        self.stdout.write(settings.SITE_URL + reverse("office:founding", args=[token]))
