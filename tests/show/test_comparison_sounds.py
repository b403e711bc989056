import base64
import re

import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.compare.comparison import Comparison
from omni_nb.show.comparison_sounds import gain_words, sounds_of
from omni_nb.sound.loudness import loudness
from tests.compare.support import cell, lost, tone


def of(*clips, **more):
    return Comparison(tuple(cell(f"v{n}", clip=c, **more) for n, c in enumerate(clips)))


def played(html):
    return Clip.read(base64.b64decode(re.search(r"base64,([^\"]+)", html)[1]))


def shown(comparison, most=880_000):
    return sounds_of(comparison, range(len(comparison)), most)


def test_pictures_are_as_wide_as_they_are_long_and_as_high_as_they_are_loud():
    sounds = shown(of(tone(1.0, peak=0.5), tone(2.0, peak=0.25)))
    widths = [float(re.search(r"width:([\d.]+)%", sounds.pictures[n])[1]) for n in (0, 1)]
    assert widths == [50.0, 100.0]
    svg = [base64.b64decode(re.search(r"base64,([^\"]+)", sounds.pictures[n])[1]).decode() for n in (0, 1)]
    highest = [min(tops(s)) for s in svg]
    assert highest == pytest.approx([1.0, 11.5], abs=0.5)


def tops(svg):
    """Where each bar begins; bars are told by steps from the end of the one before."""
    at = 0
    for step, length in re.findall(r"m[\d.]+ (-?\d+)v(\d+)", svg):
        yield at + int(step)
        at += int(step) + int(length)


def test_players_are_equally_loud_and_say_by_how_much_they_were_changed():
    sounds = shown(of(tone(1.0, peak=0.5), tone(1.0, peak=0.05)))
    heard = [loudness(played(sounds.players[n])).loudness_lufs for n in (0, 1)]
    assert heard[0] == pytest.approx(heard[1], abs=0.5)
    assert sounds.gains_db[1] - sounds.gains_db[0] == pytest.approx(20, abs=0.3)
    assert (gain_words(-3.04), gain_words(2.0), gain_words(0.0), gain_words(None)) == ("−3.0 dB", "+2.0 dB", "", "")


def test_too_much_is_shorter_for_all_before_some_have_none():
    whole = of(*[tone(4.0)] * 6)
    sounds = shown(whole, 140_000)
    assert len(sounds.players) == 6
    lengths = {round(played(p).duration_s, 1) for p in sounds.players.values()}
    assert len(lengths) == 1
    assert 3.0 <= lengths.pop() < 4.0
    assert "the first" in sounds.notes[-1]
    assert sum(map(len, [*sounds.players.values(), *sounds.pictures.values()])) <= 140_000
    few = shown(whole.pin(5), 60_000)
    assert 5 in few.players
    assert 0 < len(few.players) < 6
    assert f"for {len(few.players)} of 6 sounds" in few.notes[-1]
    assert len(few.pictures) == 6


def test_short_ones_stay_whole_where_long_ones_are_cut():
    sounds = shown(of(tone(1.0), tone(9.0), tone(9.0)), 90_000)
    lengths = [played(sounds.players[n]).duration_s for n in range(3)]
    assert lengths[0] == pytest.approx(1.0, abs=0.15)
    assert 3 < lengths[1] == lengths[2] < 8


def test_silence_nothing_and_no_sound_at_all_are_no_error():
    silent, nothing = Clip(np.zeros(2_400, np.int16), 24_000), Clip(np.zeros(0, np.int16), 24_000)
    sounds = shown(Comparison((*of(silent, nothing), lost("Kai"))))
    assert list(sounds.players) == list(sounds.pictures) == [0]
    assert shown(Comparison((lost("Kai"),))).players == {}


def test_without_pyloudnorm_players_are_as_they_came_and_say_so(monkeypatch):
    from omni_nb.errors import MissingExtra

    def missing(clip, **how):
        raise MissingExtra("no pyloudnorm")

    monkeypatch.setattr("omni_nb.show.comparison_sounds.loudness", missing)
    sounds = shown(of(tone(0.5)))
    assert sounds.gains_db == {}
    assert "not matched" in sounds.notes[0]
    assert 0 in sounds.players


def test_without_mp3_it_is_flac(monkeypatch):
    def without(self):
        raise RuntimeError("no mp3")

    monkeypatch.setattr(Clip, "encode_small", without)
    monkeypatch.setattr(
        Clip, "encode", lambda self, fmt="wav", real=Clip.encode: without(self) if fmt == "mp3" else real(self, fmt)
    )
    sounds = shown(of(tone(0.3, pitch_hz=331)))
    assert "audio/flac" in sounds.players[0]
