"""What only the operator reads."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tertulia.kit.mail.letters import held_letters
from tertulia.kit.web.refusals import NotHere
from tertulia.lenses.reading.frames import page


@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """Show the letters that wait because no mail server is set."""
    if not request.actor.is_operator:
        raise NotHere
    return page(request, "reading/letters.html", {"letters": held_letters()})
