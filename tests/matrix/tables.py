"""Reads the tables in which it is written down who may do what.

A table is text, so that people can read it:

    when: open thread, not archived
                 public  site  members
    visitors     no      no    no
    guest        yes     yes   yes

A block holds under its conditions, which are joined by commas; alternatives are joined by "or". A
row speaks for roles and groups of roles. Columns are places, or for verbs about people, persons.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

ROLES = (
    "anonymous", "deactivated", "stranger", "member above", "coordinator beside", "former author",
    "guest", "member", "expert", "host", "facilitator", "librarian", "mentor", "sponsor", "replier",
    "author", "steward", "coordinator", "leader", "steward above", "coordinator above", "operator",
    "system",
)  # fmt: skip
GROUPS = {
    "visitors": ("anonymous", "deactivated"),
    "outsiders": ("stranger", "member above", "coordinator beside"),
    "members": (
        *("member", "expert", "host", "facilitator", "librarian", "mentor", "sponsor", "replier"),
    ),
    "in charge": ("coordinator", "leader"),
    "everybody": ROLES,
}
PLACES = ("public", "site", "members", "secret", "branch", "circle")
# What a condition says, as (axis, value).
CONDITIONS = {
    "not archived": ("archived", False),
    "archived": ("archived", True),
    "open thread": ("thread", "open"),
    "closed thread": ("thread", "closed"),
    "removed thread": ("thread", "removed"),
    "post stands": ("post", "stands"),
    "post removed": ("post", "removed"),
    "first post": ("first", True),
    "later post": ("first", False),
    "nobody else replied": ("others", False),
    "others replied": ("others", True),
    "hidden by its author": ("remover", "author"),
    "hidden by a moderator": ("remover", "moderator"),
    "results out": ("results", True),
    "results not out": ("results", False),
    "operators found": ("founding", "operators"),
    "members found": ("founding", "members"),
}
# What a cell says: always, never, where joining is open or on request, or that it cannot come up.
ANSWERS = ("yes", "no", "open", "request", "-")


class Hole(AssertionError):
    """No rule, or more than one, speaks of a cell."""


@dataclass(frozen=True)
class Block:
    """Rows that hold under the same conditions: each axis with the values allowed."""

    when: str
    axes: Mapping[str, frozenset[object]]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]

    def answer(self, role: str, column: str) -> str:
        """Return what stands in the one cell for `role` and `column`."""
        found = [answers for name, answers in self.rows if role in roles_of(name)]
        if len(found) != 1 or column not in self.columns:
            raise Hole(f"{len(found)} rows for {role} at {column} when {self.when}")
        return found[0][self.columns.index(column)]

    def holds(self, axes: Mapping[str, object]) -> bool:
        """Say whether the block speaks of a cell with these values."""
        return all(axes.get(axis) in values for axis, values in self.axes.items())


@dataclass(frozen=True)
class Table:
    """All that is said about one verb."""

    verb: str
    blocks: tuple[Block, ...]

    def allows(self, role: str, column: str, policy: str, axes: Mapping[str, object]) -> bool:
        """Return the answer for one cell; raise `Hole` where the table has none."""
        blocks = [block for block in self.blocks if block.holds(axes)]
        if len(blocks) != 1:
            raise Hole(f"{self.verb}: {len(blocks)} blocks for {dict(axes)}")
        answer = blocks[0].answer(role, column)
        if answer == "-":
            raise Hole(f"{self.verb}: {role} at {column} is said not to come up, and does")
        return answer == "yes" or answer == policy


def roles_of(row: str) -> tuple[str, ...]:
    """Return the roles that a row speaks for."""
    return tuple(role for name in row.split(", ") for role in GROUPS.get(name, (name,)))


def read_table(verb: str, text: str) -> Table:
    """Return the table that `text` writes down; raise ValueError where it cannot be read."""
    blocks = [_block(part) for part in re.split(r"\n(?=when: |always)", text.strip())]
    return Table(verb, tuple(blocks))


def _block(text: str) -> Block:
    when, header, *lines = (line.strip() for line in text.strip().splitlines() if line.strip())
    columns = tuple(re.split(r"\s{2,}", header))
    rows = []
    for line in lines:
        name, *answers = re.split(r"\s{2,}", line)
        unknown = set(answers) - set(ANSWERS) | set(roles_of(name)) - set(ROLES)
        if unknown or len(answers) != len(columns):
            raise ValueError(f"cannot read {line!r}: {sorted(unknown)}")
        rows.append((name, tuple(answers)))
    when = when.removeprefix("when: ")
    return Block(when, _axes(when), columns, tuple(rows))


def _axes(when: str) -> dict[str, frozenset[object]]:
    if when == "always":
        return {}
    return dict(_axis(condition) for condition in when.split(", "))


def _axis(condition: str) -> tuple[str, frozenset[object]]:
    pairs = [CONDITIONS[phrase] for phrase in condition.split(" or ")]
    names = {axis for axis, _value in pairs}
    if len(names) != 1:
        raise ValueError(f"{condition!r} speaks of more than one thing")
    return names.pop(), frozenset(value for _axis_, value in pairs)


def silent_rows(table: Table) -> Iterator[str]:
    """Yield each role of which a block of the table says nothing, or says it twice."""
    for block in table.blocks:
        named = [role for name, _answers in block.rows for role in roles_of(name)]
        yield from (
            f"{table.verb}, {block.when}: {role}" for role in ROLES if named.count(role) != 1
        )
