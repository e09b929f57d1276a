"""The first run: name the place, be its first person, start a community, invite.

The first two steps are open to whoever holds the link that the server prints while nobody looks
after the place; then that link is worth nothing.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tertulia.core.activity.actors import system
from tertulia.core.people.actions import create_person
from tertulia.core.people.models import Person
from tertulia.core.site.actions import choose_settings
from tertulia.core.site.checking import checked_settings
from tertulia.core.site.force import environment
from tertulia.core.site.offers import offered
from tertulia.kit.web.refusals import NotHere, Refused
from tertulia.lenses.operating.first_link import holds
from tertulia.lenses.operating.queries import is_looked_after

NAMED = ("site_name", "site_welcome", "site_look")
PERSON = ("name", "email", "handle")


def _only_first(token: str) -> None:
    if not holds(token):
        raise NotHere


@never_cache
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, token: str) -> HttpResponse:
    """Step one: how the place is called, what visitors read first, how it looks."""
    _only_first(token)
    free = [name for name in NAMED if name not in environment().model_fields_set]
    given = {name: str(getattr(settings.TERTULIA, name)) for name in free}
    problems: dict[str, str] = {}
    if request.method == "POST":
        given = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in free}
        good, problems = checked_settings(given)
        if not problems:
            choose_settings(actor=system("page"), given=good)
            return HttpResponseRedirect(f"/account/begin/{token}/person")
    offers = [offered()[name] for name in free]
    context = {"offers": offers, "given": given, "problems": problems, "step": 1}
    return _shown(request, "operating/begin_place.html", context, problems)


@never_cache
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, token: str) -> HttpResponse:
    """Step two: the first person, who looks after the place, and is signed in."""
    _only_first(token)
    given = dict.fromkeys(PERSON, "")
    problems: dict[str, str] = {}
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in PERSON}
        try:
            made = _first_person(given, request.POST.get("password", ""))
        except Refused as refusal:
            problems[refusal.field or "password"] = str(refusal.sentence)
        else:
            login(request, made, backend=settings.AUTHENTICATION_BACKENDS[0])
            return HttpResponseRedirect("/operator/first/community")
    context = {"given": given, "problems": problems, "step": 2}
    return _shown(request, "operating/begin_person.html", context, problems)


@transaction.atomic
def _first_person(given: dict[str, str], password: str) -> Person:
    """Create the first person; of two who try at the same moment, one is refused."""
    if is_looked_after():
        raise NotHere
    if not password:
        raise Refused(field="password")
    return create_person(actor=system("page"), password=password, is_operator=True, **given)


def _shown(
    request: HttpRequest, template: str, context: dict[str, Any], problems: dict[str, str]
) -> HttpResponse:
    status = 422 if problems else 200
    return render(request, template, {**context, "place": ""}, using="jinja", status=status)
