"""The sections of the settings about signing in."""

from allauth.account.decorators import reauthentication_required
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tertulia.core.people.actions import (
    deactivate_person,
    end_other_sessions,
    end_session,
    sign_out_everywhere,
)
from tertulia.core.people.factors import keys_work_at
from tertulia.core.people.models import Person
from tertulia.core.people.permissions import TAKEN_BACK_FOR
from tertulia.core.people.queries import person_behind
from tertulia.core.people.signed_in import sessions_of, ways_in
from tertulia.kit.web.refusals import Refused, SignInFirst
from tertulia.lenses.reading.frames import page

SECURITY = "/account/security"
SESSIONS = "/account/sessions"


def myself(request: HttpRequest) -> Person:
    """Return whoever is signed in; others are asked to sign in."""
    me = person_behind(request.actor)
    if me is None:
        raise SignInFirst
    return me


@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """Show how one signs in, and lead to where it is changed."""
    context = {
        "place": "you",
        "section": "security",
        "ways": ways_in(myself(request)),
        "keys_work": keys_work_at(request),
        "notices": get_messages(request),
    }
    return page(request, "reading/account_security.html", context)


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in."""
    myself(request)
    context = {
        "place": "you",
        "section": "sessions",
        "sessions": sessions_of(request.actor),
        "notices": get_messages(request),
    }
    return page(request, "reading/account_sessions.html", context)


@require_POST
def end_one(request: HttpRequest) -> HttpResponse:
    """Sign out in one other browser; in this one, too, where it is the one named."""
    end_session(actor=request.actor, person=myself(request), mark=request.POST.get("session", ""))
    return HttpResponseRedirect(SESSIONS)


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out in every other browser."""
    end_other_sessions(actor=request.actor, person=myself(request))
    return HttpResponseRedirect(SESSIONS)


@require_POST
def leave_everywhere(request: HttpRequest) -> HttpResponse:
    """Sign out in every browser, this one too."""
    sign_out_everywhere(actor=request.actor, person=myself(request))
    return HttpResponseRedirect("/")


@require_http_methods(["GET", "POST"])
@reauthentication_required
def close(request: HttpRequest) -> HttpResponse:
    """Close one's account, once it is clear that it is oneself and what stays is known."""
    me = myself(request)
    problem = ""
    if request.method == "POST":
        try:
            deactivate_person(actor=request.actor, person=me)
        except Refused as refusal:
            problem = str(refusal)
        else:
            request.session.flush()
            return HttpResponseRedirect("/")
    context = {"section": "security", "problem": problem, "days": TAKEN_BACK_FOR.days}
    return page(request, "reading/account_close.html", {"place": "you", **context})
