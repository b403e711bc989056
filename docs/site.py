"""Build the site and look at what it loads: `make docs`, or `python docs/site.py [FOLDER]`.

Warnings are errors. So is a page that would load anything from another machine: the site works offline, and tells
nobody who reads it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).resolve().parent
# What a browser loads by itself; a link that a reader follows is no such thing.
_LOADS = (
    re.compile(r"<(?:script|img|iframe|audio|video|source|embed|input)\b[^>]*?\s(?:src|srcset)\s*=\s*[\"']?\s*((?:https?:)?//[^\s\"'>]+)", re.I),
    re.compile(r"<link\b(?![^>]*\brel=[\"']?(?:canonical|author|license|next|prev|index|search)\b)[^>]*?\shref\s*=\s*[\"']?((?:https?:)?//[^\s\"'>]+)", re.I),
    re.compile(r"(?:url\(\s*|@import\s+)[\"']?((?:https?:)?//[^\s\"')]+)", re.I),
    re.compile(r"(?:\bfrom|\bimport\(?|\bfetch\()\s*[\"'`]((?:https?:)?//[^\"'`]+)"),
)  # fmt: skip


def main(folder: str = "build/site") -> int:
    """The exit status: 0 when there was no warning and nothing foreign."""
    from sphinx.cmd.build import build_main  # only `make docs` has it

    place = (DOCS.parent / folder).resolve()
    status = build_main(["-W", "--keep-going", "-q", "-d", str(place.parent / "doctrees"), str(DOCS), str(place)])
    strangers = [f"{path.relative_to(place)}: {url}" for path in _text_files(place) for url in foreign(path)]
    for stranger in strangers:
        print(f"the site would load from another machine: {stranger}", file=sys.stderr)
    if status or strangers:
        return 1
    pages = sum(1 for _ in place.rglob("*.html"))
    print(f"{pages} pages in {place.relative_to(DOCS.parent) if DOCS.parent in place.parents else place}/index.html")
    return 0


def foreign(path: Path) -> Iterator[str]:
    """Addresses on other machines that a browser would load with this file."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".html":
        text = re.sub(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]+", "", text)
    for pattern in _LOADS[:3] if path.suffix != ".js" else _LOADS[2:]:
        yield from (found[1] for found in pattern.finditer(text))


def _text_files(place: Path) -> Iterator[Path]:
    return (path for path in sorted(place.rglob("*")) if path.suffix in (".html", ".css", ".js", ".svg"))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
