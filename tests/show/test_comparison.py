import dataclasses
import html.parser
import json

import pytest

from omni_nb import Omni
from omni_nb.compare.comparison import Comparison
from omni_nb.show.comparison import bundle, headline
from omni_nb.widgets.saved_player import saved_player_script
from tests.compare.support import cell, everything, lost, tone
from tests.support import hostile
from tests.support.requests import request


def stored(of):
    """Bytes of a notebook with this output."""
    import nbformat

    output = nbformat.v4.new_output("display_data", data=of)
    return len(nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])])).encode())


@pytest.fixture(scope="module")
def spoken():
    omni = Omni.simulated(pace=0, keep=False, show=False)
    return omni.compare("The quick brown fox jumps over the lazy dog. " * 4, voices=["Cherry", "Ethan"], say=True).cells


def test_eight_voices_of_ten_seconds_are_under_900_kb(spoken):
    ten = [dataclasses.replace(c, reply=dataclasses.replace(c.reply, audio=c.clip.cut(0, 10))) for c in spoken]
    assert all(9 < c.clip.duration_s <= 10 for c in ten)
    output = bundle(Comparison(tuple(ten * 4)))
    assert output["text/html"].count("<audio") == output["text/html"].count("<img") == 8
    assert stored(output) < 900_000


@pytest.mark.parametrize("n", [1, 40, 300])
def test_it_is_never_too_much_and_never_blank(n, spoken):
    many = Comparison((dataclasses.replace(spoken[0], pinned=True), *spoken[1:]) + spoken * (n // 2))
    output = bundle(many)
    assert stored(output) < 900_000
    assert output["text/html"].count("<audio") > 0
    assert "favourite" in output["text/html"]
    assert all(str(len(many)) in output[kind] for kind in output)


def test_what_is_stored_runs_loads_and_styles_nothing_but_what_an_untrusted_notebook_keeps():
    class Seen(html.parser.HTMLParser):
        tags, attributes, sources = set(), set(), []

        def handle_starttag(self, tag, attrs):
            self.tags.add(tag)
            self.attributes |= {k for k, _ in attrs}
            self.sources += [v for k, v in attrs if k in ("src", "href")]

    bad = dataclasses.replace(cell(hostile.ALL, text=hostile.ALL), verbatim=hostile.ALL)
    output = bundle(Comparison((*everything(), bad)))
    seen = Seen()
    seen.feed(output["text/html"].removesuffix(saved_player_script()))
    assert not seen.tags & {"script", "style", "svg", "iframe", "object", "link", "meta", "form", "base"}
    assert not [a for a in seen.attributes if a.startswith("on")]
    assert all(s.startswith(("data:image/svg+xml;base64,", "data:audio/", "http")) for s in seen.sources)
    assert "\x1b" not in output["text/plain"]
    json.dumps(output).encode()


def test_simulated_answers_are_marked_as_such():
    assert "SIMULATED, no model was asked" in headline(Comparison((cell("Cherry"), lost("Kai"))))
    mixed = Comparison((cell("Cherry"), cell("Ethan", simulated=False)))
    assert "1 SIMULATED" in headline(mixed)
    assert "SIMULATED" not in headline(Comparison((cell("Cherry", simulated=False),)))


def test_what_was_asked_stands_above_once():
    one = Comparison((cell("Cherry"), cell("Ethan")))
    assert bundle(one)["text/html"].count("asked: “Say hello”") == 1
    asked = dataclasses.replace(cell("Cherry"), request=request(tone(), "what is this?"))
    html_ = bundle(Comparison((asked,)))["text/html"]
    assert "what is this?" in html_
    assert "sound" in html_.split("what is this?")[1][:300]
    assert "asked:" not in bundle(Comparison((asked, cell("Ethan"))))["text/plain"]


def test_nothing_at_all_is_told_as_such():
    assert "without cells" in bundle(Comparison(()))["text/html"]
    assert bundle(Comparison((lost("Kai"),)))["text/plain"].endswith("⚠ too fast")


def test_a_cell_s_last_line_shows_it_and_a_terminal_has_its_lines(capsys):
    one = Comparison((cell("Cherry"),))
    assert one._repr_mimebundle_() == bundle(one)
    one.show()
    assert "1. Cherry" in capsys.readouterr().out
