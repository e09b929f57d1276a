"""The one guarded door to other hosts: what people name is fetched from public addresses alone."""

from tertulia.kit.outgoing.addresses import NotFetched
from tertulia.kit.outgoing.fetching import Fetched, fetch

__all__ = ["Fetched", "NotFetched", "fetch"]
