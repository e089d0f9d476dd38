from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lampion.kit.lists import Plan, Progress
from lampion.kit.spreadsheets import Unreadable, read_table
from lampion.sections import lists
from lampion.sections.models import Section


class Command(BaseCommand):
    help = "Check a CSV or XLSX list; with --apply, make what the section holds as it says."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=[one.kind for one in lists.importers()])
        parser.add_argument("file", type=Path)
        parser.add_argument("--section", required=True, metavar="CODE")
        parser.add_argument("--apply", action="store_true", help="change, instead of only saying")

    def handle(
        self, *args: Any, kind: str, file: Path, section: str, apply: bool = False, **options: Any
    ) -> None:
        here = Section.objects.filter(code=section).first()
        if here is None:
            known = ", ".join(Section.objects.values_list("code", flat=True))
            raise CommandError(f"There is no section {section!r}. Known: {known}.")
        try:
            table = read_table(file.read_bytes())
            plan = lists.importer_of(kind).plan(here, table, progress=self._say("checked"))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except Unreadable as unreadable:
            raise CommandError(f"{file}: {unreadable.reason}") from None
        self._report(plan)
        if plan.having("error"):
            raise CommandError("Nothing was changed. Correct these lines first.")
        if apply:
            now, written = timezone.now(), self._say("written")
            lists.apply(here, kind, table, by=None, at=now, progress=written)
            self.stdout.write("Applied.")
        else:
            self.stdout.write("Nothing was changed. Add --apply to do it.")

    def _say(self, word: str) -> Progress:
        return lambda done, total: self.stdout.write(f"{word} {done} of {total} lines")

    def _report(self, plan: Plan[Any]) -> None:
        for line in plan.having("error"):
            for fault in line.faults:
                self.stdout.write(f"line {line.number}, {fault.column or 'line'}: {fault.message}")
        for name in plan.ignored:
            self.stdout.write(f"column {name!r} is not known and was left aside")
        counts = plan.counts()
        self.stdout.write(", ".join(f"{count} {effect}" for effect, count in counts.items()))
