import dataclasses
import gc
import re
import weakref

import numpy as np
import pytest

from omni_nb.errors import StreamBroken
from omni_nb.front_end.kind import front_end
from omni_nb.reply.fold import Origin, ReplyFold
from omni_nb.reply.reply import Reply
from omni_nb.show import embedded
from omni_nb.show.embedded import EmbeddedView, LiveWidgets
from omni_nb.widgets.form import Form
from omni_nb.widgets.live_player import LivePlayer
from omni_nb.widgets.live_text import LiveText
from omni_nb.wire.events import AudioDelta, TextDelta
from tests.support.media import TONE
from tests.support.pages import loaded_again


class Clock:
    now = 0.0

    def __call__(self):
        self.now += 1.0
        return self.now


@pytest.fixture
def view():
    places = []
    widgets = LiveWidgets()
    view = EmbeddedView(lambda slot, widget: places.append((slot, widget)), widgets, Clock())
    view.places, view.widgets = places, widgets
    return view


def test_words_first_then_the_player_which_stays(view):
    fold = ReplyFold(Origin(model="m", sound=True))
    assert [s for s, _ in view.places] == ["text"]
    view.tick(fold)
    fold.feed(TextDelta(0.0, "hello"))
    view.tick(fold)
    assert [s for s, _ in view.places] == ["text", "player"]  # before its first sound
    fold.feed(AudioDelta(0.0, np.full(4_800, 7, np.int16), 24_000))
    fold.feed(TextDelta(0.0, " there"))
    view.finish(Reply(text="hello there", audio=TONE, complete=True), fold)
    text, player = view.places[0][1], view.places[1][1]
    assert "hello there" in "".join(loaded_again(text)["blocks"])
    page = loaded_again(player)
    assert page["total"] == 4_800
    assert page["summary"].startswith("Waveform: 1.00 s")
    view.leave_text()
    view.close()
    assert view.places[-2:] == [("text", None), ("player", None)]
    held = weakref.ref(fold)
    del fold
    gc.collect()
    assert held() is None  # its sound is let go


def test_the_next_reply_has_the_same_widgets_and_nothing_of_the_one_before(view):
    fold = ReplyFold(Origin(model="m", sound=True))
    fold.feed(TextDelta(0.0, "hello"))
    fold.feed(AudioDelta(0.0, np.full(4_800, 7, np.int16), 24_000))
    view.tick(fold)
    view.finish(Reply(text="hello", audio=TONE, complete=True), fold)
    view.leave_text()
    view.close()
    again = EmbeddedView(lambda slot, widget: view.places.append((slot, widget)), view.widgets, Clock())
    fold = ReplyFold(Origin(model="m", sound=True))
    fold.feed(TextDelta(0.0, "and"))
    fold.feed(AudioDelta(0.0, np.full(480, 9, np.int16), 24_000))
    again.tick(fold)
    (text, player), (text_again, player_again) = (
        [w for s, w in part if w is not None] for part in (view.places[:2], view.places[-2:])
    )
    assert (text_again, player_again) == (text, player)
    assert "hello" not in str(loaded_again(text))
    assert loaded_again(player)["total"] == 480
    view.widgets.close()
    assert (text.comm, player.comm) == (None, None)
    assert view.widgets.text().comm is not None  # a form that is opened again has new ones


def test_a_player_for_sound_that_never_came_goes(view):
    fold = ReplyFold(Origin(model="m", sound=True))
    fold.feed(TextDelta(0.0, "hello"))
    view.tick(fold)
    view.finish(Reply(text="hello", complete=True), fold)
    assert view.places[-1] == ("player", None)


def test_a_stopped_one_falls_silent(view):
    fold = ReplyFold(Origin(model="m", sound=True))
    fold.feed(AudioDelta(0.0, np.full(4_800, 7, np.int16), 24_000))
    view.tick(fold)
    player, sent = view.places[-1][1], []
    player.send = lambda content, buffers=(): sent.append(content["t"])
    view.finish(Reply(text="", audio=TONE, error=StreamBroken("stopped", code="stopped")), fold)
    assert sent == ["silence", "end"]


def test_text_alone_has_no_player(view):
    fold = ReplyFold(Origin(model="m"))
    fold.feed(TextDelta(0.0, "hello"))
    view.tick(fold)
    view.finish(Reply(text="hello", complete=True), fold)
    view.close()
    assert [s for s, _ in view.places] == ["text"]


def test_the_panels_style_is_theirs_too(view):
    """They bring none of their own: whatever they are made of must stand in the form's."""
    text = view.places[0][1]
    assert text.get_state()["_css"] == ""
    used = set(re.findall(r"--onb-[\w-]+", LiveText._esm + LivePlayer._esm))
    assert len(used) > 5
    for token in used:
        assert f"{token}:" in Form._css or re.fullmatch(r"--onb-(space|radius).*", token), token
    assert ".copying:has(span)" in Form._css


def test_marimo_gives_each_widget_a_root_of_its_own(monkeypatch):
    monkeypatch.setattr(embedded, "front_end", lambda: dataclasses.replace(front_end(), kind="marimo"))
    assert "--onb-ink" in LiveWidgets().text().get_state()["_css"]
