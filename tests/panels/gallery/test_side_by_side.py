from omni_nb import Omni
from tests.panels.gallery.support import Wall, until


def test_the_picked_read_the_same_words_and_the_comparison_stays_in_the_notebook(monkeypatch):
    wall = Wall(monkeypatch)
    wall.gallery.picked = ["Ethan", "Cherry"]
    wall.settle().says("compare", words="今天天气很好。")
    until(lambda: wall.sections["compared"]["id"])
    until(lambda: len(wall.handles[0].shown) > 1)
    comparison = wall.omni.last_comparison
    assert [c.place.voice for c in comparison] == ["Ethan", "Cherry"]
    assert {c.verbatim for c in comparison} == {"今天天气很好。"}
    kept = wall.handles[0].shown[-1]
    assert "芊悦" in kept["text/html"]
    assert "今天天气很好" in kept["text/html"]
    assert "今天天气很好" in kept["text/plain"]
    first = wall.sections["compared"]["id"]
    wall.says("compare", words="好的。")
    until(lambda: wall.sections["compared"]["id"] != first)


def test_one_voice_or_a_missing_extra_is_said(monkeypatch):
    from omni_nb import comparing
    from omni_nb.errors import MissingExtra

    def missing():
        raise MissingExtra("pyloudnorm is not installed")

    monkeypatch.setattr(comparing, "require_loudness", missing)
    wall = Wall(monkeypatch, Omni.simulated(pace=0, show=False))
    wall.gallery.picked = ["Ethan"]
    wall.settle().says("compare", words="hi")
    assert "at least two voices" in wall.sections["notice"]
    wall.gallery.picked = ["Ethan", "Kai"]
    wall.settle().says("compare", words="hi")
    until(lambda: "pyloudnorm is not installed" in wall.sections["notice"])
    assert wall.sections["compared"]["id"] == ""
