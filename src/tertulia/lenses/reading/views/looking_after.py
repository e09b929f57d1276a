"""What coordinators decide about a community itself: its settings, its place, its end."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.actions import (
    archive_community,
    change_community,
    close_branch,
    found_community,
    move_community,
    reopen_community,
    write_charter,
)
from tertulia.core.communities.models import Community, JoinPolicy, Visibility
from tertulia.core.communities.permissions import (
    can_change_community,
    can_found_below_community,
    can_found_community,
    standing_of,
)
from tertulia.core.communities.queries import community_by_slug, places_to_found
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, require
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.views.forms import posted_text

FIELDS = ("name", "slug", "visibility", "join_policy", "language", "time_zone", "licence")
SWITCHES = ("is_closed", "shows_presence")
WHO_SEES = {
    "public": gettext_lazy(
        "Anyone reads what is said here, also without an account, and search engines find it."
    ),
    "site": gettext_lazy(
        "Whoever is signed in reads it. Visitors see its name and what it is about."
    ),
    "members": gettext_lazy("Only members read it. Others see its name and what it is about."),
    "secret": gettext_lazy(
        "Only members know that it exists. Everybody else loses sight of it at once."
    ),
}


def _of(request: HttpRequest, slug: str) -> Community:
    if not request.actor.signed_in:
        raise SignInFirst
    it = community_by_slug(request.actor, slug)
    if it is None:
        raise NotHere
    require(can_change_community(request.actor, standing_of(request.actor, it)))
    return it


@require_http_methods(["GET", "POST"])
def community_settings(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what the community is called, who sees it, who joins, where it stands."""
    it = _of(request, slug)
    given: dict[str, Any] = {name: getattr(it, name) for name in FIELDS}
    given |= {"parent": it.parent.slug if it.parent else ""}
    given |= {name: getattr(it, name) for name in SWITCHES}
    problems: dict[str, str] = {}
    status, asks = 200, False
    if request.method == "POST":
        before = it.visibility
        given = {name: request.POST.get(name, "").strip() for name in (*FIELDS, "parent")}
        given |= {name: name in request.POST for name in SWITCHES}
        changed = given["visibility"] in WHO_SEES and given["visibility"] != before
        asks = changed and request.POST.get("sure") != given["visibility"]
        if not asks:
            try:
                _save(request.actor, it, given)
                return HttpResponseRedirect(f"/c/{it.slug}")
            except Refused as refusal:
                problems[refusal.field or "name"], status = str(refusal), refusal.status
                it = _of(request, slug)
    context = {
        "community": it,
        "here_slug": it.slug,
        "given": given,
        "problems": problems,
        "asks": asks,
        "who_sees": WHO_SEES,
        "visibilities": Visibility.choices,
        "join_policies": JoinPolicy.choices,
        "languages": [("", _("Not said")), *settings.CONTENT_LANGUAGES],
        "parents": _parents(request.actor, it),
    }
    return page(request, "reading/community_settings.html", context, status=status)


@transaction.atomic
def _save(actor: Actor, it: Community, given: dict[str, Any]) -> None:
    above = it.parent.slug if it.parent else ""
    if given["parent"] != above:
        move_community(actor=actor, community=it, parent=_parent(actor, given["parent"]))
    if given["is_closed"] != it.is_closed:
        close_branch(actor=actor, community=it, closed=given["is_closed"])
    names = (*FIELDS, "shows_presence")
    changes = {name: given[name] for name in names if given[name] != getattr(it, name)}
    if changes:
        change_community(actor=actor, community=it, **changes)


def _parent(actor: Actor, slug: str) -> Community | None:
    if not slug:
        return None
    parent = community_by_slug(actor, slug)
    if parent is None:
        raise Refused(_("There is no such community."), "parent")
    return parent


def _parents(actor: Actor, it: Community | None) -> list[tuple[str, str]]:
    """Return below what a community can stand: what the actor looks after, and where it is."""
    found = {each.slug: each.name for each in places_to_found(actor) if it is None or each != it}
    if it is not None and it.parent is not None:
        found.setdefault(it.parent.slug, it.parent.name)
    top = [("", _("Nothing: it stands by itself"))]
    alone = it is not None or can_found_community(actor)
    return [*(top if alone else []), *sorted(found.items(), key=lambda pair: pair[1])]


@require_POST
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the community away, or take it out again."""
    it = _of(request, slug)
    act = reopen_community if request.POST.get("act") == "reopen" else archive_community
    act(actor=request.actor, community=it)
    return HttpResponseRedirect(f"/c/{it.slug}")


@require_http_methods(["GET", "POST"])
def found(request: HttpRequest) -> HttpResponse:
    """Found a community, alone or below one that the viewer looks after."""
    if not request.actor.signed_in:
        raise SignInFirst
    parents = _parents(request.actor, None)
    require(bool(parents), _("Here communities are founded by operators."))
    source = request.POST if request.method == "POST" else request.GET
    names = ("name", "slug", "visibility", "join_policy", "parent")
    given = {name: source.get(name, "").strip() for name in names}
    given["domain_statement"] = posted_text(request, "domain_statement")
    problems: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            it = _found(request.actor, given)
            return HttpResponseRedirect(f"/c/{it.slug}/charter")
        except Refused as refusal:
            problems[refusal.field or "name"], status = str(refusal), refusal.status
    context = {
        "given": given,
        "problems": problems,
        "parents": parents,
        "visibilities": Visibility.choices,
        "join_policies": JoinPolicy.choices,
        "place": "communities",
    }
    return page(request, "reading/found.html", context, status=status)


@transaction.atomic
def _found(actor: Actor, given: dict[str, str]) -> Community:
    parent = _parent(actor, given["parent"])
    if parent is not None:
        require(can_found_below_community(actor, standing_of(actor, parent)))
    it = found_community(
        actor=actor,
        slug=given["slug"],
        name=given["name"],
        visibility=given["visibility"] or (parent.visibility if parent else "public"),
        join_policy=given["join_policy"] or "open",
        parent=parent,
    )
    if given["domain_statement"]:
        write_charter(actor=actor, community=it, domain_statement=given["domain_statement"])
    return it
