import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.reply.timing import Timing, timing_of
from omni_nb.reply.trace import TraceRecorder


def trace(*chunks):
    """Of `(time, characters, samples)`."""
    recorder = TraceRecorder()
    for at_s, words, samples in chunks:
        recorder.add(at_s, 10, words, 0, samples)
    return recorder.trace()


def test_a_listener_waits_where_the_sound_comes_late():
    chunks = [(0.5, 4, 0), (0.9, 4, 0), (1.0, 0, 24_000), (1.5, 0, 24_000), (4.0, 0, 24_000), (4.1, 0, 0)]
    t = timing_of(trace(*chunks), rate_hz=24_000, total_s=4.2)
    assert (t.first_text_s, t.first_audio_s, t.total_s, t.audio_s) == (0.5, 1.0, 4.2, 3.0)
    assert t.stalled_s == pytest.approx(1.0)
    assert t.chunk_boundaries == (24_000, 48_000)
    assert t.real_time_factor == pytest.approx(1.4)


def test_without_sound_there_is_no_real_time_factor():
    assert Timing(total_s=3.0).real_time_factor is None
    assert timing_of(trace((0.5, 4, 0)), rate_hz=None, total_s=3.0) == Timing(first_text_s=0.5, total_s=3.0)


def test_nothing_that_came_has_no_times_but_an_end():
    assert timing_of(trace(), rate_hz=None, total_s=3.0) == Timing(total_s=3.0)
    assert timing_of(trace((0.1, 0, 0)), rate_hz=24_000, total_s=3.0) == Timing(total_s=3.0)


@given(st.lists(st.tuples(st.floats(0, 9), st.integers(1, 90_000)), min_size=1, max_size=20))
def test_the_wait_is_that_of_a_listener_who_is_followed_step_by_step(pieces):
    pieces.sort(key=lambda piece: piece[0])
    heard_until_s, waited_s = pieces[0][0], 0.0
    for at_s, samples in pieces:
        waited_s += max(at_s - heard_until_s, 0.0)
        heard_until_s = max(heard_until_s, at_s) + samples / 24_000
    t = timing_of(trace(*[(at_s, 0, n) for at_s, n in pieces]), rate_hz=24_000, total_s=10.0)
    assert t.stalled_s == pytest.approx(waited_s, abs=1e-9)
