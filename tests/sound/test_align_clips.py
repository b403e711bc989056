import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_nb import Clip
from omni_nb.servers.simulator import espeak
from omni_nb.sound import align_clips as module
from omni_nb.sound.align_clips import align_clips
from tests.support.word_times import Spoken, say

pytestmark = pytest.mark.skipif(
    not espeak.available(), reason="NOT TRIED: espeak-ng is not installed, so no speech was aligned"
)
EN = "The birch canoe slid on the smooth planks, and nobody knows where it went."
ZH = "他每天早上六点起床，先喝一杯温水，再到河边跑步。"
OTHER = "A large size in stockings is hard to sell these days."


def voices(text=EN, language="en-us"):
    return [
        say(text, voice=f"{language}+{variant}", words_per_minute=speed, pitch=pitch)
        for variant, speed, pitch in (("f2", 150, 60), ("m3", 200, 30), ("m7", 175, 45))
    ]


def hit(said, alignment, clips=(0, 1, 2)):
    """Share of moments, every 50 ms, whose word is met in another voice."""
    right = []
    for a, b in itertools.permutations(clips, 2):
        moments = np.arange(said[a].starts_s[0] + 0.02, said[a].clip.duration_s - 0.1, 0.05)
        there = np.array([alignment.at(a, b, t) for t in moments])
        right.append(said[a].word_at(moments) == said[b].word_at(there))
    return np.concatenate(right).mean()


def joined(*clips):
    return Clip(np.concatenate([c.samples for c in clips]), clips[0].sample_rate)


def silence(seconds, rate=22_050):
    return Clip(np.zeros(int(seconds * rate), np.int16), rate)


@pytest.mark.parametrize(
    ("text", "language"),
    [(EN, "en-us"), (ZH, "cmn"), ("No, no, no! No, no, no!", "en-us"), ("我用 Python 写了一个小程序。", "cmn")],
)
def test_the_same_word_in_other_voices(text, language):
    said = voices(text, language)
    alignment = align_clips([s.clip for s in said])
    assert alignment.matches == ("same_words",) * 3
    assert hit(said, alignment) >= 0.96


def test_rates_and_levels_may_differ():
    said = voices()
    clips = [said[0].clip.resample(8_000), said[1].clip.resample(48_000), Clip.of(said[2].clip.samples / 2**20, 22_050)]
    alignment = align_clips(clips)
    assert alignment.matches == ("same_words",) * 3
    assert hit(said, alignment) >= 0.95


@pytest.mark.parametrize("factor", [0.8, 1.35])
@pytest.mark.parametrize(("text", "language"), [(EN, "en-us"), (ZH, "cmn")])
def test_a_much_larger_or_smaller_mouth(text, language, factor):
    """A voice played faster: all of its resonances lie elsewhere. They are learnt."""
    said = voices(text, language)
    clip = Clip(said[0].clip.samples, round(22_050 * factor))
    said[0] = Spoken(clip, said[0].starts_s / factor)
    alignment = align_clips([s.clip for s in said])
    assert alignment.matches == ("same_words",) * 3
    assert hit(said, alignment) >= 0.96


def test_silence_before_and_pauses_inside_are_skipped():
    one, other, _ = voices()
    gap = 5.0
    word = float(other.starts_s[8])
    late = joined(
        silence(gap), other.clip.cut(0, word), silence(0.9), other.clip.cut(word, other.clip.duration_s), silence(2)
    )
    alignment = align_clips([one.clip, late])
    assert alignment.matches == ("same_words",) * 2
    assert alignment.at(0, 1, one.starts_s[3]) == pytest.approx(gap + other.starts_s[3], abs=0.03)
    assert alignment.at(0, 1, one.starts_s[12]) == pytest.approx(gap + 0.9 + other.starts_s[12], abs=0.03)
    assert alignment.at(1, 0, gap + word + 0.5) == pytest.approx(one.starts_s[8], abs=0.04)  # in the pause
    assert alignment.at(1, 0, late.duration_s) == pytest.approx(one.clip.duration_s, abs=0.001)


def test_from_an_onset_a_chinese_character_is_heard_whole():
    said = voices(ZH, "cmn")
    alignment = align_clips([s.clip for s in said])
    near = []
    for at_s in np.arange(said[0].starts_s[0] + 0.05, said[0].clip.duration_s - 0.3, 0.05):
        there_s = alignment.from_onset(0, 1, at_s)
        near.append(abs(there_s - said[1].starts_s[said[0].word_at(at_s)]) < 0.06)
    assert np.mean(near) > 0.6
    exact = [abs(alignment.at(0, 1, t) - said[1].starts_s[said[0].word_at(t)]) < 0.06 for t in np.arange(0.2, 4, 0.05)]
    assert np.mean(near) > np.mean(exact) + 0.2


def test_very_different_speeds():
    said = [say(EN, voice="en-us+f2", words_per_minute=w) for w in (100, 300, 170)]
    assert said[0].clip.duration_s > 2 * said[1].clip.duration_s
    alignment = align_clips([s.clip for s in said])
    assert alignment.matches == ("same_words",) * 3
    assert hit(said, alignment) >= 0.93


RNG = np.random.default_rng(5)
TONES = 0.2 * np.sin(np.cumsum(np.repeat(RNG.choice([220, 277, 330, 440], 20), 4_000)) * 2 * np.pi / 22_050)
STRANGE = {
    "other words": lambda: say(OTHER, voice="en-us+m1").clip,
    "another language": lambda: say(ZH, voice="cmn+f1").clip,
    "noise": lambda: Clip.of(0.1 * RNG.standard_normal(88_200), 22_050),
    "music": lambda: Clip.of(TONES, 22_050),
    "half of it": lambda: voices()[1].clip.cut(0, 1.6),
    "another sentence behind it": lambda: joined(voices()[1].clip, say(OTHER, voice="en-us+m3").clip),
    "four times as long": lambda: joined(*[voices()[1].clip] * 5),
}


@pytest.mark.parametrize("strange", STRANGE)
@pytest.mark.parametrize("place", [0, 2])
def test_a_clip_that_says_something_else_is_told_and_spoils_nothing(strange, place):
    said = voices()
    clips = [s.clip for s in said]
    clips[place] = STRANGE[strange]()
    alignment = align_clips(clips)
    rest = [i for i in range(3) if i != place]
    assert alignment.matches[place] == "other_words"
    assert [alignment.matches[i] for i in rest] == ["same_words"] * 2
    assert hit(said, alignment, rest) >= 0.96
    assert alignment.at(place, rest[0], 1.0) == 1.0


def test_a_sentence_between_that_the_other_jumps_over():
    last = "We measured the temperature of the lake at seven different depths last October."
    between = "Rice is often served in round bowls, and the juice of lemons makes fine punch."
    one, other = (
        [say(t, voice=f"en-us+{v}", words_per_minute=w).clip for t in (EN, between, last)]
        for v, w in (("f2", 160), ("m3", 180))
    )
    assert align_clips([joined(*one), joined(*other)]).aligned(0, 1)
    assert not align_clips([joined(one[0], one[2]), joined(*other)]).aligned(0, 1)


@pytest.mark.parametrize(
    "nothing",
    [
        None,
        silence(0),
        silence(2),
        Clip(np.ones(1, np.int16), 22_050),
        Clip.of(np.full(22_050, 0.5), 22_050),
        Clip(np.ones(1, np.int16), 1_000),
    ],
)
def test_a_clip_without_sound(nothing):
    one, other, _ = (s.clip for s in voices())
    alignment = align_clips([nothing, one, other])
    assert alignment.matches == ("no_sound", "same_words", "same_words")
    assert alignment.at(1, 0, 1.0) == pytest.approx(min(1.0, nothing.duration_s if nothing else 0), abs=0.001)
    assert align_clips([nothing]).matches == ("no_sound",)


def test_none_and_one():
    assert len(align_clips([])) == 0
    alone = align_clips([voices()[0].clip])
    assert alone.matches == ("same_words",)
    assert alone.at(0, 0, 1.25) == 1.25


def test_what_is_no_clip():
    with pytest.raises(TypeError, match=r"got ndarray"):
        align_clips([np.zeros(9)])


def test_two_that_say_different_things_go_by_time():
    alignment = align_clips([voices()[0].clip, say(OTHER, voice="en-us+m1").clip])
    assert not alignment.aligned(0, 1)
    assert alignment.at(0, 1, 0.7) == 0.7


def test_a_clip_that_is_too_long_is_not_looked_at(monkeypatch):
    monkeypatch.setattr(module, "MOST_S", 6.0)
    one, other, third = (s.clip for s in voices())
    alignment = align_clips([one, joined(other, silence(5)), third])
    assert alignment.matches == ("same_words", "too_long", "same_words")


def test_minutes_take_another_step_before():
    sentences = [EN, OTHER, "Rice is often served in round bowls.", "It is easy to tell the depth of a well."] * 5
    said = [
        sum((say(t, voice=f"en-us+{v}", words_per_minute=w) for t in sentences[1:]), say(EN, voice=f"en-us+{v}", words_per_minute=w))
        for v, w in (("f2", 150), ("m3", 195))
    ]  # fmt: skip
    assert said[0].clip.duration_s > 50
    alignment = align_clips([s.clip for s in said])
    assert hit(said, alignment, (0, 1)) >= 0.97


def test_a_clip_against_itself_is_the_same_moment():
    clip = voices()[0].clip
    alignment = align_clips([clip, clip])
    assert alignment.knots_ms[0] == alignment.knots_ms[1]
    assert alignment.likeness == (1.0, 1.0)
    assert align_clips([clip, clip]) == alignment


SYLLABLES = [voices()[i % 3].clip.cut(a, a + 0.25) for i, a in enumerate(np.arange(0.1, 2.5, 0.2))] if espeak.available() else []  # fmt: skip
PIECES = st.lists(st.one_of(st.sampled_from(SYLLABLES or [silence(0.1)]), st.floats(0, 0.4).map(silence)), max_size=12)


@settings(max_examples=15, deadline=None)
@given(PIECES, PIECES, st.floats(0, 4))
def test_whatever_is_said_time_never_goes_back_and_reaches_the_end(one, other, at_s):
    clips = [joined(silence(0), *one), joined(silence(0), *other)]
    alignment = align_clips(clips)
    times = np.linspace(-0.5, clips[0].duration_s + 0.5, 60)
    there = [alignment.at(0, 1, t) for t in times]
    assert all(a <= b for a, b in itertools.pairwise(there))
    assert 0 <= alignment.from_onset(0, 1, at_s) <= clips[1].duration_s + 0.001
    if alignment.aligned(0, 1):
        assert there[-1] == pytest.approx(clips[1].duration_s, abs=0.001)


def test_three_that_say_three_things_are_aligned_with_none_but_one():
    texts = (EN, "Nobody knows where the old ferry went.", "Seven green boxes stood beside the kitchen door all night.")
    alignment = align_clips([voices(text)[0].clip for text in texts])
    assert alignment.matches.count("same_words") == 1
    assert not alignment.aligned(0, 1)
    assert not alignment.aligned(1, 2)
