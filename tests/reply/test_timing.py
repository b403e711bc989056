import pytest

from omni_nb.reply.timing import Stopwatch, Timing


def test_a_listener_waits_where_the_sound_comes_late():
    watch = Stopwatch()
    watch.text(0.5)
    watch.text(0.9)
    for at_s in (1.0, 1.5, 4.0):
        watch.audio(at_s, 24_000, 24_000)
    watch.end(4.2)
    t = watch.timing()
    assert (t.first_text_s, t.first_audio_s, t.total_s, t.audio_s) == (0.5, 1.0, 4.2, 3.0)
    assert t.stalled_s == pytest.approx(1.0)
    assert t.chunk_boundaries == (24_000, 48_000)
    assert t.real_time_factor == pytest.approx(1.4)


def test_without_sound_there_is_no_real_time_factor():
    assert Timing(total_s=3.0).real_time_factor is None
