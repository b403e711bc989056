import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.sound.spectrum import features, few_rows, shared_highest_hz, spectrum

RATE = 24_000


def vowels(*formants_hz, each_s=0.3, rate=RATE, pitch_hz=120.0):
    """A buzz with one formant after the other; 0 is silence."""
    t = np.arange(int(each_s * rate)) / rate
    return np.concatenate(
        [
            sum(np.exp(-(((h * pitch_hz - f) / 200) ** 2)) * np.sin(2 * np.pi * h * pitch_hz * t) for h in range(1, 30))
            if f
            else 0 * t
            for f in formants_hz
        ]
    )


def clip(*formants_hz, level=0.3, rate=RATE, **how):
    x = vowels(*formants_hz, rate=rate, **how)
    return Clip.of(level * x / np.abs(x).max(), rate)


def test_silence_is_left_out_and_the_frames_say_where_the_rest_stands():
    found = spectrum(clip(0, 700, 1_800, 0, 500, 0))
    assert found.cepstra.shape == (len(found), 13)
    assert len(found.levels_db) == 180
    assert found.frames[0] == pytest.approx(30, abs=2)
    assert found.frames[-1] == pytest.approx(150, abs=2)
    gap = np.flatnonzero(np.diff(found.frames) > 1)
    assert len(gap) == 1
    assert found.frames[gap[0]] == pytest.approx(90 + 4, abs=2)
    assert found.frames[gap[0] + 1] == pytest.approx(120 - 4, abs=2)


@pytest.mark.parametrize("n", [0, 1, 400, RATE])
def test_a_silent_clip_has_no_frames(n):
    found = spectrum(Clip(np.zeros(n, np.int16), RATE))
    assert len(found) == 0
    assert found.cepstra.shape == (0, 13)


def test_level_and_rate_hardly_count():
    loud, quiet = spectrum(clip(700, 1_800, 500)), spectrum(clip(700, 1_800, 500, level=0.01, rate=48_000))
    assert len(loud) == len(quiet)
    assert np.abs(loud.cepstra - quiet.cepstra).mean() < 0.15


def test_the_same_vowel_is_nearer_than_another():
    a = spectrum(clip(700, 1_800, 500)).cepstra
    b = spectrum(clip(700, 1_800, 500, pitch_hz=160)).cepstra
    ours, theirs = features(a), features(b)
    distance = np.linalg.norm(ours[[15, 45, 75], None] - theirs[[15, 45, 75]], axis=2)
    assert distance.argmin(axis=1).tolist() == [0, 1, 2]


@pytest.mark.parametrize(("count", "pooled", "rows"), [(100, 1, 100), (100, 4, 25), (103, 4, 25), (1, 1, 1), (3, 8, 1)])
def test_frames_are_averaged(count, pooled, rows):
    assert features(np.ones((count, 13), np.float32), pooled=pooled).shape == (rows, 26)


def test_sounds_are_compared_by_bands_that_all_have():
    assert shared_highest_hz([8_000, 48_000]) == 3_800
    assert shared_highest_hz([48_000]) == 7_600
    assert shared_highest_hz([1_000]) == 3_400
    assert shared_highest_hz([]) == 7_600


@pytest.mark.parametrize(("count", "products", "most"), [(0, 10, 1), (1, 10, 1), (5_000, 700, 357), (90, 10**7, 1)])
def test_few_rows_are_all_rows(count, products, most):
    found = [*few_rows(count, products)]
    assert [i for rows in found for i in range(rows.start, rows.stop)] == [*range(count)]
    assert max((rows.stop - rows.start for rows in found), default=1) <= most
