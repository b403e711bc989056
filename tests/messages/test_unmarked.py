"""What people read is marked for the catalogue: `_("…")` in Python, `t("…")` in JavaScript."""

import pytest

from tests.support import unmarked
from tests.support.sentences import tool
from tests.support.unmarked import ROOT, is_sentence


def names(kind):
    return [path.relative_to(ROOT).as_posix() for path in sorted(ROOT.rglob(f"*.{kind}"))]


def test_every_sentence_of_python_is_marked():
    found = [
        f"omni_nb/{name}:{line}: write _({text!r}), or why it is for no reader, into tests/support/unmarked.py"
        for name in names("py")
        if not name.startswith(tuple(unmarked.NOT_FOR_READERS))
        for line, text in unmarked.python((ROOT / name).read_text(encoding="utf-8"), name)
    ]
    assert not found, "\n".join(found)


def test_every_sentence_of_javascript_is_marked():
    paths = sorted((ROOT / "widgets").glob("*.js"))
    found = [f"{file}:{line}: write t({text!r})" for file, line, text in unmarked.javascript(paths)]
    assert not found, "\n".join(found)


def test_the_widgets_find_the_sentences_that_the_catalogue_has():
    """Python cuts them out of a joined module by a pattern, Babel reads JavaScript: both find the same."""
    from omni_nb.widgets.base import sentences_in

    marked = {text for path in ROOT.rglob("*.js") for text in sentences_in(path.read_text(encoding="utf-8"))}
    assert marked == {m.id for m in tool.sentences_of_javascript() if m.id}


@pytest.mark.parametrize(
    "source",
    [
        'raise OmniError("no bread here")',
        'raise ValueError(f"no {bread} here")',
        'Note("media", f"{name} was made smaller")',
        'x = "a line of words" if y else ""',
        'html = f"<div style=\\"color:red;top:1px\\">no words</div>"',
        'Message("bread is here")',
        'parser.add_argument("--x", help="the address of a server")',
    ],
)
def test_a_sentence_that_is_not_marked_is_found(source):
    assert unmarked.python(source)


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring of words."""',
        '_("no bread here")',
        '_("no {bread} here", bread=f"{x}")',
        'Message("{a}: {b}", a=a, b=b)',
        'x: "list of things" = 1',
        're.compile("no such thing")',
        'x = "color: red; padding: 4px"',
        'x = f"<div class=\\"omni nb\\" style=\\"a:b\\">{y}</div>"',
        'x = "omni-nb-live jp-RenderedHTMLCommon"',
        'assert x, "this cannot be"',
    ],
)
def test_what_is_no_sentence_is_let_be(source):
    assert unmarked.python(source) == []


SCRIPTS = [
    ('e.title = "Stop";', 1), ('e.textContent = on ? "yes" : t("no");', 1), ('h("b", {}, "Stop");', 1), ('h("b", { title: "x" }, null);', 1),
    ('e.setAttribute("aria-label", "reply");', 1), ("const x = `no ${y} here`;", 1), ('const x = { problem: "Nothing was recorded." };', 1),
    ('iconButton("stop", "square", "Stop", f);', 1), ('say(e, "Stop");', 1), ('later("a " + b);', 1), ('button("stop", "Stop", f);', 1),
    ('e.title = t("Stop");', 0), ('h("div", "gone now");', 0), ('h("div", "gone", "now it is gone");', 1), ('h("b", { class: "gone now" }, t("Stop"));', 0), ('e.style.cssText = "color:red;top:1px solid";', 0),
    ('if (x === "no such") y();', 0), ('e.className = "omni nb";', 0), ('e.querySelector("div span");', 0), ('h("b", {}, "×", " · ");', 0),
    ('e.textContent = `${a} / ${b}`;', 0), ('const x = t("no {y} here", { y });', 0), ('const x = later("no bread here");', 0),
]  # fmt: skip


def test_what_a_page_says_and_is_not_marked_is_found(tmp_path):
    paths = [tmp_path / f"{n:02}.js" for n in range(len(SCRIPTS))]
    for path, (source, _found) in zip(paths, SCRIPTS, strict=True):
        path.write_text(source, encoding="utf-8")
    found = [file for file, _line, _text in unmarked.javascript(paths)]
    assert [(source, found.count(path.name)) for path, (source, _n) in zip(paths, SCRIPTS, strict=True)] == SCRIPTS


def test_words_are_told_from_code():
    assert is_sentence("no words")
    assert not is_sentence("omni.ask(…)")
