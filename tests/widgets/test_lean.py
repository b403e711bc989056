import json
import re
import subprocess
from pathlib import Path

import pytest

from omni_nb.widgets import lean
from omni_nb.widgets.lean import lean_script, lean_style, squeezed
from tests.support import node

# What TypeScript takes for the tokens of both: comments and spaces are none. In templates (CSS, a worklet) they are not told.
TOKENS = """
const ts = require(process.argv[2]), fs = require("fs");
const tokens = (text) => {
  const found = [], source = ts.createSourceFile("x.js", text, ts.ScriptTarget.Latest, true);
  const walk = (n) => {
    if (ts.isJSDoc?.(n)) return;
    const parts = n.getChildren(source).filter((c) => !ts.isJSDoc(c));
    if (parts.length) return parts.forEach(walk);
    const said = n.getText(source);
    if (said) found.push(said.startsWith("`") || said.startsWith("}") ? said.replace(/\\/\\*\\*[^]*?\\*\\/ ?/g, "").split("\\n").map((l) => l.trim()).filter((l) => l && !l.startsWith("//")).join("\\n") : said);
  };
  walk(source);
  return found;
};
console.log(JSON.stringify(process.argv.slice(3).map((p) => tokens(fs.readFileSync(p, "utf8")))));
"""


def test_every_file_of_ours_means_the_same_without_its_comments(tmp_path):
    typescript = str(Path(node.program("tsc")).parents[1] / "typescript")
    whole, lean = [], []
    for path in sorted(node.WIDGETS.glob("*.js")):
        if path.name == "icons.js":
            continue  # nothing in it alone names its icons
        text = path.read_text(encoding="utf-8")
        whole.append(str(path))
        (tmp_path / path.name).write_text(lean_script(text), encoding="utf-8")
        lean.append(str(tmp_path / path.name))
    said = subprocess.run(
        ["node", "-e", TOKENS, "-", typescript, *whole, *lean], capture_output=True, text=True, check=True
    ).stdout
    tokens = json.loads(said)
    assert len(tokens) > 80
    for path, one, other in zip(whole, tokens, tokens[len(whole) :], strict=False):
        assert one == other, path


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('/** @param {string} a */\nconst f = (a) => {\n  // why\n  return /** @type {any} */ (a);\n};\n', "const f = (a) => {\nreturn (a);\n};"),
        ('/**\n * Of many lines.\n */\n\nf("image/*", "// no comment", "https://x"); // stays\n', 'f("image/*", "// no comment", "https://x"); // stays'),
        ("/* one */\nconst a = 1; /* stays */", "const a = 1; /* stays */"),
        ("`a\n  // of a worklet\n  b`", "`a\nb`"),
        ("", ""),
    ],
)  # fmt: skip
def test_comments_indents_and_empty_lines_go(source, expected):
    assert lean_script(source) == expected


def test_an_icon_that_nothing_names_is_not_sent():
    icons = 'const ICONS = {\n  "copy": "M1 1",\n  "x": "M2 2",\n  "star": "m3 3",\n};\n'
    assert lean_script(icons + 'icon("copy"); later({ "star": "star" });') == (
        'const ICONS = {\n"copy": "M1 1",\n"star": "m3 3",\n};\nicon("copy"); later({ "star": "star" });'
    )


_PUT_TOGETHER = re.compile(r"\bicon\(`|\biconButton\((?:`[^`]*`|[^`,]*), *`")


def test_the_name_of_an_icon_stands_in_the_code_as_it_is():
    """One that is put together is not found, so its icon would not be sent: the button was empty."""
    assert _PUT_TOGETHER.search("icon(`chevron-${where}`)")
    assert _PUT_TOGETHER.search("iconButton(`${where}${c.id}`, `chevron-${where}`, label)")
    assert not _PUT_TOGETHER.search('iconButton(`left${c.id}`, "chevron-left", `Move ${name}`)')
    sources = sorted(Path(lean.__file__).parent.glob("*.js"))
    put_together = [path.name for path in sources if _PUT_TOGETHER.search(path.read_text(encoding="utf-8"))]
    assert put_together == []


def test_a_style_keeps_its_rules():
    assert lean_style("/* why */\n\n.a {\n  color: red; /* or\n not */\n}\n") == ".a {\ncolor: red;\n}"


def test_a_style_for_a_script_has_the_components_that_it_names():
    rules = [
        f":where(.omni-nb) {s} {{ color: red; }}"
        for s in (".onb-menu", ".onb-menu > .onb-icon", ":is(.onb-menu, .onb-chip)", "[hidden]")
    ]
    text = "\n".join([".omni-nb { --onb-ink: red; }", "@media print {", *rules, "}"])
    lean = lean_style(text, 'h("i", { class: "onb-chip" })').split("\n")
    assert lean == [".omni-nb { --onb-ink: red; }", "@media print {", *rules[2:], "}"]
    assert lean_style(text, 'class: "onb-menu"') == text


def test_squeezed_keeps_strings_and_templates():
    code = '/** @type {any} */\nconst x = { a: "1 , 2" };\n\n  // no\nconst y = `p { q : r }`;\nif (x) y (x)'
    assert squeezed(code) == 'const x={a:"1 , 2"};\nconst y=`p { q : r }`;\nif(x)y(x)'
