from django.db import models
from django.utils.translation import gettext_lazy as _


class Openness(models.TextChoices):
    """To whom somebody opens one of their details."""

    NOBODY = "nobody", _("nobody")
    RESPONSABLES = "responsables", _("the responsables of my groups")
    GROUP = "group", _("the responsables and the core of my groups")
