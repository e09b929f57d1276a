"""What follows where the place is changed."""

from tertulia.core.activity.record import Happened, after
from tertulia.core.site.force import bring_into_force


@after("site.changed")
def on_site_changed(happened: Happened) -> None:
    """Let it count in the process that changed it, before its page is shown again."""
    bring_into_force()
