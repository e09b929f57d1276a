"""Which request a piece of work belongs to."""

import os
from contextvars import ContextVar
from itertools import count

request_id: ContextVar[str] = ContextVar("request_id", default="")

_START = os.urandom(5).hex()
_numbers = count(1)


def new_request_id() -> str:
    """Return an identifier that no other request has; it says nothing about anybody."""
    return f"{_START}-{next(_numbers):x}"
