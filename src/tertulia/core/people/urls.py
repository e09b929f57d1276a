"""Signing up, in and out: allauth's views that we want, with our own pages; the rest is not here.

The names are allauth's own, since its views lead to one another by them.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.urls import path, re_path

from tertulia.core.people import views
from tertulia.kit.web import addresses  # noqa: F401 - names `number` and `word`

_IN_AND_OUT = [
    path("login/", views.sign_in, name="account_login"),
    path("login/key/", views.sign_in_by_key, name="mfa_login_webauthn"),
    path("login/code/", views.second_factor, name="mfa_authenticate"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", views.kept_out, name="account_inactive"),
    path("reopen/", views.reopen, name="account_reopen"),
    path("signup/", views.sign_up, name="account_signup"),
    path("invitation/<word:key>", views.invitation, name="account_invitation"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("again/code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("again/key/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
]
_EMAIL = [
    path("email/", account.email, name="account_email"),
    path("email/sent/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^email/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
]
_PASSWORD = [
    path("password/change/", views.change_password, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", views.reset_password, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
_FACTORS = [
    path("factors/", views.to_security, name="mfa_index"),
    path("app/", app.activate_totp, name="mfa_activate_totp"),
    path("app/remove/", views.remove_app, name="mfa_deactivate_totp"),
    path("codes/", views.show_codes, name="mfa_view_recovery_codes"),
    path("codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("codes/file/", views.download_codes, name="mfa_download_recovery_codes"),
    path("keys/", views.to_security, name="mfa_list_webauthn"),
    path("keys/add/", views.add_key, name="mfa_add_webauthn"),
    path("keys/<number:pk>/", keys.edit_webauthn, name="mfa_edit_webauthn"),
    path("keys/<number:pk>/remove/", keys.remove_webauthn, name="mfa_remove_webauthn"),
]
urlpatterns = [*_IN_AND_OUT, *_EMAIL, *_PASSWORD, *_FACTORS]
