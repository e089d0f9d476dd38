from django.urls import path

from lampion.site import views

app_name = "site"

urlpatterns = [
    path("", views.home, name="home"),
    path("find/", views.finder, name="finder"),
    path("regions/<slug:slug>/", views.region, name="region"),
    path("world/", views.world, name="world"),
    path("world/<str:code>/", views.country, name="country"),
    path("home/", views.member_home, name="member-home"),
]

plain_urlpatterns = [
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
]
