"""What `tertulia check` looks at. Each module looks at one part and says what helps."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, dataclass

OK, WARN, BAD = "ok", "warn", "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: how it is with `what`, and how to mend it where it is not well."""

    level: str
    what: str
    said: str
    mend: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return it as `--json` prints it."""
        return asdict(self)


Look = Callable[[], Iterator[Finding]]


def findings() -> Iterator[Finding]:
    """Look at everything and yield what is found; a look that fails is itself a finding."""
    from tertulia.config.commands.checks import configuration, database, storage, work

    if not (yield from _looked("database", database.reachable)):
        looks: list[tuple[str, Look]] = [*configuration.LOOKS, *storage.LOOKS]
    else:
        looks = [*database.LOOKS, *configuration.LOOKS, *storage.LOOKS, *work.LOOKS]
    for what, look in looks:
        yield from _looked(what, look)


def _looked(what: str, look: Look) -> Generator[Finding, None, bool]:
    """Yield what `look` finds; the value is whether nothing of it is bad."""
    well = True
    try:
        for found in look():
            well = well and found.level != BAD
            yield found
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())
        yield Finding(BAD, what, said, "TERTULIA_DEBUG=1 shows where it comes from.")
        return False
    return well
