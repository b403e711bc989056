import pytest

from omni_nb import Omni
from omni_nb.panels.history.below import BelowList
from omni_nb.panels.history.staying import Staying
from omni_nb.widgets.history import HistoryView


@pytest.fixture
def place():
    view = HistoryView(lambda content, buffers: None)
    set_ = {}
    view.set = set_.__setitem__
    return BelowList(view, Staying("line", "key"), Omni.simulated(pace=1, show=False)), set_


def test_a_comparison_takes_two(place):
    below, set_ = place
    replies = [Omni.simulated(pace=0, show=False).ask(f"hi {i}") for i in range(2)]
    with pytest.raises(ValueError, match="at least two"):
        below.compare(replies[:1])
    below.compare(replies)
    assert set_["below"]["kind"] == "comparison"
    assert set_["below"]["id"]
    below.shut()
    assert set_["below"] == {"id": "", "kind": ""}


def test_a_composer_that_is_answered_is_not_taken_away(place):
    below, set_ = place
    reply = Omni.simulated(pace=0, show=False).ask("hi", modalities=["text"])
    below.compose(reply)
    assert set_["below"]["kind"] == "composer"
    composer = below.there
    composer.prompt = "Tell me a long story about the sea. " * 20
    composer.send()
    assert below.busy
    for change in (lambda: below.compose(reply), lambda: below.compare([reply, reply]), below.shut):
        with pytest.raises(ValueError, match="stop it first"):
            change()
    composer.stop()
    composer.wait(60)
    below.shut()
    assert not below.busy
