"""Examples of the pages about one's account: (address, who looks), by the name of the route."""

ACCOUNT_PAGES = {
    "security": ("/account/security", "bo"),
    "sessions": ("/account/sessions", "bo"),
    "invitations": ("/operator/invitations", "ada"),
    "account_login": ("/account/login/", ""),
    "account_signup": ("/account/signup/", ""),
    "account_invitation": ("/account/invitation/too-old", ""),
    "account_inactive": ("/account/inactive/", ""),
    "account_reauthenticate": ("/account/again/", "bo"),
    "account_email": ("/account/email/", "bo"),
    "account_email_verification_sent": ("/account/email/sent/", ""),
    "account_confirm_email": ("/account/email/too-old/", ""),
    "account_change_password": ("/account/password/change/", "bo"),
    "account_reset_password": ("/account/password/reset/", ""),
    "account_reset_password_done": ("/account/password/reset/done/", ""),
}
# Routes that show no page of their own: they act, answer scripts, lead on, or need a letter.
ACCOUNT_WITHOUT_PAGES = {
    "revoke_invitation", "leave_everywhere", "end_session", "end_other_sessions",
    "account_set_password", "account_logout", "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_index", "mfa_list_webauthn", "mfa_login_webauthn", "mfa_download_recovery_codes",
    # These ask first whether it is still oneself: `test_accounts.py` looks at them.
    "close_account", "account_reopen", "mfa_authenticate", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_add_webauthn",
    "mfa_edit_webauthn", "mfa_remove_webauthn",
}  # fmt: skip
