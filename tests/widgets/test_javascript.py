"""The widgets' JavaScript as a browser gets it, read by TypeScript and by a linter. Both need Node, not a browser."""

import re

import pytest

from omni_nb.widgets.form import Form
from omni_nb.widgets.live_player import LivePlayer
from tests.support import node, typescript

SLIPS = {
    'send({ t: "stop" })': 'send({ t: "halt" })',
    'send({ t: "move", id, to })': 'send({ t: "move", id, where: to })',
    "shut: (m) => redraw(`shut:${m.panel}`)": "close: (m) => redraw(`shut:${m.panel}`)",
    "sections.check ??": "sections.checks ??",
    "m.upto, m.asked": "m.up_to, m.asked",
}

# Files whose parameters have no types yet. The list gets shorter; no file comes to it.
NOT_TYPED = {
    "audio_graph.js", "audition.js", "deck.js", "speaker.js",
    *(f"comparison{n}.js" for n in ("_asking", "_foot", "_list", "_row", "_settings", "_sounds", "_stage", "_wave")),
    *(f"listening{n}.js" for n in ("", "_keep", "_page", "_sound", "_view", "_words")),
}  # fmt: skip
# Functions that are still to be cut.
LONG = {"audition.js makeAudition", "comparison_list.js makeCellList", "listening.js initialize", "listening_page.js openListeningPage"}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    return node.modules(tmp_path)


def test_a_player_has_the_hook_by_which_the_form_silences_it():
    assert "[data-omni-nb=player]" in Form._esm
    assert '"data-omni-nb":"player"' in LivePlayer._esm


def test_the_types_of_the_messages_are_those_of_the_protocol():
    assert typescript.PLACE.read_text(encoding="utf-8") == typescript.declarations(), (
        "run `python -m tests.support.typescript`"
    )


def test_typescript_finds_nothing_wrong_with_what_a_browser_gets(folder):
    """Every parameter has a type, but in files that are not there yet."""
    found = [(line, line.partition(":")[0]) for line in node.types(folder)]
    assert [line for line, file in found if file not in NOT_TYPED or ": TS70" not in line] == []


def test_a_function_has_one_thing_to_do():
    """At most 40 lines. What makes a room, with its functions inside, has at most 40 of its own."""
    rooms = re.compile("make[A-Z]|^$")  # `export default () => …` has no name
    long = {
        f"{file} {name}" for file, name, lines, own in node.functions() if (own if rooms.match(name) else lines) > 40
    }
    assert long <= LONG


def test_typescript_finds_a_message_a_field_a_handler_and_a_section_by_a_wrong_name(tmp_path):
    text = (node.modules(tmp_path) / "Form.js").read_text(encoding="utf-8")
    for path in tmp_path.glob("*.js"):
        path.unlink()
    for right, wrong in SLIPS.items():
        assert right in text, right
        text = text.replace(right, wrong)
    (tmp_path / "slips.js").write_text(text, encoding="utf-8")
    found = " ".join(node.types(tmp_path))
    for name in ('"halt"', "'where'", "'close'", "'checks'", "'up_to'"):
        assert name in found


def test_the_linter_finds_nothing_in_what_a_browser_gets(folder):
    assert node.lint(folder) == []


def test_the_linter_finds_what_it_is_for(tmp_path):
    (tmp_path / "slips.js").write_text("export default (a) => { const b = 1; return a == 1 ? a.a : a.a; };\n")
    found = " ".join(node.lint(tmp_path))
    assert "noUnusedVariables" in found
    assert "noDoubleEquals" in found
