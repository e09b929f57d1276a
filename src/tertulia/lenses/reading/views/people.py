"""A person's page, and one's own account."""

from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods
from markupsafe import Markup, escape

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.permissions import readable_to
from tertulia.core.people.actions import change_profile, rename_person
from tertulia.core.people.models import Person
from tertulia.core.people.queries import known_handles, moved_handle
from tertulia.core.profiles.actions import describe_person
from tertulia.core.profiles.models import LISTS, Audience, Field
from tertulia.core.profiles.queries import (
    avoidance_of,
    described,
    own_description,
)
from tertulia.core.profiles.words import parts_of, time_zones
from tertulia.core.threads.queries.lists import threads_written_in
from tertulia.kit.text import TextRefused, render
from tertulia.kit.web.refusals import NotHere, Refused
from tertulia.lenses.reading.fragments import row_html
from tertulia.lenses.reading.frames import Place, page
from tertulia.lenses.reading.views.account import myself
from tertulia.lenses.reading.views.forms import posted_text

_TEXTS = ("about", "pronouns", "unit", "time_zone")


@require_GET
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """Show who somebody is, where they belong and what they wrote, as far as one may see."""
    it = described(request.actor, handle)
    if it is None:
        moved = moved_handle(handle)
        if moved is None:
            raise NotHere
        return HttpResponseRedirect(f"/p/{moved}")
    rows = threads_written_in(request.actor, it.id, limit=20)
    mine = request.actor.person_id == it.id
    context = {
        "person": it,
        "place": "you" if mine else "",
        "is_me": mine,
        "about_html": _about(it.about),
        "avoided": avoidance_of(request.actor, it.id),
        "local_hour": _hour_at(it.time_zone),
        "communities": _shared(request, it.id),
        "threads": [row_html(row) for row in rows],
    }
    return page(request, "reading/person.html", context)


def _about(source: str) -> Markup:
    """Return what somebody says of themself, rendered as a post would be."""
    try:
        return Markup(render(source, known_handles=known_handles).html) if source else Markup("")
    except TextRefused:
        return escape(source)


def _hour_at(time_zone: str) -> str:
    """Return what the clock says where somebody lives, so that one knows when to write."""
    return timezone.now().astimezone(ZoneInfo(time_zone)).strftime("%H:%M") if time_zone else ""


def _shared(request: HttpRequest, person_id: int) -> list[Place]:
    places = readable_to(request.actor).filter(memberships__person=person_id, is_circle=False)
    return [Place(*row) for row in places.order_by("name").values_list("slug", "name")[:50]]


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Change what one tells of oneself, and to whom."""
    me = myself(request)
    given = _told(me)
    problems: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        given |= {name: posted_text(request, name) for name in given if name in request.POST}
        # A box that is not ticked sends nothing: the hidden field beside it says it was there.
        if "presence" in request.POST:
            given["shows_presence"] = "1" if "shows_presence" in request.POST else ""
        try:
            _tell(request.actor, me, given)
            return HttpResponseRedirect(f"/p/{me.handle}")
        except Refused as refusal:
            problems[refusal.field or "name"] = str(refusal)
            status = refusal.status
    context = {
        "place": "you",
        "section": "profile",
        "given": given,
        "problems": problems,
        "audiences": Audience.choices,
        "time_zones": time_zones(),
    }
    return page(request, "reading/account.html", context, status=status)


def _told(me: Person) -> dict[str, str]:
    """Return what stands in the form at first: everything as it is."""
    told, kept = own_description(me)
    given = {"name": me.name, "handle": me.handle}
    given["shows_presence"] = "1" if kept.shows_presence else ""
    given |= {name: getattr(told, name) for name in _TEXTS}
    given |= {name.value: ", ".join(getattr(told, name)) for name in LISTS}
    return given | {f"{name}_for": str(kept.audience_of(name)) for name in Field.values}


@transaction.atomic
def _tell(actor: Actor, me: Person, given: dict[str, str]) -> None:
    change_profile(actor=actor, person=me, name=given["name"], about=given["about"])
    rename_person(actor=actor, person=me, handle=given["handle"])
    describe_person(
        actor=actor,
        person=me,
        texts={name: given[name] for name in _TEXTS},
        words={name.value: parts_of(given[name]) for name in LISTS},
        audiences={name: _audience(given[f"{name}_for"]) for name in Field.values},
        shows_presence=bool(given["shows_presence"]),
    )


def _audience(given: str) -> int:
    """Return who was chosen; what is none of the choices is nobody we know."""
    return int(given) if given in {str(value) for value in Audience.values} else -1
