"""The shape of what comes in when people sign up and sign in."""

import time
from typing import Any

from allauth.account.forms import SignupForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tertulia.core.people.names import MAX_NAME, checked_name
from tertulia.kit.limits import spend
from tertulia.kit.web.refusals import Refused

# People need longer than this to fill the form in, and do not leave it open for longer than that.
LEAST_SECONDS, MOST_SECONDS = 2, 60 * 60 * 24
_SALT = "tertulia.people.sign-up"
MAX_KEY_NAME = 60


class SignUpForm(SignupForm):
    """Name, address and password; and two things that only programs get wrong."""

    field_order = ("name", "email", "password1")
    name = forms.CharField(label=_("Your name"), max_length=MAX_NAME, strip=True)
    # Nobody sees it; what fills it in is no person.
    website = forms.CharField(required=False, label=_("Leave this empty"))
    began = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean_name(self) -> str:
        try:
            return checked_name(self.cleaned_data["name"])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def began_now(self) -> str:
        """Return what tells, when the form comes back, when it was handed out."""
        given = self.data.get("began", "") if self.is_bound else ""
        return given or signing.dumps(time.time(), salt=_SALT)

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        """Make the account. Programs, and known addresses, get the same answer in the same time."""
        if self._filled_in_by_a_program():
            make_password(self.cleaned_data["password1"])
            return None, self._answer_like_success(request)
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)

    def _answer_like_success(self, request: HttpRequest) -> Any:
        from allauth.account.adapter import get_adapter

        return get_adapter().respond_email_verification_sent(request, None)

    def _filled_in_by_a_program(self) -> bool:
        if self.cleaned_data.get("website"):
            return True
        try:
            began = signing.loads(self.cleaned_data["began"], salt=_SALT)
        except signing.BadSignature:
            return True
        return not LEAST_SECONDS <= time.time() - float(began) <= MOST_SECONDS


class CodeForm(AuthenticateForm):
    """A code of an app, or one of the recovery codes."""

    def clean_code(self) -> str:
        spend("second_factor", str(self.user.pk))
        return str(super().clean_code())


class CodeAgainForm(ReauthenticateForm):
    """The same, before something is changed."""

    def clean_code(self) -> str:
        spend("second_factor", str(self.user.pk))
        return str(super().clean_code())


class AddKeyForm(AddWebAuthnForm):
    """A passkey or a key, and what its owner calls it."""

    name = forms.CharField(label=_("What you call it"), required=False, max_length=MAX_KEY_NAME)


class RenameKeyForm(EditWebAuthnForm):
    """Another name for a key."""

    name = forms.CharField(label=_("What you call it"), max_length=MAX_KEY_NAME)
