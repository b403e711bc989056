import threading

import pytest

from omni_nb import image
from omni_nb.prompt.parts import Prompt
from omni_nb.show import question_above
from omni_nb.show.question_above import QuestionAbove
from tests.show.support import Outputs
from tests.support.media import picture


@pytest.fixture
def outputs(monkeypatch):
    return Outputs(monkeypatch)


def test_a_long_video_does_not_keep_the_cell_it_is_drawn_later(outputs, monkeypatch):
    may_draw = threading.Event()
    monkeypatch.setattr(question_above, "LONGEST_DRAWN_S", 0.0)
    monkeypatch.setattr(question_above.question, "about", lambda asked: may_draw.wait(60) and {"text/plain": "drawn"})
    above = QuestionAbove(Prompt.of(image(picture()), "?"))
    above.tick()
    above.settle()
    assert outputs.shown[0]["text/plain"].startswith("[picture")
    may_draw.set()
    assert outputs.updated.wait(60)
    assert outputs.shown == [{"text/plain": "drawn"}]


def test_a_question_that_was_not_answered_leaves_nothing_however_late_it_is_drawn(outputs, monkeypatch):
    monkeypatch.setattr(question_above.question, "about", lambda asked: {"text/plain": "drawn"})
    above = QuestionAbove(Prompt.of(image(picture()), "?"))
    above.discard()
    above.tick()
    above.settle()
    assert outputs.shown == [{"text/plain": ""}]
