import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb import Clip
from omni_nb.compare import stability as module
from omni_nb.compare.stability import Spread, spread, stability, text_spread
from omni_nb.errors import StreamBroken
from omni_nb.reply.reply import Reply
from omni_nb.reply.timing import Timing


def reply(text, *, seconds=None, first_s=None, error=None):
    clip = None if seconds is None else Clip.of(np.zeros(round(seconds * 8_000)), 8_000)
    timing = Timing(first_audio_s=first_s, first_text_s=0.25, total_s=2.0)
    return Reply(text=text, audio=clip, timing=timing, complete=error is None, error=error)


def test_words_length_and_time():
    found = stability([reply("One two three four.", seconds=1, first_s=0.5), reply("one two three five", seconds=3, first_s=None), reply("One two three four", error=StreamBroken("cut"))])  # fmt: skip
    assert (found.n, found.left_out, found.n_texts) == (2, 1, 2)
    assert found.text == 0.25
    assert found.words == Spread(n=2, mean=4, lowest=4, highest=4, sd=0)
    assert (found.length_s.mean, found.length_s.lowest, found.length_s.highest) == (2, 1, 3)
    assert found.length_s.sd == pytest.approx(2**0.5)
    assert found.first_sound_s == Spread(n=1, mean=0.5, lowest=0.5, highest=0.5)
    assert found.first_text_s.mean == 0.25
    assert found.total_s.sd == 0


def test_nothing_is_not_zero():
    none = stability([])
    assert (none.n, none.text, none.length_s, none.total_s) == (0, None, None, None)
    one = stability([reply("a")])
    assert (one.text, one.length_s, one.words.sd) == (None, None, None)
    silent = stability([reply("", seconds=1), reply("", seconds=1)])
    assert (silent.text, silent.n_texts, silent.words) == (None, 0, None)
    assert stability([reply(""), reply("")]).text == 0
    assert spread([None, float("nan"), float("inf")]) is None


@pytest.mark.parametrize(
    ("texts", "apart"),
    [(["a", "A!"], 0), (["a", "b"], 1), (["a b", "a c", "a b"], 1 / 3), (["a", "a", "b", "b"], 4 / 6), (["你好吗", "你好"], 1 / 3), (["a b c d", "a b"], 0.5), (["", "a"], 1)],
)  # fmt: skip
def test_the_mean_over_all_pairs(texts, apart):
    assert text_spread(texts) == pytest.approx(apart)


@given(st.lists(st.text("ab ", max_size=8), min_size=2, max_size=6))
def test_it_is_a_share_and_order_does_not_matter(texts):
    assert 0 <= text_spread(texts) <= 1
    assert text_spread(texts) == pytest.approx(text_spread(texts[::-1]))


def test_of_many_texts_some_pairs_stand_for_all(monkeypatch):
    asked = []
    monkeypatch.setattr(module, "distance", lambda a, b: asked.append((a, b)) or 0.5)
    assert text_spread([f"text {n}" for n in range(3_000)]) == pytest.approx(0.5)
    assert 100 <= len(asked) <= module.MOST_PAIRS
