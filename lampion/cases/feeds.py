from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lampion.cases.models import Case
from lampion.sections.home import section_of

MOST = 50


@login_not_required
@require_safe
@never_cache
def atom(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """The public cases of a section for which something can be done, for readers of feeds (RFC 4287).

    Nothing between keeps it: it may be suspended.
    """
    section = section_of(request, code)
    feed = Atom1Feed(
        title=f"{section.name}: {gettext('People at risk')}",
        link=settings.SITE_URL,
        description="",
        feed_url=settings.SITE_URL + request.path,
    )
    now = timezone.now()
    found = Case.objects.public(now).active(now).filter(section=section).with_edition()
    for case in found.order_by("-edition__published_at")[:MOST]:
        edition = case.shown_edition
        home = settings.SITE_URL + case.get_absolute_url()
        feed.add_item(
            title=edition.name,
            link=home,
            description=edition.summary,
            unique_id=home,
            updateddate=edition.embargo_until or edition.published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
