"""The only writes about people."""

from tertulia.core.people.actions.joining import (
    arrive_at_site,
    forget_unverified,
    invite_person,
    join_site,
    revoke_invitation,
)
from tertulia.core.people.actions.people import (
    MAX_ABOUT,
    change_profile,
    create_person,
    create_token,
    describe_shadows,
    find_or_make_shadows,
    rename_person,
    set_password,
)
from tertulia.core.people.actions.sign_in import (
    deactivate_person,
    end_other_sessions,
    end_session,
    remove_factors,
    reopen_person,
    sign_out_everywhere,
)

__all__ = [
    "MAX_ABOUT",
    "arrive_at_site",
    "change_profile",
    "create_person",
    "create_token",
    "deactivate_person",
    "describe_shadows",
    "end_other_sessions",
    "end_session",
    "find_or_make_shadows",
    "forget_unverified",
    "invite_person",
    "join_site",
    "remove_factors",
    "rename_person",
    "reopen_person",
    "revoke_invitation",
    "set_password",
    "sign_out_everywhere",
]
