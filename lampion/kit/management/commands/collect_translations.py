from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lampion.kit.catalogues import collect, update


class Command(BaseCommand):
    help = "Bring locale/*/LC_MESSAGES/django.po up to date with the words of Python and templates."

    def handle(self, *args: Any, **options: Any) -> None:
        collected = collect(Path(settings.BASE_DIR) / "lampion")
        for language, _name in settings.LANGUAGES:
            if language == "en":
                continue  # the words of the code are the English ones
            catalog = update(language, collected)
            missing = sum(
                1 for message in catalog if message.id and not _translated(message.string)
            )
            self.stdout.write(f"{language}: {len(catalog)} messages, {missing} without words")


def _translated(string: str | tuple[str, ...]) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)
