"""What pages say once about what was just done."""

from django.utils.translation import gettext_lazy as _

# By the name that allauth gives them; what is not here is not said.
NOTICES = {
    "account/messages/cannot_delete_primary_email.txt": _("An account needs an address."),
    "account/messages/email_confirmation_failed.txt": _(
        "This address belongs to another account by now."
    ),
    "account/messages/email_confirmed.txt": _("Your address is verified."),
    "account/messages/email_deleted.txt": _("The change of address is taken back."),
    "account/messages/password_changed.txt": _("Your password is changed."),
    "account/messages/password_set.txt": _("You have a password now."),
    "mfa/messages/recovery_codes_generated.txt": _("You have new recovery codes."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is no longer asked for."),
    "mfa/messages/webauthn_added.txt": _("The key is added."),
    "mfa/messages/webauthn_removed.txt": _("The key is removed."),
}
