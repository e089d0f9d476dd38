from django.urls import path

from lampion.news.views import public, sending, writing

app_name = "news"

urlpatterns = [
    # news/
    path("news/", public.archive, name="archive"),
    path("news/<str:key>/", public.mailing, name="mailing"),
    # mailings/
    path("mailings/", writing.mailings, name="mailings"),
    path("mailings/new/", writing.new, name="new"),
    # mailings/<pk>/
    path("mailings/<int:pk>/", writing.draft, name="draft"),
    path("mailings/<int:pk>/pictures/", writing.pictures, name="pictures"),
    path("mailings/<int:pk>/pictures/<int:number>/removal/", writing.picture, name="picture"),
    path("mailings/<int:pk>/discarding/", writing.discarding, name="discarding"),
    path("mailings/<int:pk>/preview/", sending.preview, name="preview"),
    path("mailings/<int:pk>/trial/", sending.trial, name="trial"),
    path("mailings/<int:pk>/proposal/", sending.proposal, name="proposal"),
    path("mailings/<int:pk>/approval/", sending.approval, name="approval"),
    path("mailings/<int:pk>/progress/", sending.progress, name="progress"),
    path("mailings/<int:pk>/pause/", sending.pause, name="pause"),
    path("mailings/<int:pk>/resumption/", sending.resumption, name="resumption"),
    path("mailings/<int:pk>/stopping/", sending.stopping, name="stopping"),
]
