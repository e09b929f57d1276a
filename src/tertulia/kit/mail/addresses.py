"""What may stand in the head of a letter."""

import re
from collections.abc import Mapping
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from tertulia.kit.web.refusals import Refused

_BREAKS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,70}")
_OURS = {"from", "to", "cc", "bcc", "subject", "date", "message-id", "sender", "content-type"}
_OURS |= {"mime-version", "content-transfer-encoding", "return-path", "received"}


def one_line(value: object, field: str, limit: int) -> str:
    """Return `value` as it may stand in a header; refuse line breaks and control characters."""
    line = str(value)
    if _BREAKS.search(line):
        raise Refused(_("This must be a single line."), field)
    if len(line) > limit:
        raise Refused(_("This is too long for a letter's head."), field)
    return line


def address(value: str, field: str) -> str:
    """Return `Name <name@host>` or `name@host` unchanged; refuse anything else."""
    line = one_line(value, field, 320)
    bare = parseaddr(line)[1]
    try:
        validate_email(bare)
    except ValidationError:
        raise Refused(_("This is not an e-mail address."), field) from None
    if line.count("@") != 1 and line.rpartition("<")[2] != f"{bare}>":
        raise Refused(_("This is not one e-mail address."), field)
    return line


def extra_headers(headers: Mapping[str, object]) -> dict[str, str]:
    """Return further headers; refuse those that Tertulia writes itself."""
    for name in headers:
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _OURS:
            raise Refused(_("A letter cannot carry this header."), "headers")
    return {name: one_line(value, "headers", 998) for name, value in headers.items()}
