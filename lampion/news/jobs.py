from datetime import datetime, timedelta

from django.utils import timezone

from lampion.kit.registers import every
from lampion.news.actions import send_some
from lampion.news.models import Mailing, Phase
from lampion.news.retention import forget_readers

# A worker that queues letters sends none: a code would wait for it.
AT_MOST = timedelta(seconds=8)


def send_mailings(at: datetime) -> None:
    """Queue mails of what is leaving, by turns, for as long as a run may last."""
    until = timezone.now() + AT_MOST
    leaving = list(
        Mailing.objects.in_phase(Phase.SENDING).select_related("section", "group", "theme")
    )
    while leaving and timezone.now() < until:
        leaving = [mailing for mailing in leaving if send_some(mailing, at=at)]


every(1, "queue the news that leave", send_mailings)
every(24 * 60, "forget who got which news", forget_readers)
