"""What only the operator reads."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from tertulia.kit.mail.letters import failed_letters, held_letters, release_letters
from tertulia.kit.mail.transports import can_send
from tertulia.kit.web.refusals import NotHere
from tertulia.lenses.reading.frames import page

MOST = 100


@require_http_methods(["GET", "POST"])
def letters(request: HttpRequest) -> HttpResponse:
    """Show the letters that wait, and those that no server took; once one would, send them."""
    if not request.actor.is_operator:
        raise NotHere
    if request.method == "POST":
        release_letters()
        return HttpResponseRedirect("/operator/letters")
    waiting = [*held_letters()[:MOST], *failed_letters()[:MOST]]
    context = {"letters": waiting, "can_send": can_send()}
    return page(request, "reading/letters.html", context)
