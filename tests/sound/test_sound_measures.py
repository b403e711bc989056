import io
import json
import math

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from omni_nb import Clip
from omni_nb.servers.simulator import espeak
from omni_nb.sound.sound_measures import SoundMeasures, clipping, measure


def sine(amplitude=0.5, *, hz=220, rate=24_000, seconds=1.0):
    return amplitude * np.sin(2 * np.pi * hz * np.arange(round(rate * seconds)) / rate)


def finite(measures):
    return all(v is None or math.isfinite(v) for v in measures.to_dict().values())


@pytest.mark.skipif(
    not espeak.available(), reason="NOT TRIED: espeak-ng is not installed, so no real speech was tested"
)
def test_speech():
    said = espeak.speak("Hello there. Seven wizards sing.", voice="en-us", words_per_minute=160, pitch=50)
    m = measure(said)
    assert m.duration_s == said.duration_s
    assert 80 < m.pitch_hz < 130
    assert 1 < m.pitch_range_semitones < 12
    assert 0.5 < m.voiced_share < 1
    assert -30 < m.loudness_lufs < -15
    assert -10 < m.true_peak_dbtp < 0
    assert m.pause_count == 1
    assert m.speech_s + m.silence_start_s + m.silence_end_s + m.pause_s == pytest.approx(m.duration_s)
    assert (m.clipped_count, m.clipped_s) == (0, 0)


@pytest.mark.parametrize("samples", [[], [0], [-32_768], [0] * 9_000, [-32_768] * 9_000, [1, -1] * 5_000])
def test_nothing_to_measure_is_none_and_zero_is_zero(samples):
    m = measure(Clip(np.array(samples, np.int16), 24_000))
    assert (m.loudness_lufs, m.pitch_hz, m.pitch_range_semitones, m.voiced_share) == (None, None, None, None)
    assert (m.speech_s, m.silence_start_s, m.pause_count) == (0, len(samples) / 24_000, 0)
    assert finite(m)


def test_a_share_is_at_most_all():
    """A frame of pitch reaches a little over the end of a sound."""
    tone = np.concatenate([np.zeros(12_000), sine(seconds=0.2), np.zeros(12_000)])
    assert measure(Clip.of(tone, 24_000)).voiced_share == 1


def test_what_is_called_silent_has_no_pitch_and_no_loudness():
    pulses = np.where(np.arange(24_000) % 240, 0, 50).astype(np.int16)  # 100 Hz, -80 dBFS
    m = measure(Clip(pulses, 24_000))
    assert (m.speech_s, m.pitch_hz, m.loudness_lufs) == (0, None, None)
    assert m.true_peak_dbtp == pytest.approx(-56.3, abs=0.5)


def test_sound_without_pitch_has_no_voiced_share():
    m = measure(Clip.of(np.random.default_rng(0).standard_normal(48_000) * 0.1, 24_000))
    assert (m.pitch_hz, m.voiced_share) == (None, 0)
    assert m.speech_s == 2


@settings(max_examples=30, deadline=None)
@given(
    arrays.arrays(np.int16, st.integers(0, 3_000)),
    st.sampled_from([1_000, 8_000, 11_025, 22_050, 48_000, 192_000, 768_000]),
    st.integers(1, 20),
)
def test_any_clip_is_measured_and_comes_back_from_json(samples, rate, times):
    m = measure(Clip(np.tile(samples, times), rate))
    assert finite(m)
    assert SoundMeasures.from_dict(json.loads(json.dumps(m.to_dict(), allow_nan=False))) == m


def test_measures_of_a_later_version_are_read_and_torn_ones_refused():
    m = measure(Clip.of(sine(), 24_000))
    assert SoundMeasures.from_dict({**m.to_dict(), "warmth": 3}) == m
    with pytest.raises(ValueError, match="pitch_hz"):
        SoundMeasures.from_dict({k: v for k, v in m.to_dict().items() if k != "pitch_hz"})


# ---- clipping


@pytest.mark.parametrize("rate", [8_000, 24_000, 48_000, 192_000])
def test_a_wave_that_is_cut_off(rate):
    loud = Clip.of(sine(1.5, hz=100, rate=rate), rate)  # cut at 2/3: 0.535 of the time
    count, seconds = clipping(loud)
    assert count == 200
    assert seconds == pytest.approx(0.535, abs=0.015)


def test_a_wave_that_just_reaches_full_scale_is_not():
    assert clipping(Clip.of(sine(1.0, hz=220, rate=48_000), 48_000)) == (0, 0)
    assert clipping(Clip.of(sine(1.0, hz=200, rate=192_000), 192_000)) == (0, 0)
    assert clipping(Clip.of(sine(1.0, hz=221, rate=8_000), 8_000)) == (0, 0)


def test_a_square_wave_below_full_scale_is_whole():
    assert clipping(Clip.of(np.sign(sine()) * 0.7, 24_000)) == (0, 0)


@pytest.mark.parametrize("subtype", ["ULAW", "ALAW", "PCM_U8", "PCM_24", "FLOAT"])
def test_the_ceiling_of_other_encodings_is_found(subtype):
    file = io.BytesIO()
    soundfile.write(file, np.clip(sine(1.5, rate=8_000), -1, 1), 8_000, subtype, format="WAV")
    count, seconds = clipping(Clip.read(file.getvalue()))
    assert count == pytest.approx(440, abs=2)
    assert seconds > 0.5


def test_only_the_half_that_is_cut_counts():
    """An offset pushes one side of a wave into its ceiling."""
    count, _ = clipping(Clip.of(sine(0.8, hz=100) + 0.5, 24_000))
    assert count == 100
