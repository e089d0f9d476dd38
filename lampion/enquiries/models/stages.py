from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    """Where a request stands; each change is a dated row (Step)."""

    RECEIVED = "received", _("received")
    TAKEN = "taken", _("taken in charge")
    HANDED = "handed", _("handed to a group")
    ACCEPTED = "accepted", _("accepted by the group")
    RETURNED = "returned", _("returned by the group")
    CONTACTED = "contacted", _("contacted")
    MET = "met", _("met")
    ANSWERED = "answered", _("answered")
    JOINED = "joined", _("joined the group")
    DECLINED = "declined", _("went no further")
    NO_ANSWER = "no_answer", _("gave no more answer")
    SPAM = "spam", _("unwanted message")
    WITHDRAWN = "withdrawn", _("withdrawn")
    MERGED = "merged", _("joined with another request")


ENDED = (
    Stage.ANSWERED,
    Stage.JOINED,
    Stage.DECLINED,
    Stage.NO_ANSWER,
    Stage.SPAM,
    Stage.WITHDRAWN,
    Stage.MERGED,
)
# Nobody has written or called yet: the promised day runs.
WAITING = (Stage.RECEIVED, Stage.TAKEN, Stage.HANDED, Stage.ACCEPTED, Stage.RETURNED)
# A group has it: it has not said yes yet, or wrote, or met.
WITH_A_GROUP = (Stage.HANDED, Stage.ACCEPTED, Stage.CONTACTED, Stage.MET)
OPEN = tuple(stage for stage in Stage if stage not in ENDED)
# What a new message of the newcomer opens again.
REOPENED = (Stage.ANSWERED, Stage.DECLINED, Stage.NO_ANSWER)
# Nobody is answered any more: the newcomer took it back, or it was never meant.
SILENT = (Stage.SPAM, Stage.WITHDRAWN)
