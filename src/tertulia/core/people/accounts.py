"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made at the command line or by an operator; open sign-up is closed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
