from django.urls import path

from lampion.letters.views import (
    counts,
    group,
    network,
    parcels,
    private,
    public,
    replies,
    rounds,
    session,
    writing,
)

app_name = "letters"

urlpatterns = [
    # letters/
    path("letters/", public.letters, name="letters"),
    path("letters/<str:key>/", public.letter, name="letter"),
    path("letters/<str:key>/paper/", public.paper, name="paper"),
    path("letters/<str:key>/sending/", public.sending, name="sending"),
    # my-groups/<pk>/
    path("my-groups/<int:pk>/letters/", group.letters, name="group"),
    path("my-groups/<int:pk>/letters/totals/", group.totals, name="totals"),
    path("my-groups/<int:pk>/letters/table/", group.export, name="export"),
    path("letter-counts/<int:pk>/undoing/", group.undoing, name="undoing"),
    path("my-groups/<int:pk>/letter-writers/", network.writers, name="writers"),
    path("my-groups/<int:pk>/letter-writers/own/", network.own_writing, name="own-writing"),
    path("my-groups/<int:pk>/letter-writers/leaving/", network.own_leaving, name="own-leaving"),
    path("my-groups/<int:pk>/letter-writers/others/", network.outsiders, name="outsiders"),
    path("my-groups/<int:pk>/letter-rounds/new/", rounds.new, name="round-new"),
    path("my-groups/<int:pk>/parcels/new/", parcels.new, name="parcel-new"),
    path("my-groups/<int:pk>/replies/new/", replies.new, name="reply-new"),
    path("letter-replies/<int:pk>/scan/", replies.scan, name="reply-scan"),
    path("letter-replies/<int:pk>/scan/removal/", replies.scan_removal, name="reply-scan-removal"),
    # events/<pk>/letters/
    path("events/<int:pk>/letters/", session.session, name="session"),
    path("events/<int:pk>/letters/taps/", session.taps, name="taps"),
    path("events/<int:pk>/letters/slip/", session.slip, name="slip"),
    path("events/<int:pk>/letters/table/", session.table, name="session-table"),
    path("letter-network/<int:pk>/ending/", network.ending, name="writer-ending"),
    # letter-rounds/<pk>/
    path("letter-rounds/<int:pk>/", rounds.round_page, name="round"),
    path("letter-rounds/<int:pk>/details/", rounds.details, name="round-details"),
    path("letter-rounds/<int:pk>/sending/", rounds.sending, name="round-sending"),
    path("letter-rounds/<int:pk>/discarding/", rounds.discarding, name="round-discarding"),
    path("letter-rounds/<int:pk>/paper/", rounds.paper, name="round-paper"),
    # letter-writers/<token>/
    path("letter-writers/<str:token>/", private.writer, name="writer"),
    path("letter-writers/<str:token>/agreement/", private.agreement, name="writer-agreement"),
    path("letter-writers/<str:token>/pause/", private.pause, name="writer-pause"),
    path("letter-writers/<str:token>/leaving/", private.leaving, name="writer-leaving"),
    path("letter-news/<str:token>/", private.news, name="writer-news"),
    path("letter-writers/<str:token>/answers/<int:pk>/", private.answer, name="writer-answer"),
    # office/letters/
    path("office/letters/", writing.office_letters, name="office-letters"),
    path("office/cases/<int:pk>/letters/new/", writing.office_new, name="office-new"),
    path("office/cases/<int:pk>/letters/counts/", counts.office_counts, name="office-counts"),
    path("office/letter-counts/<int:pk>/undoing/", counts.office_undoing, name="office-undoing"),
    path("office/letters/<int:pk>/", writing.office_letter, name="office-letter"),
    path("office/letters/<int:pk>/text/", writing.office_text, name="office-text"),
    path("office/letters/<int:pk>/proposal/", writing.office_proposal, name="office-proposal"),
    path(
        "office/letters/<int:pk>/publication/",
        writing.office_publication,
        name="office-publication",
    ),
    path(
        "office/letters/<int:pk>/withdrawal/", writing.office_withdrawal, name="office-withdrawal"
    ),
    path("office/parcels/", parcels.office_parcels, name="office-parcels"),
    path("office/parcels/<int:pk>/", parcels.office_parcel, name="office-parcel"),
    path("office/parcels/<int:pk>/arrival/", parcels.office_arrival, name="office-arrival"),
    path("office/parcels/<int:pk>/settling/", parcels.office_settling, name="office-settling"),
    path("office/replies/", replies.office_replies, name="office-replies"),
    path("office/replies/<int:pk>/seeing/", replies.office_seeing, name="office-seeing"),
    path("office/replies/<int:pk>/scan/", replies.office_scan, name="office-scan"),
    path(
        "office/replies/<int:pk>/scan/removal/",
        replies.office_scan_removal,
        name="office-scan-removal",
    ),
    # office/addressees/
    path("office/addressees/", writing.office_targets, name="office-targets"),
    path("office/addressees/new/", writing.office_target_new, name="office-target-new"),
    path("office/addressees/<int:pk>/", writing.office_target, name="office-target"),
    path(
        "office/addressees/<int:pk>/ending/",
        writing.office_target_ending,
        name="office-target-ending",
    ),
]

plain_urlpatterns = [
    path("letters-stop/<str:token>/", private.one_click, name="one-click"),
    path("letters-stop/news/<str:token>/", private.one_click_news, name="news"),
]
