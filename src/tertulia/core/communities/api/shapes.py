"""How communities look to programs."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from tertulia.core.communities.models import Charter, Community, Membership, Role
from tertulia.core.communities.queries import MemberRow


@dataclass(frozen=True, slots=True)
class CharterOut:
    """What a community is about, in its own words."""

    domain_statement: str
    why_it_matters: str
    key_questions: list[str]
    in_scope: str
    out_of_scope: str
    membership_rule: str
    norms: str
    practice_outputs: str
    rhythm: str


@dataclass(frozen=True, slots=True)
class MembershipOut:
    """How the caller belongs: `member`, `waiting` for an answer, or `none`."""

    state: str
    roles: list[str]
    joined_at: datetime | None


@dataclass(frozen=True, slots=True)
class MemberOut:
    """Somebody who belongs, in these roles."""

    handle: str
    name: str
    roles: list[str]
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class CommunityOut:
    """A community as a list shows it."""

    id: int
    slug: str
    name: str
    visibility: str
    join: str
    parent: str | None
    language: str
    time_zone: str
    licence: str
    shows_presence: bool
    founded_at: datetime
    archived_at: datetime | None
    member_count: int
    thread_count: int
    last_post_at: datetime | None
    domain_statement: str
    path: str


@dataclass(frozen=True, slots=True)
class CommunityDetail(CommunityOut):
    """A community with its charter, and how the caller belongs to it."""

    charter: CharterOut
    membership: MembershipOut


def community_out(it: Community, charter: Charter | None) -> CommunityOut:
    """Return `it` for a list."""
    return CommunityOut(
        it.id,
        it.slug,
        it.name,
        it.visibility,
        it.join_policy,
        it.parent.slug if it.parent else None,
        it.language,
        it.time_zone,
        it.licence,
        it.shows_presence,
        it.founded_at,
        it.archived_at,
        it.member_count,
        it.thread_count,
        it.last_post_at,
        charter.domain_statement if charter else "",
        f"/c/{it.slug}",
    )


def community_detail(it: Community, charter: Charter, belongs: MembershipOut) -> CommunityDetail:
    """Return `it` with everything that stands on its page."""
    words = CharterOut(*(getattr(charter, field.name) for field in fields(CharterOut)))
    shown = community_out(it, charter)
    return CommunityDetail(**asdict(shown), charter=words, membership=belongs)


def membership_out(membership: Membership | None, waiting: bool) -> MembershipOut:
    """Return how somebody belongs."""
    if membership is None:
        return MembershipOut("waiting" if waiting else "none", [], None)
    return MembershipOut("member", Role.names_of(membership.roles), membership.joined_at)


def member_out(row: MemberRow) -> MemberOut:
    """Return a member for a list."""
    return MemberOut(row.handle, row.name, Role.names_of(row.roles), row.joined_at)
