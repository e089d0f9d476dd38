from django.urls import path

from lampion.site import views

app_name = "site"

urlpatterns = [
    path("", views.home, name="home"),
    path("find/", views.finder, name="finder"),
    path("regions/<slug:slug>/", views.region, name="region"),
    # embed/
    path("embed/finder/", views.embed_finder, name="embed-finder"),
    path("embed/<slug:code>/finder/", views.embed_finder, name="section-embed-finder"),
    path("office/embed/", views.office_embed, name="office-embed"),
    path("world/", views.world, name="world"),
    path("world/<str:code>/", views.country, name="country"),
    path("home/", views.member_home, name="member-home"),
]

plain_urlpatterns = [
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
]
