"""The pages that these tests ask for."""

import json
import threading
from typing import Any

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import path
from django.utils import translation

from tertulia.kit.web.composed import ComposedResponse, Fragment
from tertulia.kit.web.trace import request_id

written: list[str] = []
may_write = threading.Event()
LONG = "<p>Bread rises while one waits, and one waits while bread rises.</p>" * 40


def echo(request: HttpRequest) -> JsonResponse:
    """Tell everything that a view can learn about its request."""
    meta = {k: v for k, v in request.META.items() if isinstance(v, str)}
    files = {
        name: [(one.name, one.content_type, one.read().decode()) for one in found]
        for name, found in request.FILES.lists()
    }
    return JsonResponse(
        {
            "meta": meta,
            "method": request.method,
            "path": request.path,
            "path_info": request.path_info,
            "get": dict(request.GET.lists()),
            "post": dict(request.POST.lists()),
            "cookies": request.COOKIES,
            "files": files,
            "body": None if files else request.body.decode("latin-1"),
            "headers": dict(request.headers),
            "host": request.get_host(),
            "uri": request.build_absolute_uri("x?y=1"),
            "full": request.get_full_path(),
            "secure": request.is_secure(),
            "content_type": request.content_type,
            "encoding": request.encoding,
            "repr": repr(request),
        }
    )


def sets(request: HttpRequest) -> HttpResponse:
    """Set cookies and headers of several kinds."""
    response = HttpResponseRedirect("/elsewhere/ñ")
    response.set_cookie("plain", "one", httponly=True, samesite="Lax")
    response.set_cookie("odd", 'a "b"; é')
    response["X-Latin"] = "café"
    response["Content-Length"] = "3"  # a view may be wrong about it
    return response


def breaks(request: HttpRequest) -> HttpResponse:
    """Raise."""
    raise RuntimeError("this view is broken")


def unsendable(request: HttpRequest) -> HttpResponse:
    """Answer with something that fails only when it is sent."""
    response = HttpResponse("x")
    response.headers._store["x-bad"] = ("X-Bad", "\u20ac")
    return response


def writes_slowly(request: HttpRequest) -> HttpResponse:
    """Write after a while."""
    written.append("begun")
    may_write.wait(5)
    written.append("done")
    return HttpResponse("stored", status=201)


def pieces(request: HttpRequest) -> StreamingHttpResponse:
    """Stream; note where it ran and that it was closed."""
    translation.activate("de")

    def make() -> Any:
        try:
            for number in range(int(request.GET.get("n", "3"))):
                if request.GET.get("fail") == str(number):
                    raise RuntimeError("the stream broke")
                yield f"{number}:{translation.get_language()};"
        finally:
            written.append(f"closed in {threading.current_thread().name}")

    return StreamingHttpResponse(make())


def pieces_async(request: HttpRequest) -> StreamingHttpResponse:
    """Stream from an asynchronous iterator."""

    async def make() -> Any:
        for number in range(3):
            yield f"{number};"

    return StreamingHttpResponse(make())


def own_file(request: HttpRequest) -> FileResponse:
    """Send this file."""
    return FileResponse(open(__file__, "rb"))  # noqa: SIM115 - the response closes it


def long_page(request: HttpRequest) -> HttpResponse:
    """Send something that is worth compressing."""
    return HttpResponse(LONG, headers={"ETag": '"one"', "Vary": "Cookie"})


def composed_page(request: HttpRequest) -> ComposedResponse:
    """Send a page of segments."""
    return ComposedResponse([b"<main>", Fragment.of(LONG.encode()), b"</main>"])


def empty(request: HttpRequest) -> HttpResponse:
    """Answer with the status that is asked for and no body."""
    return HttpResponse(status=int(request.GET["status"]))


def leaves_language(request: HttpRequest) -> HttpResponse:
    """Tell language and request, then leave a language behind."""
    found = translation.get_language()
    translation.activate("fr")
    return HttpResponse(json.dumps([found, request_id.get()]))


urlpatterns = [
    path("echo/<path:rest>", lambda request, rest: echo(request)),
    path("echo", echo),
    path("sets", sets),
    path("breaks", breaks),
    path("unsendable", unsendable),
    path("writes", writes_slowly),
    path("pieces", pieces),
    path("pieces-async", pieces_async),
    path("file", own_file),
    path("long", long_page),
    path("composed", composed_page),
    path("empty", empty),
    path("language", leaves_language),
]
