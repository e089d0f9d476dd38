from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from config.api import api
from lampion.board.urls import plain_urlpatterns as board_urls
from lampion.cases.urls import following_plain_urls as case_mail_urls
from lampion.cases.urls import plain_urlpatterns as case_urls
from lampion.contacts.urls import plain_urlpatterns as contact_urls
from lampion.letters.urls import plain_urlpatterns as letter_urls
from lampion.meetings.urls import plain_urlpatterns as meeting_urls
from lampion.petitions.urls import plain_urlpatterns as petition_urls
from lampion.sections.caching import kept_while_unchanged
from lampion.sections.urls import plain_urlpatterns as section_urls
from lampion.site.urls import plain_urlpatterns as site_urls

# What most people ask for first: an address is tried against one pattern after the other.
ROOMS = (
    "petitions",
    "people",
    "groups",
    "sections",
    "contacts",
    "tasks",
    "decisions",
    "meetings",
    "news",
    "board",
    "enquiries",
    "cases",
    "events",
    "letters",
    "privacy",
    "office",
    "site",
)

# Everything in it is public; closed by default would close it too.
read_api = api.urls
for entry in read_api[0]:
    entry.callback = login_not_required(kept_while_unchanged(entry.callback))  # type: ignore[arg-type]

urlpatterns = [
    path("api/", read_api),
    path("", include("lampion.mail.urls")),
    path("", include("lampion.files.urls")),
    path("", include((section_urls, "served"))),
    path("", include((meeting_urls, "calendar"))),
    path("", include((contact_urls, "one-click"))),
    path("", include((board_urls, "digest-one-click"))),
    path("", include((letter_urls, "letters-one-click"))),
    path("", include((petition_urls, "signers"))),
    path("", include((site_urls, "plain"))),
    path("", include((case_urls, "case-feeds"))),
    path("", include((case_mail_urls, "case-news"))),
    path("components/", include("lampion.kit.urls")),
    *i18n_patterns(
        *[path("", include(f"lampion.{room}.urls")) for room in ROOMS],
        prefix_default_language=False,
    ),
]
handler403 = "lampion.site.views.forbidden"
handler404 = "lampion.site.views.not_found"
handler500 = "lampion.site.views.server_error"
