"""Who got which news is kept for some months; their number as long as the section exists."""

from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from lampion.mail.models import Message
from lampion.news.models import Mailing, Recipient, Step
from lampion.news.models.phase import OVER
from lampion.sections.models import Parameter, Section
from lampion.sections.models.parameter import Name


def forget_readers(at: datetime) -> int:
    """Remove readers and mails of what was over so many months ago; returns how many readers."""
    count = 0
    for section in Section.objects.all():
        months = Parameter.objects.value(section, Name.NEWS_MONTHS, on=timezone.localdate(at))
        ended = Step.objects.filter(
            until=None, phase__in=OVER, at__lt=at - relativedelta(months=months)
        )
        for mailing in Mailing.objects.filter(section=section, pk__in=ended.values("mailing")):
            count += Recipient.objects.filter(mailing=mailing).delete()[0]
            # A mail that is done still tells by its key who got it.
            Message.objects.filter(topic=mailing.topic).delete()
    return count
