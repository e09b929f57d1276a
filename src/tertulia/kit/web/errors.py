"""Error pages: what happened, what is safe, what to do next."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tertulia.kit.web.refusals import NotHere, Refused, SignInFirst

_OWN_PAGE = {400, 403, 404, 429}


def refusal_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Return the page that says why something was not done."""
    if "application/json" in request.headers.get("Accept", ""):
        return _for_scripts(refusal)
    if isinstance(refusal, SignInFirst):
        from django.contrib.auth.views import redirect_to_login

        return redirect_to_login(request.get_full_path())
    status = refusal.status
    name = status if status in _OWN_PAGE else 400
    context = {"sentence": str(refusal), "title": str(refusal.title)}
    page = render(request, f"ui/errors/{name}.html", context, status=status)
    for header, value in refusal.headers.items():
        page.headers[header] = value
    return page


def _for_scripts(refusal: Refused) -> JsonResponse:
    """Return the sentence for a script of ours, which shows it beside the words it keeps."""
    told = {"detail": str(refusal), "field": refusal.field}
    return JsonResponse(told, status=refusal.status, headers=dict(refusal.headers))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for an address that leads nowhere."""
    return refusal_page(request, NotHere())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for a request that cannot be understood."""
    return refusal_page(request, _Unreadable())


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Return the page for a right that somebody lacks."""
    from tertulia.kit.web.refusals import NotAllowed

    return refusal_page(request, NotAllowed())


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form that is too old or came from elsewhere."""
    from tertulia.kit.web.refusals import NotAllowed

    return refusal_page(
        request,
        NotAllowed(
            _("This form is too old to be sent. Go back, reload the page and send it again.")
        ),
    )


def wrong_method(request: HttpRequest, answer: HttpResponseBase) -> HttpResponse:
    """Return the page for an address that is asked in a way it does not answer."""
    page = refusal_page(request, _WrongMethod())
    page.headers["Allow"] = answer.headers["Allow"]
    return page


def server_error(request: HttpRequest) -> HttpResponse:
    """Return the page for our own mistake; it needs neither database nor session."""
    return render(request, "ui/errors/500.html", status=500)


class _Unreadable(Refused):
    status = 400
    kind = "unreadable"


class _WrongMethod(Refused):
    status = 405
    kind = "wrong-method"
    default_sentence = gettext_lazy("This address does not do that. Go back and try it from there.")
