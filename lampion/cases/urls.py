from django.urls import path, re_path

from lampion.cases import feeds
from lampion.cases.views import (
    choosing,
    country,
    figures,
    following,
    keeping,
    news,
    papers,
    public,
    writing,
)

app_name = "cases"

following_urls = [
    # cases/<key>/
    path("cases/<str:key>/news/<int:pk>/", following.news, name="news"),
    path("my-cases/<str:key>/news/<int:pk>/", following.own_news, name="own-news"),
    path("cases/<str:key>/figures/", figures.figures, name="figures"),
    path("embed/cases/<str:key>/figures/", figures.embed_figures, name="embed-figures"),
    path("countries/", country.countries, name="countries"),
    re_path(r"^countries/(?P<code>[a-z]{2})-(?P<slug>[-\w]+)/$", country.country, name="country"),
    path("case-mails/<str:token>/", following.mails, name="mails"),
    # my-groups/<pk>/
    path("my-groups/<int:pk>/cases/<str:key>/deeds/", following.deeds, name="deeds"),
    path("my-groups/<int:pk>/cases/<str:key>/questions/", following.questions, name="questions"),
    path("case-deeds/<int:pk>/withdrawal/", following.deed_withdrawal, name="deed-withdrawal"),
    # office/
    path("office/cases/<int:pk>/news/new/", news.office_news_new, name="office-news-new"),
    path("office/case-news/<int:pk>/", news.office_news, name="office-news"),
    path("office/case-news/<int:pk>/draft/", news.office_news_draft, name="office-news-draft"),
    path(
        "office/case-news/<int:pk>/release/", news.office_news_release, name="office-news-release"
    ),
    path(
        "office/case-news/<int:pk>/withdrawal/",
        news.office_news_withdrawal,
        name="office-news-withdrawal",
    ),
    path(
        "office/case-news/<int:pk>/discarding/",
        news.office_news_discarding,
        name="office-news-discarding",
    ),
    path("office/case-questions/<int:pk>/", following.office_question, name="office-question"),
    re_path(
        r"^office/case-figures\.(?P<extension>csv|xlsx)$",
        figures.office_figures,
        name="office-figures",
    ),
    path("office/feeds/", country.office_feeds, name="office-feeds"),
    path("office/feeds/<int:pk>/pause/", country.office_feed_pause, name="office-feed-pause"),
    path(
        "office/feeds/<int:pk>/resumption/",
        country.office_feed_resumption,
        name="office-feed-resumption",
    ),
    path("office/feeds/<int:pk>/removal/", country.office_feed_removal, name="office-feed-removal"),
]
urlpatterns = [
    *following_urls,
    # cases/
    path("cases/", public.cases, name="cases"),
    path("cases/<str:key>/", public.case, name="case"),
    path("cases/<str:key>/documents/<int:pk>/", papers.document, name="document"),
    path("case-pictures/<str:key>/", papers.picture, name="picture"),
    # my-groups/<pk>/
    path("my-groups/<int:pk>/cases/", choosing.group_cases, name="group-cases"),
    path("my-groups/<int:pk>/wishes/", choosing.wishes, name="wishes"),
    path("my-groups/<int:pk>/cases/<str:key>/", choosing.group_case, name="group-case"),
    path("my-groups/<int:pk>/cases/<str:key>/adoption/", choosing.adoption, name="adoption"),
    # adoptions/<pk>/
    path("adoptions/<int:pk>/lead/", choosing.lead, name="lead"),
    path("adoptions/<int:pk>/return/", choosing.hand_back, name="hand-back"),
    # office/cases/
    path("office/cases/", writing.office_cases, name="office-cases"),
    path("office/cases/new/", writing.office_new, name="office-new"),
    path("office/cases/<int:pk>/", keeping.office_page, name="office-case"),
    path("office/cases/<int:pk>/edition/", writing.office_edition, name="office-edition"),
    path("office/cases/<int:pk>/proposal/", writing.office_proposal, name="office-proposal"),
    path(
        "office/cases/<int:pk>/publication/", writing.office_publication, name="office-publication"
    ),
    path("office/cases/<int:pk>/settings/", keeping.office_settings, name="office-settings"),
    path("office/cases/<int:pk>/suspension/", keeping.office_suspension, name="office-suspension"),
    path("office/cases/<int:pk>/resumption/", keeping.office_resumption, name="office-resumption"),
    path("office/cases/<int:pk>/closing/", keeping.office_closing, name="office-closing"),
    path("office/cases/<int:pk>/reopening/", keeping.office_reopening, name="office-reopening"),
    path("office/cases/<int:pk>/urgent-actions/", keeping.office_urgent, name="office-urgent"),
    path("office/cases/<int:pk>/offers/", keeping.office_offers, name="office-offers"),
    path("office/cases/<int:pk>/readers/", keeping.office_readers, name="office-readers"),
    path(
        "office/cases/<int:pk>/documents/", papers.office_document_new, name="office-document-new"
    ),
    path("office/cases/<int:pk>/pictures/", papers.office_picture_new, name="office-picture-new"),
    # office/: one of what hangs on a case
    path(
        "office/case-offers/<int:pk>/withdrawal/",
        keeping.office_offer_withdrawal,
        name="office-offer-withdrawal",
    ),
    path(
        "office/case-adoptions/<int:pk>/ending/",
        keeping.office_adoption_ending,
        name="office-adoption-ending",
    ),
    path(
        "office/case-readers/<int:pk>/removal/",
        keeping.office_reader_removal,
        name="office-reader-removal",
    ),
    path(
        "office/case-documents/<int:pk>/release/",
        papers.office_document_release,
        name="office-document-release",
    ),
    path(
        "office/case-pictures/<int:pk>/release/",
        papers.office_picture_release,
        name="office-picture-release",
    ),
    path(
        "office/case-documents/<int:pk>/removal/",
        papers.office_document_removal,
        name="office-document-removal",
    ),
    path(
        "office/case-pictures/<int:pk>/removal/",
        papers.office_picture_removal,
        name="office-picture-removal",
    ),
]

plain_urlpatterns = [
    path("cases.atom", feeds.atom, name="atom"),
    path("cases/<slug:code>.atom", feeds.atom, name="section-atom"),
]

following_plain_urls = [
    path("case-mails-stop/<str:token>/", following.one_click, name="one-click"),
]
