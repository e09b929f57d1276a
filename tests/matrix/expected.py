"""Who may do what: the tables. Written from the sentences in the permissions, not from their code.

`docs/permissions.md` is made from here, and `test_matrix` holds the program to it.
"""

from tests.matrix.expected_places import COMMUNITIES, PEOPLE, PROFILES, SITE
from tests.matrix.expected_posts import ENGAGE, POSTS, QUESTIONS, REPORTS, THREADS
from tests.matrix.tables import Table, read_table

TABLES: dict[str, Table] = {
    verb: read_table(verb, text)
    for tables in (COMMUNITIES, PEOPLE, SITE, PROFILES, THREADS, QUESTIONS, POSTS, REPORTS, ENGAGE)
    for verb, text in tables.items()
}
