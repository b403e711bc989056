import json
import re
import subprocess
from pathlib import Path

import pytest

from omni_nb.widgets import comparison, form, gallery, listening, live_player, live_text, recorder
from omni_nb.widgets.base import joined
from omni_nb.widgets.lean import lean_script, lean_style, squeezed
from tests.support import design_page, node

VIEWS = {
    each.__name__: each
    for each in (
        comparison.ComparisonView, form.Form, gallery.GalleryView, listening.ListeningView, live_player.LivePlayer,
        live_text.LiveText, recorder.Recorder,
    )
}  # fmt: skip

# What TypeScript makes of a script: its outermost statements as trees, without what says nothing (brackets around a value,
# `const` said twice, spaces at the edges of a template's lines). A script for the audio thread is a text in a template.
TREES = """
const ts = require(process.argv[2]), fs = require("fs");
const parsed = (text) => ts.createSourceFile("x.js", text, ts.ScriptTarget.Latest, true);
const names = new Set();
const tree = (n) => {
  if (ts.isParenthesizedExpression(n)) return tree(n.expression);
  if (ts.isVariableStatement(n)) return n.declarationList.declarations.map((d) => `${n.declarationList.flags & 3} ${tree(d)}`).join(" ");
  const property = n.parent?.name === n && !ts.isVariableDeclaration(n.parent) && !ts.isShorthandPropertyAssignment(n.parent);
  if (ts.isIdentifier(n) && !property) names.add(n.text);
  if ((ts.isNoSubstitutionTemplateLiteral(n) || ts.isTemplateExpression(n)) && n.getText().includes("registerProcessor"))
    return parsed(n.getText().slice(1, -1)).statements.map(tree).join(" ");
  const inside = [];
  ts.forEachChild(n, (c) => { inside.push(tree(c)); });
  const own = inside.length ? "" : n.getText().replace(/\\s*\\n\\s*/g, "\\n").replace(/;$/, "");
  return `(${n.kind}${n.operator ?? ""} ${own || inside.join(" ")})`;
};
const whole = (path) => {
  names.clear();
  const found = [];
  const source = parsed(fs.readFileSync(path, "utf8"));
  const wrong = source.parseDiagnostics.map((d) => d.messageText);
  const outermost = (n) => {
    const alone = ts.isVariableStatement(n) ? n.declarationList.declarations : [n];
    for (const one of alone) found.push([one.name?.getText() ?? "", tree(one)]);
  };
  source.statements.forEach(outermost);
  return { found, wrong, names: [...names] };
};
console.log(JSON.stringify(process.argv.slice(3).map(whole)));
"""


def trees(*paths):
    typescript = str(Path(node.program("tsc")).parents[1] / "typescript")
    said = subprocess.run(
        ["node", "-e", TREES, "-", typescript, *map(str, paths)], capture_output=True, text=True, check=True
    ).stdout
    return json.loads(said)


def differences(whole, sent):
    """What is wrong with a script as it is sent, by the whole one's trees: nothing changed, nothing that is named is gone."""
    wrong, left = list(sent["wrong"]), iter(sent["found"])
    now = next(left, None)
    for name, tree in whole["found"]:
        same = now and now[0] == name and (now[1] == tree or name == "ICONS")
        if same:
            now = next(left, None)
        elif name in sent["names"] or not name:
            wrong.append(f"changed or gone: {name or tree[:80]}")
    return wrong + ([f"from nowhere: {now}"] if now else [])


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    """The folders of every module of ours: as it is written, as it is sent."""
    written, sent = tmp_path_factory.mktemp("written"), tmp_path_factory.mktemp("sent")
    for path in node.modules(written).glob("*.js"):
        (sent / path.name).write_text(lean_script(path.read_text(encoding="utf-8")), encoding="utf-8")
    return written, sent


def test_what_is_sent_means_what_is_written(scripts):
    written, sent = (sorted(folder.glob("*.js")) for folder in scripts)
    found = trees(*written, *sent)
    assert len(written) > 8
    for path, whole, lean_one in zip(sent, found, found[len(written) :], strict=False):
        assert differences(whole, lean_one) == [], path.name
        assert len(lean_one["found"]) < len(whole["found"]), path.name
        text = path.read_text(encoding="utf-8")
        if "ICONS" in lean_one["names"]:
            assert set(re.findall(r'"([\w-]+)":"M', text)) == icons_named(text), path.name


def icons_named(text):
    known = re.findall(r'^  "([\w-]+)": "M', joined("icons.js"), flags=re.M)
    return {name for name in known if re.search(rf'"{name}"(?!:"M)', text)}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("seq=m.seq", "seq= -m.seq"),
        (",\nsetText=", ",\nsetTexts="),
        ('t("reply")', 't("reply ")'),
        ("if(waiting)return", "if(!waiting)return"),
        ("waiting=true", "waiting=false"),
        ("for(;drawn<", "for(;;drawn<"),
        ("drawn<state.blocks.length||shown", "drawn<(state.blocks.length||shown)"),
    ],
)
def test_a_difference_is_found(scripts, tmp_path, right, wrong):
    written, sent = (folder / "LiveText.js" for folder in scripts)
    text = sent.read_text(encoding="utf-8")
    assert right in text
    (tmp_path / "wrong.js").write_text(text.replace(right, wrong), encoding="utf-8")
    assert differences(*trees(written, tmp_path / "wrong.js")) != []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('/** @param {string} a */\nlet f = (a) => {\n  // why\n  return /** @type {any} */ (a);\n};\n', "let f=a=>{return (a)};"),
        ('/**\n * Of many lines.\n */\n\nf("image/*", "// no comment", "https://x"); // goes\n', 'f("image/*","// no comment","https://x");'),
        ("`a  {\n  // of a style\n  b : c`", "`a  {\n// of a style\nb : c`"),
        ("`a ${b ? `c , d` : e} , f`; g ( 1 )", "`a ${b ? `c , d` : e} , f`;g(1)"),
        ("a.replace(/ , \\/[/ ]\"/g, x / y / 2)", "a.replace(/ , \\/[/ ]\"/g,x/y/2)"),
        ("x = a - -b + +c - d; y++ + z;", "x=a - -b + +c-d;y+++z;"),
        ("f(async (a) => a, (b) => b, (c, d) => c, (e.f))", "f(async(a)=>a,b=>b,(c,d)=>c,e.f)"),
        ("const a = [\n  1,\n  { b: 2, },\n];\nconst c = a;\nlet d;\nf(a, c, d);", "const a=[1,{b:2}],\nc=a;\nlet d;\nf(a,c,d);"),
        ("const f = () => {\n  const a = 1; g(a);\n  const b = 2;\n  return b;\n};\nf();", "const f=()=>{const a=1;g(a);const b=2;return b};\nf();"),
        ("const f = () => {\n  let a = 1;\n  let b;\n  const c = a;\n  let d = c;\n  for (let e = 0; e < d; e++) g(b);\n};\nf();", "const f=()=>{let a=1,b;const c=a;let d=c;for(let e=0;e<d;e++)g(b)};\nf();"),
        ("for (const a of b) { const { c } = a;\n  const [d] = c; g(d); }", "for(const a of b){const{c}=a,[d]=c;g(d)}"),
        ("`\n registerProcessor( \"a\", b ); // c\n`", '`registerProcessor("a",b);`'),
        ("", ""),
    ],
)  # fmt: skip
def test_comments_and_spaces_go(source, expected):
    assert lean_script(source) == expected


def test_what_nothing_names_is_not_sent():
    kept = 'const a = (b = {}, { c } = f(b)) => a(b);\nconst d = async (e) => e;\nclass G { h() { return 1; } }\nconst i = "a";\nconst j = `k`;\n'
    assert lean_script(f"{kept}const x = 1;\nf(x);") == "const x=1;\nf(x);"
    assert lean_script(f"{kept}f(a, d, G, i, j);").count("=") == 8
    works = "const a = f();\nconst b = c = 1;\nwindow.d = 2;\nlet e = 3;"  # what is done is done, whoever names it
    assert lean_script(works) == "const a=f(),\nb=c=1;\nwindow.d=2;\nlet e=3;"


def test_an_icon_that_nothing_names_is_not_sent():
    icons = 'const ICONS = {\n  "copy": "M1 1",\n  "x": "M2 2",\n  "star": "M3 3",\n};\n'
    assert lean_script(icons + 'icon(ICONS, "copy"); later({ "star": "star" });') == (
        'const ICONS={"copy":"M1 1","star":"M3 3"};\nicon(ICONS,"copy");later({"star":"star"});'
    )
    assert lean_script(icons + 'const X = { y: "x" };\nf(ICONS);') == "const ICONS={};\nf(ICONS);"


_PUT_TOGETHER = re.compile(r"\bicon\(`|\biconButton\((?:`[^`]*`|[^`,]*), *`")


def test_the_name_of_an_icon_stands_in_the_code_as_it_is():
    """One that is put together is not found, so its icon would not be sent: the button was empty."""
    assert _PUT_TOGETHER.search("icon(`chevron-${where}`)")
    assert _PUT_TOGETHER.search("iconButton(`${where}${c.id}`, `chevron-${where}`, label)")
    assert not _PUT_TOGETHER.search('iconButton(`left${c.id}`, "chevron-left", `Move ${name}`)')
    sources = sorted(node.WIDGETS.glob("*.js"))
    put_together = [path.name for path in sources if _PUT_TOGETHER.search(path.read_text(encoding="utf-8"))]
    assert put_together == []


def test_a_style_keeps_its_rules():
    assert lean_style("/* why */\n\n.a {\n  color: red; /* or\n not */\n}\n") == ".a{color:red}"


def test_rules_below_one_element_stand_in_its_block():
    text = ".omni-nb-x { a: b; }\n.omni-nb-x .y, .omni-nb-x > i { c: d; }\n.omni-nb-x.z .y { e: f; }\n.q .omni-nb-x { g: h; }\n@media print {\n  .omni-nb-x .y { i: j; }\n}"
    assert lean_style(text).split("\n") == [
        ".omni-nb-x{a:b;.y,>i{c:d}&.z .y{e:f}}",
        ".q .omni-nb-x{g:h}",
        "@media print{.omni-nb-x{.y{i:j}}",
        "}",
    ]


def test_a_style_for_a_script_has_the_components_that_it_names_whole():
    """With every state and kind of a component: a sheet that has its first rule alone would take them from one before it."""
    rules = [
        f":where(.omni-nb) {s} {{ color: red; }}"
        for s in (".onb-menu", ".onb-menu > .onb-icon", ":is(.onb-menu, .onb-chip)", ":is(.onb-menu, .onb-chip:where([aria-checked], :checked))", ".onb-chip:where(.primary)", "i:not(.onb-menu, .onb-chip)", "[hidden]")
    ]  # fmt: skip
    text = "\n".join([".omni-nb { --onb-ink: red; --onb-line: blue; --onb-space: 4px; a: var(--onb-ink) var(--onb-space); }", *rules, "@keyframes turn { to { a: b; } }"])  # fmt: skip
    lean = lean_style(text, 'h("i", { class: "onb-chip" })').split("\n")
    assert lean == [
        ".omni-nb{--onb-ink:red;a:var(--onb-ink) 4px}",
        ":where(.omni-nb){.onb-chip{color:red}:is(.onb-chip:where([aria-checked],:checked)){color:red}.onb-chip:where(.primary){color:red}i:not(.onb-chip){color:red}[hidden]{color:red}}",
    ]
    every = lean_style(text, '"onb-menu onb-chip" --onb-line var(--onb-space)')
    assert every.startswith(
        ".omni-nb{--onb-ink:red;--onb-line:blue;--onb-space:4px;a:var(--onb-ink) 4px}\n:where(.omni-nb){.onb-menu{"
    )


RULES = """css => {
  const sheet = new CSSStyleSheet(), found = [];
  sheet.replaceSync(css);
  const walk = (rules, around, above) => {
    for (const rule of rules) {
      const name = rule.selectorText ?? rule.conditionText ?? rule.name;
      const own = above && name ? (name.includes("&") ? name.replaceAll("&", above) : `${above} ${name}`) : name ?? above;
      if (rule.style?.length) found.push([...around, own, rule.style.cssText.replaceAll(", ", ",")].join(" | "));  // of tokens it keeps the spaces
      if (rule.cssRules) walk(rule.cssRules, rule.style ? around : [...around, own], rule.style ? own : above);
    }
  };
  walk(sheet.cssRules, [], "");
  return found;
}"""


@pytest.mark.browser
def test_a_browser_reads_the_same_rules(page):
    """In blocks or each by itself. What a widget gets is a part of them, with lengths in the place of their names."""
    own = {"Form": ("enlarged.css", "form.css", "thread.css"), "ComparisonView": ("comparison.css",), "GalleryView": ("comparison.css", "gallery.css"), "ListeningView": ("listening.css",), "Recorder": ("recorder.css",)}  # fmt: skip
    for name, files in own.items():
        text = joined("design.css", *files)
        every = page.evaluate(RULES, text)
        assert len(every) > 60
        assert page.evaluate(RULES, lean_style(text)) == every
        sent = page.evaluate(RULES, VIEWS[name]._css)
        assert 0.4 * len(every) < len(sent) < len(every)
        script = VIEWS[name]._esm
        plain = dict(re.findall(r"(--onb-[\w-]+): (\d+px);", text))
        for rule in [
            one for one in every if not one.startswith("onb-turn ")
        ]:  # a class or a state that it names has its rule
            selector = rule.split(" | ")[-2]
            told = re.findall(r"\.(onb-(?!icon)[\w-]*)", selector)
            if all(one in script for one in told) and not set(plain) & set(re.findall(r"--[\w-]+", rule)):
                assert rule in sent, name


LOOKS = """() => [...document.querySelectorAll("main *")].map((e) => { const s = getComputedStyle(e);
  return e.tagName + e.className + [s.color, s.backgroundColor, s.borderColor, s.borderWidth, s.padding, s.minHeight, s.width, s.boxShadow, s.fontWeight, s.display, s.opacity].join(" "); })"""


@pytest.mark.browser
def test_a_sheet_that_comes_later_takes_nothing_from_one_that_stands(page):
    page.set_content(design_page.html())
    looks = page.evaluate(LOOKS)
    assert len(looks) > 80
    for view in VIEWS.values():
        page.add_style_tag(content=view._css)
        assert page.evaluate(LOOKS) == looks, view.__name__


def test_squeezed_keeps_strings_and_templates():
    code = '/** @type {any} */\nconst x = { a: "1 , 2" };\n\n  // no\nconst y = `p { q : r }`;\nif (x) y (x)'
    assert squeezed(code) == 'const x={a:"1 , 2"};\nconst y=`p { q : r }`;\nif(x)y(x)'
