"""The first run, once somebody is there: start or import a community, then invite."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from tertulia.core.communities.actions import found_community, write_charter
from tertulia.core.communities.models import JoinPolicy, Visibility
from tertulia.kit.web.refusals import NotHere, Refused
from tertulia.lenses.reading.frames import page

ASKED = ("name", "domain_statement", "visibility", "join_policy")


@require_http_methods(["GET", "POST"])
def community(request: HttpRequest) -> HttpResponse:
    """Step three: the first community, or how to bring one in from elsewhere."""
    if not request.actor.is_operator:
        raise NotHere
    given = {"name": "", "domain_statement": "", "visibility": "public", "join_policy": "open"}
    problems: dict[str, str] = {}
    if request.method == "POST":
        given = {name: request.POST.get(name, "").replace("\r\n", "\n") for name in ASKED}
        try:
            slug = _begin_community(request, given)
        except Refused as refusal:
            problems[refusal.field or "name"] = str(refusal.sentence)
        else:
            return HttpResponseRedirect(f"/operator/first/invite?community={slug}")
    context = {
        "given": given,
        "problems": problems,
        "visibilities": Visibility.choices,
        "join_policies": JoinPolicy.choices,
        "step": 3,
    }
    status = 422 if problems else 200
    return page(request, "operating/begin_community.html", context, status=status)


@transaction.atomic
def _begin_community(request: HttpRequest, given: dict[str, str]) -> str:
    """Found it with what it is about, and return its slug."""
    slug = slugify(given["name"])[:60].strip("-") or "first"
    made = found_community(
        actor=request.actor,
        slug=slug,
        name=given["name"],
        visibility=given["visibility"],
        join_policy=given["join_policy"],
    )
    if given["domain_statement"].strip():
        write_charter(
            actor=request.actor, community=made, domain_statement=given["domain_statement"]
        )
    return made.slug
