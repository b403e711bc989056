import numpy as np
import pytest

from omni_nb.reply.fold import Origin, ReplyFold
from omni_nb.show.live_sound import LiveSound
from omni_nb.wire.events import AudioDelta
from tests.show.support import Clock

RATE_HZ = 24_000


class Player:
    def __init__(self):
        self.log = []

    def push(self, samples, rate_hz):
        self.log.append(len(samples))

    def flush(self):
        self.log.append("flush")

    def silence(self):
        self.log.append("silence")

    def end(self, summary, sound):
        self.log.append(summary)

    def caption(self, words):
        self.log.append(words)


@pytest.fixture
def sound(monkeypatch):
    from omni_nb.widgets import live_player

    player = Player()
    monkeypatch.setattr(live_player, "LivePlayer", lambda **_: player)
    clock = Clock()
    sound = LiveSound(lambda widget: None, clock)
    sound.clock, sound.player = clock, player
    return sound


def sounding(fold, s, rate_hz=RATE_HZ):
    fold.feed(AudioDelta(0.0, np.zeros(int(s * rate_hz), np.int16), rate_hz))


def test_where_the_page_has_little_in_hand_every_tick_is_sent_and_where_it_has_much_few_are(sound):
    fold = ReplyFold(Origin(model="m"))
    for _ in range(20):  # as fast as it is heard
        sounding(fold, 0.05)
        sound.tick(fold)
        sound.clock.now += 0.05
    assert sound.player.log == [1_200] * 20
    sound.player.log.clear()
    sounding(fold, 3.0)
    for _ in range(20):
        sounding(fold, 0.2)
        sound.tick(fold)
        sound.clock.now += 0.05
    assert len(sound.player.log) <= 5
    assert sum(sound.player.log) <= 7 * RATE_HZ


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 24_000, 48_000])
def test_what_a_page_has_in_hand_is_counted_in_seconds_whatever_the_rate(sound, rate_hz):
    fold = ReplyFold(Origin(model="m"))
    for _ in range(60):  # three seconds, as fast as they are heard
        sounding(fold, 0.05, rate_hz)
        sound.tick(fold)
        sound.clock.now += 0.05
    assert sound.player.log == [rate_hz // 20] * 60


def test_a_reply_in_text_only_has_no_player(sound):
    fold = ReplyFold(Origin(model="m"))
    sound.tick(fold)
    sound.rest(fold, stopped=False)
    sound.finish(stopped=True)
    assert not sound.begun
    assert sound.player.log == []


@pytest.mark.parametrize(("stopped", "log"), [(False, [24_000, "done"]), (True, [])])
def test_the_rest_of_a_reply_that_came_at_once_is_heard_and_of_a_stopped_one_nothing(sound, stopped, log):
    fold = ReplyFold(Origin(model="m"))
    sounding(fold, 1.0)
    sound.rest(fold, stopped=stopped)
    sound.finish(stopped=stopped, summary="done")
    assert sound.player.log == log
