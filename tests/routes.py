"""One list of examples for every address that is read with GET; a route without one is a fault.

Tests that walk all pages (who may see what, accessibility, weight) take their addresses from here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from tertulia.lenses.notifications.mailing import stop_token


@dataclass(frozen=True)
class Example:
    """How a route is asked for.

    `path` has places for {community} and {topic} (slugs), {thread}, {slug}, {number}, {post},
    {file} and {handle}.
    `who` can be answered with `status`: anyone, member, author (of the post, which is the thread's
    second), coordinator, operator. `is_page` tells pages of ours from data and redirections.
    """

    route: str
    path: str
    who: str = "anyone"
    status: int = 200
    is_page: bool = True


def page(route: str, path: str, who: str = "anyone") -> Example:
    """Return the example of a page."""
    return Example(route, path, who)


def data(route: str, path: str, who: str = "anyone") -> Example:
    """Return the example of an answer for programs or scripts."""
    return Example(route, path, who, is_page=False)


def leads_on(route: str, path: str, who: str = "anyone") -> Example:
    """Return the example of an address that leads to another one."""
    return Example(route, path, who, status=302, is_page=False)


_ACCOUNT = (
    page("account/login/", "/account/login/"),
    leads_on("account/login/key/", "/account/login/key/"),
    leads_on("account/login/code/", "/account/login/code/"),
    page("account/logout/", "/account/logout/", "member"),
    page("account/inactive/", "/account/inactive/"),
    leads_on("account/reopen/", "/account/reopen/"),
    page("account/signup/", "/account/signup/"),
    page("account/invitation/<key>", "/account/invitation/no-such-key"),
    page("account/again/", "/account/again/", "member"),
    leads_on("account/again/code/", "/account/again/code/", "member"),
    leads_on("account/again/key/", "/account/again/key/", "member"),
    page("account/email/", "/account/email/", "member"),
    page("account/email/sent/", "/account/email/sent/"),
    page("account/^email/(?P<key>[-:\\w]+)/$", "/account/email/not-a-key/"),
    page("account/password/change/", "/account/password/change/", "member"),
    leads_on("account/password/set/", "/account/password/set/", "member"),
    page("account/password/reset/", "/account/password/reset/"),
    page("account/password/reset/done/", "/account/password/reset/done/"),
    page(
        "account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        "/account/password/reset/key/1-not-a-key/",
    ),
    page("account/password/reset/key/done/", "/account/password/reset/key/done/"),
    leads_on("account/factors/", "/account/factors/", "member"),
    leads_on("account/app/", "/account/app/", "member"),
    leads_on("account/app/remove/", "/account/app/remove/", "member"),
    leads_on("account/codes/", "/account/codes/", "member"),
    leads_on("account/codes/new/", "/account/codes/new/", "member"),
    leads_on("account/codes/file/", "/account/codes/file/", "member"),
    leads_on("account/keys/", "/account/keys/", "member"),
    leads_on("account/keys/add/", "/account/keys/add/", "member"),
    leads_on("account/keys/<pk>/", "/account/keys/1/", "member"),
    leads_on("account/keys/<pk>/remove/", "/account/keys/1/remove/", "member"),
    page("account/", "/account/", "member"),
    page("account/avoided", "/account/avoided", "member"),
    page("account/measures", "/account/measures", "member"),
    page("suspensions/<key>", "/suspensions/{suspension_key}"),
    page("account/security", "/account/security", "member"),
    page("account/sessions", "/account/sessions", "member"),
    leads_on("account/close", "/account/close", "member"),
)
_PAGES = (
    page("", "/"),
    page("communities", "/communities"),
    page("find", "/find?q=words"),
    data("find/suggest", "/find/suggest?q=wor"),
    data("similar", "/similar?title=words"),
    page("ask", "/ask", "member"),
    page("styleguide", "/styleguide"),
    leads_on("favicon.ico", "/favicon.ico"),
    page("operator", "/operator", "operator"),
    page("operator/settings", "/operator/settings", "operator"),
    page("operator/first/community", "/operator/first/community", "operator"),
    page("operator/first/invite", "/operator/first/invite", "operator"),
    page("operator/letters", "/operator/letters", "operator"),
    page("operator/invitations", "/operator/invitations", "operator"),
    page("p/<handle>", "/p/{handle}"),
    page("watching", "/watching", "member"),
    page("people", "/people", "member"),
    page("moderation", "/moderation", "coordinator"),
    page("moderation/suspend", "/moderation/suspend", "coordinator"),
    page("moderation/reports/<report_id>", "/moderation/reports/{report}", "coordinator"),
    page(
        "moderation/suspensions/<suspension_id>",
        "/moderation/suspensions/{suspension}",
        "coordinator",
    ),
    page("posts/<post_id>/report", "/posts/{post}/report", "coordinator"),
    page("people", "/people?community={community}", "member"),
    data("hidden.css", "/hidden.css"),
    page("inbox", "/inbox", "member"),
    page("catch-up", "/catch-up", "member"),
    data("inbox/count", "/inbox/count", "member"),
    Example("inbox/<notification_id>", "/inbox/1", "member", status=404, is_page=False),
    page("inbox/stop/<token>", f"/inbox/stop/{stop_token(1, 'reply')}"),
    page("account/notifications", "/account/notifications", "member"),
    page("c/<slug>", "/c/{community}"),
    page("c/<slug>/new", "/c/{community}/new", "member"),
    page("c/<slug>/about", "/c/{community}/about"),
    page("c/<slug>/charter", "/c/{community}/charter", "coordinator"),
    leads_on("t/<thread_id>", "/t/{thread}"),
    page("t/<thread_id>/<slug>", "/t/{thread}/{slug}"),
    page("t/<thread_id>/<slug>/<number>", "/t/{thread}/{slug}/{number}"),
    leads_on("t/<thread_id>/answers", "/t/{thread}/answers"),
    page("t/<thread_id>/elsewhere", "/t/{thread}/elsewhere", "member"),
    page("communities/new", "/communities/new", "operator"),
    page("c/<slug>/settings", "/c/{community}/settings", "coordinator"),
    page("c/<slug>/members", "/c/{community}/members"),
    page("c/<slug>/roles", "/c/{community}/roles"),
    page("c/<slug>/invitations", "/c/{community}/invitations", "coordinator"),
    Example("invitations/<key>", "/invitations/1-nothing", status=404),
    page("c/<slug>/placed", "/c/{community}/placed", "coordinator"),
    page("t/<thread_id>/edit", "/t/{thread}/edit", "coordinator"),
    page("t/<thread_id>/edit/links", "/t/{thread}/edit/links", "coordinator"),
    *(
        page(f"t/<thread_id>/edit/{act}", f"/t/{{thread}}/edit/{act}", "coordinator")
        for act in ("move", "split", "merge", "pin")
    ),
    page("drafts", "/drafts", "member"),
    page("conversations", "/conversations", "member"),
    page("conversations/new", "/conversations/new", "member"),
    page("conversations/<slug>", "/conversations/{circle}", "member"),
    page("c/<slug>/topics", "/c/{community}/topics"),
    page("c/<slug>/topics/<name>", "/c/{community}/topics/{topic}"),
    page("c/<slug>/topics/<name>/edit", "/c/{community}/topics/{topic}/edit", "coordinator"),
    page("posts/<post_id>/edit", "/posts/{post}/edit", "author"),
    page("posts/<post_id>/accept", "/posts/{post}/accept", "coordinator"),
    page("posts/<post_id>/remove", "/posts/{post}/remove", "author"),
    page("posts/<post_id>/revisions", "/posts/{post}/revisions"),
    page("posts/<post_id>/revisions/compare", "/posts/{post}/revisions/compare"),
    page("posts/<post_id>/wiki", "/posts/{post}/wiki", "author"),
    page("bookmarks", "/bookmarks", "member"),
    page("posts/<post_id>/bookmark", "/posts/{post}/bookmark", "member"),
    page("t/<thread_id>/bookmark", "/t/{thread}/bookmark", "member"),
    page("posts/<post_id>/poll", "/posts/{post}/poll", "author"),
    leads_on("posts/<post_id>/vote", "/posts/{post}/vote"),
    page("posts/<post_id>/reactions", "/posts/{post}/reactions"),
    leads_on("posts/<post_id>/reactions/<name>", "/posts/{post}/reactions/thanks"),
    data("suggest", "/suggest?draft=thread-{thread}&q=@a", "member"),
    data("drafts/<key>", "/drafts/thread-{thread}", "member"),
    data("files/<file_id>/<name>", "/files/{file}/note.txt"),
)
_API = (
    data("api/v1/openapi.json", "/api/v1/openapi.json"),
    data("api/v1/docs", "/api/v1/docs"),
    data("api/v1/me", "/api/v1/me", "member"),
    data("api/v1/people", "/api/v1/people", "member"),
    data("api/v1/people/<handle>", "/api/v1/people/{handle}"),
    data("api/v1/me/profile", "/api/v1/me/profile", "member"),
    data("api/v1/reports", "/api/v1/reports", "coordinator"),
    data("api/v1/me/avoided", "/api/v1/me/avoided", "member"),
    data("api/v1/communities", "/api/v1/communities"),
    data("api/v1/communities/<slug>", "/api/v1/communities/{community}"),
    data("api/v1/communities/<slug>/members", "/api/v1/communities/{community}/members"),
    data("api/v1/conversations", "/api/v1/conversations", "member"),
    data("api/v1/communities/<slug>/topics", "/api/v1/communities/{community}/topics"),
    data("api/v1/communities/<slug>/threads", "/api/v1/communities/{community}/threads"),
    data("api/v1/threads/<thread_id>", "/api/v1/threads/{thread}"),
    data("api/v1/threads/<thread_id>/posts", "/api/v1/threads/{thread}/posts"),
    data("api/v1/threads/<thread_id>/links", "/api/v1/threads/{thread}/links"),
    data("api/v1/threads/<thread_id>/placements", "/api/v1/threads/{thread}/placements", "member"),
    data(
        "api/v1/communities/<slug>/placements",
        "/api/v1/communities/{community}/placements",
        "coordinator",
    ),
    data("api/v1/threads/<thread_id>/read", "/api/v1/threads/{thread}/read", "member"),
    data("api/v1/threads/<thread_id>/watching", "/api/v1/threads/{thread}/watching", "member"),
    data(
        "api/v1/communities/<slug>/watching", "/api/v1/communities/{community}/watching", "member"
    ),
    data(
        "api/v1/communities/<slug>/topics/<topic>/watching",
        "/api/v1/communities/{community}/topics/{topic}/watching",
        "member",
    ),
    data("api/v1/catch-up", "/api/v1/catch-up", "member"),
    data("api/v1/catch-up/counts", "/api/v1/catch-up/counts", "member"),
    data("api/v1/notifications", "/api/v1/notifications", "member"),
    data("api/v1/notifications/settings", "/api/v1/notifications/settings", "member"),
    data("api/v1/watching", "/api/v1/watching", "member"),
    data("api/v1/watching/habits", "/api/v1/watching/habits", "member"),
    data("api/v1/posts/<post_id>", "/api/v1/posts/{post}"),
    data("api/v1/posts/<post_id>/revisions", "/api/v1/posts/{post}/revisions"),
    data("api/v1/posts/<post_id>/poll", "/api/v1/posts/{post}/poll"),
    data("api/v1/bookmarks", "/api/v1/bookmarks", "member"),
    data("api/v1/posts/<post_id>/reactions", "/api/v1/posts/{post}/reactions"),
    data("api/v1/drafts/<key>", "/api/v1/drafts/thread-{thread}", "member"),
    data("api/v1/files/<file_id>", "/api/v1/files/{file}"),
    data("api/v1/files/<file_id>/content", "/api/v1/files/{file}/content"),
    data("api/v1/similar", "/api/v1/similar?title=words"),
    data("api/v1/search", "/api/v1/search?q=words"),
)
EXAMPLES = (*_ACCOUNT, *_PAGES, *_API)
# What does something and shows nothing: GET is refused there.
WRITING = frozenset(
    (
        *("account/measures/<suspension_id>", "api/v1/posts/<post_id>/reports"),
        *("api/v1/reports/<report_id>/outcome",),
        *("p/<handle>/avoid", "api/v1/people/<handle>/mute", "api/v1/people/<handle>/block"),
        "operator/invitations/<invitation_id>/revoke",
        *("account/sessions/end", "account/sessions/end-others"),
        *("preview", "account/everywhere", "t/<thread_id>/reply", "t/<thread_id>/read"),
        "t/<thread_id>/passing",
        *(
            "watching/habits",
            "inbox/read",
            "catch-up/read",
            "t/<thread_id>/watch",
            "c/<slug>/topics/<topic_slug>/watch",
        ),
        *(f"c/<slug>/{verb}" for verb in ("join", "leave", "request", "watch")),
        *("c/<slug>/requests/<request_id>", "c/<slug>/members/<person_id>"),
        *(f"t/<thread_id>/{verb}" for verb in ("close", "reopen", "remove", "restore")),
        *(f"t/<thread_id>/{verb}" for verb in ("resolve", "unresolve", "me-too")),
        *("c/<slug>/archive", "c/<slug>/roles/change", "c/<slug>/invitations/<invitation_id>"),
        *("t/<thread_id>/lane", "placements/<placement_id>"),
        *("api/v1/placements/<placement_id>", "api/v1/placements/<placement_id>/decision"),
        *("similar/<thread_id>/yes",),
        *("posts/<post_id>/revisions/<number>/back", "api/v1/posts/<post_id>/wiki"),
        *("api/v1/posts/<post_id>/revisions/<number>/restoration",),
        *("posts/<post_id>/restore",),
        *("api/v1/communities/<slug>/topics/<topic>", "conversations/<slug>/leave"),
        *("api/v1/threads/<thread_id>/links/<relation>/<target>",),
        *("api/v1/notifications/read", "api/v1/notifications/<notification_id>/read"),
        *(f"api/v1/threads/<thread_id>/{act}" for act in ("move", "split", "merge")),
        *("posts/<post_id>/restore", "files", "files/<file_id>/remove", "api/v1/files"),
        *(
            "api/v1/catch-up/read",
            "api/v1/notifications/read",
            "api/v1/notifications/<notification_id>/read",
        ),
        *("api/v1/communities/<slug>/membership", "api/v1/threads/<thread_id>/restoration"),
        *(
            "api/v1/threads/<thread_id>/pin",
            "api/v1/threads/<thread_id>/acceptance",
            "api/v1/threads/<thread_id>/me-too",
        ),
        *("api/v1/posts/<post_id>/restoration", "api/v1/posts/<post_id>/reactions/<name>"),
        *("posts/<post_id>/poll/close", "api/v1/posts/<post_id>/poll/vote"),
        *("api/v1/posts/<post_id>/poll/closure",),
        *("api/v1/posts/<post_id>/bookmark", "api/v1/threads/<thread_id>/bookmark"),
    )
)
# Closed once somebody looks after the place: `operating/tests` goes these steps.
FIRST_STEPS = frozenset(("account/begin/<token>", "account/begin/<token>/person"))
# Where the API answers what is no address of it.
ELSEWHERE = frozenset(("api/v1/",))
CONVERTER = re.compile(r"<\w+:")


# Django's admin has a great many addresses; its own tests say who reads there, and what.
ROWS = "operator/rows/"


def routes() -> set[str]:
    """Return the pattern of every route of this instance, without what its parts may hold."""
    return {route for route in _routes(get_resolver(), "") if not route.startswith(ROWS)}


def _routes(resolver: URLResolver, before: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield CONVERTER.sub("<", route)
        else:
            yield from _routes(entry, route)


def filled(example: Example, names: Mapping[str, object]) -> str | None:
    """Return the example's address with these names in it; None where it needs another one."""
    try:
        return example.path.format_map(names)
    except KeyError:
        return None


def without_example() -> list[str]:
    """Return every route of which the list says nothing."""
    known = {example.route for example in EXAMPLES} | WRITING | ELSEWHERE | FIRST_STEPS
    return sorted(routes() - known)


def outlived() -> list[str]:
    """Return what the list names and the instance no longer has."""
    known = {example.route for example in EXAMPLES} | WRITING | ELSEWHERE | FIRST_STEPS
    return sorted(known - routes())
