"""Colours of meaning stay readable in both themes (WCAG 2.2)."""

import re
from pathlib import Path

import pytest

from tertulia.core.site.offers import offered as offers

TOKENS = Path(__file__).parents[1] / "static/ui/tokens.css"
HEX = r"#([0-9a-f]{6})"


def palette(look: str = "") -> dict[str, tuple[str, str]]:
    """Return each colour's name with its (light, dark) values, in one of the looks."""
    root, *others = re.split(r"\n  \[data-look=", TOKENS.read_text())
    of_looks = {part.split('"')[1]: part for part in others}
    return _colours(root) | _colours(of_looks[look] if look else "")


LOOKS = ["", *re.findall(r'\[data-look="(\w+)"\]', TOKENS.read_text())]


def _colours(css: str) -> dict[str, tuple[str, str]]:
    both = re.findall(rf"--([\w-]+): light-dark\({HEX}, {HEX}\);", css)
    same = re.findall(rf"--([\w-]+): {HEX};", css)
    return {n: (a, b) for n, a, b in both} | {n: (a, a) for n, a in same}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ("paper", "sheet", "well")
MEANINGS = ("answered", "waiting", "live", "problem", "action")
TEXT = [
    *(("ink", g, 7.0) for g in (*GROUNDS, "mark")),
    *(("ink", f"{m}-wash", 7.0) for m in MEANINGS),
    *(("ink-soft", g, 4.5) for g in (*GROUNDS, *(f"{m}-wash" for m in MEANINGS))),
    *((m, g, 4.5) for m in (*MEANINGS, "action-strong") for g in GROUNDS),
    *((m, f"{m}-wash", 4.5) for m in MEANINGS),
    ("on-action", "action", 4.5),
    ("on-action", "action-strong", 4.5),
    *(("on-face", f"face-{n}", 4.5) for n in range(1, 13)),
]
SHAPES = [(name, ground, 3.0) for name in ("edge", "focus") for ground in GROUNDS]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), [*TEXT, *SHAPES])
def test_contrast_holds(front: str, ground: str, least: float, theme: int) -> None:
    for look in LOOKS:
        colours = palette(look)
        ratio = contrast(colours[front][theme], colours[ground][theme])
        assert ratio >= least, f"{look} {front} on {ground}: {ratio:.2f}, needs {least}"


def test_known_contrasts_are_computed_rightly() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("777777", "ffffff") == pytest.approx(4.48, abs=0.01)


def test_every_look_that_is_offered_is_drawn() -> None:
    offered = dict(offers()["site_look"].options)
    assert set(LOOKS) - {""} == set(offered) - {"terracotta"}
