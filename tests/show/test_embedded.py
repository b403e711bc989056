import numpy as np
import pytest

from omni_nb.errors import StreamBroken
from omni_nb.reply.fold import Origin, ReplyFold
from omni_nb.reply.reply import Reply
from omni_nb.show.embedded import EmbeddedView
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
    view = EmbeddedView(lambda slot, widget: places.append((slot, widget)), Clock())
    view.places = places
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
    assert text.comm is None
    assert player.comm is not None
    view.close()
    assert player.comm is None
    assert view.places[-2:] == [("text", None), ("player", None)]


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
