"""The API as a whole: one door around every operation, one form for every answer."""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache, update_wrapper
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, re_path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from tertulia.kit.api.docs import DocsPage
from tertulia.kit.api.door import (
    READING,
    Authenticate,
    Bearer,
    Caller,
    check_form,
    identify,
)
from tertulia.kit.api.idempotency import answer_once
from tertulia.kit.api.json import ObjectParser, Renderer
from tertulia.kit.api.openapi import add_conventions
from tertulia.kit.api.problems import WrongMethod, explain_errors, problem
from tertulia.kit.web.refusals import NotHere

View = Callable[..., HttpResponse]
_OPEN = ("openapi-json", "openapi-view")


class Api(NinjaAPI):
    """A NinjaAPI whose every operation lies behind the door. Made by `make_api`."""

    def __init__(
        self,
        *,
        authenticate: Authenticate,
        anonymous: Caller,
        takes_files: Collection[str],
        **options: Any,
    ) -> None:
        self.takes_files = frozenset(takes_files)
        self.authenticate = authenticate
        self.anonymous = anonymous
        super().__init__(**options)
        explain_errors(self)

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        urls = super()._get_urls()
        for pattern in cast("list[URLPattern]", urls):
            if pattern.name == "api-root":
                pattern.callback = _to_docs
            elif pattern.name not in _OPEN:
                pattern.callback = self._behind_door(pattern.callback)
        return [*urls, re_path(r"", self._behind_door(_nothing_here))]

    def _behind_door(self, view: View) -> View:
        def guarded(request: HttpRequest, **path: Any) -> HttpResponse:
            try:
                return self._answer(request, view, path)
            except Exception as error:
                return self.on_exception(request, error)

        update_wrapper(guarded, view)
        guarded.csrf_exempt = True  # type: ignore[attr-defined]  # cookies open nothing here
        return guarded

    def _answer(self, request: HttpRequest, view: View, path: dict[str, Any]) -> HttpResponse:
        identify(request, self.authenticate, self.anonymous)
        takes_files = request.path in self.takes_files
        check_form(request, takes_files)
        if request.method == "HEAD":
            request.method = "GET"  # the server leaves the body out
        key = request.META.get("HTTP_IDEMPOTENCY_KEY")
        person = request.actor.person_id
        if key is None or person is None or request.method in READING or takes_files:
            return _explained(view(request, **path))
        return answer_once(request, person, key, lambda: _explained(view(request, **path)))

    @lru_cache(maxsize=4)  # noqa: B019 - there is one API, and it lives as long as the process
    def _schema(self, path_prefix: str) -> OpenAPISchema:
        return add_conventions(super().get_openapi_schema(path_prefix=path_prefix))

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the OpenAPI 3.1 description of everything, made once."""
        return self._schema(path_prefix or self.get_root_path(path_params or {}))

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


def _explained(response: HttpResponse) -> HttpResponse:
    if response.status_code == 405:
        return problem(WrongMethod(), headers={"Allow": response["Allow"]})
    return response


def _to_docs(request: HttpRequest) -> HttpResponse:
    return redirect(f"{request.path}docs")


def _nothing_here(request: HttpRequest) -> HttpResponse:
    raise NotHere


def make_api(
    *,
    authenticate: Authenticate,
    anonymous: Caller,
    routers: Sequence[tuple[str, Any]] = (),
    takes_files: Collection[str] = (),
    description: str = "",
    **options: Any,
) -> Api:
    """Return API v1 with the routers of the slices, each as `(prefix, router)`.

    `authenticate` turns a token into a credential (an actor and a scope) or None. An operation
    asks for a token unless it says `auth=anyone`; `request.actor` is set in either case.
    `takes_files` are addresses that files are sent to as a form; there the same request twice must
    do no more than once by itself, since its body is not read to be compared.
    """
    api = Api(
        authenticate=authenticate,
        anonymous=anonymous,
        takes_files=takes_files,
        title="Tertulia API",
        version="1",
        description=description,
        auth=Bearer(),
        docs=DocsPage(),
        parser=ObjectParser(),
        renderer=Renderer(),
        urls_namespace="api-1",
        **options,
    )
    for prefix, router in routers:
        api.add_router(prefix, router)
    return api
