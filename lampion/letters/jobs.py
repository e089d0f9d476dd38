from datetime import datetime, timedelta

from django.utils import timezone

from lampion.kit.registers import every
from lampion.letters.actions import ASKED, send_some
from lampion.letters.mails import asked
from lampion.letters.models import Asked, Round
from lampion.letters.retention import forget_asked
from lampion.mail.late import written_late

# A worker that queues letters sends none: a code would wait for it.
AT_MOST = timedelta(seconds=8)


def send_rounds(at: datetime) -> None:
    """Queue what waits, for as long as a run may last."""
    until = timezone.now() + AT_MOST
    waiting = Asked.objects.filter(queued_at=None, dropped_at=None)
    leaving = list(Round.objects.filter(pk__in=waiting.values("round")).order_by("pk"))
    while leaving and timezone.now() < until:
        leaving = [one for one in leaving if send_some(one, at=at)]


every(1, "queue the letters of the month that leave", send_rounds)
every(24 * 60, "forget who was asked for which letter", forget_asked)
written_late(ASKED, asked)
