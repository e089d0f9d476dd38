"""Who got which news is kept for some months; their number as long as the section exists."""

from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from lampion.news.models import Mailing, Recipient
from lampion.news.models.phase import OVER
from lampion.sections.models import Parameter, Section
from lampion.sections.models.parameter import Name


def forget_readers(at: datetime) -> int:
    count = 0
    for section in Section.objects.all():
        months = Parameter.objects.value(section, Name.NEWS_MONTHS, on=timezone.localdate(at))
        over = Mailing.objects.filter(section=section).in_phase(*OVER)
        count += Recipient.forget_before(at - relativedelta(months=months), over)
    return count
