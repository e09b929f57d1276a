"""`docs/permissions.md`: the tables of the matrix as people read them."""

import importlib
from pathlib import Path

from tests.matrix.expected import TABLES
from tests.matrix.tables import Block, Table

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "permissions.md"
HEAD = """\
# Who may do what

Every rule stands once in the program, beside the thing it is about: as a sentence, and in two
forms, one that asks the database and one that asks what is at hand. This page has a table for each
verb. The tests walk every role, place, joining policy, state and kind of thread and hold both
forms, and the actions behind them, to these tables; a case without a rule is a failure. The page is
made from the same tables: `make documents`.

**Places** are the columns. *Public*, *site*, *members* and *secret* are what a community says of
who reads in it; a *branch* is a public community that is closed to whoever stands beside it; a
*circle* is a few people without a page.

**People** are the rows. *Visitors* are not signed in, or their account is closed. *Outsiders* are
signed in and belong elsewhere: to nothing, to the community above as plain members, or to another
one beside it, even as its coordinator. *Members* are those who belong: plain members, experts,
hosts, facilitators, librarians, mentors and sponsors, and the *replier*, who wrote the post in
question in somebody else's thread. The *author* wrote thread and post and is a member; the *former
author* wrote them and has left. *In charge* are coordinators and leaders. *Above* means the same
role in the community above. The *operator* runs the server; the *system* is work that nobody in
particular asked for, such as a command.

**Answers**: *open* means where joining is open, *request* where it is on request. Whoever may not
see something is answered as if it were not there.
"""
SECTIONS = {
    "core.communities": "Communities",
    "core.threads": "Threads and posts",
    "features.questions": "Questions",
    "engage.reactions": "Reactions",
    "engage.polls": "Polls",
    "engage.bookmarks": "Bookmarks",
    "engage.reports": "Reports",
    "core.people": "People",
    "core.profiles": "Profiles, and whom one avoids",
    "core.site": "The whole place",
}


def permissions_page() -> str:
    """Return the page as the tables and rules are now."""
    parts = [HEAD]
    for name, title in SECTIONS.items():
        rules = importlib.import_module(f"tertulia.{name}.permissions").RULES
        parts.append(f"\n## {title}\n")
        parts += [_section(verb, rule, TABLES[verb]) for verb, rule in rules.items()]
    return "".join(parts)


def _section(verb: str, rule: str, table: Table) -> str:
    columns = table.blocks[0].columns
    conditional = len(table.blocks) > 1
    heads = [*(["when"] if conditional else []), "who", *columns]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for block in table.blocks:
        for row in block.rows:
            lines.append(_row(block, row, row is block.rows[0], conditional))
    title = verb.replace("_", " ").capitalize()
    return f"\n### {title}\n\n{rule}\n\n" + "\n".join(lines) + "\n"


def _row(block: Block, row: tuple[str, tuple[str, ...]], first: bool, conditional: bool) -> str:
    name, answers = row
    cells = [*([block.when if first else ""] if conditional else []), name, *answers]
    return f"| {' | '.join('' if cell == '-' else cell for cell in cells)} |"
