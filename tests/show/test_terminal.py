import io

import numpy as np
import pytest

from omni_nb import Clip, Omni, Reply
from omni_nb.errors import StreamBroken
from omni_nb.notes import Note
from omni_nb.reply.fold import Origin, ReplyFold
from omni_nb.show.terminal import TerminalView, bars
from omni_nb.wire.events import Noted, TextDelta
from tests.support import hostile
from tests.support.media import TONE


def test_words_go_out_as_they_come_and_the_rest_aside():
    out, aside, fold = io.StringIO(), io.StringIO(), ReplyFold(Origin(model="m"))
    view = TerminalView(out, aside)
    fold.feed(Noted(0, Note("retry", "waiting")))
    fold.feed(TextDelta(0, "one "))
    view.tick(fold)
    assert (out.getvalue(), aside.getvalue()) == ("one ", "[waiting]\n")
    fold.feed(TextDelta(0, "two"))
    view.finish(Reply(text="one two", audio=TONE, model="m", error=StreamBroken("cut")), fold)
    view.discard()
    assert out.getvalue() == "one two\n"
    assert "█" in aside.getvalue()
    assert "⚠ incomplete: cut" in aside.getvalue()


def test_a_model_cannot_drive_the_terminal():
    out, aside, fold = io.StringIO(), io.StringIO(), ReplyFold(Origin(model=hostile.ALL))
    view = TerminalView(out, aside)
    fold.feed(TextDelta(0, hostile.ALL))
    fold.feed(Noted(0, Note("retry", hostile.ALL)))
    reply = Reply(text=hostile.ALL, model=hostile.ALL, server=hostile.ALL, error=StreamBroken(hostile.ALL))
    view.finish(reply, fold)
    for shown in (out.getvalue(), aside.getvalue()):
        assert hostile.unseen(shown) == ""
        assert hostile.MARK in shown


def test_what_is_one_character_or_one_new_line_stays_one_however_it_comes():
    out, fold = io.StringIO(), ReplyFold(Origin(model="m"))
    view = TerminalView(out, io.StringIO())
    for piece in ("a\r", "\n👨", "\u200d", "👩", "\u200d", "👧 b\u200d", "c\r"):
        fold.feed(TextDelta(0, piece))
        view.tick(fold)
    view.finish(Reply(), fold)
    assert out.getvalue() == "a\n👨\u200d👩\u200d👧 b�c�\n"


def test_the_bars_follow_the_loudness():
    ramp = Clip(np.linspace(0, 30_000, 6_000).astype(np.int16), 24_000)
    assert bars(ramp, 8) == "▁▂▃▄▅▆▇█"
    assert len(bars(TONE)) == 60
    assert set(bars(Clip(np.zeros(600, np.int16), 24_000))) == {"▁"}
    assert bars(Clip(np.zeros(0, np.int16), 24_000)) == ""


def test_ipythons_out_line_does_not_say_the_words_again(monkeypatch):
    monkeypatch.setattr("omni_nb.show.display.execution_count", lambda: 3)
    reply = Omni.simulated(pace=0, show=True).ask("Repeat exactly: hello", modalities=["text"])
    with pytest.raises(NotImplementedError):  # IPython takes the repr then
        reply._ipython_display_()
    monkeypatch.setattr("omni_nb.show.display.execution_count", lambda: 4)
    reply._ipython_display_()
