"""Each way out leads somewhere: what comes there is tested with the room that does the work."""

import inspect

import pytest

from omni_nb.compare.comparison import Comparison
from omni_nb.compare.outlets import Outlets
from tests.compare.support import cell

ONE = Comparison((cell("Cherry"),))
METHODS = [n for n, f in vars(Outlets).items() if inspect.isfunction(f) and not n.startswith("_")]


@pytest.mark.parametrize("name", METHODS)
def test_every_way_out_says_what_it_gives_and_takes_names_only(name):
    said = inspect.getdoc(getattr(Comparison, name))
    assert said.split("\n")[0].endswith((".", ",")) or len(said) > 40
    kinds = [p.kind for p in inspect.signature(getattr(Outlets, name)).parameters.values()]
    assert all(k in (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD) for k in kinds[2:])


def test_a_value_with_ways_out_is_still_a_value(tmp_path):
    assert Comparison((cell("Cherry"),)) == ONE
    assert Comparison.load(ONE.save(tmp_path / "a.zip")) == ONE
    assert not hasattr(ONE, "__dict__")
    assert len(ONE.to_rows()) == len(ONE.to_frame()) == len(ONE.plot()) == 1


def test_the_ending_of_a_name_says_what_is_written(tmp_path):
    page = ONE.save(tmp_path / "v.HTM", title="Two & a half voices")
    assert "<title>Two &amp; a half voices</title>" in page.read_text(encoding="utf-8")
    assert "hello" in ONE.save(tmp_path / "v.html").read_text(encoding="utf-8")
    for name in ("voices", "voices.zip"):
        with pytest.raises(ValueError, match=f"only a page has a title.*for {name}$"):
            ONE.save(tmp_path / name, title="x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["v.HTM", "v.html"]
