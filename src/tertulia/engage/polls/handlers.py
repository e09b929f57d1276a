"""A poll goes with the words it hangs on."""

from tertulia.core.activity.record import Happened, within
from tertulia.engage.polls.models import Poll


@within("post.erased", "thread.erased")
def on_erased(happened: Happened) -> None:
    """Forget what was asked and what people chose: it was hidden, and is gone for good."""
    if happened.post is not None:
        Poll.objects.filter(post=happened.post).delete()
    else:
        Poll.objects.filter(post__thread=happened.thread).delete()
