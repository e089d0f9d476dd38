from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from lampion.cases.feed_entries import JOB as READ_FEEDS
from lampion.cases.feed_entries import read_feeds
from lampion.cases.following import JOB, REGRET, forget_readers, tell_readers
from lampion.cases.models import CaseNews, FeedEntry
from lampion.kit.registers import every
from lampion.sections.models import Parameter, Section
from lampion.sections.models.parameter import Name

# A worker that queues news sends none: a code would wait for it.
AT_MOST = timedelta(seconds=8)


def tell_news(at: datetime) -> None:
    """Queue the mails of what was told, for as long as a run may last."""
    until = timezone.now() + AT_MOST
    for news in CaseNews.objects.leaving(at - REGRET).order_by("released_at"):
        tell_readers(news, at=at, until=until)
        if timezone.now() >= until:
            return


def forget_who_was_told(at: datetime) -> int:
    """Remove who got what was told so many months ago; their number stays. Returns how many marks."""
    count = 0
    for section in Section.objects.all():
        months = Parameter.objects.value(section, Name.NEWS_MONTHS, on=timezone.localdate(at))
        old = CaseNews.objects.filter(
            case__section=section, released_at__lt=at - relativedelta(months=months), reach={}
        )
        count += sum(forget_readers(news, at=at) for news in old.select_related("case"))
    CaseNews.sweep_secrets()
    return count


def repeat_all() -> None:
    every(1, JOB, tell_news)
    every(15, READ_FEEDS, read_feeds)
    every(24 * 60, "forget who got which news of cases", forget_who_was_told)
    every(24 * 60, "drop old news of others", FeedEntry.sweep)
