import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.errors import MissingExtra
from omni_nb.panels.comparison import hearing
from omni_nb.panels.comparison.hearing import Hearing, HearingOf
from tests.panels.comparison.support import answered, refused, tone


def test_the_quiet_one_is_turned_up_or_the_loud_one_down_and_silence_at_the_ends_is_found():
    cells = {
        0: answered(0, clip=tone(6, level=0.4, silence=0.5)),
        1: answered(1, clip=tone(6, level=0.1)),
        2: refused(2),
    }
    found = HearingOf().of(cells)
    assert found[0].gain_db - found[1].gain_db == pytest.approx(-12.04, abs=0.4)
    assert found[0].from_s == pytest.approx(0.45, abs=0.02)
    assert found[0].to_s == pytest.approx(6.55, abs=0.02)
    assert found[1].from_s == 0
    assert found[2] == Hearing()
    assert [h.note for h in found.values()] == ["", "", ""]


def test_what_has_no_loudness_says_so_and_an_empty_sound_says_nothing():
    found = HearingOf().of(
        {
            0: answered(0, clip=tone(1, level=0)),
            1: answered(1, clip=Clip(np.zeros(0, np.int16), 24_000)),
            2: answered(2, clip=tone(0.01)),
        }
    )
    assert "no loudness" in found[0].note
    assert found[0].gain_db is None
    assert found[1] == Hearing()
    assert "too short" in found[2].note


def test_each_clip_is_measured_once_and_measures_that_are_there_are_taken(monkeypatch):
    measured = []
    monkeypatch.setattr(
        hearing, "loudness", lambda clip, real=hearing.loudness, **how: measured.append(clip) or real(clip, **how)
    )
    of = HearingOf()
    cells = {0: answered(0), 1: answered(1, loudness_lufs=-30.0, true_peak_dbtp=-20.0)}
    first = of.of(cells)
    assert of.of(cells) == first
    assert len(measured) == 1
    assert first[1].gain_db == pytest.approx(7.0)
    of.of({0: answered(0)})  # asked again: another sound
    assert len(measured) == 2


def test_without_the_library_it_is_told_and_heard_as_it_is(monkeypatch):
    def missing(clip, **how):
        raise MissingExtra("loudness needs pyloudnorm", repair='pip install "omni_nb[compare]"')

    monkeypatch.setattr(hearing, "loudness", missing)
    of = HearingOf()
    assert of.of({0: answered(0)})[0].gain_db is None
    assert "pip install" in of.missing
