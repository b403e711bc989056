"""Icons for the widgets, from Lucide: `python docs/icons.py NAME …` adds them, `--without NAME …` takes some away.

Writes omni_nb/widgets/icons.js, which holds those alone. Names: https://lucide.dev/icons. Needs npm.
"""

from __future__ import annotations

import argparse
import io
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

PACKAGE = "lucide-static@1.62.0"
PLACE = Path(__file__).resolve().parent.parent / "omni_nb" / "widgets" / "icons.js"
HEAD = f"""// Icons, each as one path in a square of 24. Lucide ({PACKAGE}), ISC and in parts MIT: see NOTICE. Made by docs/icons.py.
// A name's icon is `icon(name)` of dom.js.

const ICONS = {{
"""
_NUMBER = r"[-+]?(?:\d*\.\d+|\d+\.?)"


def drawings() -> dict[str, str]:
    """All icons of the package, as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True, text=True
        )
        with tarfile.open(Path(folder) / done.stdout.strip().splitlines()[-1]) as files:
            found = (re.fullmatch(r"package/icons/(.+)\.svg", name) for name in files.getnames())
            return {m[1]: io.TextIOWrapper(files.extractfile(m[0]), encoding="utf-8").read() for m in found if m}


def one_path(svg: str) -> str:
    """Its shapes as one path: that is the least to carry, and nothing of it is HTML."""
    return "".join(_path(shape.tag.rpartition("}")[2], dict(shape.attrib)) for shape in ElementTree.fromstring(svg))


def _path(tag: str, a: dict[str, str]) -> str:
    if tag == "path" and set(a) == {"d"}:
        return _absolute(a["d"])
    if tag == "polyline" and set(a) == {"points"}:
        return f"M{a['points']}"
    if tag == "polygon" and set(a) == {"points"}:
        return f"M{a['points']}z"
    n = {name: float(value) for name, value in a.items()}
    if tag == "line" and set(n) == {"x1", "y1", "x2", "y2"}:
        return f"M{_n(n['x1'])} {_n(n['y1'])}L{_n(n['x2'])} {_n(n['y2'])}"
    if tag == "circle" and set(n) == {"cx", "cy", "r"}:
        r = _n(n["r"])
        half = f"a{r} {r} 0 1 0 "
        return f"M{_n(n['cx'] - n['r'])} {_n(n['cy'])}{half}{_n(2 * n['r'])} 0{half}{_n(-2 * n['r'])} 0"
    if (
        tag == "rect"
        and set(n) - {"rx", "ry"} == {"x", "y", "width", "height"}
        and n.get("rx") == n.get("ry", n.get("rx"))
    ):
        r = n.get("rx", 0)
        w, h = _n(n["width"] - 2 * r), _n(n["height"] - 2 * r)
        turns = [
            f"a{_n(r)} {_n(r)} 0 0 1 {_n(x)} {_n(y)}" if r else "" for x, y in ((r, r), (-r, r), (-r, -r), (r, -r))
        ]
        return f"M{_n(n['x'] + r)} {_n(n['y'])}h{w}{turns[0]}v{h}{turns[1]}h-{w}{turns[2]}v-{h}{turns[3]}z"
    raise SystemExit(f"a shape that is not known here: <{tag} {a}>; write it as a path in docs/icons.py")


def _absolute(path: str) -> str:
    """Its first move: relative is the same as absolute in a path of its own, but not behind another one."""
    found = re.match(rf"m\s*({_NUMBER})[\s,]*({_NUMBER})\s*(.*)", path)
    if not found:
        return path
    x, y, rest = found.groups()
    return f"M{x} {y}{rest if rest[:1].isalpha() else f'l{rest}' if rest else ''}"


def short(path: str) -> str:
    """The same to a hundredth, which is less than can be seen, without the spaces that a path does not need."""
    return "".join(
        letter + "".join(_short_numbers(letter, rest)) for letter, rest in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", path)
    )


def _short_numbers(letter: str, rest: str) -> Iterator[str]:
    at, n, before = 0, 0, " "
    while found := re.compile(r"[\s,]*([01])" if letter in "aA" and n % 7 in (3, 4) else rf"[\s,]*({_NUMBER})").match(
        rest, at
    ):
        flag = letter in "aA" and n % 7 in (3, 4)
        word = found[1] if flag else re.sub(r"^(-?)0\.", r"\1.", _n(round(float(found[1]), 2) + 0))
        yield word if before == " " or word[0] == "-" or (word[0] == "." and "." in before) else f" {word}"
        at, n, before = (
            found.end(),
            n + 1,
            " " if flag else word,
        )  # behind a flag, which is one digit, nothing is needed


def _n(value: float) -> str:
    return f"{value:g}"


def main() -> None:
    """Add what is asked for to what stands there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--without", nargs="+", default=[], metavar="NAME")
    asked = parser.parse_args()
    here = (
        set(re.findall(r'^  "([a-z0-9-]+)":', PLACE.read_text(encoding="utf-8"), flags=re.M))
        if PLACE.exists()
        else set()
    )
    known = drawings()
    wanted = sorted((here | set(asked.names)) - set(asked.without))
    if unknown := [name for name in wanted if name not in known]:
        raise SystemExit(f"{PACKAGE} has no icon of these names: {', '.join(unknown)}")
    lines = [f'  "{name}": "{short(one_path(known[name]))}",\n' for name in wanted]
    PLACE.write_text(f"{HEAD}{''.join(lines)}}};\n", encoding="utf-8")
    print(f"{len(wanted)} icons, {PLACE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
