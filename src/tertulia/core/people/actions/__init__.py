"""The only writes about people."""

from tertulia.core.people.actions.people import (
    MAX_ABOUT,
    change_profile,
    create_person,
    create_token,
    deactivate_person,
    describe_shadows,
    find_or_make_shadows,
    rename_person,
    set_password,
    sign_out_everywhere,
)

__all__ = [
    "MAX_ABOUT",
    "change_profile",
    "create_person",
    "create_token",
    "deactivate_person",
    "describe_shadows",
    "find_or_make_shadows",
    "rename_person",
    "set_password",
    "sign_out_everywhere",
]
