from django.urls import path

from lampion.contacts.views import account, office, private

app_name = "contacts"

urlpatterns = [
    # subscriptions/<token>/
    path("subscriptions/<str:token>/", private.subscriptions, name="subscriptions"),
    path("subscriptions/<str:token>/withdrawal/", private.withdrawal, name="withdrawal"),
    path("subscriptions/<str:token>/agreement/", private.agreement, name="agreement"),
    # account/news/
    path("account/news/", account.news, name="account"),
    path("account/news/withdrawal/", account.withdrawal, name="account-withdrawal"),
    path("account/news/agreement/", account.agreement, name="account-agreement"),
    path("account/news/proof/", account.proof, name="account-proof"),
    # office/contacts/
    path("office/contacts/", office.contacts, name="office-contacts"),
    path("office/contacts/<int:pk>/", office.contact, name="office-contact"),
    path("office/contacts/<int:pk>/proof/", office.proof, name="office-proof"),
    path("office/contacts/<int:pk>/withdrawal/", office.withdrawal, name="office-withdrawal"),
    path("office/contacts/<int:pk>/reachability/", office.reachability, name="office-reachability"),
    # office/themes/
    path("office/themes/", office.themes, name="office-themes"),
    path("office/themes/<int:pk>/", office.theme, name="office-theme"),
    path("office/themes/<int:pk>/ending/", office.theme_ending, name="office-theme-ending"),
    # office/consents/
    path("office/consents/", office.consents, name="office-consents"),
    path("office/consents/<slug:language>/", office.consent, name="office-consent"),
]

plain_urlpatterns = [path("one-click/<str:token>/", private.one_click, name="one-click")]
