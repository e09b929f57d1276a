"""What every page has around it: the person's communities, and where to listen for news."""

from collections.abc import Callable, Sequence
from secrets import token_hex
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import get_token
from markupsafe import Markup

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.kit.sql.prepared import Prepared
from tertulia.kit.web.composed import ComposedResponse, Segment
from tertulia.kit.web.middleware import Answer
from tertulia.kit.web.templates import page_template
from tertulia.kit.web.translating import saying

# Where a fragment goes. Words that people wrote stand on the same pages, control characters and
# all, so it is something that nobody can know: made anew in each process, and never sent.
PLACE_OF_FRAGMENT = f"\x02{token_hex(16)}\x02"

# The live reader's position; `config` puts it here where one is running.
position: list[Callable[[], int]] = [lambda: 0]


def note_position(get_response: Answer) -> Answer:
    """Note, before anything is read, which activity the live reader has come to.

    The page listens from there on: what happens while it is made is told again, never missed.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.live_after = position[0]()
        return get_response(request)

    return middleware


class Place:
    """A community as the rail names it."""

    __slots__ = ("name", "slug")

    def __init__(self, slug: str, name: str) -> None:
        self.slug, self.name = slug, name


def _mine(person: int) -> QuerySet:
    rows = Community.objects.filter(memberships__person=person, is_circle=False)
    return rows.order_by("name").values_list("slug", "name")


_my_communities = Prepared(_mine, "person")


def my_communities(actor: Actor) -> list[Place]:
    """Return the communities that `actor` belongs to."""
    if not actor.signed_in:
        return []
    return [Place(*row) for row in _my_communities.rows(person=actor.person_id)]


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    fragments: Sequence[Segment] = (),
    channels: str = "",
    status: int = 200,
) -> ComposedResponse:
    """Render a page; each `PLACE_OF_FRAGMENT` it prints is filled by the next of `fragments`."""
    if "my_communities" not in context:
        context["my_communities"] = my_communities(request.actor)
    context |= {
        "request": request,
        "live_channels": channels,
        "live_after": request.live_after,
        "csrf_input": _form_key(request),
        "_": saying(request.LANGUAGE_CODE),
    }
    parts = page_template(template).render(context)
    pieces = parts.split(PLACE_OF_FRAGMENT)
    segments: list[Segment] = [pieces[0].encode()]
    for fragment, piece in zip(fragments, pieces[1:], strict=True):
        segments += (fragment, piece.encode())
    return ComposedResponse(segments, status=status)


def _form_key(request: HttpRequest) -> Markup:
    """Return the hidden field that proves a form to be ours; made once for all forms of a page."""
    if not request.actor.signed_in:
        return Markup("")  # visitors have no forms that write, and their pages are kept
    field = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    return Markup(field).format(get_token(request))
