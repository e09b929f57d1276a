"""The page that shows every component in every state; for those who build pages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tertulia.kit.ui.specimens import specimens
from tertulia.kit.web.refusals import NotHere


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the style guide where the instance is set to; elsewhere there is nothing here."""
    if not (settings.DEBUG or settings.TERTULIA.styleguide):
        raise NotHere
    return render(request, "ui/styleguide.html", specimens())
