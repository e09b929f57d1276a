"""What people write and what they get."""

import pytest

from tertulia.kit.text import RENDERED_WITH, render, rendering
from tertulia.kit.text.parsers import markdown_it_parser
from tertulia.kit.text.tests.reading import ids, wrongs


def shown(source: str, **given: object) -> str:
    """The html without paragraph ids."""
    html = render(source, **given).html
    assert wrongs(html) == []
    parts = html.split(' data-paragraph="')
    return parts[0] + "".join(part.split('"', 1)[1] for part in parts[1:])


def test_says_with_what_it_was_rendered_in_the_room_of_its_column() -> None:
    assert render("x").rendered_with == RENDERED_WITH
    assert len(RENDERED_WITH) <= 40


@pytest.mark.parametrize(
    "source",
    [
        "a *b* `c`\n\n- d\n- e\n\n> f",
        "|a|b|\n|---|--:|\n|1|2|",
        "~~x~~ <kbd>k</kbd>",
        "```c\nx\n```",
    ],
)
def test_the_second_parser_does_the_same_behind_the_seam(
    source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = shown(source).replace("\n", "").replace("<del>", "<s>").replace("</del>", "</s>")
    monkeypatch.setattr(rendering, "_parse", markdown_it_parser())
    assert shown(source).replace("\n", "") == ours


def test_source_is_not_changed_and_rendering_it_again_gives_the_same() -> None:
    source = "A  \r\nb\tc \u00a0 *d*\n"
    assert render(source) == render(str(source))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("*a* **b** ~~c~~", "<p><em>a</em> <strong>b</strong> <del>c</del></p>"),
        (":tada: :no-such:", "<p>🎉 :no-such:</p>"),
        ("||x *y*||", '<p><span class="spoiler" tabindex="0">x <em>y</em></span></p>'),
        ("<kbd>K</kbd><br>H<sub>2</sub>", "<p><kbd>K</kbd><br>H<sub>2</sub></p>"),
        ("a<script>alert(1)</script>b", "<p>ab</p>"),
        ("<b onclick=alert(1) style=color:red>b</b>", "<p><b>b</b></p>"),
        ("[x](javascript:alert(1))", "<p>x</p>"),
        ("[x](JaVa\tscript:alert(1))", "<p>[x](JaVa script:alert(1))</p>"),
        ('<a href="&#106;avascript:alert(1)">x</a>', "<p>x</p>"),
        ('<a href="data:text/html,x">x</a>', "<p>x</p>"),
        ("x<iframe src=//x.org>y</iframe>z", "<p>xyz</p>"),
    ],
)
def test_markdown(source: str, html: str) -> None:
    assert shown(source).replace("\t", " ") == html


def test_links_say_that_we_do_not_vouch_for_them() -> None:
    rel = 'rel="nofollow ugc noopener"'
    link = f'<a href="https://x.org" {rel}>https://x.org</a>'
    assert shown("https://x.org") == f"<p>{link}</p>"
    assert shown("[](https://x.org)") == f"<p>{link}</p>", "a link without words has a name"


def test_headings_go_below_those_of_the_page_and_skip_no_level() -> None:
    html = shown("## a\n\n#### b\n\n# c\n\n###### d\n\n#")
    assert html.replace("\n", "") == "<h3>a</h3><h4>b</h4><h3>c</h3><h4>d</h4><p></p>"


def test_boxes_are_named_by_their_item_and_cannot_be_ticked() -> None:
    html = shown("- [ ] buy *milk*\n- [x] done\n  - [ ] inner\n- plain")
    assert (
        '<li class="task-list-item"><input type="checkbox" disabled aria-label="buy milk">' in html
    )
    assert '<input type="checkbox" disabled checked aria-label="done">' in html
    assert "<li>plain</li>" in html
    assert "<input" not in shown("<input type=text><p><input type=checkbox></p>")


def test_tables_scroll_with_the_keyboard_and_are_named_by_their_first_row() -> None:
    html = shown("|  | price |\n|---|--:|\n| tea | 2 |")
    assert html.startswith(
        '<div class="table-scroll" tabindex="0" role="group" aria-label="price">'
    )
    assert '<td></td>\n<th align="right" scope="col">price</th>' in html, "no empty heading"
    assert html.endswith("</table></div>")


def test_pictures_of_other_hosts_are_links_and_our_own_are_pictures() -> None:
    link = '<a class="remote-image" href="https://x.org/a.png" rel="nofollow ugc noopener">'
    assert shown("![A cat](https://x.org/a.png)") == f"<p>{link}A cat</a></p>"
    assert shown("![](https://x.org/a.png)") == f"<p>{link}a.png</a></p>"
    assert shown("[![A cat](https://x.org/a.png)](/y)").count("<a ") == 1
    assert "<img" not in shown("![x](/account/logout)")


def test_notes_of_two_posts_on_one_page_do_not_meet() -> None:
    source = "a[^1] b[^n] c[^1]\n\n[^1]: one\n[^n]: two"
    one, other = render(source).html, render(source + ".").html
    named = render(source, prefix="post-12").html
    assert wrongs(one) == []
    assert len(ids(one)) == len(set(ids(one))) == 5
    assert not set(ids(one)) & set(ids(other))
    assert all(each.startswith("post-12-fn") for each in ids(named))
    assert all(f'href="#{each}"' in one for each in ids(one))


def test_alerts_keep_their_kind() -> None:
    html = shown("> [!WARNING]\n> hot")
    assert '<div class="markdown-alert markdown-alert-warning">' in html


def test_formulas_are_mathml_with_their_source() -> None:
    html = shown("$a^2$ and\n\n```math\nx<y\n```\n\n$\\nosuch{$ $`b`$")
    assert '<math alttext="a^2" display="inline"><mrow><msup>' in html
    assert '<p><math alttext="x&lt;y" display="block">' in html
    assert '<code class="math">\\nosuch{</code>' in html
    assert '<math alttext="b"' in html
    assert shown("costs $5 or $6") == "<p>costs $5 or $6</p>"


def test_code_is_coloured_by_classes_and_keeps_its_text() -> None:
    html = shown(
        '```python\ndef f():\n    return "<b>"  # @ada\n```', known_handles=lambda asked: asked
    )
    assert '<pre tabindex="0" data-language="python"><code><span class="k">def </span>' in html
    assert "&lt;b&gt;" in html
    assert "style=" not in html
    assert "mention" not in html
    assert shown("```nosuch\n<b>\n```").endswith("<code>&lt;b&gt;\n</code></pre>")


def test_plain_text_keeps_characters_and_lines() -> None:
    html = shown("*a* <b> & https://x.org/(a).\nline\n\n\n  two", source_format="plain")
    link = '<a href="https://x.org/(a)" rel="nofollow ugc noopener">https://x.org/(a)</a>'
    assert html == f"<p>*a* &lt;b&gt; &amp; {link}.<br>\nline</p>\n<p>  two</p>"


def test_html_is_narrowed_to_what_posts_may_have() -> None:
    html = shown(
        '<div class="quote" onclick="x()">a<p>b<p>c</div><ul><p>d<li>e</ul>f<b>g</b><h1>h</h1>',
        source_format="html",
    )
    assert html == (
        "<div>a<p>b</p><p>c</p></div><ul><li><p>d</p></li><li>e</li></ul><p>f<b>g</b></p><h3>h</h3>"
    )


def test_html_with_blocks_inside_inline_elements_stays_well_nested() -> None:
    assert shown("<span>a<div>b</div></span>c", source_format="html")
    assert shown("<em>a<div>b</div></em>c<ul><em>x</em><li>y</ul>", source_format="html")
    assert shown("<dl><b>a</b><dt>b<dd>c</dl><li>d</li>", source_format="html")
    assert shown("<table><b>a<tr><td>b</b><td>c</table>", source_format="html")


def test_a_title_that_no_one_can_see_through_stays_escaped() -> None:
    html = shown('![a"><script>x</script>](https://x.org/"><b> "t\\"><i>")')
    assert "<script" not in html
    assert "<i>" not in html
