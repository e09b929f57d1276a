"""What these pages have around them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from tertulia.core.communities.queries import communities_of


def framed(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page in the frame of the place."""
    context["my_communities"] = SimpleLazyObject(lambda: communities_of(request.actor))
    return render(request, template, context, using="jinja", status=status)


def posted(request: HttpRequest, name: str) -> str:
    """Return a posted text with the line ends that it was typed with; forms send CR LF."""
    return request.POST.get(name, "").replace("\r\n", "\n")
