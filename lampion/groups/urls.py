from django.urls import URLPattern, URLResolver, include, path, re_path

from lampion.groups import views
from lampion.groups.views import (
    documents,
    factors,
    formation,
    functions,
    hand_over,
    home,
    invitations,
    lists,
    office,
    office_functions,
    office_offers,
    people,
    profile,
    sharing,
)

app_name = "groups"

# office/groups/<pk>/
office_group_urls = [
    path("", office.office_group, name="office-group"),
    path("details/", office.office_group_details, name="office-group-details"),
    path("picture/", office.office_group_picture, name="office-group-picture"),
    path(
        "picture/removal/", office.office_group_picture_removal, name="office-group-picture-removal"
    ),
    path("people/<int:person_pk>/factors/", factors.office_factors, name="office-group-factors"),
    path("recognition/", formation.office_recognition, name="office-recognition"),
    path(
        "requirements/<int:requirement_pk>/",
        formation.office_fulfilment,
        name="office-fulfilment",
    ),
    path("stages/", office.office_group_stages, name="office-group-stages"),
    path("mandates/", office.office_group_mandates, name="office-group-mandates"),
    path(
        "mandates/<int:mandate_pk>/ending/",
        office.office_mandate_ending,
        name="office-mandate-ending",
    ),
]
# office/groups/
office_urls: list[URLPattern | URLResolver] = [
    path("", office.office_groups, name="office-groups"),
    path("new/", office.office_group_new, name="office-group-new"),
    path("requirements/", formation.office_requirements, name="office-requirements"),
    path(
        "requirements/<int:pk>/dropping/",
        formation.office_requirement_dropping,
        name="office-requirement-dropping",
    ),
    re_path(
        r"^export\.(?P<extension>csv|xlsx)$", lists.office_group_export, name="office-group-export"
    ),
    path("<int:pk>/", include(office_group_urls)),
]
# members/<pk>/
member_urls = [
    path("", people.member, name="member"),
    path("contact/", people.contact, name="member-contact"),
    path("circle/", people.circle, name="member-circle"),
    path("pauses/", people.pauses, name="member-pauses"),
    path("pauses/ending/", people.pause_ending, name="member-pause-ending"),
    path("leaving/", people.leaving, name="member-leaving"),
    path("move/", people.moving, name="member-moving"),
]
urlpatterns = [
    # groups/
    path("groups/", views.group_list, name="groups"),
    path("groups/<int:number>/", views.group_page, name="group-number"),
    path("groups/<int:number>/<slug:slug>/", views.group_page, name="group"),
    path("groups/<slug:code>/<int:number>/<slug:slug>/", views.group_page, name="section-group"),
    path("office/groups/", include(office_urls)),
    path("office/hand-overs/", hand_over.office_hand_overs, name="office-hand-overs"),
    path(
        "office/hand-overs/<int:pk>/dropping/",
        hand_over.office_hand_over_dropping,
        name="office-hand-over-dropping",
    ),
    path("office/functions/", office_functions.office_functions, name="office-functions"),
    path("office/functions/<int:pk>/", office_functions.office_function, name="office-function"),
    path(
        "office/functions/<int:pk>/dropping/",
        office_functions.office_function_dropping,
        name="office-function-dropping",
    ),
    path("office/skills/", office_offers.office_offers, name="office-offers"),
    path("office/skills/<int:pk>/", office_offers.office_offer, name="office-offer"),
    path(
        "office/skills/<int:pk>/dropping/",
        office_offers.office_offer_dropping,
        name="office-offer-dropping",
    ),
    # my-groups/<pk>/
    path("my-groups/<int:pk>/", home.home, name="home"),
    path("my-groups/<int:pk>/people/", people.people, name="people"),
    path("my-groups/<int:pk>/people/new/", people.member_new, name="member-new"),
    path("my-groups/<int:pk>/people/print/", people.print_list, name="members-print"),
    path("my-groups/<int:pk>/people/attendance/", people.attendance, name="attendance"),
    path("my-groups/<int:pk>/functions/", functions.functions, name="functions"),
    path("my-groups/<int:pk>/functions/new/", functions.holding_new, name="holding-new"),
    path("my-groups/<int:pk>/mandates/new/", functions.mandate_new, name="mandate-new"),
    path("my-groups/<int:pk>/functions/proposals/", profile.wizard, name="proposals"),
    path("my-groups/<int:pk>/sharing/", sharing.sharing, name="sharing"),
    path("my-groups/<int:pk>/sharing/<slug:kind>/", sharing.sharing_kind, name="sharing-kind"),
    # group-invitations/<token>/
    path("group-invitations/<str:token>/", invitations.invitation, name="invitation"),
    path(
        "group-invitations/<int:pk>/calling-off/",
        invitations.calling_off,
        name="invitation-calling-off",
    ),
    path("account/group-invitations/<int:pk>/", invitations.own_invitation, name="own-invitation"),
    path("account/skills/", profile.skills, name="skills"),
    path("members/<int:pk>/", include(member_urls)),
    path("mandates/<int:pk>/renewal/", functions.renewal, name="mandate-renewal"),
    path("mandates/<int:pk>/ending/", functions.mandate_ending, name="mandate-ending"),
    path("mandates/<int:pk>/hand-over/", hand_over.mandate_hand_over, name="mandate-hand-over"),
    path("holdings/<int:pk>/hand-over/", hand_over.holding_hand_over, name="holding-hand-over"),
    path("hand-overs/<int:pk>/", hand_over.hand_over, name="hand-over"),
    path(
        "hand-overs/<int:pk>/items/<int:item_pk>/",
        hand_over.hand_over_item,
        name="hand-over-item",
    ),
    path("holdings/<int:pk>/ending/", functions.holding_ending, name="holding-ending"),
    path("my-groups/<int:pk>/documents/", documents.documents, name="documents"),
    path("my-groups/<int:pk>/folders/", documents.folders, name="folders"),
    path("folders/<int:pk>/", documents.folder, name="folder"),
    path("folders/<int:pk>/removal/", documents.folder_removal, name="folder-removal"),
    # documents/<pk>/
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/removal/", documents.removal, name="document-removal"),
    path("documents/<int:pk>/return/", documents.putting_back, name="document-return"),
    path("documents/<int:pk>/versions/", documents.versions, name="document-versions"),
    path("documents/<int:pk>/versions/<int:number>/", documents.version, name="document-version"),
]
