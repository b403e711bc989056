import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.panels.comparison.sound_feed import LATER_S, SOON_S, SoundFeed
from omni_nb.panels.comparison.sources import KeptCells
from tests.panels.comparison.support import Coming, answered, comparison, refused


def some(n, first=1):
    return np.arange(first, first + n, dtype=np.int16)


def test_the_first_sound_goes_at_once_then_together_and_the_one_that_is_heard_sooner():
    coming, feed = Coming(2), SoundFeed()
    assert feed.due(coming, 0.0) == []
    coming.say(0, samples=some(10))
    assert [p["cell"] for p, _ in feed.due(coming, 0.0)] == ["0"]
    coming.say(0, samples=some(10))
    coming.say(1, samples=some(5))
    assert [(p["cell"], p["at"]) for p, _ in feed.due(coming, 0.01)] == [("1", 0)]
    assert feed.due(coming, SOON_S + 0.02) == []
    feed.heard = 0
    assert [(p["cell"], p["at"], len(s)) for p, s in feed.due(coming, SOON_S + 0.02)] == [("0", 10, 10)]
    coming.say(1, samples=some(5))
    assert feed.due(coming, SOON_S + 0.03) == []
    assert len(feed.due(coming, 2 * LATER_S)) == 1


def test_the_end_is_told_once_and_what_is_asked_again_begins_anew():
    coming, feed = Coming(1), SoundFeed()
    coming.say(0, samples=some(10))
    feed.due(coming, 0.0)
    coming.end(0)
    (((piece, samples)),) = feed.due(coming, 0.01)
    assert piece["ended"]
    assert len(samples) == 0
    assert feed.due(coming, 9.0) == []
    coming.again(0)
    assert feed.due(coming, 9.0) == []
    coming.say(0, samples=some(3))
    assert [(p["at"], p["ended"], len(s)) for p, s in feed.due(coming, 9.0)] == [(0, False, 3)]


def test_where_another_try_is_kept_in_the_end_its_sound_comes_from_the_beginning():
    coming, feed = Coming(1), SoundFeed()
    coming.say(0, samples=some(1_000))
    feed.due(coming, 0.0)
    coming.folds[0] = type(coming)(1).folds[0]
    coming.say(0, samples=some(1_000, first=-999))
    coming.end(0)
    ((piece, samples),) = feed.due(coming, 1.0)
    assert (piece["at"], len(samples), samples[0]) == (0, 1_000, -999)


def test_sounds_that_are_there_are_sent_whole_and_again_to_a_page_that_has_nothing():
    cells, feed = KeptCells(comparison(answered(0), refused(1))), SoundFeed()
    for _ in range(2):
        ((piece, samples),) = feed.due(cells, 0.0)
        assert piece == {"cell": "0", "at": 0, "rate": 24_000, "ended": True}
        assert np.array_equal(samples, cells.cell(0).clip.samples)
        assert feed.due(cells, 5.0) == []
        feed.forget()


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 9), st.floats(0, 1)), max_size=30))
def test_whatever_comes_when_every_sample_arrives_once_in_order(steps):
    coming, feed, now = Coming(3), SoundFeed(), 0.0
    given_, got = {n: [] for n in range(3)}, {n: [] for n in range(3)}

    def take():
        for piece, samples in feed.due(coming, now):
            n = int(piece["cell"])
            assert piece["at"] == len(got[n])
            got[n] += samples.tolist()

    for n, count, wait in steps:
        samples = some(count, len(given_[n]) + 1)
        coming.say(n, samples=samples)
        given_[n] += samples.tolist()
        now += wait
        take()
    for n in range(3):
        coming.end(n)
    take()
    assert got == given_
