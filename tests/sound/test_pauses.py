import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb import Clip
from omni_nb.servers.simulator import espeak
from omni_nb.sound.pauses import Pauses, pauses, sounding, trim

RATE = 24_000


def sound(*parts, rate=RATE, level=0.2, noise=0.0, offset=0.0):
    """Seconds of voice (positive) and of silence (negative), one behind the other."""
    voiced = np.concatenate([np.full(round(abs(s) * rate), s > 0) for s in parts])
    t = np.arange(len(voiced)) / rate
    x = level * voiced * sum(np.sin(2 * np.pi * 130 * k * t) / k for k in range(1, 9))
    return Clip.of(x + noise * np.random.default_rng(2).standard_normal(len(x)) + offset, rate)


@pytest.mark.parametrize("rate", [8_000, 11_025, 24_000, 48_000, 192_000])
def test_silence_at_both_ends_and_inside(rate):
    found = pauses(sound(-0.5, 1, -0.3, 2, -0.1, 1, -0.25, 1, -0.7, rate=rate))
    assert found.silence_start_s == pytest.approx(0.5, abs=0.02)
    assert found.silence_end_s == pytest.approx(0.7, abs=0.02)
    assert found.pause_count == 2
    assert found.pause_s == pytest.approx(0.55, abs=0.04)
    assert found.speech_s == pytest.approx(5.1, abs=0.05)


@pytest.mark.parametrize(
    "how",
    [
        {"level": 0.005},
        {"level": 0.001},
        {"noise": 0.001},
        {"noise": 0.01},
        {"noise": 0.03},
        {"offset": 0.4},
        {"level": 0.002, "noise": 1e-5},
    ],
    ids=str,
)
def test_it_goes_by_the_clips_own_level(how):
    found = pauses(sound(-0.5, 1, -0.4, 1, -0.7, **how))
    assert (found.pause_count, found.pause_s) == (1, pytest.approx(0.4, abs=0.03))
    assert found.silence_start_s == pytest.approx(0.5, abs=0.03)
    assert found.silence_end_s == pytest.approx(0.7, abs=0.03)


def test_a_faint_consonant_of_a_quiet_voice_is_sound():
    x = sound(4).samples * np.repeat([0.004, 0.0004], [RATE * 15 // 4, RATE // 4])
    assert pauses(Clip(np.round(x).astype(np.int16), RATE)).speech_s == pytest.approx(4)


def test_below_minus_70_dbfs_all_is_silent():
    assert pauses(sound(-0.5, 1, level=0.0002)).speech_s == 0


@pytest.mark.parametrize("n", [0, 1, 100, RATE])
def test_a_silent_clip_is_all_silence_before(n):
    clip = Clip(np.zeros(n, np.int16), RATE)
    assert pauses(clip) == Pauses(silence_start_s=n / RATE, silence_end_s=0, pause_count=0, pause_s=0, speech_s=0)
    assert trim(clip) == (0, n / RATE)


def test_a_voice_that_fades_is_no_background():
    """Its quietest tenth is faint and the rest far above it, but not steady as hiss is."""
    voice = sound(4).samples * np.geomspace(1, 0.08, 4 * RATE)
    assert pauses(Clip(voice.astype(np.int16), RATE)).speech_s == pytest.approx(4, abs=0.02)


def test_weak_syllables_of_a_lively_voice_are_no_background():
    """They differ by several dB; the quietest tenth of hiss does not: by 1.0 at most, continuous speech by 2.1 at least."""
    weak = np.random.default_rng(1).permutation(np.geomspace(0.07, 0.4, 12))
    levels = np.repeat(np.stack([*np.ones((3, 12)), weak]).T.ravel(), RATE // 4)
    voice = Clip((sound(12).samples * levels).astype(np.int16), RATE)
    assert pauses(voice).speech_s == pytest.approx(12)


def test_a_clip_of_some_frames():
    assert pauses(sound(-0.02, 0.05)).speech_s == pytest.approx(0.05)


def test_noise_alone_is_sound():
    """Nothing tells whether it is a background or what was meant."""
    assert pauses(sound(-2, noise=0.05)).speech_s == pytest.approx(2)


def test_a_click_before_the_speech_is_no_speech():
    x = sound(-1, 2, -1).samples.copy()
    x[RATE // 2] = 30_000
    found = pauses(Clip(x, RATE))
    assert found.silence_start_s == pytest.approx(1, abs=0.02)
    assert found.pause_count == 0


def test_a_click_alone_is_all_there_is():
    x = np.zeros(RATE, np.int16)
    x[RATE // 2] = 30_000
    assert sounding(Clip(x, RATE)) == [(0.5, pytest.approx(0.51, abs=0.001))]


def test_trim_leaves_a_margin_and_cuts_nothing():
    clip = sound(-1, 2, -1)
    start_s, end_s = trim(clip)
    assert start_s == pytest.approx(0.95, abs=0.02)
    assert end_s == pytest.approx(3.05, abs=0.02)
    assert clip.duration_s == 4
    assert trim(sound(2)) == (0, 2)
    assert trim(clip, margin_s=9) == (0, 4)


@pytest.mark.parametrize("wrong", [-1, float("nan")])
def test_times_below_zero(wrong):
    with pytest.raises(ValueError, match="0 s or more"):
        trim(sound(1), margin_s=wrong)
    with pytest.raises(ValueError, match="0 s or more"):
        pauses(sound(1), least_pause_s=wrong)


def test_what_counts_as_a_pause_can_be_said():
    clip = sound(1, -0.1, 1)
    assert pauses(clip).pause_count == 0
    assert pauses(clip, least_pause_s=0.05).pause_count == 1


@given(st.lists(st.sampled_from([-0.5, -0.15, -0.02, 0.01, 0.1, 0.6]), min_size=1, max_size=8), st.floats(0, 0.3))
def test_the_times_add_up(parts, noise):
    clip = sound(*parts, noise=noise)
    found = pauses(clip)
    times = (found.silence_start_s, found.silence_end_s, found.pause_s, found.speech_s)
    assert sum(times) == pytest.approx(clip.duration_s)
    assert min(times) >= -1e-9
    start_s, end_s = trim(clip)
    assert 0 <= start_s < end_s <= clip.duration_s


@pytest.mark.skipif(
    not espeak.available(), reason="NOT TRIED: espeak-ng is not installed, so no real speech was tested"
)
@pytest.mark.parametrize("noise", [0, 1e-3, 1e-2, 2e-2])
def test_pauses_of_speech(noise):
    """The gaps that were put between sentences are found, also in hiss 15 dB below the voice; no sound is lost."""
    said = espeak.speak("Seven wizards sing.", voice="en-us", words_per_minute=160, pitch=50)
    x, gap = said.samples / 32768, np.zeros(said.sample_rate)
    whole = np.concatenate([gap, x, gap, x, gap])
    clip = Clip.of(whole + noise * np.random.default_rng(1).standard_normal(len(whole)), said.sample_rate)
    found = pauses(clip, least_pause_s=0.5)
    assert found.pause_count == 1
    assert found.speech_s == pytest.approx(2 * said.duration_s, abs=0.2)


def test_one_quiet_frame_before_a_tone_is_no_background():
    tone = 9_000 * np.sin(np.arange(960) / 5)
    clip = Clip(np.concatenate([20 * np.sin(np.arange(240) / 5), tone]).astype(np.int16), 24_000)
    found = pauses(clip)
    assert (found.silence_start_s, found.speech_s) == (0.01, pytest.approx(0.04))
