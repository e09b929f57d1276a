"""How allauth behaves here."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class _Here:
    """This place as letters name it."""

    def __init__(self) -> None:
        self.name = settings.TERTULIA.site_name
        self.domain = urlsplit(settings.BASE_URL).netloc


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made at the command line or by an operator; open sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def format_email_subject(self, subject: str) -> str:
        return f"[{settings.TERTULIA.site_name}] {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter whose links lead to our own address, wherever it was asked for.

        The `Host` of a request is the asker's word: a key in a link that is made from it would be
        sent to whatever listens there.
        """
        asked_at = self.request.build_absolute_uri("/")
        ours = f"{settings.BASE_URL}/"
        links = {
            name: ours + value.removeprefix(asked_at)
            for name, value in context.items()
            if isinstance(value, str) and value.startswith(asked_at)
        }
        super().send_mail(template_prefix, email, {**context, **links, "current_site": _Here()})
