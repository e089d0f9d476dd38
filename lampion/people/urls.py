from django.urls import path

from lampion.people.views import account, details, second_step, security

app_name = "people"

urlpatterns = [
    path("sign-in/", account.sign_in, name="sign-in"),
    path("sign-in/code/", account.sign_in_code, name="sign-in-code"),
    path("sign-in/second-step/", second_step.second_step, name="second-step"),
    path(
        "sign-in/second-step/challenge/",
        second_step.second_step_challenge,
        name="second-step-challenge",
    ),
    path("sign-in/passkey/", second_step.passkey_sign_in, name="passkey-sign-in"),
    path("sign-in/passkey/challenge/", second_step.passkey_challenge, name="passkey-challenge"),
    path("sign-out/", account.sign_out, name="sign-out"),
    path("account/details/", details.details, name="details"),
    path("account/sessions/", account.sessions, name="sessions"),
    path("account/sessions/<int:pk>/", account.session, name="session"),
    # account/security/
    path("account/security/", security.security, name="security"),
    path("account/security/proof/", second_step.proof, name="proof"),
    path("account/security/proof/challenge/", second_step.proof_challenge, name="proof-challenge"),
    path("account/security/passkeys/new/", security.passkey_new, name="passkey-new"),
    path(
        "account/security/passkeys/new/challenge/",
        security.passkey_new_challenge,
        name="passkey-new-challenge",
    ),
    path("account/security/passkeys/<int:pk>/", security.passkey, name="passkey"),
    path(
        "account/security/passkeys/<int:pk>/removal/",
        security.passkey_removal,
        name="passkey-removal",
    ),
    path("account/security/app/", security.app, name="app"),
    path("account/security/app/removal/", security.app_removal, name="app-removal"),
    path("account/security/recovery-codes/", security.recovery_codes, name="recovery-codes"),
    path("invitations/<str:token>/", account.invitation, name="invitation"),
]
