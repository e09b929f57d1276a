"""What every page has around it: the person's communities, and where to listen for news."""

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from secrets import token_hex
from typing import Any

from django.contrib.messages import get_messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from markupsafe import Markup

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.kit.sql.prepared import Prepared
from tertulia.kit.web.composed import ComposedResponse, Fragment, Segment
from tertulia.kit.web.form_keys import form_key
from tertulia.kit.web.middleware import Answer
from tertulia.kit.web.templates import page_template, pairs
from tertulia.kit.web.translating import saying
from tertulia.lenses.notifications.queries import unread_count, unread_words
from tertulia.lenses.reading.shelves import Shelf, weight

# Where a fragment goes. Words that people wrote stand on the same pages, control characters and
# all, so it is something that nobody can know: made anew in each process, and never sent.
PLACE_OF_FRAGMENT = f"\x02{token_hex(16)}\x02"
_PLACE_OF_POSITION = f"\x02{token_hex(16)}\x02"
_PLACE_OF_FORM_KEY = f"\x02{token_hex(16)}\x02"
_PLACE_OF_UNREAD = f"\x02{token_hex(16)}\x02"
_PLACE_OF_UNREAD_IN_TITLE = f"\x02{token_hex(16)}\x02"
_ALL_PLACES = (
    PLACE_OF_FRAGMENT,
    _PLACE_OF_POSITION,
    _PLACE_OF_FORM_KEY,
    _PLACE_OF_UNREAD,
    _PLACE_OF_UNREAD_IN_TITLE,
)
_PLACES = re.compile(f"({'|'.join(_ALL_PLACES)})")
_MARKS = tuple(place.encode() for place in _ALL_PLACES)
_FORM_KEY = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(
    _PLACE_OF_FORM_KEY
)

# A page around its fragments: pieces, and marks of what belongs between them.
Shell = list[Segment]
_shells: Shelf[Shell] = Shelf(24 << 20, lambda shell: sum(map(weight, shell)) + 1_000)

# The live reader's position; `config` puts it here where one is running.
position: list[Callable[[], int]] = [lambda: 0]


def note_position(get_response: Answer) -> Answer:
    """Note, before anything is read, which activity the live reader has come to.

    The page listens from there on: what happens while it is made is told again, never missed.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.live_after = position[0]()
        return get_response(request)

    middleware.process_template_response = _Furnisher().furnish  # type: ignore[attr-defined]
    return middleware


class _Furnisher:  # Django asks whose method it is
    def furnish(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Give pages that allauth makes (signing in ...) the frame of all pages."""
        context = response.context_data if response.context_data is not None else {}
        context.setdefault("place", "you")
        context.setdefault("my_communities", my_communities(request.actor))
        context.setdefault("unread", unread_words(unread_count(request.actor)))
        context.setdefault("notices", get_messages(request))
        response.context_data = context
        return response


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
    shown: Hashable = None,
) -> ComposedResponse:
    """Render a page; each `PLACE_OF_FRAGMENT` it prints is filled by the next of `fragments`.

    `shown` is everything that `context` holds, as a value: where the same is shown to the same
    person again, what was rendered around the fragments serves again.
    """
    if "my_communities" not in context:
        context["my_communities"] = my_communities(request.actor)
    if request.actor.signed_in:
        channels = f"{channels} person-{request.actor.person_id}".lstrip()
    places = pairs(context["my_communities"])
    key = (template, shown, request.actor, request.LANGUAGE_CODE, places, channels)
    shell = _shells.look(key) if shown is not None else None
    if shell is None:
        shell = _rendered(request, template, {**context, "live_channels": channels})
        if shown is not None:
            shell = [_deflated(piece) for piece in shell]
            _shells.put(key, shell)
    return ComposedResponse(_filled(shell, request, iter(fragments)), status=status)


def _deflated(piece: Segment) -> Segment:
    return Fragment.of(piece) if isinstance(piece, bytes) and piece not in _MARKS else piece


def _rendered(request: HttpRequest, template: str, context: dict[str, Any]) -> Shell:
    """Return the page in pieces, with marks where something else belongs each time."""
    context |= {
        "request": request,
        "live_after": _PLACE_OF_POSITION,
        # Visitors have no forms that write, and their pages are kept for all of them.
        "csrf_input": _FORM_KEY if request.actor.signed_in else Markup(""),
        "unread": _PLACE_OF_UNREAD if request.actor.signed_in else "",
        "unread_in_title": _PLACE_OF_UNREAD_IN_TITLE if request.actor.signed_in else "",
        "_": saying(request.LANGUAGE_CODE),
    }
    whole = page_template(template).render(context)
    return [piece.encode() for piece in _PLACES.split(whole) if piece]


def _filled(shell: Shell, request: HttpRequest, fragments: Iterator[Segment]) -> list[Segment]:
    """Return the pieces of a page with what belongs in its places."""
    unread = unread_words(unread_count(request.actor)).encode()
    here = {
        _MARKS[1]: b"%d" % request.live_after,
        _MARKS[3]: unread,
        _MARKS[4]: b"(%b) " % unread if unread else b"",
    }
    segments: list[Segment] = []
    for piece in shell:
        if piece == _MARKS[0]:
            segments.append(next(fragments))
        elif piece == _MARKS[2]:
            if piece not in here:
                here[piece] = form_key(request)
            segments.append(here[piece])
        else:
            segments.append(here.get(piece, piece) if isinstance(piece, bytes) else piece)
    if next(fragments, None) is not None:
        raise ValueError("a fragment has no place on this page")
    return segments
