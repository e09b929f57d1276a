"""What the API answers to a body that was refused before Django saw the request."""

from tertulia.kit.api.places import ROOT
from tertulia.kit.api.problems import Unreadable, problem
from tertulia.kit.web.bridge import refuse_plainly
from tertulia.kit.web.refusals import Refused, TooLarge
from tertulia.kit.web.replies import Reply, reply_of
from tertulia.kit.web.trace import request_id

_KINDS: dict[int, type[Refused]] = {400: Unreadable, 413: TooLarge}


def refuse_body(path: str, status: int) -> Reply:
    """Return a problem for an address of the API, the shortest answer for every other."""
    kind = _KINDS.get(status)
    if kind is None or not path.startswith(f"{ROOT}/"):
        return refuse_plainly(path, status)
    reply = reply_of(problem(kind()), b"", request_id.get())
    reply.headers.append((b"connection", b"close"))
    return reply
