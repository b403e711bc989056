import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.panels.comparison import word_places as module
from omni_nb.panels.comparison.word_places import NONE, word_places
from omni_nb.servers.simulator import espeak
from omni_nb.widgets.protocol.comparison import SameWords
from omni_nb.widgets.protocol.reading import fits
from tests.panels.comparison.support import answered, refused, tone
from tests.support.word_times import say

EN = "The birch canoe slid on the smooth planks, and nobody knows where it went."


@pytest.mark.skipif(not espeak.available(), reason="NOT TRIED: espeak-ng is not installed, so no speech was aligned")
def test_the_same_words_stand_at_the_same_time_of_a_shared_clock_and_others_are_left_out():
    said = [say(EN, voice=f"en-us+{v}", words_per_minute=wpm, pitch=50) for v, wpm in (("f2", 150), ("m3", 200))]
    found = word_places(
        {
            0: answered(0, clip=said[0].clip),
            2: answered(2, clip=said[1].clip),
            3: answered(3, clip=tone(4)),
            4: refused(4),
        }
    )
    assert fits(found, SameWords)
    assert set(found["cells"]) == {"0", "2"}
    common = [np.interp(s.starts_s[5], *found["cells"][n].values()) for s, n in zip(said, "02", strict=True)]
    assert abs(common[0] - common[1]) < 0.12


def test_one_sound_none_or_hours_of_it_are_not_aligned(monkeypatch):
    assert word_places({}) == NONE
    assert (
        word_places({0: answered(0), 1: refused(1), 2: answered(2, clip=Clip(np.zeros(0, np.int16), 24_000))}) == NONE
    )
    monkeypatch.setattr(module, "align_clips", None)  # it would fail
    hour = Clip(np.zeros(8_000 * 1_000, np.int16), 8_000)
    assert word_places({0: answered(0, clip=hour), 1: answered(1, clip=hour)}) == NONE


def test_two_that_say_nothing_alike_have_no_places():
    rng = np.random.default_rng(1)
    noise = [Clip(rng.integers(-9_000, 9_000, 24_000).astype(np.int16), 24_000) for _ in range(2)]
    found = word_places({0: answered(0, clip=noise[0]), 1: answered(1, clip=tone(1))})
    assert found == NONE
