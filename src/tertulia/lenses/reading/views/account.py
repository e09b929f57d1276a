"""The sections of the settings about signing in."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from tertulia.core.people.actions import sign_out_everywhere
from tertulia.core.people.models import Person
from tertulia.core.people.queries import person_behind
from tertulia.kit.web.refusals import SignInFirst
from tertulia.lenses.reading.frames import page


def myself(request: HttpRequest) -> Person:
    """Return whoever is signed in; others are asked to sign in."""
    me = person_behind(request.actor)
    if me is None:
        raise SignInFirst
    return me


@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """Show how one signs in, and lead to where it is changed."""
    myself(request)
    context = {"place": "you", "section": "security"}
    return page(request, "reading/account_security.html", context)


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in."""
    myself(request)
    context = {"place": "you", "section": "sessions"}
    return page(request, "reading/account_sessions.html", context)


@require_POST
def leave_everywhere(request: HttpRequest) -> HttpResponse:
    """Sign out in every browser, this one too."""
    sign_out_everywhere(actor=request.actor, person=myself(request))
    return HttpResponseRedirect("/")
