from django.db import models
from django.utils.translation import gettext_lazy as _


class Power(models.TextChoices):
    """What a function opens to whoever holds it, beside what every member may."""

    NEWCOMERS = "newcomers", _("answers newcomers")
    MEETINGS = "meetings", _("prepares meetings and keeps their minutes")
    DECISIONS = "decisions", _("opens and closes votes")
    DOCUMENTS = "documents", _("puts the papers of the group in order")
    NEWS = "news", _("writes the letters of the group to its network")
    PEOPLE = "people", _("changes who belongs to the group and who does what")
