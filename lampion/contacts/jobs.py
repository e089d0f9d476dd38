from datetime import datetime

from django.utils import timezone

from lampion.contacts.actions import mail_returned
from lampion.contacts.models import Failure, WayOut
from lampion.contacts.retention import empty_what_leaves
from lampion.kit.registers import every, returned_mail


def _empty(at: datetime) -> None:
    empty_what_leaves(timezone.localdate(at))


every(24 * 60, "forget old ways out of the news", WayOut.sweep)
every(24 * 60, "forget old failures of addresses", Failure.sweep)
every(24 * 60, "empty the addresses whose time is over", _empty)
returned_mail(mail_returned)
