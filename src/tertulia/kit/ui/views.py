"""The page that shows every component in every state, and the mark where browsers look for it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from tertulia.kit.ui.specimens import specimens
from tertulia.kit.web.refusals import NotHere


@require_safe
@cache_control(public=True, max_age=86_400)
def mark(request: HttpRequest) -> HttpResponse:
    """Lead whoever guesses the address of the mark (feed readers, old bookmarks) to it."""
    return HttpResponseRedirect(static("ui/mark.svg"))


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the style guide where the instance is set to; elsewhere there is nothing here."""
    if not (settings.DEBUG or settings.TERTULIA.styleguide):
        raise NotHere
    return render(request, "ui/styleguide.html", specimens())
