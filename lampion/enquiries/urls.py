from django.urls import path

from lampion.enquiries.views import inbox, newcomers, public

app_name = "enquiries"

urlpatterns = [
    # enquiries/
    path("enquiries/new/", public.enquiry_new, name="new"),
    path("enquiries/<str:token>/", public.enquiry_status, name="status"),
    path("enquiries/<str:token>/withdrawal/", public.enquiry_withdrawal, name="withdrawal"),
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
    path("office/enquiries/<int:pk>/", inbox.enquiry, name="enquiry"),
    path("office/enquiries/<int:pk>/ownership/", inbox.ownership, name="ownership"),
    path("office/enquiries/<int:pk>/notes/", inbox.note, name="notes"),
    path("office/enquiries/<int:pk>/letters/", inbox.letter, name="letters"),
    path("office/enquiries/<int:pk>/handover/", inbox.handover, name="handover"),
    path("office/enquiries/<int:pk>/outcome/", inbox.outcome, name="outcome"),
]
