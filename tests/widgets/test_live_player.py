import numpy as np
import pytest

from omni_nb.sound.measure import envelope
from omni_nb.widgets.live_player import PEAKS_PER_S, LivePlayer


@pytest.fixture
def player():
    player = LivePlayer()
    player.sent, player.closed = [], []
    player.close = lambda: player.closed.append(1)
    player.send = lambda content, buffers=(): player.sent.append((content, buffers))
    return player


def tell(player, kind, **more):
    player._on_message(None, {"t": kind, **more}, None)


NOISE = np.random.default_rng(0).normal(0, 5_000, 10_000).astype(np.int16)


def test_sound_goes_out_in_numbered_binary_messages(player):
    for block in np.split(NOISE, 4):
        player.push(block, 24_000)
    assert [m["seq"] for m, _ in player.sent] == [1, 2, 3, 4]
    assert b"".join(b[0] for _, b in player.sent) == NOISE.tobytes()
    player.push(NOISE[:0], 24_000)
    assert len(player.sent) == 4


@pytest.mark.parametrize("size", [100, 960, 2_500, 10_000])
def test_the_peaks_do_not_depend_on_how_it_was_cut(player, size):
    for start in range(0, len(NOISE), size):
        player.push(NOISE[start : start + size], 24_000)
    step = 24_000 // PEAKS_PER_S
    whole = len(NOISE) // step
    expected = (envelope(NOISE[: whole * step], whole) >> 8).astype(np.int8)
    assert b"".join(b[1] for _, b in player.sent) == expected.tobytes()


def test_equal_chunks_and_silence_are_sent_too(player):
    for _ in range(3):
        player.push(np.zeros(480, np.int16), 24_000)
    assert len(player.sent) == 3


def test_the_first_page_has_everything_a_later_one_asks_for_all(player):
    tell(player, "ready")
    assert player.seen
    player.push(NOISE[:5_000], 24_000)
    player.push(NOISE[5_000:], 24_000)
    player.end()
    player.sent.clear()
    tell(player, "ready")
    ((content, buffers),) = player.sent
    assert content == {"t": "all", "seq": 2, "rate": 24_000, "total": 10_000, "ended": True}
    assert buffers[0] == NOISE.tobytes()


@pytest.mark.parametrize("kind", ["played", "over", "gone"])
def test_it_closes_when_it_was_heard_gave_way_or_lost_its_page(player, kind):
    tell(player, kind)
    assert player.closed == []  # more is coming
    player.end()
    tell(player, kind, gaps=2)
    assert (player.closed, player.gaps) == ([1], 2)


def test_silence_can_be_asked_for(player):
    player.silence()
    tell(player, "what is this")
    assert player.sent == [({"t": "silence"}, ())]


def test_nothing_of_the_sound_is_in_its_traits(player):
    player.push(NOISE, 24_000)
    assert len(str(player.get_state())) < 25_000
