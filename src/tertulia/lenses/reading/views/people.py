"""A person's page, and one's own account."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods
from markupsafe import Markup, escape

from tertulia.core.communities.permissions import readable_to
from tertulia.core.people.actions import change_profile, rename_person
from tertulia.core.people.queries import known_handles, moved_handle, profile
from tertulia.core.threads.queries.lists import threads_written_in
from tertulia.kit.text import TextRefused, render
from tertulia.kit.web.refusals import NotHere, Refused
from tertulia.lenses.reading.fragments import row_html
from tertulia.lenses.reading.frames import Place, page
from tertulia.lenses.reading.views.account import myself
from tertulia.lenses.reading.views.forms import posted_text


@require_GET
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """Show who somebody is, where they belong and what they wrote, as far as one may see."""
    it = profile(request.actor, handle)
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


def _shared(request: HttpRequest, person_id: int) -> list[Place]:
    places = readable_to(request.actor).filter(memberships__person=person_id, is_circle=False)
    return [Place(*row) for row in places.order_by("name").values_list("slug", "name")[:50]]


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Change what stands on one's own page."""
    me = myself(request)
    given = {"name": me.name, "about": me.about, "handle": me.handle}
    problems: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        given = {name: posted_text(request, name) for name in given}
        actor = request.actor
        try:
            with transaction.atomic():
                change_profile(actor=actor, person=me, name=given["name"], about=given["about"])
                rename_person(actor=actor, person=me, handle=given["handle"])
            return HttpResponseRedirect(f"/p/{me.handle}")
        except Refused as refusal:
            problems[refusal.field or "name"] = str(refusal)
            status = refusal.status
    context = {"place": "you", "section": "profile", "given": given, "problems": problems}
    return page(request, "reading/account.html", context, status=status)
