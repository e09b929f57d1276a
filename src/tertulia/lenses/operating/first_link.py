"""The link to the first steps. It holds as long as nobody looks after the place."""

from django.core import signing

from tertulia.lenses.operating.queries import is_looked_after

_SALT = "tertulia.first-steps"
_SAID = "first"


def make_first_link() -> str | None:
    """Return the path of the first step; None where somebody looks after the place already."""
    return None if is_looked_after() else f"/account/begin/{signing.dumps(_SAID, salt=_SALT)}"


def holds(token: str) -> bool:
    """Whether `token` stands in a link of ours and nobody looks after the place yet."""
    try:
        said = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return False
    return bool(said == _SAID) and not is_looked_after()
