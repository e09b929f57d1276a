"""Signing up and in: allauth's views, with our limits and with what our pages need to know."""

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.account.internal.decorators import login_stage_required
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tertulia.core.activity.actors import Actor
from tertulia.core.people.accounts import REASON_KEY
from tertulia.core.people.actions import reopen_person
from tertulia.core.people.devices import network_address
from tertulia.core.people.factors import keys_work_at
from tertulia.core.people.invitations import permit_for
from tertulia.core.people.permissions import taken_back_until
from tertulia.core.people.permits import held_permit, sign_up_address
from tertulia.core.people.stages import ReopenStage
from tertulia.kit.limits import spend

View = Callable[..., HttpResponseBase]


def limited(view: View, limit: str) -> View:
    """Let `view` be sent to only as often as `limit` allows: by account, else by address."""

    def counted(request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
        if request.method == "POST":
            spend(limit, str(request.actor.person_id or network_address(request)))
        return view(request, *args, **names)

    return counted


def where_there_is_one(view: View) -> View:
    """Let `view` lead to the settings where what it is about is not there."""

    def found(request: HttpRequest, *args: Any, **names: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **names)
        except Http404:
            return HttpResponseRedirect("/account/security")

    return found


class _KnowsThePlace:
    """Tells a page whether keys work here and who may sign up."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        context = super().get_context_data(**more)  # type: ignore[misc]
        request = self.request  # type: ignore[attr-defined]
        context["keys_work"] = keys_work_at(request)
        context["how_to_sign_up"] = settings.TERTULIA.sign_up
        return context


class SignIn(_KnowsThePlace, account.LoginView):
    """By password, or by a passkey."""


class SignUp(_KnowsThePlace, account.SignupView):
    """Make an account, where that is open or a permit lets one."""

    def get_initial(self) -> dict[str, Any]:
        permit = held_permit(self.request)
        invited = {"email": permit.email} if permit and permit.email else {}
        return {**super().get_initial(), **invited}

    def closed(self) -> HttpResponse:
        return TemplateResponse(
            self.request,
            self.template_name_signup_closed,
            {"how_to_sign_up": settings.TERTULIA.sign_up},
        )


class SecondFactor(_KnowsThePlace, factors.AuthenticateView):
    """After the password: a code, or a key."""


class AddKey(_KnowsThePlace, keys.AddWebAuthnView):
    """A passkey, or a key that is asked for after the password."""


class KeptOut(account.AccountInactiveView):
    """Says why somebody who gave all proof may not sign in."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        reason = self.request.session.get(REASON_KEY, "")
        return {**super().get_context_data(**more), "reason": reason}


sign_in = SignIn.as_view()
sign_up = limited(SignUp.as_view(), "sign_up")
second_factor = SecondFactor.as_view()
add_key = AddKey.as_view()
kept_out = KeptOut.as_view()
sign_in_by_key = limited(keys.login_webauthn, "sign_in_address")
reset_password = limited(account.password_reset, "ask_letter")
change_password = limited(account.password_change, "second_factor")
remove_app = where_there_is_one(app.deactivate_totp)
show_codes = where_there_is_one(codes.view_recovery_codes)
download_codes = where_there_is_one(codes.download_recovery_codes)


@require_GET
def to_security(request: HttpRequest) -> HttpResponse:
    """Lead to the section of the settings where all of this is shown."""
    return HttpResponseRedirect("/account/security")


@require_GET
@never_cache
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Lead whoever was invited to where they make their account. Looking uses nothing up."""
    permit = permit_for(key)
    if permit is None or request.actor.signed_in or settings.TERTULIA.sign_up == "closed":
        context = {"good": permit is not None, "how_to_sign_up": settings.TERTULIA.sign_up}
        return TemplateResponse(request, "account/invitation.html", context)
    return HttpResponseRedirect(sign_up_address(permit))


@require_http_methods(["GET", "POST"])
@login_stage_required(stage=ReopenStage.key, redirect_urlname="account_login")
def reopen(request: HttpRequest) -> HttpResponse:
    """Ask whoever closed their account, and has signed in, whether to open it again."""
    stage = request._login_stage  # type: ignore[attr-defined]
    person = stage.login.user
    if request.method == "POST":
        reopen_person(actor=Actor(person.pk, person.handle, person.name), person=person)
        person.refresh_from_db()
        answer: HttpResponse = stage.exit()
        return answer
    context = {"until": taken_back_until(person), "name": person.name}
    return TemplateResponse(request, "account/reopen.html", context)
