"""Django's request, made from an ASGI scope and a body that has been read."""

from collections.abc import Mapping
from functools import lru_cache
from typing import IO, Any

from django.http import HttpRequest, QueryDict, parse_cookie
from django.utils.functional import cached_property

Scope = Mapping[str, Any]
_PLAIN = {b"content-length": "CONTENT_LENGTH", b"content-type": "CONTENT_TYPE"}


@lru_cache(maxsize=512)
def _meta_name(name: bytes) -> str | None:
    """Return the key in `META`, or None for a name that could pass itself off as another."""
    if b"_" in name:
        return None
    return _PLAIN.get(name) or "HTTP_" + name.decode("latin-1").upper().replace("-", "_")


def query_text(query: bytes) -> str:
    """Return the query string as text; bytes that are no UTF-8 are taken as Latin-1."""
    try:
        return query.decode()
    except UnicodeDecodeError:
        return query.decode("latin-1")


class BridgeRequest(HttpRequest):
    """A request whose `META`, query, cookies and form are each worked out when first asked for."""

    _stream: Any
    _set_content_type_params: Any
    _encoding: str | None
    _files: Any

    def __init__(self, scope: Scope, body: IO[bytes], size: int) -> None:
        self.scope = scope
        self.path = path = scope["path"]
        prefix = scope.get("root_path") or ""
        self.path_info = path.removeprefix(prefix) or "/" if prefix else path
        self.method = scope["method"]
        self.resolver_match = None
        self._post_parse_error = False
        self._read_started = False
        self._stream = body
        self._size = size
        if size:
            self._set_content_type_params(self.META)
        else:
            self.content_type, self.content_params = "", {}

    @cached_property
    def META(self) -> dict[str, Any]:
        scope = self.scope
        host, port = scope.get("server") or ("unknown", 0)
        client, client_port = scope.get("client") or ("", 0)
        meta: dict[str, Any] = {
            "REQUEST_METHOD": self.method,
            "QUERY_STRING": query_text(scope["query_string"]),
            "SCRIPT_NAME": scope.get("root_path") or "",
            "PATH_INFO": self.path_info,
            "REMOTE_ADDR": client,
            "REMOTE_HOST": client,
            "REMOTE_PORT": client_port,
            "SERVER_NAME": host,
            "SERVER_PORT": str(port),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
        }
        for name, value in scope["headers"]:
            key = _meta_name(name)
            if key is None:
                continue
            text = value.decode("latin-1")
            if key in meta:
                text = meta[key] + ("; " if key == "HTTP_COOKIE" else ",") + text
            meta[key] = text
        if self._size:
            meta["CONTENT_LENGTH"] = str(self._size)  # a chunked body names no length
        return meta

    @cached_property
    def GET(self) -> QueryDict:
        return QueryDict(self.scope["query_string"], encoding=self._encoding)

    @cached_property
    def COOKIES(self) -> dict[str, str]:
        return parse_cookie(self.META.get("HTTP_COOKIE", ""))

    def _get_post(self) -> QueryDict:
        if not hasattr(self, "_post"):
            self._load_post_and_files()
        return self._post

    def _set_post(self, post: QueryDict) -> None:
        self._post = post

    def _get_files(self) -> Any:
        if not hasattr(self, "_files"):
            self._load_post_and_files()
        return self._files

    POST = property(_get_post, _set_post)
    FILES = property(_get_files)

    def _get_scheme(self) -> str:
        return self.scope.get("scheme") or "http"

    def close(self) -> None:
        super().close()
        self._stream.close()
