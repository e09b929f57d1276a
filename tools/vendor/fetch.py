"""Fetch the front end's third-party files and commit them small: fonts and icons.

Needs `npm`, `fonttools` and `brotli`; nobody who installs or runs Tertulia needs it:

    uv run --no-project --with fonttools --with brotli tools/vendor/fetch.py
"""

import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).parent
STATIC = HERE.parents[1] / "src/tertulia/kit/ui/static/ui"
FRAUNCES = "@fontsource-variable/fraunces@5.3.0"
INTER = "@fontsource-variable/inter@5.3.0"
LUCIDE = "lucide-static@1.62.0"

# Titles are set large, so the optical size is fixed at a display cut; weights below 400 and above
# 700 are never used. Together this halves what a first visit loads.
FONTS = {
    "fraunces.woff2": (FRAUNCES, "fraunces-latin-opsz-normal", {"opsz": 48, "wght": (400, 700)}),
    "inter.woff2": (INTER, "inter-latin-wght-normal", {"wght": (400, 700)}),
}


def package(name: str, folder: Path) -> Path:
    """Return the unpacked npm package."""
    where = folder / re.sub(r"\W", "-", name)
    where.mkdir()
    npm = ["npm", "pack", "--silent", name]
    archive = subprocess.run(npm, cwd=where, check=True, capture_output=True, text=True).stdout
    with tarfile.open(where / archive.strip()) as tar:
        tar.extractall(where, filter="data")
    return where / "package"


def write_font(source: Path, target: Path, limits: dict[str, object]) -> None:
    font = instancer.instantiateVariableFont(TTFont(source), limits)
    font.flavor = "woff2"
    font.save(target)


def symbol(name: str, svg: str) -> str:
    body = re.sub(r"<!--.*?-->", "", svg, flags=re.S)
    body = re.search(r"<svg[^>]*>(.*)</svg>", body, re.S).group(1)
    drawing = re.sub(r"\s+", " ", body).strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{drawing}</symbol>'


def write_icons(icons: Path, target: Path) -> None:
    """Write one sprite of the icons in `icons.txt` and of our own in `own/`."""
    named = (HERE / "icons.txt").read_text().split()
    files = [*(icons / f"{name}.svg" for name in named), *sorted((HERE / "own").glob("*.svg"))]
    symbols = "\n".join(symbol(file.stem, file.read_text()) for file in files)
    target.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">\n'
        f"<!-- {LUCIDE}, ISC: LICENSE-lucide.txt -->\n{symbols}\n</svg>\n"
    )


def main() -> None:
    (STATIC / "fonts").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        packages = {each: package(each, folder) for each in (FRAUNCES, INTER, LUCIDE)}
        for target, (source, file, limits) in FONTS.items():
            write_font(packages[source] / f"files/{file}.woff2", STATIC / "fonts" / target, limits)
        for source, short in ((FRAUNCES, "fraunces"), (INTER, "inter")):
            licence = (packages[source] / "LICENSE").read_text()
            (STATIC / f"fonts/LICENSE-{short}.txt").write_text(licence)
        write_icons(packages[LUCIDE] / "icons", STATIC / "icons.svg")
        (STATIC / "LICENSE-lucide.txt").write_text((packages[LUCIDE] / "LICENSE").read_text())


if __name__ == "__main__":
    main()
