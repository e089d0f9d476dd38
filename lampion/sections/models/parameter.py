from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lampion.journal import models as journal
from lampion.people.models import Person
from lampion.sections.models.section import Section


class ParameterQuerySet(models.QuerySet["Parameter"]):
    def in_force(self, on: date) -> ParameterQuerySet:
        """Newest first: the first row of a name is the one that holds on `on`."""
        return self.filter(valid_from__lte=on).order_by("name", "-valid_from")

    def value(self, section: Section, name: str, *, on: date) -> int:
        """Return the number that holds on `on`. Raises Parameter.DoesNotExist if none was ever set."""
        return section.kept(
            f"{name}:{on}",
            lambda: self.in_force(on).filter(section=section, name=name)[:1].get().value,
        )


class Name(models.TextChoices):
    ANSWER_DAYS = "answer-days", _("working days within which a request is answered")
    MINIMUM_AGE = "minimum-age", _("age from which a person may write to us alone")
    REMINDER_DAYS = "reminder-days", _("working days after which a silent group is reminded")
    RETURN_DAYS = "return-days", _("working days after which a silent group gives a request back")
    RETENTION_MONTHS = "retention-months", _("months after which a closed request is emptied")
    FOUNDERS = "founders", _("people in the core before a group is recognised")
    ENDING_DAYS = "ending-days", _("days before its end that a membership is reminded of")
    MEMBERS_MONTHS = "members-months", _("months after its end that a membership is kept")
    FAILURES = "failures", _("days with a mail that came back after which we stop writing")
    SECOND_APPROVAL = "second-approval", _("readers above whom a second person approves the news")
    NEWS_MONTHS = "news-months", _("months that we keep who got which news")
    SILENT_MONTHS = "silent-months", _("months that an address without a yes is kept")
    RETURNED_MONTHS = "returned-months", _("months that an address whose mails come back is kept")
    MANDATE_MONTHS = "mandate-months", _("months that a mandate lasts at most")
    MANDATE_DAYS = "mandate-days", _("days before its end that a mandate announces itself")
    FACTOR_DAYS = "factor-days", _("days within which staff set up a second proof")
    PROXIES = "proxies", _("proxies that one person may hold in a vote")
    FILE_MB = "file-mb", _("megabytes that a document of a group has at most")
    GROUP_MB = "group-mb", _("megabytes that a group keeps in documents")
    CASE_GROUPS = "case-groups", _("groups that share a case at most")
    UNCONFIRMED_DAYS = "unconfirmed-days", _("days that an unconfirmed signature is kept")
    SIGNER_MONTHS = "signer-months", _("months after its end that a petition knows who signed")
    DELIVERY_DAYS = "delivery-days", _("days that the file of names for a delivery is kept")
    SHEET_DAYS = "sheet-days", _("days after the count that signed sheets are destroyed")
    CONNECTION_HOURLY = (
        "connection-hourly",
        _("signatures an hour from one connection above which they are set aside"),
    )
    HOT_MINUTE = (
        "hot-minute",
        _("signatures a minute above which a petition asks for a small proof"),
    )
    POSTAGE_HOME = "postage-home", _("stamp for a letter within the country, in cents")
    POSTAGE_EUROPE = "postage-europe", _("stamp for a letter within Europe, in cents")
    POSTAGE_WORLD = "postage-world", _("stamp for a letter to the rest of the world, in cents")


EXPLAINED = {
    Name.SILENT_MONTHS: _(
        "Counted from its no, or if it never said a word from the day on which we got to know it. Then name and address are removed. Of a no we keep a mark that names nobody: if the address comes again, it still says no. Who is in a group stays."
    ),
    Name.RETURNED_MONTHS: _(
        "Counted from the day on which we stopped writing to it. Then name and address are removed."
    ),
}

# What is larger is a slip of the finger, and would put deadlines out of the calendar.
MOST = 400
MOST_OF = {
    Name.SECOND_APPROVAL: 1_000_000,
    Name.FACTOR_DAYS: 90,
    Name.FILE_MB: 100,
    Name.GROUP_MB: 100_000,
    Name.CONNECTION_HOURLY: 100_000,
    Name.HOT_MINUTE: 100_000,
    Name.POSTAGE_HOME: 10_000,
    Name.POSTAGE_EUROPE: 10_000,
    Name.POSTAGE_WORLD: 10_000,
}


class Parameter(models.Model):
    """A number that the law or the section sets, from a day on, with its source."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="parameters")
    name = models.CharField(_("name"), max_length=40, choices=Name)
    value = models.PositiveIntegerField(_("value"), validators=[MinValueValidator(1)])
    valid_from = models.DateField(_("valid from"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    to_confirm = models.BooleanField(_("to be confirmed"), default=False)

    objects = ParameterQuerySet.as_manager()

    class Meta:
        ordering = ("name", "-valid_from")
        constraints = [
            models.UniqueConstraint(
                fields=["section", "name", "valid_from"],
                name="one_value_per_day",
                violation_error_message=_("This parameter already has a value from that day."),
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=1), name="parameter_is_at_least_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_name_display()}: {self.value}"

    @property
    def explanation(self) -> Promise | str:
        return EXPLAINED.get(Name(self.name), "")

    def clean(self) -> None:
        most = MOST_OF.get(Name(self.name), MOST) if self.name in Name.values else MOST
        if self.value is not None and self.value > most:
            message = _("At most %(most)s.")
            raise ValidationError({"value": ValidationError(message, params={"most": most})})

    @transaction.atomic
    def adopt(self, *, by: Person | None) -> None:
        """Keep this new value beside the former ones, and write it in the journal."""
        self.save(force_insert=True)
        self.section.touch()
        details = {"name": self.name, "value": self.value, "from": self.valid_from.isoformat()}
        journal.write("set parameter", self.section, by=by, details=details)
