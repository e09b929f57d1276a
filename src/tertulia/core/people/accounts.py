"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from tertulia.core.people.actions import join_site
from tertulia.core.people.devices import network_address
from tertulia.core.people.entrance import may_sign_in
from tertulia.core.people.letters import ASKED_BY_ANYBODY, letter_called
from tertulia.core.people.models import Person
from tertulia.core.people.notices import NOTICES
from tertulia.core.people.permits import SESSION_KEY, held_permit
from tertulia.kit.limits import spend
from tertulia.kit.web.refusals import TooMany

REASON_KEY = "kept_out_because"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts as this place wants them: its own words, limits, letters and rules of entry."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The address or the password is not right."),
        "email_taken": _("There is an account with this address already. Sign in instead?"),
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("This is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        how = settings.TERTULIA.sign_up
        return how == "open" or (how == "invitation" and held_permit(request) is not None)

    def save_user(
        self, request: HttpRequest, user: Person, form: Any, commit: bool = True
    ) -> Person:
        """Make the account by our own action."""
        given, permit = form.cleaned_data, held_permit(request)
        person = join_site(
            actor=request.actor,
            email=given["email"],
            name=given["name"],
            password=given["password1"],
            permit=permit,
        )
        request.session.pop(SESSION_KEY, None)
        if permit is not None and permit.email == person.email:
            # The link was in a letter to this address, so whoever opened it reads its letters.
            self.stash_verified_email(request, permit.email)
        return person

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count each try: by where it comes from, and by whose account it is."""
        address = network_address(request)
        account = str(credentials.get("email", "")).lower()
        spend("sign_in_address", address)
        spend("sign_in_account", f"{address} {account}")
        spend("sign_in_guesses", account)

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing is given back: a moment with the right password buys no further guesses."""

    def pre_login(self, request: HttpRequest, user: Person, **rest: Any) -> HttpResponse | None:
        """Ask the one place that knows who may sign in."""
        reason = may_sign_in(user)
        if reason is None:
            return None
        from allauth.account.internal.stagekit import clear_login

        clear_login(request)
        request.session[REASON_KEY] = str(reason)
        return HttpResponseRedirect("/account/inactive/")

    def get_login_stages(self) -> list[str]:
        return [
            "allauth.account.stages.EmailVerificationStage",
            "allauth.mfa.stages.AuthenticateStage",
            "tertulia.core.people.stages.ReopenStage",
        ]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/account/security"

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        if self.request.user.is_authenticated:
            return "/account/security"
        return "/account/login/"

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in our own words, or not at all."""
        said = message or NOTICES.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said), extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter whose links lead to our own address, wherever it was asked for.

        The `Host` of a request is the asker's word: a key in a link that is made from it would be
        sent to whatever listens there. What anybody can have sent to any address is sent a few
        times, and then, without a word, no more.
        """
        name = template_prefix.rsplit("/", 1)[-1]
        if name in ASKED_BY_ANYBODY:
            try:
                spend("letter", email.lower())
            except TooMany:
                return
        letter_called(name, email, {**context, **self._our_links(context)}).send()

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell somebody what was done with their account, by name."""
        super().send_notification_mail(
            template_prefix, user, {"user": user, **(context or {})}, email
        )

    def _our_links(self, context: dict[str, Any]) -> dict[str, Any]:
        links = {"open": settings.TERTULIA.sign_up == "open"}
        if self.request is None:  # what is told once all is stored leads nowhere
            return links
        asked_at = self.request.build_absolute_uri("/")
        ours = f"{settings.BASE_URL}/"
        return links | {
            name: ours + value.removeprefix(asked_at)
            for name, value in context.items()
            if isinstance(value, str) and value.startswith(asked_at)
        }
