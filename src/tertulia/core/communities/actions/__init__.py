"""The only writes about communities."""

from tertulia.core.communities.actions.belonging import (
    add_member,
    ask_to_join,
    decide_request,
    give_roles,
    join_community,
    leave_community,
    remove_member,
    withdraw_request,
)
from tertulia.core.communities.actions.branches import close_branch, move_community
from tertulia.core.communities.actions.changing import (
    CHARTER_TEXTS,
    archive_community,
    change_community,
    reopen_community,
    write_charter,
)
from tertulia.core.communities.actions.founding import found_community
from tertulia.core.communities.actions.inviting import (
    Asked,
    accept_invitation,
    count_sign_up,
    invite_by_letter,
    invite_by_link,
    invite_many,
    resend_invitation,
    revoke_invitation,
)
from tertulia.core.communities.actions.suspending import (
    answer_appeal,
    appeal_suspension,
    end_suspension,
    second_suspension,
    suspend_person,
)
from tertulia.core.communities.actions.terms import end_term, give_role, write_handover

__all__ = [
    "CHARTER_TEXTS",
    "Asked",
    "accept_invitation",
    "count_sign_up",
    "invite_by_letter",
    "invite_by_link",
    "invite_many",
    "resend_invitation",
    "revoke_invitation",
    "add_member",
    "answer_appeal",
    "appeal_suspension",
    "archive_community",
    "ask_to_join",
    "change_community",
    "close_branch",
    "decide_request",
    "end_suspension",
    "end_term",
    "found_community",
    "give_role",
    "give_roles",
    "join_community",
    "leave_community",
    "move_community",
    "remove_member",
    "reopen_community",
    "second_suspension",
    "suspend_person",
    "withdraw_request",
    "write_charter",
    "write_handover",
]
