"""Starting a thread: in a community, or from the page that asks where."""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.core.communities.permissions import (
    can_join_community,
    can_read_community,
    readable_to,
    standing_of,
)
from tertulia.core.communities.queries import CommunityRow, communities_of, community_by_slug
from tertulia.core.threads.actions import link_threads, start_thread
from tertulia.core.threads.kinds import all_kinds, asking_kind, default_kind, kind_named
from tertulia.core.threads.models import Relation
from tertulia.core.threads.permissions import can_start_thread
from tertulia.core.threads.queries.drafts import draft_of
from tertulia.engage.polls.actions import write_with_poll
from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst, require
from tertulia.lenses.finding.likeness import similar
from tertulia.lenses.reading.frames import page
from tertulia.lenses.reading.views.asked import poll_wanted
from tertulia.lenses.reading.views.forms import let_draft_go, posted_text, wants_json
from tertulia.lenses.reading.views.written import written_with_files

LANES = [
    ("workbench", _("On the workbench: the work itself")),
    ("lounge", _("In the lounge: by the way, over coffee")),
]
MOST_LINKED = 5


@dataclass
class Wish:
    """What somebody wants to start, as typed; given back whole when it is refused."""

    kind: str
    title: str = ""
    source: str = ""
    topics: str = ""
    community: str = ""
    lane: str = ""
    linked: tuple[int, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


@require_http_methods(["GET", "POST"])
def new_thread(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for title and words, and start the thread."""
    if not request.actor.signed_in:
        raise SignInFirst
    it = _open_to(request.actor, slug)
    wish = _wish(request, default_kind().name)
    wish.community = it.slug
    if request.method == "POST" and not request.POST.get("look"):
        return _start(request, it, wish)
    return _form(request, wish, it)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask from anywhere: choose where, then as in the community itself."""
    if not request.actor.signed_in:
        raise SignInFirst
    wish = _wish(request, asking_kind().name)
    if request.method == "POST" and wish.community and not request.POST.get("look"):
        return _start(request, _open_to(request.actor, wish.community), wish)
    return _form(request, wish, None)


def _wish(request: HttpRequest, usual: str) -> Wish:
    given = request.POST if request.method == "POST" else request.GET
    wanted = given.get("kind", "")
    return Wish(
        kind=wanted if kind_named(wanted) else usual,
        title=given.get("title", ""),
        source=posted_text(request, "source"),
        topics=given.get("topics", ""),
        community=given.get("community", ""),
        lane=given.get("lane", ""),
        linked=_numbers(given.getlist("linked")),
        fields=given.dict(),
    )


def _numbers(given: list[str]) -> tuple[int, ...]:
    found = [int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 19]
    return tuple(dict.fromkeys(found))[:MOST_LINKED]


def _open_to(actor: Actor, slug: str) -> Community:
    it = community_by_slug(actor, slug)
    if it is None:
        raise NotHere
    place = standing_of(actor, it)
    if not can_read_community(actor, place):
        raise NotHere
    require(can_start_thread(actor, place))
    return it


def _start(request: HttpRequest, it: Community, wish: Wish) -> HttpResponse:
    try:
        wish.source = written_with_files(request)
        post = write_with_poll(
            actor=request.actor,
            poll=poll_wanted(request),
            write=partial(
                start_thread,
                actor=request.actor,
                community=it,
                kind=wish.kind,
                title=wish.title,
                source=wish.source,
                topics=[name for name in wish.topics.split(",") if name.strip()],
                lane=wish.lane,
                fields=wish.fields,
            ),
        )
    except Refused as refusal:
        if wants_json(request):
            raise
        about = refusal.field or "body"
        wish.problems["body" if about.startswith("poll") else about] = str(refusal)
        return _form(request, wish, it, status=refusal.status)
    _link(request.actor, post.thread_id, wish.linked)
    if request.POST.get("draft"):
        let_draft_go(request, request.POST["draft"])
    address = f"/t/{post.thread_id}/{post.thread.slug}"
    return JsonResponse({"url": address}) if wants_json(request) else HttpResponseRedirect(address)


def _link(actor: Actor, thread: int, others: tuple[int, ...]) -> None:
    """Join what was asked to what answered it in part; what cannot be joined stays as it is."""
    for other in others:
        with suppress(Refused):
            link_threads(actor=actor, source=thread, target=other, relation=Relation.ASKED_BEFORE)


def _form(
    request: HttpRequest, wish: Wish, it: Community | None, status: int = 200
) -> HttpResponse:
    key = f"new-{it.id}" if it else "new"
    draft = draft_of(request.actor, key)
    if wish.problems or wish.title or wish.source:
        draft = draft.holding(wish.source, wish.title)
    places = [] if it else _places(request.actor)
    standing = standing_of(request.actor, it) if it else None
    kinds = [
        kind for kind in all_kinds() if standing is None or kind.is_open_to(request.actor, standing)
    ]
    context = {
        "place": "" if it else "ask",
        "community": it,
        "here_slug": it.slug if it else "",
        "wish": wish,
        "kind_form": _kind_form(wish),
        "draft": draft,
        "kinds": kinds,
        "joins": standing is not None and can_join_community(request.actor, standing),
        "places": places,
        "near": similar(request.actor, wish.title, wish.source) if wish.title.strip() else [],
        "place_choices": [(each.slug, each.name) for each in places],
        "kind_choices": [(each.name, each.label) for each in kinds],
        "lane_choices": LANES,
    }
    return page(request, "reading/new_thread.html", context, status=status)


def _kind_form(wish: Wish) -> str:
    kind = kind_named(wish.kind)
    return kind.form_template if kind else ""


def _places(actor: Actor) -> list[CommunityRow]:
    """Return where `actor` may start a thread: their own communities, else those open to all."""
    mine = communities_of(actor)
    if mine:
        return mine
    columns = CommunityRow.__slots__[:-1]
    rows = readable_to(actor).filter(join_policy="open", is_circle=False, archived_at=None)
    return [CommunityRow(*row) for row in rows.order_by("name").values_list(*columns)[:50]]
