"""How allauth's second factors and keys behave here."""

import base64
import ipaddress
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tertulia.core.people.models import Person

_SALT = b"tertulia.people.factors:"


class FactorAdapter(DefaultMFAAdapter):
    """Secrets lie encrypted in the database, and this place has its name in the app."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That did not match. Codes are good for half a minute: try the next."),
    }

    def encrypt(self, text: str) -> str:
        return _locksmith().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _locksmith().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:  # the secret key is another one than it was
            raise self.validation_error("incorrect_code") from None

    def _get_site_name(self) -> str:
        return str(settings.TERTULIA.site_name)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        count = user.authenticator_set.filter(type=type).count()
        return gettext("Key %(number)s") % {"number": count + 1}

    def get_public_key_credential_user_entity(self, user: Any) -> dict:
        entity = super().get_public_key_credential_user_entity(user)
        assert isinstance(user, Person)
        return {**entity, "display_name": user.name}


def keys_work_at(request: HttpRequest) -> bool:
    """Say whether browsers keep keys for the address that is asked."""
    return names_a_host(request.build_absolute_uri("/"))


def names_a_host(url: str) -> bool:
    """Say whether browsers keep keys for an address: it has a name, and is encrypted or local."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return parts.scheme == "https" or host == "localhost" or host.endswith(".localhost")
    return False


def _locksmith() -> Fernet:
    key = sha256(_SALT + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
