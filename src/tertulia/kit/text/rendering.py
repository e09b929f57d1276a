"""A text as people wrote it, made ready to be read, searched and announced. Once, when written."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version

from tertulia.kit.text.cleaning import clean
from tertulia.kit.text.files import FindFiles, files_spoken_of
from tertulia.kit.text.finishing import Finishing
from tertulia.kit.text.limits import check_html, check_size, check_source
from tertulia.kit.text.mentions import KnownHandles, Spoken, linked, resolve
from tertulia.kit.text.narrowing import RAW, narrow
from tertulia.kit.text.paragraphs import plain_text
from tertulia.kit.text.parsers import chosen_parser
from tertulia.kit.text.plain import plain_to_html

_PIPELINE = 2  # raise it when the same source gives other html
_parse, _PARSER = chosen_parser()

# Kept with each text, so that an upgrade knows which to make again.
RENDERED_WITH = f"{_PIPELINE}; {_PARSER}; nh3 {version('nh3')}"


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a source became: html for reading, text for search, the handles it speaks to.

    `groups` are the words that speak to several people, such as `coordinators`.
    `files` are the numbers of the files of ours that it shows or leads to.
    """

    html: str
    text: str
    mentions: tuple[str, ...]
    rendered_with: str
    groups: tuple[str, ...] = ()
    files: frozenset[int] = frozenset()


def render(
    source: str,
    *,
    source_format: str = "markdown",
    known_handles: KnownHandles | None = None,
    group_words: Collection[str] = (),
    find_files: FindFiles | None = None,
    prefix: str = "",
) -> Rendered:
    """Return `source` (markdown, plain or html) made ready; raise TextRefused where it cannot be.

    `known_handles` gets the case-folded handles that the text may speak to and returns those that
    are somebody's; without it nobody is mentioned. `group_words` name several people at once.
    `find_files` gets the numbers of files and returns those that the text may show; all others are
    links. Each top-level block of the html carries `data-paragraph`. The ids of notes begin with
    `prefix`; by default it is made from the source, so that only equal posts on one page share
    theirs.
    """
    check_source(source)
    html = _READ[source_format](source)
    cleaned = clean(html)
    wanted = files_spoken_of(cleaned) if find_files else set()
    files = find_files(wanted) if find_files and wanted else {}
    page = Finishing(prefix or f"n{blake2b(source.encode(), digest_size=5).hexdigest()}", files)
    page.run(cleaned)
    spoken = Spoken({}, [], [])
    if known_handles is not None and page.words:
        spoken = resolve([page.out[at] for at in page.words], known_handles, group_words)
    links = spoken.links
    html = page.finished(lambda words: linked(words, links) if links else words)
    return Rendered(
        html,
        plain_text(html),
        tuple(spoken.handles),
        RENDERED_WITH,
        tuple(spoken.groups),
        frozenset(files),
    )


def _from_markdown(source: str) -> str:
    html = _parse(source)
    if RAW.search(source):
        return _from_html(html)
    check_html(html)
    return html


def _from_plain(source: str) -> str:
    html = plain_to_html(source)
    check_html(html)
    return html


def _from_html(source: str) -> str:
    check_size(source)
    return narrow(source)


_READ: dict[str, Callable[[str], str]] = {
    "markdown": _from_markdown,
    "plain": _from_plain,
    "html": _from_html,
}
