import dataclasses

import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.compare.cell import Cell
from omni_nb.compare.facts import FACTS, about, known, short, why_not, why_silent
from omni_nb.compare.grid import Place
from omni_nb.compare.measures import Measures
from omni_nb.notes import Note
from omni_nb.reply.reply import Reply
from tests.compare.support import cell, everything, lost


def test_every_measure_has_its_words():
    told = {f.name for f in FACTS} | {f.beside for f in FACTS if f.beside}
    assert told == {f.name for f in dataclasses.fields(Measures)}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"duration_s": 4.25}, ["4.2 s"]), ({"pitch_hz": 219.6}, ["220 Hz"]), ({"loudness_lufs": -23.06}, ["−23.1 LUFS"]),
        ({"speaking_rate": 180, "rate_unit": "words"}, ["180 words/min"]), ({"cost": 0.01234, "currency": "CNY"}, ["0.0123 CNY"]),
        ({"loudness_lufs": float("-inf")}, ["−∞ LUFS"]), ({}, []), ({"duration_s": 0.0}, ["0.0 s"]),
    ],
)  # fmt: skip
def test_a_measure_is_told_with_its_unit_and_what_is_not_known_is_left_out(given, told):
    assert short(Measures(**given)) == told


def test_facts_are_known_where_one_cell_has_them():
    some = [Measures(pause_count=0), Measures(pitch_hz=3.0)]
    assert [f.name for f in known(some)] == ["pause_count", "pitch_hz"]


def test_a_voice_is_told_by_what_the_catalog_knows_of_it():
    assert about(cell("Cherry").voice) == "female · sunny, friendly, natural"
    assert about(cell("Jada").voice) == "female · Shanghainese · brisk, energetic"
    assert about(cell("a-voice-that-nobody-knows").voice) == ""


def test_why_there_is_no_sound_is_always_told():
    assert why_silent(cell("Cherry")) == why_not(cell("Cherry")) == ""
    assert why_not(lost("Kai")) == "too fast"
    assert why_not(Cell(place=Place(model="m"))) == "not asked yet"
    words = Reply(text="a", complete=True)
    assert why_silent(Cell(place=Place(model="m"), reply=words)) == "the answer is text only"
    noted = dataclasses.replace(words, notes=(Note("retry", "again"), Note("sound_missing", "no sound was received")))
    assert why_silent(Cell(place=Place(model="m"), reply=noted)) == "no sound was received"
    empty = dataclasses.replace(words, audio=Clip(np.zeros(0, np.int16), 8_000))
    assert why_silent(Cell(place=Place(model="m"), reply=empty)) == "the sound is empty"
    assert why_not(Cell(place=Place(model="m"), reply=Reply(text="half"))) == "incomplete: in progress"
    assert all(why_silent(c) or len(c.clip) for c in everything())
