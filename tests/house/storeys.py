"""Who stands above whom: the order that `.importlinter` holds, for what is not an import."""

from configparser import ConfigParser
from functools import lru_cache
from pathlib import Path

from tests.house.sources import PACKAGE, ROOT


@lru_cache
def order(contract: str) -> tuple[tuple[str, ...], ...]:
    """Return the layers of a contract, highest first; those that share a line are siblings."""
    config = ConfigParser()
    config.read(ROOT / ".importlinter")
    lines = config[f"importlinter:contract:{contract}"]["layers"].split("\n")
    return tuple(
        tuple(name.strip(" ()") for name in line.split("|")) for line in lines if line.strip()
    )


def _place(name: str, contract: str) -> int:
    for place, layer in enumerate(reversed(order(contract))):
        if name in layer:
            return place
    raise LookupError(f"{name} has no place in the contract {contract} of .importlinter")


def slice_of(module_or_path: str | Path) -> tuple[str, str]:
    """Return (storey, folder) of a module name or of a file of ours; folder may be empty."""
    if isinstance(module_or_path, Path):
        parts = module_or_path.relative_to(PACKAGE).parts
    else:
        parts = tuple(module_or_path.split(".")[1:])
    return parts[0], parts[1] if len(parts) > 1 else ""


def may_know(knower: tuple[str, str], known: tuple[str, str]) -> bool:
    """Say whether one slice may name another: its own storey's order, then only downwards."""
    if knower == known:
        return True
    if knower[0] != known[0]:
        return _place(knower[0], "storeys") > _place(known[0], "storeys")
    if knower[0] in ("core", "lenses"):
        return _place(knower[1], knower[0]) > _place(known[1], known[0])
    # Parts of the kit and of the configuration lie level; features and engagements are strangers.
    return knower[0] in ("kit", "config")
