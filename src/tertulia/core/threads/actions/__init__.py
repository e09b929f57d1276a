"""The only writes about threads and posts."""

from tertulia.core.threads.actions.answering import (
    accept_answer,
    resolve_thread,
    unresolve_thread,
    withdraw_acceptance,
)
from tertulia.core.threads.actions.drafts import (
    discard_draft,
    discard_words_beside,
    save_draft,
)
from tertulia.core.threads.actions.editing import edit_post, retitle_thread, roll_back_post
from tertulia.core.threads.actions.files import forget_file, keep_file, sweep_files
from tertulia.core.threads.actions.imported_links import import_links
from tertulia.core.threads.actions.importing import (
    import_threads,
    settle_answers,
    settle_replies,
)
from tertulia.core.threads.actions.leading import lead_links_on
from tertulia.core.threads.actions.linking import link_threads, make_link, unlink_threads
from tertulia.core.threads.actions.merging import merge_threads
from tertulia.core.threads.actions.moving import move_thread
from tertulia.core.threads.actions.pinning import pin_thread, unpin_thread
from tertulia.core.threads.actions.placing import (
    ask_for_placement,
    decide_placement,
    end_placement,
    move_to_lane,
)
from tertulia.core.threads.actions.removing import (
    close_thread,
    remove_post,
    remove_thread,
    reopen_thread,
    restore_post,
    restore_thread,
)
from tertulia.core.threads.actions.replying import AnchorGiven, reply
from tertulia.core.threads.actions.sharing import end_wiki, open_wiki
from tertulia.core.threads.actions.splitting import split_thread
from tertulia.core.threads.actions.starting import start_thread

__all__ = [
    "AnchorGiven",
    "accept_answer",
    "ask_for_placement",
    "decide_placement",
    "end_placement",
    "move_to_lane",
    "close_thread",
    "discard_draft",
    "discard_words_beside",
    "edit_post",
    "end_wiki",
    "open_wiki",
    "roll_back_post",
    "forget_file",
    "import_links",
    "import_threads",
    "lead_links_on",
    "link_threads",
    "make_link",
    "merge_threads",
    "move_thread",
    "keep_file",
    "pin_thread",
    "remove_post",
    "remove_thread",
    "reopen_thread",
    "reply",
    "resolve_thread",
    "restore_post",
    "restore_thread",
    "retitle_thread",
    "save_draft",
    "settle_answers",
    "settle_replies",
    "split_thread",
    "start_thread",
    "unlink_threads",
    "unpin_thread",
    "unresolve_thread",
    "withdraw_acceptance",
    "sweep_files",
]
