import itertools

import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.saving.cues import cues_of, spoken_sentences, spread
from tests.saving.support import reply
from tests.support.word_times import say

SENTENCES = {
    "en": ["Good morning, everyone.", "Here is the news.", "A strong wind hit the coast last night, and several roads are closed.", "Nobody was hurt."],
    "cmn": ["各位早上好。", "昨晚沿海地区刮起大风，几条公路已经关闭。", "没有人受伤。"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Hello Dr. Who. It's 3.5 m! **Really?** yes", ["Hello Dr. Who.", "It's 3.5 m!", "Really?", "yes"]),
        ("你好。今天很好！对吗？", ["你好。", "今天很好！", "对吗？"]),
        ("Look:\n\n```py\nx = 1. \n```\n\nDone.", ["Look:", "Done."]),
        ("- one\n- two", ["one", "two"]),
        ("... !!! 😀", []),
        ("", []),
    ],
)
def test_sentences_are_those_that_are_read_aloud(text, sentences):
    assert spoken_sentences(text) == sentences


@pytest.mark.parametrize("language", ["en", "cmn"])
def test_sentences_start_when_they_are_spoken(language):
    """Against espeak-ng's own times: within 0.1 s, where shares by length alone are 0.15 s off and up to 0.5."""
    said = [say(s, voice=language, words_per_minute=160) for s in SENTENCES[language]]
    gap = np.zeros(round(0.3 * said[0].clip.sample_rate), np.int16)
    clip = Clip(np.concatenate([x for s in said for x in (s.clip.samples, gap)]), said[0].clip.sample_rate)
    starts = np.cumsum([0, *(s.clip.duration_s + 0.3 for s in said[:-1])])
    found = np.array([start for start, _ in spread(SENTENCES[language], clip)])
    assert np.abs(found - starts).max() < 0.1


def test_cues_follow_one_another_and_end_with_the_sound():
    clip = say(" ".join(SENTENCES["en"]), voice="en").clip
    cues = cues_of(reply(" ".join(SENTENCES["en"]), clip))
    assert all(a.start_s < a.end_s <= b.start_s for a, b in itertools.pairwise(cues))
    assert cues[0].start_s >= 0
    assert cues[-1].end_s <= clip.duration_s


@pytest.mark.parametrize("text", ["word " * 100, "字" * 120, "x" * 300, "字，" * 90])
def test_what_is_too_long_to_be_read_at_once_is_several_cues(text):
    cues = cues_of(reply(text))
    assert "".join("".join(c.text for c in cues).split()) == "".join(text.split())
    assert all(sum(2 if ch >= "\u2e80" else 1 for ch in c.text) <= 84 for c in cues)


def test_without_sound_or_without_words_there_is_none():
    assert (
        cues_of(reply(audio=None))
        == cues_of(reply("```\nx\n```"))
        == cues_of(reply(audio=Clip(np.zeros(0, np.int16), 24_000)))
        == []
    )
    silent = Clip(np.zeros(24_000, np.int16), 24_000)
    (cue,) = cues_of(reply("hello there.", silent))
    assert (cue.start_s, cue.end_s) == (0.0, 1.0)


def test_words_that_are_ahead_of_a_sound_that_was_cut_have_no_time():
    long = "This is a sentence of some length. " * 5
    whole, cut = cues_of(reply(long)), cues_of(reply(long, ending="cut"))
    assert (len(whole), len(cut)) == (5, 1)
    assert cut[-1].end_s <= 1.0
