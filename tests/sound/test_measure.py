import math

import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.sound.measure import envelope, peak_dbfs, rms_dbfs

RAMP = np.arange(1_000, dtype=np.int16)


def test_the_envelope_holds_lowest_and_highest_of_each_stretch():
    assert envelope(RAMP, 10).tolist()[0] == [0, 99]
    assert envelope(RAMP, 10).tolist()[-1] == [900, 999]


def test_fewer_samples_than_bins_give_a_row_each():
    assert envelope(RAMP[:3], 10).shape == (3, 2)
    assert envelope(RAMP[:0], 10).shape == (0, 2)


def test_bins_must_be_positive():
    with pytest.raises(ValueError, match="bins"):
        envelope(RAMP, 0)


def test_levels_of_a_full_square_wave_are_zero_decibels():
    square = Clip(np.array([-32_768, 32_767] * 500, np.int16), 8_000)
    assert peak_dbfs(square) == pytest.approx(0, abs=0.01)
    assert rms_dbfs(square) == pytest.approx(0, abs=0.01)


def test_silence_is_minus_infinity():
    for clip in (Clip(np.zeros(9, np.int16), 8_000), Clip(np.zeros(0, np.int16), 8_000)):
        assert math.isinf(peak_dbfs(clip))
        assert math.isinf(rms_dbfs(clip))
