"""Search for programs: the same query as the page's."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from tertulia.kit.api.door import anyone
from tertulia.kit.api.pages import Page, PageQuery, cursor_of, key_of
from tertulia.kit.limits import spend
from tertulia.kit.web.refusals import Refused
from tertulia.lenses.finding.likeness import similar
from tertulia.lenses.finding.queries import MOST, Hit, search
from tertulia.lenses.finding.sentences import sentences

router = Router(tags=["search"])


class HitCommunity(Schema):
    """Where a thread stands."""

    slug: str
    name: str


class HitAuthor(Schema):
    """Who wrote a post, as everybody may know it. An alias has no handle."""

    name: str
    handle: str | None


class HitOut(Schema):
    """A thread that answers, by its best post."""

    thread: int
    title: str
    slug: str
    kind: str
    status: str
    community: HitCommunity
    number: int = Field(description="The post's number in its thread.")
    byline: HitAuthor
    created_at: datetime
    snippet: str = Field(description="HTML: escaped text with `<mark>` around what was found.")
    paragraph: int = Field(description="The paragraph of the post in which that stands.")
    more: int = Field(description="Further posts of this thread that match.")
    path: str


class Found(Page[HitOut]):
    """Some of what was found."""

    total_is_at_least: int
    is_capped: bool = Field(description="Whether only the newest matches were looked at.")
    remarks: list[str] = Field(description="What of the query was left out, and why.")


class SearchQuery(PageQuery):
    """What to look for."""

    q: str = Field("", max_length=10_000, description="Words, phrases and operators, as on /find.")
    community: str = Field("", max_length=100, description="The slug of the only community.")
    kind: str = Field("", max_length=100, description="The only kind of thread.")
    limit: int = Field(
        20, ge=1, le=100, description=f"How many items; at most {MOST} come at once."
    )


@router.get("/search", response=Found, auth=anyone, summary="Find posts")
def find_posts(request: HttpRequest, query: Query[SearchQuery]) -> dict:
    """Return the best post of each thread that matches; by operators alone, the newest."""
    actor = request.actor
    spend("search", str(actor.person_id or request.META.get("REMOTE_ADDR", "")))
    results = search(
        actor,
        query.q,
        community=query.community,
        kind=query.kind,
        cursor=_cursor(query.cursor),
        limit=query.limit,
    )
    return {
        "items": [_out(hit) for hit in results.hits],
        "next": cursor_of(results.next) if results.next else None,
        "total_is_at_least": results.total_is_at_least,
        "is_capped": results.is_capped,
        "remarks": sentences(results.remarks),
    }


class SimilarQuery(Schema):
    """What somebody is about to ask."""

    title: str = Field("", max_length=1_000)
    body: str = Field("", max_length=200_000, description="What has been written so far.")
    community: str = Field("", max_length=100, description="The slug of the only community.")
    limit: int = Field(5, ge=1, le=20)


class Similar(Schema):
    """Threads that may answer: those with an answer first, then the nearest."""

    items: list[HitOut]


@router.get("/similar", response=Similar, auth=anyone, summary="Has it been asked?")
def find_similar(request: HttpRequest, query: Query[SimilarQuery]) -> dict:
    """Return threads that may answer what somebody is about to ask."""
    actor = request.actor
    spend("search", str(actor.person_id or request.META.get("REMOTE_ADDR", "")))
    near = similar(actor, query.title, query.body, community=query.community, limit=query.limit)
    return {"items": [_out(hit) for hit in near]}


def _cursor(given: str | None) -> tuple[int, int] | None:
    if given is None:
        return None
    skip, newest = key_of(given, int, int)
    if skip < 0 or newest < 0:
        raise Refused(field="cursor")
    return skip, newest


def _out(hit: Hit) -> dict:
    return {
        "thread": hit.thread_id,
        "title": hit.title,
        "slug": hit.slug,
        "kind": hit.kind,
        "status": hit.status,
        "community": {"slug": hit.community_slug, "name": hit.community_name},
        "number": hit.number,
        "byline": {"name": hit.by.name, "handle": hit.by.handle or None},
        "created_at": hit.created_at,
        "snippet": str(hit.snippet),
        "paragraph": hit.paragraph,
        "more": hit.more,
        "path": hit.path,
    }
