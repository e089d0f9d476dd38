from datetime import datetime, timedelta

from django.utils import timezone

from lampion.kit.registers import every
from lampion.letters.actions import call_back_late, send_some
from lampion.letters.models import Asked, Round, Writer

# A worker that queues letters sends none: a code would wait for it.
AT_MOST = timedelta(seconds=8)
# Who was asked for what is known so long; who was noted and never said yes, so long.
ASKED_DAYS, SILENT_DAYS = 730, 60


def send_rounds(at: datetime) -> None:
    """Call back what became too late, then queue what waits, for as long as a run may last."""
    call_back_late(at)
    until = timezone.now() + AT_MOST
    waiting = Asked.objects.filter(queued_at=None, dropped_at=None)
    leaving = list(Round.objects.filter(pk__in=waiting.values("round")).order_by("pk"))
    while leaving and timezone.now() < until:
        leaving = [one for one in leaving if send_some(one, at=at)]


def forget_asked(at: datetime) -> int:
    """Forget who was asked for which letter two years ago, and whoever never said yes."""
    old = Asked.objects.filter(round__sent_at__lt=at - timedelta(days=ASKED_DAYS))
    for writer in Writer.objects.filter(
        agreed_at=None, ended_at=None, at__lt=at - timedelta(days=SILENT_DAYS)
    ):
        writer.leave(by=None, at=at)
    return old.delete()[0]


every(1, "queue the letters of the month that leave", send_rounds)
every(24 * 60, "forget who was asked for which letter", forget_asked)
