"""The place at one glance, and what an operator chooses for all of it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods

from tertulia.core.site.actions import choose_settings
from tertulia.core.site.checking import checked_settings
from tertulia.core.site.queries import settings_shown
from tertulia.kit.web.refusals import NotHere
from tertulia.lenses.operating.queries import overview
from tertulia.lenses.reading.frames import page


def _only_operators(request: HttpRequest) -> None:
    if not request.actor.is_operator:
        raise NotHere


@require_GET
def operator(request: HttpRequest) -> HttpResponse:
    """Show how the place is doing, and where an operator goes from here."""
    _only_operators(request)
    return page(request, "operating/operator.html", {"it": overview(request.actor)})


@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """Show the settings of the place; store what was chosen, or say what cannot be."""
    _only_operators(request)
    sections = settings_shown(request.actor)
    offers = [shown for _title, group in sections for shown in group if not shown.is_fixed]
    given = {shown.offer.name: shown.value for shown in offers}
    problems: dict[str, str] = {}
    if request.method == "POST":
        given = {
            name: request.POST.get(name, "").replace("\r\n", "\n")
            for name, shown in ((shown.offer.name, shown) for shown in offers)
            if request.POST.get(name) or not shown.offer.is_secret
        }
        good, problems = checked_settings(given)
        if not problems:
            choose_settings(actor=request.actor, given=good)
            return HttpResponseRedirect("/operator/settings?saved=1")
    context = {
        "sections": sections,
        "given": given,
        "problems": problems,
        "saved": request.GET.get("saved") == "1" and not problems,
    }
    return page(request, "operating/settings.html", context, status=422 if problems else 200)
