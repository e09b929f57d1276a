"""From clean html to the html of a post: one pass over the sanitiser's tags.

What the sanitiser lets through is safe; this makes it fit the page. The pass keeps the elements
that stand open; what each element becomes is said in `elements`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tertulia.kit.text.elements import BEGIN, END, LISTS, Attributes, attributes_of
from tertulia.kit.text.files import ShownFile, file_of
from tertulia.kit.text.paragraphs import TAG, ParagraphIds, block_text
from tertulia.kit.text.tags import ATTRIBUTES, BLOCK, CLASSES, INLINE, VOID

# They stand within a line and stay as they are: nobody has to remember that they are open.
_PASSING = {
    f"<{close}{name}>"
    for name in INLINE - VOID - BEGIN.keys() - END.keys() - ATTRIBUTES.keys() - CLASSES.keys()
    for close in ("", "/")
}


@dataclass(slots=True)
class Open:
    """An element that stands open: what will close it, and where it began in the output."""

    name: str
    closing: str
    at: int
    passing: int
    implied: bool


class Finishing:
    """One pass over one text. `prefix` keeps the ids of its notes apart from other posts'.

    `files` are those of ours that it may show.
    """

    def __init__(self, prefix: str, files: Mapping[int, ShownFile] | None = None) -> None:
        self.prefix = prefix
        self.files = files or {}
        self.out: list[str] = []
        self.open: list[Open] = []
        self.quiet = 0  # how many elements stand open in which an @ means nothing
        self.passing = 0  # how many elements stand open that need nothing
        self.words: list[int] = []  # where an @ stands in running text
        self.levels: list[int] = []  # the headings that stand above here, as they were written
        self.boxes: list[int] = []  # where a box waits for the text of its item
        self.seconds_coloured = 0.0
        self.formula_characters = 0
        self._blocks: list[tuple[int, int]] = []
        self._parts: Iterator[str] = iter(())

    def file(self, address: str) -> ShownFile | None:
        """Return the file that an address of ours leads to, if this text may show it."""
        number = file_of(address) if self.files else None
        return self.files.get(number) if number is not None else None

    def run(self, html: str) -> None:
        """Read clean `html` into `out`."""
        self._parts = iter(TAG.split(html))
        for text in self._parts:
            if text:
                if "@" in text or not self.open or self.open[-1].name in LISTS:
                    self._text(text)
                else:
                    self.out.append(text)
            tag = next(self._parts, None)
            if tag is None:
                break
            if tag in _PASSING:
                self._pass(tag)
            elif tag[1] == "/":
                self._close()
            else:
                self._begin(tag)
        while self.open:
            self._pop()

    def finished(self, link: Callable[[str], str]) -> str:
        """Return the html, with `link` applied to the words with an @, and ids on the blocks."""
        out, ids = self.out, ParagraphIds()
        for at in self.words:
            out[at] = link(out[at])
        for start, end in self._blocks:
            name = ids.next(block_text("".join(out[start:end])))
            out[start] = out[start].replace(">", f' data-paragraph="{name}">', 1)
        return "".join(out).strip()

    def push(self, name: str, opening: str, closing: str, implied: bool = False) -> None:
        """Open an element; the next close of the clean html closes it with `closing`."""
        self.open.append(Open(name, closing, len(self.out), self.passing, implied))
        self.out.append(opening)

    def alone(self, html: str) -> None:
        """Put a whole element."""
        self.out.append(html)
        if not self.open:
            self._blocks.append((len(self.out) - 1, len(self.out)))

    def swallow(self, name: str) -> tuple[str, Attributes]:
        """Return the text up to the end of the element begun, and the attributes of code in it."""
        depth, texts, code = 1, [], None
        for text in self._parts:
            texts.append(text)
            tag = next(self._parts, None)
            if tag is None:
                break
            if tag.startswith(f"</{name}>"):
                depth -= 1
                if not depth:
                    break
            elif tag.startswith(f"<{name}"):
                depth += 1
            elif code is None and tag.startswith("<code"):
                code = attributes_of(tag)
            elif tag == "<br>":
                texts.append("\n")
        return "".join(texts), code or {}

    def _text(self, text: str) -> None:
        if not self.open or self.open[-1].name in LISTS:
            if text.isspace():
                self.out.append(text)
                return
            self._imply()
        if "@" in text and not self.quiet:
            self.words.append(len(self.out))
        self.out.append(text)

    def _pass(self, tag: str) -> None:
        if tag[1] == "/":
            self.passing -= 1
        else:
            self.passing += 1
            if not self.open or self.open[-1].name in LISTS:
                self._imply()
        self.out.append(tag)

    def _begin(self, tag: str) -> None:
        tag = tag.replace(' class=""', "")
        name = tag[1:-1].partition(" ")[0]
        if name == "li":
            self._leave_implied_item()
        if name in BLOCK:
            self._leave_implied_paragraph()
        if not self.open:
            if name not in BLOCK:
                self._imply()
        elif self.open[-1].name in LISTS and name not in LISTS[self.open[-1].name]:
            self._imply()
        handler = BEGIN.get(name)
        if handler is not None:
            handler(self, name, attributes_of(tag) if " " in tag else {})
        elif name in VOID:
            self.alone(tag)
        else:
            self.push(name, tag, f"</{name}>")

    def _imply(self) -> None:
        """Open what must stand around words or elements that stand where none may."""
        name = "li" if self.open else "p"
        self.push(name, f"<{name}>", f"</{name}>", implied=True)

    def _leave_implied_item(self) -> None:
        around = self.open[-1] if self.open else None
        if around and around.implied and around.name != "p" and around.passing == self.passing:
            self._pop()

    def _leave_implied_paragraph(self) -> None:
        if not self.open or not self.open[0].implied:
            return
        if len(self.open) == 1 and not self.passing:
            self._pop()
        else:  # a block inside an inline element
            self.out[self.open[0].at], self.open[0].closing = "<div>", "</div>"

    def _close(self) -> None:
        if self.open[-1].implied:
            self._pop()
        if self.open:
            self._pop()

    def _pop(self) -> None:
        element = self.open[-1]
        handler = END.get(element.name)
        if handler is not None:
            handler(self, element)
        self.open.pop()
        self.out.append(element.closing)
        if not self.open:
            self._blocks.append((element.at, len(self.out)))
