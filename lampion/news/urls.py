from django.urls import URLPattern, path

from lampion.news.views import public, sending, writing

app_name = "news"


def desk(place: str, prefix: str) -> list[URLPattern]:
    """The pages on which letters are written and sent, at one of the two desks."""
    one = f"{place}mailings/<int:pk>/"
    return [
        # mailings/
        path(f"{place}mailings/", writing.mailings, name=f"{prefix}mailings"),
        path(f"{place}mailings/new/", writing.new, name=f"{prefix}new"),
        # mailings/<pk>/
        path(one, writing.draft, name=f"{prefix}draft"),
        path(f"{one}pictures/", writing.pictures, name=f"{prefix}pictures"),
        path(f"{one}pictures/<int:number>/removal/", writing.picture, name=f"{prefix}picture"),
        path(f"{one}discarding/", writing.discarding, name=f"{prefix}discarding"),
        path(f"{one}preview/", sending.preview, name=f"{prefix}preview"),
        path(f"{one}trial/", sending.trial, name=f"{prefix}trial"),
        path(f"{one}proposal/", sending.proposal, name=f"{prefix}proposal"),
        path(f"{one}approval/", sending.approval, name=f"{prefix}approval"),
        path(f"{one}progress/", sending.progress, name=f"{prefix}progress"),
        path(f"{one}pause/", sending.pause, name=f"{prefix}pause"),
        path(f"{one}resumption/", sending.resumption, name=f"{prefix}resumption"),
        path(f"{one}stopping/", sending.stopping, name=f"{prefix}stopping"),
        path(f"{one}removal/", sending.removal, name=f"{prefix}removal"),
    ]


urlpatterns = [
    # news/
    path("news/", public.archive, name="archive"),
    path("news/<str:key>/", public.mailing, name="mailing"),
    *desk("", ""),
    *desk("office/", "office-"),
]
