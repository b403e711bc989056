import itertools

import numpy as np

from omni_nb.sound.moments import knots, onsets
from omni_nb.sound.spectrum import Spectrum


def spectrum(frames, levels_db=None):
    frames = np.array(frames)
    levels = np.full(frames[-1] + 1, -20.0) if levels_db is None else np.array(levels_db, float)
    return Spectrum(cepstra=np.zeros((len(frames), 13), np.float32), frames=frames, levels_db=levels)


def test_a_pause_of_one_is_a_moment_of_the_other():
    """Words at 0 to 0.5 s and, in the first clip, on from 0.9 s."""
    with_pause, without = spectrum([*range(50), *range(90, 140)]), spectrum(range(100))
    one, other = knots([with_pause, without], np.stack([np.arange(100.0)] * 2), [1_400, 1_000])
    at = one.index(490)
    assert one[at : at + 2] == (490, 900)
    assert other[at] == other[at + 1] == 495
    assert (one[0], one[-1], other[0], other[-1]) == (0, 1_400, 0, 1_000)


def test_pauses_of_two_at_about_the_same_word_are_one():
    first, second = spectrum([*range(50), *range(90, 140)]), spectrum([*range(53), *range(70, 120)])
    one, other = knots([first, second], np.stack([np.arange(100.0)] * 2), [1_400, 1_200])
    at = one.index(490)
    assert (one[at : at + 2], other[at : at + 2]) == ((490, 900), (520, 700))
    assert all(a <= b for a, b in itertools.pairwise(other))


def test_knots_stay_inside_of_the_clip():
    one, other = knots([spectrum(range(100))] * 2, np.stack([np.arange(100.0)] * 2), [985, 1_000])
    assert max(one) == one[-1] == 985
    assert max(other) == 1_000


def test_syllables_begin_in_the_dips_of_the_mean_level():
    level = -20 - 15 * (np.abs(np.arange(100) - 40) < 2) - 15 * (np.abs(np.arange(100) - 70) < 2)
    s = spectrum(range(100), level)
    found = onsets([s, s], np.stack([np.arange(100.0)] * 2), 0)
    assert len(found) == 3
    assert np.abs(np.array(found) - [0, 400, 700]).max() <= 10


def test_pauses_begin_something_too():
    s = spectrum([*range(50), *range(90, 140)])
    assert onsets([s], np.arange(100.0)[None], 0) == (0, 490)
