from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lampion.kit.catalogues import collect, untranslated, update


class Command(BaseCommand):
    help = "Bring locale/*/LC_MESSAGES/django.po up to date with the words of Python and templates."

    def handle(self, *args: Any, **options: Any) -> None:
        collected = collect(Path(settings.BASE_DIR) / "lampion")
        for language, _name in settings.LANGUAGES:
            if language == "en":
                continue  # the words of the code are the English ones
            catalog = update(language, collected)
            missing = len(untranslated(catalog))
            self.stdout.write(f"{language}: {len(catalog)} messages, {missing} without words")
