from django.urls import path

from lampion.letters.views import group, public, writing

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
    # office/letters/
    path("office/letters/", writing.office_letters, name="office-letters"),
    path("office/cases/<int:pk>/letters/new/", writing.office_new, name="office-new"),
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
