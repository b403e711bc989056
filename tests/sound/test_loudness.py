"""Against the signals of EBU Tech 3341 and 3342, written for one channel: 3.01 dB up, which two equal channels add."""

import json
import math
import sys
from dataclasses import asdict

import numpy as np
import pyloudnorm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_nb import Clip
from omni_nb.errors import MissingExtra
from omni_nb.sound.loudness import Loudness, loudness, matching_gains, true_peak_dbtp


def tones(*parts, rate=48_000, hz=1_000, up_db=10 * math.log10(2)):
    """Stretches of a sine, (dBFS, seconds), one behind the other in phase."""
    amplitude = np.concatenate([np.full(round(s * rate), 10 ** ((db + up_db) / 20)) for db, s in parts])
    return Clip.of(amplitude * np.sin(2 * np.pi * hz * np.arange(len(amplitude)) / rate), rate)


def lufs(clip):
    return loudness(clip).loudness_lufs


def test_the_reference_of_the_standard():
    """BS.1770-4, annex 1: a sine of 997 Hz at full scale in one channel is -3.01 LUFS."""
    assert lufs(tones((0, 5), hz=997, up_db=0)) == pytest.approx(-3.01, abs=0.02)


@pytest.mark.parametrize("hz", [40, 100, 400, 1_500, 2_500, 6_000, 15_000])
def test_the_weighting_is_that_of_the_standards_table(hz):
    """BS.1770-4, tables 1 and 2: the coefficients at 48 kHz."""
    z = np.exp(-2j * np.pi * hz / 48_000 * np.arange(3))
    shelf = [1.53512485958697, -2.69169618940638, 1.19839281085285] @ z / ([1, -1.69065929318241, 0.73248077421585] @ z)
    high_pass = [1, -2, 1] @ z / ([1, -1.99004745483398, 0.99007225036621] @ z)
    expected = -20 - 3.01 - 0.691 + 20 * math.log10(abs(shelf * high_pass))
    assert lufs(tones((-20, 3), hz=hz, up_db=0)) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("expected", "parts"),
    [
        (-23, [(-23, 20)]),
        (-33, [(-33, 20)]),
        (-23, [(-36, 10), (-23, 60), (-36, 10)]),
        (-23, [(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)]),
        (-23, [(-26, 20), (-20, 20.1), (-26, 20)]),
    ],
    ids=["1", "2", "3", "4", "5"],
)
def test_the_cases_of_tech_3341(expected, parts):
    assert lufs(tones(*parts, rate=16_000)) == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize(
    ("expected", "parts"),
    [
        (10, [(-20, 20), (-30, 20)]),
        (5, [(-20, 20), (-15, 20)]),
        (20, [(-40, 20), (-20, 20)]),
        (15, [(-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)]),
    ],
    ids=["1", "2", "3", "4"],
)
def test_the_cases_of_tech_3342(expected, parts):
    assert loudness(tones(*parts, rate=16_000)).loudness_range_lu == pytest.approx(expected, abs=0.1)


def test_the_range_goes_from_the_10th_to_the_95th_percentile():
    ramp_db = np.linspace(-40, -20, 16_000 * 60)
    clip = Clip.of(10 ** (ramp_db / 20) * np.sin(np.arange(len(ramp_db)) / 3), 16_000)
    assert loudness(clip).loudness_range_lu == pytest.approx(0.85 * 20 * 57 / 60, abs=0.1)


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 192_000])
def test_every_rate_reads_the_same(rate):
    assert lufs(tones((-23, 2), rate=rate)) == pytest.approx(-23, abs=0.01)
    # pyloudnorm's own filter reads -24.79 at 24 kHz and -24.62 at 8 kHz
    assert lufs(tones((-23, 2), rate=rate, hz=100)) == pytest.approx(-24.825, abs=0.01)


@pytest.mark.parametrize(
    ("expected", "amplitude", "degrees", "samples"),
    [(-6, 0.5, 0, 4), (-6, 0.5, 45, 4), (-6, 0.5, 60, 6), (-6, 0.5, 67.5, 8), (3, 1.41, 45, 4)],
    ids=["15", "16", "17", "18", "19"],
)
def test_true_peaks_of_tech_3341(expected, amplitude, degrees, samples):
    x = amplitude * np.sin(2 * np.pi * np.arange(48_000) / samples + math.radians(degrees))
    fade = np.minimum(1, np.minimum(np.arange(48_000), np.arange(48_000)[::-1]) / 480)
    assert -0.4 <= true_peak_dbtp(Clip.of(x * fade, 48_000)) - expected <= 0.2


@pytest.mark.parametrize("rate", [8_000, 24_000, 96_000, 192_000])
def test_a_peak_between_samples_is_found_at_every_rate(rate):
    x = 0.5 * np.sin(np.pi / 4 + np.pi / 2 * np.arange(rate)) * np.hanning(rate)
    assert true_peak_dbtp(Clip.of(x, rate)) == pytest.approx(-6.02 if rate < 192_000 else -9.03, abs=0.1)


def test_it_agrees_with_pyloudnorm_where_all_blocks_are_full():
    rng = np.random.default_rng(3)
    clip = Clip.of(rng.standard_normal(48_000 * 8) * 0.2 * np.repeat(rng.random(80) ** 2, 4_800), 48_000)
    theirs = pyloudnorm.Meter(48_000, filter_class="DeMan")
    assert lufs(clip) == pytest.approx(theirs.integrated_loudness(clip.samples / 32768), abs=0.001)
    # theirs steps by 0.09 s and adds silence behind
    assert loudness(clip).loudness_range_lu == pytest.approx(theirs.loudness_range(clip.samples / 32768), abs=0.5)


def test_a_short_clip_is_one_block():
    assert lufs(tones((-23, 0.39))) == pytest.approx(-23, abs=0.1)
    assert lufs(tones((-23, 0.1))) == pytest.approx(-23, abs=0.1)
    assert lufs(tones((-23, 0.09))) is None
    assert loudness(tones((-23, 2.9))).loudness_range_lu is None


@pytest.mark.parametrize(
    "samples",
    [[], [0], [0] * 48_000, [10_000] * 48_000, [1, -1] * 24_000],
    ids=["none", "one", "zeros", "dc", "dither"],
)
def test_silence_has_no_loudness(samples):
    measured = loudness(Clip(np.array(samples, np.int16), 48_000))
    assert measured.loudness_lufs is None
    assert measured.loudness_range_lu is None
    assert (measured.true_peak_dbtp is None) == (not any(samples))
    assert json.loads(json.dumps(asdict(measured), allow_nan=False)) == asdict(measured)


def test_silence_around_a_word_counts_for_the_standard_and_not_for_listening():
    word = tones((-20, 0.4), rate=24_000)
    padded = Clip(np.concatenate([np.zeros(24_000, np.int16), word.samples, np.zeros(24_000, np.int16)]), 24_000)
    assert lufs(padded) == pytest.approx(lufs(word) - 2.43, abs=0.05)
    assert loudness(padded, trimmed=True).loudness_lufs == pytest.approx(lufs(word), abs=0.01)
    assert [g.gain_db for g in matching_gains([word, padded]).gains] == pytest.approx([-3, -3], abs=0.01)


@pytest.mark.parametrize("where", [0, 12_000, 23_950])
def test_a_click_is_short_and_has_a_loudness(where):
    samples = np.zeros(24_000, np.int16)
    samples[where : where + 50] = 9_000
    assert loudness(Clip(samples, 24_000), trimmed=True).loudness_lufs < -20


def test_an_offset_is_not_heard():
    rng = np.random.default_rng(1)
    x = rng.standard_normal(48_000) * 0.01
    assert lufs(Clip.of(x + 0.4, 48_000)) == pytest.approx(lufs(Clip.of(x, 48_000)), abs=0.05)


def test_without_the_extra_it_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyloudnorm", None)
    with pytest.raises(MissingExtra, match="pyloudnorm") as caught:
        loudness(tones((-23, 0.5)))
    assert "omni_nb[compare]" in caught.value.repair


# ---- matching


def at(lufs, peak, duration_s=5.0):
    return Loudness(duration_s=duration_s, loudness_lufs=lufs, loudness_range_lu=None, true_peak_dbtp=peak)


def test_the_loud_are_turned_down_and_the_quiet_up():
    match = matching_gains([at(-16, -1), at(-30, -12)])
    assert match.target_lufs == -23
    assert [(g.gain_db, g.unmatched) for g in match.gains] == [(-7, None), (7, None)]


def test_all_come_lower_where_one_would_pass_full_scale():
    match = matching_gains([at(-20, -3), at(-30, -5)])
    assert match.target_lufs == -26  # the second has 4 dB to its ceiling
    assert [g.gain_db for g in match.gains] == [-6, 4]


def test_one_click_does_not_silence_the_others():
    match = matching_gains([at(-20, -3), at(-45, 0)])
    assert match.target_lufs == -23
    assert [(g.gain_db, g.unmatched) for g in match.gains] == [(-3, None), (-1, "peaks")]


def test_what_cannot_be_matched_says_why():
    gains = matching_gains([at(None, None), at(None, -3, 0.05), at(-60, -50), at(None, -80)]).gains
    assert [(g.gain_db, g.unmatched) for g in gains] == [(0, "silence"), (0, "short"), (30, "quiet"), (0, "silence")]
    assert matching_gains([]).gains == ()


@pytest.mark.parametrize("wrong", [{"target_lufs": 3}, {"target_lufs": math.nan}, {"ceiling_dbtp": 1}])
def test_a_target_that_makes_no_sense(wrong):
    with pytest.raises(ValueError, match="LUFS"):
        matching_gains([], **wrong)


def test_hiss_in_long_pauses_does_not_spoil_the_match():
    """It passes the gate at -70 LUFS when it is turned up, and so shifts the second gate."""
    rng = np.random.default_rng(4)
    voice = 0.02 * np.sin(np.arange(16_000) / 5) * (1 + np.sin(np.arange(16_000) / 900))
    x = np.concatenate([voice, np.zeros(160_000), voice]) + rng.standard_normal(192_000) * 2e-4
    gain = matching_gains([Clip.of(x, 8_000)]).gains[0]
    assert 10 < gain.gain_db < 30
    assert loudness(Clip.of(x * 10 ** (gain.gain_db / 20), 8_000)).loudness_lufs == pytest.approx(-23, abs=0.5)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([8_000, 24_000, 48_000]), st.floats(-45, 0), st.floats(0.15, 3), st.integers(0, 9_999)
        ),
        min_size=1,
        max_size=4,
    )
)
def test_matched_clips_are_within_half_a_unit_and_below_the_ceiling(kinds):
    clips = []
    for rate, level_db, length_s, seed in kinds:
        rng = np.random.default_rng(seed)
        noise = rng.standard_normal(round(rate * length_s)) * np.repeat(rng.random(100), math.ceil(rate * length_s / 100))[: round(rate * length_s)]  # fmt: skip
        clips.append(Clip.of(noise / np.abs(noise).max() * 10 ** (level_db / 20), rate))
    match = matching_gains(clips)
    for clip, gain in zip(clips, match.gains, strict=True):
        after = loudness(Clip.of(clip.samples / 32768 * 10 ** (gain.gain_db / 20), clip.sample_rate), trimmed=True)
        assert after.true_peak_dbtp <= -0.9
        assert gain.unmatched or after.loudness_lufs == pytest.approx(match.target_lufs, abs=0.5)
