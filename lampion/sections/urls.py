from django.urls import path, re_path

from lampion.sections.views import absences, factors, imports, members, office, public

app_name = "sections"

urlpatterns = [
    # pages/
    path("pages/<slug:slug>/", public.page, name="page"),
    path("pages/<slug:code>/<slug:slug>/", public.page, name="section-page"),
    # legal/
    path("legal/", public.imprint, name="imprint"),
    path("legal/<slug:code>/", public.imprint, name="section-imprint"),
    # office/
    path("office/section/", office.office_section, name="office-section"),
    path("office/section/logo/", office.office_section_logo, name="office-section-logo"),
    path("office/regions/", office.office_regions, name="office-regions"),
    path("office/regions/<int:pk>/", office.office_region, name="office-region"),
    path(
        "office/regions/<int:pk>/removal/",
        office.office_region_removal,
        name="office-region-removal",
    ),
    path("office/parameters/", office.office_parameters, name="office-parameters"),
    path("office/staff/", office.office_staff, name="office-staff"),
    path("office/staff/<int:pk>/end/", office.office_staff_end, name="office-staff-end"),
    path(
        "office/staff/people/<int:pk>/factors/", factors.office_factors, name="office-staff-factors"
    ),
    path("office/absences/", absences.office_absences, name="office-absences"),
    path("office/absences/<int:pk>/calling-off/", absences.office_absence, name="office-absence"),
    path("office/members/", members.office_members, name="office-members"),
    re_path(
        r"^office/members/export\.(?P<extension>csv|xlsx)$",
        members.office_members_export,
        name="office-members-export",
    ),
    path("office/imports/<slug:kind>/", imports.office_imports, name="office-imports"),
    path("office/imports/<slug:kind>/<int:pk>/", imports.office_import, name="office-import"),
    path("office/pages/", office.office_pages, name="office-pages"),
    path("office/pages/<int:pk>/", office.office_page, name="office-page"),
]

plain_urlpatterns = [path("sections/<slug:code>/theme.css", public.theme, name="theme")]
