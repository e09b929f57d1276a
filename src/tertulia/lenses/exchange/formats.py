"""The forms that can be brought in, by the name that the command gives them."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from tertulia.core.activity.actors import system
from tertulia.core.communities.models import Community
from tertulia.core.communities.queries import community_by_slug
from tertulia.kit.web.refusals import Refused
from tertulia.lenses.exchange.bytes import folder_of
from tertulia.lenses.exchange.importing import Import
from tertulia.lenses.exchange.lines import lines_of
from tertulia.lenses.exchange.report import Report, Watch
from tertulia.lenses.exchange.stackexchange.dump import Dump
from tertulia.lenses.exchange.stackexchange.folder import dump_folder

MAX_SOURCE = 100
MAX_ORIGIN = 500
Format = Callable[[Import, str, Watch | None], Report]


def _jsonl(import_: Import, path: str, watch: Watch | None) -> Report:
    import_.folder = folder_of(path)
    with lines_of(path) as lines:
        return import_.run(lines, watch)


def _stackexchange(import_: Import, path: str, watch: Watch | None) -> Report:
    with dump_folder(path) as folder:
        dump = Dump(folder, import_.report, lambda: import_.tell(watch, dump.fraction))
        return import_.run(dump, watch)


# None: named in the contract of the command, and not built yet.
FORMATS: dict[str, Format | None] = {
    "jsonl": _jsonl,
    "discourse": None,
    "stackexchange": _stackexchange,
    "slack": None,
    "zulip": None,
    "mbox": None,
    "wordpress": None,
    "rss": None,
}


def run_import(
    format_name: str,
    path: str,
    community_slug: str,
    *,
    source: str = "",
    origin: str = "",
    dry_run: bool = False,
    report: Watch | None = None,
) -> Report:
    """Bring `path` (`-`: standard input) into a community; safe to stop and to run again.

    `report` is called about twice a second with the progress. `source` names where it came from,
    by default as the community is called; rows are known again by it. Raises Refused with a
    sentence where nothing can be read; `Report.broken` is not empty where a file breaks off.
    """
    read = _format(format_name)
    community = _community(community_slug)
    source = source or community.slug
    if len(source) > MAX_SOURCE or len(origin) > MAX_ORIGIN:
        raise Refused(_("The name or the address of the source is too long."))
    run = Import(system("import"), community, source, origin=origin, dry_run=dry_run)
    return read(run, path, report)


def _format(name: str) -> Format:
    if name not in FORMATS:
        known = ", ".join(FORMATS)
        raise Refused(
            _("“%(name)s” is no form we know; it can be: %(known)s.")
            % {"name": name, "known": known}
        )
    read = FORMATS[name]
    if read is None:
        raise Refused(
            _("“%(name)s” cannot be brought in yet; turn it into jsonl first.") % {"name": name}
        )
    return read


def _community(slug: str) -> Community:
    community = community_by_slug(system("import"), slug)
    if community is None:
        raise Refused(
            _("There is no community at “%(slug)s”. Create it first: tertulia community create.")
            % {"slug": slug}
        )
    return community
