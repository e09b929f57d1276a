"""LIKE with a pattern that is ready, so that it can be a slot of a prepared query."""

from typing import Any

from django.db.models import Lookup


class Like(Lookup):
    """Whether the left side is like the pattern; in it, a backslash makes `_` and `%` plain."""

    prepare_rhs = False
    lookup_name = "like"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the comparison."""
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        if connection.vendor == "sqlite":
            # Of a bare value SQLite looks at the first letters, for an index, and plans the whole
            # statement anew for each. A pattern that may begin with anything has no use for one.
            right = f"({right} || '')"
        return rf"{left} LIKE {right} ESCAPE '\'", [*left_params, *right_params]
