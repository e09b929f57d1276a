"""The directory for programs: the same query as the page's."""

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from tertulia.core.profiles.api import PersonOut, person_out
from tertulia.core.profiles.queries import Wish
from tertulia.kit.api.json import json_reply
from tertulia.kit.api.pages import Page, PageQuery, key_of, page_of
from tertulia.kit.limits import spend
from tertulia.lenses.directory.queries import find_people

router = Router(tags=["people"])


class DirectoryQuery(PageQuery):
    """Whom to look for. Nobody is found by what they do not tell the caller."""

    q: str = Field("", max_length=100, description="A part of the name or handle.")
    knows: str = Field("", max_length=100, description="The beginning of what somebody knows.")
    wants: str = Field("", max_length=100, description="... of what they want to learn.")
    speaks: str = Field("", max_length=100, description="... of a language.")
    unit: str = Field("", max_length=100, description="... of their organisation or team.")
    community: str = Field("", max_length=100, description="The slug of one that they belong to.")


@router.get("/people", response=Page[PersonOut], summary="Look for people")
def list_people(request: HttpRequest, query: Query[DirectoryQuery]) -> HttpResponse:
    """Return who is here and fits, by handle, as far as the caller may know of them."""
    spend("search", str(request.actor.person_id))
    after = key_of(query.cursor, str)[0] if query.cursor else ""
    wish = Wish(query.q, query.knows, query.wants, query.speaks, query.unit)
    rows = find_people(
        request.actor, wish, community=query.community, after=after, limit=query.limit + 1
    )
    page = page_of(rows, query.limit, lambda row: (row.handle,))
    page["items"] = [person_out(row) for row in page["items"]]
    return json_reply(page)
