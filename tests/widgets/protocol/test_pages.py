"""The messages of the widgets that stand alone, compared with their JavaScript."""

import numpy as np
import pytest

from omni_nb.widgets.live_player import LivePlayer
from omni_nb.widgets.live_text import LiveText
from omni_nb.widgets.protocol import pages
from omni_nb.widgets.protocol.reading import by_name, dispatch
from omni_nb.widgets.recorder import Recorder
from tests.support import scripts
from tests.support.pages import tell

WIDGETS = [
    ("live_text.js", pages.FromText, pages.ToText),
    ("live_player.js", pages.FromPlayer, pages.ToPlayer),
    ("recorder.js", pages.FromRecorder, pages.ToRecorder),
]


@pytest.mark.parametrize(("file", "says", "hears"), WIDGETS)
def test_page_and_protocol_have_the_same_messages(file, says, hears):
    text = scripts.read("messages.js", file)
    assert scripts.said(text) == set(by_name(says))
    assert scripts.taken(text) == set(by_name(hears))


def heard(widget, hears):
    """The names of what it says from now on, each as the protocol has it."""
    names = []

    def page(content, buffers=None):
        dispatch(content, list(buffers or ()), hears, dict.fromkeys(by_name(hears), lambda m, b: names.append(m["t"])))

    widget.send = page
    widget.send_lean = page
    return names


def test_all_that_live_text_says_is_as_the_protocol_has_it():
    text = LiveText()
    names = heard(text, pages.ToText)
    text.push(["<p>a</p>"], "<p>b", "writing")
    text.push([], "<p>b c", None)
    tell(text, "ready")
    assert set(names) == set(by_name(pages.ToText))


def test_all_that_a_player_says_is_as_the_protocol_has_it(monkeypatch):
    player = LivePlayer(beside=True, stays=True)
    names = heard(player, pages.ToPlayer)
    monkeypatch.setattr("omni_nb.widgets.live_player.EVENT_LOOP.in_thread", lambda work: work())
    player.push(np.ones(4_800, np.int16), 24_000)
    player.caption("One. Two.")
    player.end("two words")
    for said in ("ready", "ready", "mp3"):
        tell(player, said)
    player.silence()
    player.reset()
    assert set(names) == set(by_name(pages.ToPlayer))


def test_all_that_a_recorder_says_is_as_the_protocol_has_it():
    recorder = Recorder(use="take it")
    names = heard(recorder, pages.ToRecorder)
    tell(recorder, "ready")
    tell(recorder, "begin", take=1, rate=44_100)
    tell(recorder, "end", take=1, n=3)
    recorder.reset()
    assert set(names) == set(by_name(pages.ToRecorder))
