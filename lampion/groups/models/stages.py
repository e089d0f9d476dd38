from django.db import models
from django.utils.translation import gettext_lazy as _


class Stage(models.TextChoices):
    IN_FORMATION = "in_formation", _("in formation")
    ACTIVE = "active", _("active")
    DORMANT = "dormant", _("dormant")
    CLOSED = "closed", _("closed")
    REACTIVATED = "reactivated", _("reactivated")
