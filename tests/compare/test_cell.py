import numpy as np

from omni_nb import Clip, catalog
from omni_nb.compare.cell import Cell
from omni_nb.compare.grid import Place
from omni_nb.compare.words import match_words
from omni_nb.errors import RateLimited
from omni_nb.reply.reply import Reply

MODEL = catalog.default_model()
PLACE = Place(model=MODEL.id, voice=MODEL.voices[0].id)


def test_a_cell_without_a_reply_has_neither_words_nor_sound():
    empty = Cell(place=PLACE, error=RateLimited("too fast"))
    assert (empty.text, empty.clip, empty.ok, empty.words_differ) == ("", None, False, False)


def test_what_came_is_at_hand():
    clip = Clip(np.ones(240, np.int16), 24_000)
    cell = Cell(place=PLACE, reply=Reply(text="hi", audio=clip, complete=True))
    assert (cell.text, cell.clip, cell.ok) == ("hi", clip, True)
    assert not Cell(place=PLACE, reply=Reply(text="hi", ending="cut")).ok


def test_words_differ_in_the_text_or_in_what_is_heard():
    same, other = match_words("one two", "one two"), match_words("one two", "one")
    reply = Reply(text="one two", complete=True)
    assert not Cell(place=PLACE, reply=reply, words=same, heard_words=same).words_differ
    assert Cell(place=PLACE, reply=reply, words=other).words_differ
    assert Cell(place=PLACE, reply=reply, words=same, heard_words=other).words_differ


def test_what_the_catalog_knows_of_the_voice_is_at_hand():
    assert Cell(place=PLACE).voice == MODEL.voices[0]
    assert Cell(place=Place(model=MODEL.id)).voice is None
    assert Cell(place=Place(model="my-own", voice="Zed")).voice is None
