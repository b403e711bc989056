"""Programs of npm that `make test` puts into .venv/node, and what they find in the widgets' JavaScript.

What is looked at are the modules that a browser gets, joined from files; what is found is told with file and line.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WIDGETS = ROOT / "omni_nb" / "widgets"
_PROGRAMS = ROOT / ".venv" / "node" / "node_modules" / ".bin"


def program(name):
    """The path of one; without it the test is not tried, which is said loudly."""
    if shutil.which("node") is None or not (_PROGRAMS / name).exists():
        pytest.skip(
            f"NOT TRIED: no {name} (Node and npm, then `make test`), so the widgets' JavaScript was not checked with it"
        )
    return str(_PROGRAMS / name)


_WRITE = """
import pathlib, sys
from omni_nb.widgets import lean
lean.lean_script = lean.squeezed = str  # as it is written, with its types
from omni_nb.widgets import audition, comparison, form, gallery, history, listening, live_player, live_text, recorder
views = (form.Form, live_player.LivePlayer, live_text.LiveText, recorder.Recorder, listening.ListeningView, comparison.ComparisonView, gallery.GalleryView, history.HistoryView)
files = {v.__name__: v._esm for v in views}
files["Audition"] = audition.audition_script() + "\\nexport default makeAudition;"
files |= {"ComparisonPage": comparison.page_script(), "ListeningPage": listening.page_script()}
for name, text in files.items():
    pathlib.Path(sys.argv[1], name + ".js").write_text(text, encoding="utf-8")
"""


def modules(folder):
    """Write them there, in another process: this one has them as a page gets them. Returns the folder."""
    subprocess.run([sys.executable, "-c", _WRITE, str(folder)], check=True)
    return folder


def types(folder):
    """What TypeScript finds in the modules there."""
    scripts, declared = folder.glob("*.js"), (ROOT / "tests" / "javascript").glob("*.d.ts")
    config = {
        "extends": str(ROOT / "jsconfig.json"),
        "compilerOptions": {"moduleDetection": "force", "module": "esnext"},
        "files": [str(path) for path in (*sorted(scripts), *sorted(declared))],
        "include": [],
    }
    (folder / "tsconfig.json").write_text(json.dumps(config), encoding="utf-8")
    said = _run(folder, program("tsc"), "--project", "tsconfig.json", "--pretty", "false")
    found = re.findall(r"^([^\s(]+)(?:\((\d+),\d+\))?: error (.*)$", said, flags=re.M)
    return _placed(folder, found, said)


_LENGTHS = """
const ts = require(process.argv[2]), fs = require("fs"), path = require("path");
for (const file of process.argv.slice(3)) {
  const source = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const line = (at) => source.getLineAndCharacterOfPosition(at).line, text = source.text.split("\\n");
  const code = (n, skip) => {
    let sum = 0;
    for (let i = line(n.getStart()); i <= line(n.end); i++) if (!skip.has(i) && !/^\\s*(\\/\\*|\\*|\\/\\/)/.test(text[i])) sum++;
    return sum;
  };
  const inside = (n, lines) => {
    const walk = (c) => {
      if (!(ts.isFunctionLike(c) && c.body)) return ts.forEachChild(c, walk);
      for (let i = line(c.getStart()) + 1; i <= line(c.end); i++) lines.add(i);
    };
    ts.forEachChild(n, walk);
    return lines;
  };
  const look = (n) => {
    if (ts.isFunctionLike(n) && n.body)
      console.log([path.basename(file), (n.name ?? n.parent.name)?.getText() ?? "", code(n, new Set()), code(n, inside(n, new Set()))].join(" "));
    ts.forEachChild(n, look);
  };
  look(source);
}
"""


def functions():
    """(file, name, lines, lines without those of the functions inside) of each function of the widgets' own files.

    Comments do not count."""
    program("tsc")
    said = subprocess.run(
        ["node", "-e", _LENGTHS, "-", str(_PROGRAMS.parent / "typescript"), *map(str, sorted(WIDGETS.glob("*.js")))],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    found = (re.fullmatch(r"(\S+) (.*) (\d+) (\d+)", line) for line in said.splitlines())
    return [(m[1], m[2], int(m[3]), int(m[4])) for m in found]


def lint(folder):
    """What the linter finds in the modules there."""
    said = _run(
        folder, program("biome"), "lint", "--config-path", str(ROOT), "--reporter=github", "--max-diagnostics=200", "."
    )
    found = re.findall(r"^::\w+ title=(\S+?),file=(\S+?),line=(\d+),.*?::(.*)$", said, flags=re.M)
    return _placed(folder, [(file, line, f"{title}: {words}") for title, file, line, words in found], said)


def _run(folder, *command):
    env = {**os.environ, "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, env=env, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def _placed(folder, found, said):
    """Each once. What one module does not use is told only if no other uses it."""
    if said and not found:
        return [said]  # the program itself failed
    told = {}
    for file, line, words in found:
        source = (folder / file).read_text(encoding="utf-8") if (folder / file).exists() else ""
        shared, place = _origin(folder, source, int(line)) if line and source else (1, file)
        told.setdefault((place, words), [shared, set()])[1].add(file)
    return sorted(
        f"{place}: {words}" for (place, words), (n, where) in told.items() if "unused" not in words or len(where) >= n
    )


def _origin(folder, source, line):
    """How many modules hold the file that a line came from; the file and its line."""
    for path in WIDGETS.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        if (start := source.find(text)) >= 0 and 1 <= (own := line - source.count("\n", 0, start)) <= text.count(
            "\n"
        ) + 1:
            return sum(text in other.read_text(encoding="utf-8") for other in folder.glob("*.js")), f"{path.name}:{own}"
    return 1, f"line {line}"
