"""What becomes of the elements that need more than to be let through.

Headings go below those of the page and never skip a level; tables scroll and are named by their
first row; boxes are named by their item; notes point within their own post; pictures of other hosts
are links; nothing that can be focused is without a name. Names come from the text itself, because
the html is kept and read in any language of the interface.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from html import escape, unescape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tertulia.kit.text.cleaning import LINK_REL
from tertulia.kit.text.coding import coloured
from tertulia.kit.text.files import embedded, opening
from tertulia.kit.text.maths import formula
from tertulia.kit.text.paragraphs import TAG, block_text
from tertulia.kit.text.tags import HEADINGS

if TYPE_CHECKING:
    from tertulia.kit.text.finishing import Finishing, Open

Attributes = dict[str, str]  # as they stand in the html: escaped

MAX_SECONDS_COLOURED = 0.4  # of processor time, for one text
MAX_FORMULA_CHARACTERS = 20_000  # for one text
TOP = 3  # the highest heading of a post: the page has the first, its parts the second
LISTS = {"ul": {"li"}, "ol": {"li"}}

_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_LANGUAGE = re.compile(r"\blanguage-([\w.+#-]+)")
_NOTE = re.compile(r"#?fn(?:ref)?-")
_INNER_LIST = re.compile(r"<[uo]l[ >]")
_NAME = 100  # characters of the text that names a thing


def attributes_of(tag: str) -> Attributes:
    """Return the attributes of an opening tag as the sanitiser writes it."""
    return dict(_ATTRIBUTE.findall(tag))


def _name(text: str) -> str:
    return escape(text if len(text) <= _NAME else f"{text[: _NAME - 1]}…")


def _is_empty(page: Finishing, element: Open) -> bool:
    return not any(
        part.startswith(("<img", "<math", "<video", "<audio")) or TAG.sub("", part).strip()
        for part in page.out[element.at + 1 :]
    )


def _begin_heading(page: Finishing, name: str, _attributes: Attributes) -> None:
    level = int(name[1])
    while page.levels and page.levels[-1] >= level:
        page.levels.pop()
    page.levels.append(level)
    shown = min(6, TOP - 1 + len(page.levels))
    page.push(name, f"<h{shown}>", f"</h{shown}>")


def _end_heading(page: Finishing, element: Open) -> None:
    if _is_empty(page, element):
        page.out[element.at], element.closing = "<p>", "</p>"


def _begin_link(page: Finishing, _name: str, attributes: Attributes) -> None:
    page.quiet += 1
    href = attributes.get("href", "")
    if _NOTE.match(href):
        role = "doc-backlink" if href.startswith("#fnref") else "doc-noteref"
        kind = ' class="footnote-backref"' if role == "doc-backlink" else ""
        own = _note_id(page, attributes)
        page.push("a", f'<a{kind} href="#{page.prefix}-{href[1:]}"{own} role="{role}">', "</a>")
    elif href:
        title = f' title="{attributes["title"]}"' if "title" in attributes else ""
        ours = page.file(href)
        if ours is not None:
            page.push("a", opening(ours, title), "</a>")
            return
        page.push("a", f'<a href="{href}"{title} rel="{LINK_REL}">', "</a>")
    else:
        page.push("a", "", "")


def _end_link(page: Finishing, element: Open) -> None:
    page.quiet -= 1
    if element.closing and _is_empty(page, element):
        href = unescape(attributes_of(page.out[element.at])["href"])
        page.out.append(escape(href[:_NAME], quote=False))


def _note_id(page: Finishing, attributes: Attributes) -> str:
    own = attributes.get("id", "")
    return f' id="{page.prefix}-{own}"' if _NOTE.match(own) else ""


def _begin_image(page: Finishing, _name: str, attributes: Attributes) -> None:
    source, alt = attributes.get("src", ""), attributes.get("alt", "")
    ours = page.file(source)
    if ours is not None:
        within = any(element.name == "a" for element in page.open)
        page.alone(embedded(ours, alt, attributes.get("title", ""), linked=within))
        return
    shown = alt.strip() or attributes.get("title", "").strip() or _file_of(source)
    if source and not any(element.name == "a" for element in page.open):
        title = f' title="{attributes["title"]}"' if "title" in attributes else ""
        shown = f'<a class="remote-image" href="{source}"{title} rel="{LINK_REL}">{shown}</a>'
    page.out.append(shown)


def _file_of(source: str) -> str:
    """Return what to call a picture that nobody described."""
    try:
        parts = urlsplit(unescape(source))
        name = parts.path.rstrip("/").rpartition("/")[2] or parts.netloc
    except ValueError:
        name = ""
    return escape(name or unescape(source))[:_NAME] or "…"


def _begin_box(page: Finishing, _name: str, attributes: Attributes) -> None:
    """A box stands only at the start of an item; other form fields are not for posts."""
    if page.open[-1].name != "li" or page.out[-1] != "<li>":
        return
    page.out[-1] = '<li class="task-list-item">'
    ticked = " checked" if "checked" in attributes else ""
    page.boxes.append(len(page.out))
    page.out.append(f'<input type="checkbox" disabled{ticked}>')


def _begin_item(page: Finishing, name: str, attributes: Attributes) -> None:
    around = page.open[-1].name if page.open else ""
    if name not in LISTS.get(around, ()):
        page.push("div", "<div>", "</div>")
    else:
        page.push(name, f"<{name}{_note_id(page, attributes)}>", f"</{name}>")


def _end_item(page: Finishing, element: Open) -> None:
    if not page.boxes or page.boxes[-1] != element.at + 1:
        return
    at = page.boxes.pop()
    words = _INNER_LIST.split("".join(page.out[at + 1 :]), maxsplit=1)[0]
    label = _name(block_text(words)) or "☐"
    page.out[at] = f'{page.out[at][:-1]} aria-label="{label}">'


def _begin_terms(page: Finishing, name: str, _attributes: Attributes) -> None:
    """Lists of terms are blocks: half of those that people write would be no valid list."""
    page.push(name, "<div>", "</div>")


def _begin_table(page: Finishing, _name: str, _attributes: Attributes) -> None:
    page.push("table", '<div class="table-scroll" tabindex="0" role="group">', "</table></div>")
    page.out.append("<table>")


def _end_table(page: Finishing, element: Open) -> None:
    row = "".join(page.out[element.at :]).partition("</tr>")[0]
    label = _name(block_text(row.replace("</t", " </t"))) or "…"
    opening = page.out[element.at]
    page.out[element.at] = f'{opening[:-1]} aria-label="{label}">'


def _begin_head_cell(page: Finishing, name: str, attributes: Attributes) -> None:
    kept = "".join(f' {key}="{value}"' for key, value in attributes.items())
    column = ' scope="col"' if len(page.open) > 1 and page.open[-2].name == "thead" else ""
    page.push(name, f"<th{kept}{column}>", "</th>")


def _end_head_cell(page: Finishing, element: Open) -> None:
    if _is_empty(page, element):
        opening = page.out[element.at].replace(' scope="col"', "")
        page.out[element.at], element.closing = opening.replace("<th", "<td", 1), "</td>"


def _begin_code_block(page: Finishing, name: str, _attributes: Attributes) -> None:
    escaped, attributes = page.swallow(name)
    if "data-math-style" in attributes:
        page.alone(f"<p>{_formula(page, escaped, 'display')}</p>")
        return
    code = unescape(escaped)
    found = _LANGUAGE.search(attributes.get("class", ""))
    language = found[1] if found else ""
    said = f' data-language="{language}"' if language else ""
    page.alone(f'<pre tabindex="0"{said}><code>{_coloured(page, code, language)}</code></pre>')


def _coloured(page: Finishing, code: str, language: str) -> str:
    left = MAX_SECONDS_COLOURED - page.seconds_coloured
    if not language or left <= 0:
        return escape(code, quote=False)
    before = time.thread_time()
    html = coloured(code, language, seconds=left)
    page.seconds_coloured += time.thread_time() - before
    return html


def _begin_code(page: Finishing, name: str, attributes: Attributes) -> None:
    if "data-math-style" in attributes:
        page.out.append(_formula(page, page.swallow(name)[0], attributes["data-math-style"]))
        return
    page.quiet += 1
    page.push(name, "<code>", "</code>")


def _end_code(page: Finishing, _element: Open) -> None:
    page.quiet -= 1


def _begin_span(page: Finishing, name: str, attributes: Attributes) -> None:
    if "data-math-style" in attributes:
        page.out.append(_formula(page, page.swallow(name)[0], attributes["data-math-style"]))
    elif "spoiler" in attributes.get("class", ""):
        # Focusable, so that a keyboard can uncover it without a script.
        page.push(name, '<span class="spoiler" tabindex="0">', "</span>")
    else:
        page.push(name, "", "")


def _formula(page: Finishing, escaped: str, style: str) -> str:
    source = unescape(escaped)
    page.formula_characters += len(source)
    if page.formula_characters > MAX_FORMULA_CHARACTERS:
        return f'<code class="math">{escape(source, quote=False)}</code>'
    return formula(source, display=style == "display")


def _end_summary(page: Finishing, element: Open) -> None:
    if _is_empty(page, element):
        page.out.append("…")


BEGIN: dict[str, Callable[[Finishing, str, Attributes], None]] = {
    **dict.fromkeys(HEADINGS, _begin_heading),
    "a": _begin_link,
    "code": _begin_code,
    **dict.fromkeys(("dl", "dt", "dd"), _begin_terms),
    "img": _begin_image,
    "input": _begin_box,
    "li": _begin_item,
    "pre": _begin_code_block,
    "span": _begin_span,
    "table": _begin_table,
    "th": _begin_head_cell,
}
END: dict[str, Callable[[Finishing, Open], None]] = {
    **dict.fromkeys(HEADINGS, _end_heading),
    "a": _end_link,
    "code": _end_code,
    "li": _end_item,
    "summary": _end_summary,
    "table": _end_table,
    "th": _end_head_cell,
}
