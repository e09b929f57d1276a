"""The sanitiser: nothing that is not on the list in `tags` leaves it. Built once."""

import nh3

from tertulia.kit.text.tags import ALLOWED, ATTRIBUTES, CLASSES, DROPPED, SCHEMES

LINK_REL = "nofollow ugc noopener"

_CLEANER = nh3.Cleaner(
    tags=set(ALLOWED),
    clean_content_tags=set(DROPPED),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    tag_attribute_values={"input": {"type": {"checkbox"}}},
    allowed_classes=CLASSES,
    url_schemes=set(SCHEMES),
    link_rel=LINK_REL,
)


def clean(html: str) -> str:
    """Return `html` with only the allowed elements, attributes and addresses, well nested."""
    return _CLEANER.clean(html)
