import time

import numpy as np
import pytest

from omni_nb.sound.clip import Clip
from omni_nb.sound.measure import envelope
from omni_nb.widgets.live_player import PEAKS_PER_S, LivePlayer
from tests.support.pages import loaded_again, tell


@pytest.fixture
def player():
    player = LivePlayer()
    player.sent, player.closed = [], []
    player.close = lambda: player.closed.append(1)
    player.send = lambda content, buffers=(): player.sent.append((content, buffers))
    return player


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
    player.end()
    step = 24_000 // PEAKS_PER_S
    whole = len(NOISE) // step
    expected = (envelope(NOISE[: whole * step], whole) >> 8).astype(np.int8)
    assert b"".join(b[1] for m, b in player.sent if m["t"] == "pcm") == expected.tobytes()


def test_equal_chunks_and_silence_are_sent_too(player):
    for _ in range(3):
        player.push(np.zeros(960, np.int16), 24_000)
    assert len(player.sent) == 3


def test_small_pieces_travel_together_but_for_the_first_and_the_last(player):
    for i in range(6):
        player.push(NOISE[i * 480 : (i + 1) * 480], 24_000)
    assert [len(b[0]) for _, b in player.sent] == [960, 1_920, 1_920]
    player.end()
    assert b"".join(b[0] for m, b in player.sent if m["t"] == "pcm") == NOISE[: 6 * 480].tobytes()


def test_the_first_page_has_everything_a_later_one_asks_for_all(player):
    tell(player, "ready")
    assert player.seen
    player.push(NOISE[:5_000], 24_000)
    player.push(NOISE[5_000:], 24_000)
    player.end()
    player.sent.clear()
    tell(player, "ready")
    content, buffers = player.sent[-1]
    state = {"seq": 2, "rate": 24_000, "total": 10_000, "ended": True, "keep": False, "summary": "", "sound": ""}
    assert content == {"t": "all", **state}
    assert buffers[0] == NOISE.tobytes()


@pytest.mark.parametrize(("kind", "counted"), [("played", {"gaps": 2}), ("over", {"gaps": 2}), ("gone", {})])
def test_it_closes_when_it_was_heard_gave_way_or_lost_its_page(player, kind, counted):
    tell(player, kind, **counted)
    assert player.closed == []  # more is coming
    player.end()
    tell(player, kind, **counted)
    assert (player.closed, player.gaps, player.played) == ([1], counted.get("gaps", 0), kind == "played")


def test_silence_can_be_asked_for(player):
    player.silence()
    tell(player, "what is this")
    assert player.sent == [({"t": "silence"}, ())]


def test_nothing_of_the_sound_is_in_its_traits(player):
    before = player.get_state()
    player.push(NOISE, 24_000)
    assert player.get_state() == before
    assert sum(len(str(v)) for k, v in before.items() if k not in ("_esm", "_css")) < 2_000


def captions(player):
    shown = []
    for message, _ in player.sent:
        if message["t"] == "words":
            shown[message["at"] :] = message["more"]
    return [sentence for sentence, _ in shown]


@pytest.mark.parametrize("step", [1, 3, 1_000])
def test_captions_are_sentences_however_the_words_came(player, step):
    text = "You said: “Why?”, at 3.5 s. Hello there. How are you?\n你好。我是模拟器，不是真正的模型！and one more of omni_nb"
    for i in range(0, len(text), step):
        player.caption(text[i : i + step])
    player.end()
    assert captions(player) == [
        "You said: “Why?”, at 3.5 s.",
        "Hello there.",
        "How are you?",
        "你好。",
        "我是模拟器，不是真正的模型！",
        "and one more of omni_nb",
    ]


def test_a_long_sentence_is_cut_between_words_and_one_without_any_anyway(player):
    player.caption("and so on " * 30, last=True)
    player.caption("字" * 200, last=True)
    *english, one, two, three = captions(player)
    assert all(len(s) <= 90 and s.split()[-1] in ("and", "so", "on") for s in english)
    assert one + two + three == "字" * 200


def test_one_that_stays_is_kept_after_it_was_heard_and_gives_mp3(player):
    stays = LivePlayer(stays=True)
    stays.sent, stays.closed = [], []
    stays.send = lambda content, buffers=(): stays.sent.append((content, buffers))
    stays.close = lambda: stays.closed.append(1)
    stays.push(NOISE, 24_000)
    stays.end("a hiss")
    tell(stays, "played", gaps=0)
    assert not stays.closed
    assert stays.sent[-1][0] == {"t": "end", "keep": True, "summary": "a hiss", "sound": ""}
    tell(stays, "mp3")
    for _ in range(3_000):
        if stays.sent[-1][0]["t"] == "mp3":
            break
        time.sleep(0.02)
    assert Clip.read(bytes(stays.sent[-1][1][0])).duration_s == pytest.approx(len(NOISE) / 24_000, abs=0.06)


def test_after_a_reset_it_is_as_new(player):
    player.push(NOISE, 24_000)
    player.caption("hello")
    player.end()
    player.reset()
    player.sent.clear()
    player.push(NOISE[:2_400], 16_000)
    (message, _) = player.sent[0]
    assert (message["seq"], message["rate"], loaded_again(player)["total"]) == (1, 16_000, 2_400)
    assert "beside" not in message


def test_whether_it_sounds_with_others_is_said():
    player, sent = LivePlayer(beside=True), []
    player.send = lambda content, buffers=(): sent.append(content)
    player.push(NOISE, 24_000)
    tell(player, "ready")
    tell(player, "ready")
    assert [m.get("beside") for m in sent if m["t"] in ("pcm", "all")] == [True, True]
