from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lampion.groups import imports
from lampion.kit.spreadsheets import Unreadable, read_table
from lampion.sections.models import Section


class Command(BaseCommand):
    help = "Check a CSV or XLSX list of groups; with --apply, make the section's groups as it says."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--section", required=True, metavar="CODE")
        parser.add_argument("--apply", action="store_true", help="change, instead of only saying")

    def handle(
        self, *args: Any, file: Path, section: str, apply: bool = False, **options: Any
    ) -> None:
        here = Section.objects.filter(code=section).first()
        if here is None:
            known = ", ".join(Section.objects.values_list("code", flat=True))
            raise CommandError(f"There is no section {section!r}. Known: {known}.")
        try:
            table = read_table(file.read_bytes())
            plan = imports.plan(here, table, progress=self._say("checked"))
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except Unreadable as unreadable:
            raise CommandError(f"{file}: {unreadable.reason}") from None
        self._report(plan)
        if plan.having("error"):
            raise CommandError("Nothing was changed. Correct these lines first.")
        if apply:
            imports.apply(here, table, by=None, at=timezone.now(), progress=self._say("written"))
            self.stdout.write("Applied.")
        else:
            self.stdout.write("Nothing was changed. Add --apply to do it.")

    def _say(self, word: str) -> imports.Progress:
        return lambda done, total: self.stdout.write(f"{word} {done} of {total} lines")

    def _report(self, plan: imports.Plan) -> None:
        for line in plan.having("error"):
            for fault in line.faults:
                self.stdout.write(f"line {line.number}, {fault.column or 'line'}: {fault.message}")
        for name in plan.ignored:
            self.stdout.write(f"column {name!r} is not known and was left aside")
        counts = plan.counts()
        self.stdout.write(", ".join(f"{count} {effect}" for effect, count in counts.items()))
