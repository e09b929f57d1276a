"""A step of signing in that is ours: whoever closed their account opens it again, or goes."""

from typing import Any

from allauth.account.stages import LoginStage
from django.http import HttpResponseRedirect


class ReopenStage(LoginStage):
    """Asks, once all proof is given, before a closed account is opened again."""

    key = "reopen"
    urlname = "account_reopen"

    def handle(self) -> tuple[Any, bool]:
        person = self.login.user
        if person is None or person.is_active:
            return None, True
        return HttpResponseRedirect("/account/reopen/"), True
