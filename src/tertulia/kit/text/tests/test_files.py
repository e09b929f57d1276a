"""Files of ours in a text: shown where the text may show them, links everywhere else."""

from collections.abc import Collection, Mapping

import pytest

from tertulia.kit.text import render
from tertulia.kit.text.files import MOST, ShownFile, amount, files_spoken_of

CAT = ShownFile(7, "/files/7/cat.png", "cat.png", "picture", 9000, 2000, 1000, (320, 800, 2000))
SMALL = ShownFile(8, "/files/8/dot.png", "dot.png", "picture", 90, 20, 10, (20,))
TALK = ShownFile(9, "/files/9/talk.mp4", "talk.mp4", "video", 5_400_000)
SONG = ShownFile(10, "/files/10/song.mp3", "song.mp3", "audio", 5_400_000)
PAPER = ShownFile(11, "/files/11/a-b.pdf", 'a "b".pdf', "document", 1_234_567)
KNOWN = {file.id: file for file in (CAT, SMALL, TALK, SONG, PAPER)}


def find(numbers: Collection[int]) -> Mapping[int, ShownFile]:
    return {number: KNOWN[number] for number in numbers if number in KNOWN}


def shown(source: str, **how: str) -> str:
    html = render(source, find_files=find, **how).html
    return html.partition(">")[2].removesuffix("</p>")


def test_a_picture_has_its_measures_and_leads_to_its_whole() -> None:
    assert shown("![A cat](/files/7/cat.png)") == (
        '<a class="picture" href="/files/7/cat.png"><img src="/files/7/cat.png?w=800" '
        'srcset="/files/7/cat.png?w=320 320w, /files/7/cat.png?w=800 800w, '
        '/files/7/cat.png 2000w" sizes="(max-width: 48rem) 94vw, 44rem" alt="A cat" '
        'width="2000" height="1000" loading="lazy" decoding="async"></a>'
    )


def test_a_picture_that_nobody_described_has_its_name() -> None:
    assert 'alt="dot.png"' in shown("![](/files/8/dot.png)")
    assert "srcset" not in shown("![](/files/8/dot.png)")


def test_the_name_in_the_address_is_ours_not_the_writers() -> None:
    assert "evil" not in shown("![x](/files/7/evil.html?w=1#x)")
    assert 'href="/files/7/cat.png"' in shown("[x](/files/7/evil.html)")


@pytest.mark.parametrize(
    "source",
    [
        "![x](/files/99/cat.png)",
        "![x](/files/7777777777777777777777/cat.png)",
        "![x](https://evil.example/files/7/cat.png)",
        "![x](//evil.example/files/7/cat.png)",
        "![x](/files/../account/logout)",
        "![x](files/7/cat.png)",
        "![x](file:7)",
    ],
)
def test_every_other_address_is_a_link_at_most(source: str) -> None:
    assert "<img" not in shown(source)


def test_without_anybody_who_looks_files_up_they_are_links() -> None:
    assert "<img" not in render("![x](/files/7/cat.png)").html


def test_film_and_sound_play_where_they_stand() -> None:
    assert shown("![Our talk](/files/9/talk.mp4)") == (
        '<video src="/files/9/talk.mp4" controls preload="metadata" aria-label="Our talk"></video>'
    )
    assert shown("![](/files/10/song.mp3)").startswith('<audio src="/files/10/song.mp3" controls')


def test_every_other_file_is_a_link_that_says_its_size() -> None:
    link = '<a class="file" href="/files/11/a-b.pdf" data-size="1.2 MB">'
    assert shown("[The *paper*](/files/11/a-b.pdf)") == f"{link}The <em>paper</em></a>"
    assert shown("![](/files/11/a-b.pdf)") == f"{link}a &quot;b&quot;.pdf</a>"


def test_a_picture_within_a_link_leads_where_the_link_leads() -> None:
    html = shown("[![A cat](/files/7/cat.png)](https://x.org/)")
    assert html.count("<a ") == 1
    assert 'href="https://x.org/"' in html
    assert "<img" in html


def test_words_of_a_picture_cannot_leave_its_attributes() -> None:
    html = shown('![a"onerror=x <b>](/files/7/cat.png "t\\"onload=y")')
    assert 'alt="a&quot;onerror=x &lt;b&gt;"' in html
    assert 'title="t&quot;onload=y"' in html


def test_html_shows_files_too_and_no_others() -> None:
    html = shown('<p><img src="/files/7/cat.png" onerror="x" alt="A"></p>', source_format="html")
    assert "srcset" in html
    assert "onerror" not in html
    assert "<video" not in shown('<p><video src="/files/9/x"></video></p>', source_format="html")


def test_it_is_known_which_files_a_text_speaks_of() -> None:
    source = "![x](/files/7/a) [y](/files/11/b) [z](/files/99/c)"
    assert render(source, find_files=find).files == {7, 11}
    assert render(source).files == frozenset()
    assert not render("[x](https://evil.example/files/7/a) /files/7/", find_files=find).files


def test_a_text_speaks_of_so_many_files_at_most() -> None:
    html = "".join(f'<a href="/files/{number}/x">' for number in range(MOST + 50))
    assert files_spoken_of(html) == set(range(MOST))


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "0 B"), (999, "999 B"), (9000, "9 kB"), (1_234_567, "1.2 MB"), (25_000_000, "25 MB")],
)
def test_amounts(size: int, said: str) -> None:
    assert amount(size) == said
