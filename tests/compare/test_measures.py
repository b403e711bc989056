import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.compare.measures import Measures, measure
from omni_nb.reply.reply import Reply
from omni_nb.reply.timing import Timing
from omni_nb.reply.usage import Cost
from omni_nb.sound import sound_measures


def test_what_is_not_there_is_none_and_not_zero():
    assert measure(Reply(text="")) == Measures(characters=0)


def test_cost_and_time_are_told_for_each_minute_and_second_of_sound():
    clip = Clip((9_000 * np.sin(np.arange(48_000) / 30)).astype(np.int16), 24_000)
    reply = Reply(
        text="你 好", audio=clip, cost=Cost(amount=0.01, currency="CNY", prices_date="2026-01-01"),
        timing=Timing(first_audio_s=0.4, total_s=1.0, audio_s=2.0), complete=True,
    )  # fmt: skip
    m = measure(reply)
    assert (m.duration_s, m.cost, m.currency, m.characters) == (2.0, 0.01, "CNY", 2)
    assert (m.cost_per_minute, m.real_time_factor, m.first_sound_s) == (0.3, 0.5, 0.4)
    assert (m.speaking_rate, m.rate_unit) == (pytest.approx(2 * 60 / m.speech_s), "characters")


def test_every_measure_of_the_sound_is_there_under_its_name():
    clip = Clip((9_000 * np.sin(np.arange(48_000) / 30)).astype(np.int16), 24_000)
    of_sound = sound_measures.measure(clip).to_dict()
    m = measure(Reply(text="two words", audio=clip, complete=True))
    assert {name: getattr(m, name) for name in of_sound} == of_sound
    assert m.rate_unit == "words"
