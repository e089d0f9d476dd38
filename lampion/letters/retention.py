"""Whom the network forgets by itself, and when."""

from datetime import datetime, timedelta

from lampion.letters.models import Asked, Writer

# Who was asked for what is known so long; who was noted and never said yes, so long.
ASKED_DAYS, SILENT_DAYS = 730, 60


def forget_asked(at: datetime) -> int:
    """Forget who was asked for which letter two years ago, whoever never said yes, and whoever left the group."""
    old = Asked.objects.filter(round__sent_at__lt=at - timedelta(days=ASKED_DAYS))
    for writer in Writer.objects.filter(
        agreed_at=None, ended_at=None, at__lt=at - timedelta(days=SILENT_DAYS)
    ):
        writer.leave(by=None, at=at)
    for writer in Writer.objects.filter(ended_at=None).exclude(pk__in=Writer.objects.there()):
        writer.leave(by=None, at=at)
    return old.delete()[0]
