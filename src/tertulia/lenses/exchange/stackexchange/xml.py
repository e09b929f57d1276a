"""The rows of one XML file of a dump, read as a stream: the whole of it is never in memory."""

from collections.abc import Callable, Iterator
from pathlib import Path
from xml.parsers import expat

from django.utils.translation import gettext as _

from tertulia.kit.web.refusals import Refused

Given = dict[str, str]
_CHUNK = 1 << 18
# No text of a post comes near; what is longer is no dump, and would fill the memory.
MAX_ROW = 64 << 20


class RowFile:
    """The rows of a file whose outermost element is called `root`, each as its attributes.

    `tell` gets the number of bytes read. `broken` then says whether the file breaks off. Refused
    with a sentence where it is no such file, or declares a document type: entities can grow without
    end and reach for files, and no dump has any.
    """

    def __init__(self, path: Path, root: str, tell: Callable[[int], None]) -> None:
        self.broken = ""
        self._path = path
        self._root = root
        self._tell = tell
        self._rows: list[Given] = []
        self._begun = False
        self._unfinished = 0

    def __iter__(self) -> Iterator[Given]:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._begin
        parser.StartDoctypeDeclHandler = self._refuse_type
        try:
            with self._path.open("rb") as file:
                while not self.broken:
                    chunk = file.read(_CHUNK)
                    self._feed(parser, chunk)
                    yield from self._rows
                    self._rows.clear()
                    self._tell(len(chunk))
                    if not chunk:
                        break
        except OSError as error:
            why = _("%(path)s cannot be read: %(why)s.")
            raise Refused(why % {"path": self._path, "why": error.strerror}) from error
        if not self._begun:
            raise self._no_dump()

    def _feed(self, parser: expat.XMLParserType, chunk: bytes) -> None:
        self._unfinished += len(chunk)
        try:
            parser.Parse(chunk, not chunk)
        except (expat.ExpatError, ValueError, LookupError) as error:
            # ValueError, LookupError: an encoding that it names and nobody knows.
            if not self._begun:
                raise self._no_dump() from error
            self._break_off(str(error))
        if self._unfinished > MAX_ROW:
            self._break_off(_("one row is longer than can be read"))

    def _break_off(self, why: str) -> None:
        self.broken = _("%(file)s is damaged or breaks off: %(why)s.") % {
            "file": self._path.name,
            "why": why,
        }

    def _begin(self, name: str, attributes: Given) -> None:
        self._unfinished = 0
        if not self._begun:
            if name != self._root:
                raise self._no_dump()
            self._begun = True
        elif name == "row":
            self._rows.append(attributes)

    def _refuse_type(self, *_declared: object) -> None:
        raise Refused(
            _("%(file)s declares a document type. No dump does: it is not read.")
            % {"file": self._path.name}
        )

    def _no_dump(self) -> Refused:
        return Refused(
            _("%(file)s is not what a dump of Stack Exchange has under this name.")
            % {"file": self._path.name}
        )
