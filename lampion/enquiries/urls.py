from django.urls import path, re_path

from lampion.enquiries.views import (
    embedded,
    figures,
    following,
    founding,
    history,
    inbox,
    newcomers,
    public,
)

app_name = "enquiries"

urlpatterns = [
    # enquiries/
    path("enquiries/new/", public.enquiry_new, name="new"),
    path("enquiries/<str:token>/", public.enquiry_status, name="status"),
    path("enquiries/<str:token>/replies/", public.enquiry_replies, name="replies"),
    path("enquiries/<str:token>/withdrawal/", public.enquiry_withdrawal, name="withdrawal"),
    # embed/
    path("embed/enquiry/", embedded.embed_form, name="embed-form"),
    path("embed/<slug:code>/enquiry/", embedded.embed_form, name="section-embed-form"),
    # newcomers/
    path("newcomers/", newcomers.newcomers, name="newcomers"),
    path("newcomers/<int:pk>/", newcomers.newcomer, name="newcomer"),
    path("newcomers/<int:pk>/acceptance/", newcomers.acceptance, name="acceptance"),
    path("newcomers/<int:pk>/return/", newcomers.give_back, name="return"),
    path("newcomers/<int:pk>/letters/", newcomers.letter, name="newcomer-letters"),
    path("newcomers/<int:pk>/notes/", newcomers.note, name="newcomer-notes"),
    path("newcomers/<int:pk>/outcome/", newcomers.outcome, name="newcomer-outcome"),
    path("newcomers/<int:pk>/membership/", newcomers.membership, name="membership"),
    # office/enquiries/
    path("office/enquiries/", inbox.inbox, name="inbox"),
    path("office/enquiries/bulk/", inbox.bulk, name="bulk"),
    path("office/enquiries/filters/", inbox.kept_filters, name="kept-filters"),
    path(
        "office/enquiries/filters/<int:pk>/removal/",
        inbox.kept_filter_removal,
        name="kept-filter-removal",
    ),
    path("office/enquiries/history/", history.history, name="history"),
    path("office/enquiries/history/<uuid:batch>/undoing/", history.undoing, name="undoing"),
    path("office/enquiries/figures/", figures.figures_page, name="figures"),
    re_path(
        r"^office/enquiries/figures\.(?P<extension>csv|xlsx)$",
        figures.figures_export,
        name="figures-export",
    ),
    path("office/enquiries/leaving/", history.leaving_page, name="leaving"),
    path("office/enquiries/answers/", history.ready_answers, name="ready-answers"),
    path("office/enquiries/answers/<int:pk>/", history.ready_answer, name="ready-answer"),
    path(
        "office/enquiries/answers/<int:pk>/removal/",
        history.ready_answer_removal,
        name="ready-answer-removal",
    ),
    path("office/enquiries/<int:pk>/", following.enquiry, name="enquiry"),
    path("office/enquiries/<int:pk>/ownership/", following.ownership, name="ownership"),
    path("office/enquiries/<int:pk>/notes/", following.note, name="notes"),
    path("office/enquiries/<int:pk>/letters/", following.letter, name="letters"),
    path("office/enquiries/<int:pk>/handover/", following.handover, name="handover"),
    path("office/enquiries/<int:pk>/outcome/", following.outcome, name="outcome"),
    path("office/enquiries/<int:pk>/merging/", following.merging, name="merging"),
    path("office/enquiries/<int:pk>/founding/", founding.founding, name="founding"),
    path("office/enquiries/<int:pk>/hold/", following.holding, name="hold"),
]
