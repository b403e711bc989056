import dataclasses

import numpy as np
import pytest

from omni_nb import Reply
from omni_nb.compare.cell import Cell
from omni_nb.compare.words import match_words
from omni_nb.errors import StreamBroken
from omni_nb.notes import Note
from omni_nb.panels.comparison.cell_views import MOST_WHILE_IT_COMES, growing_view, settled_view
from omni_nb.panels.comparison.hearing import Hearing
from omni_nb.widgets.protocol.comparison import CellView
from omni_nb.widgets.protocol.reading import fits
from omni_nb.wire.events import Noted
from tests.panels.comparison.support import Coming, answered, comparison, place, refused


def words(view):
    return "".join(w["text"] for w in view["words"])


def test_a_cell_grows_and_only_the_end_of_a_long_one_is_sent():
    coming = Coming(1)
    view = growing_view("Cherry", coming.cell(0), "waiting", coming.fold(0))
    assert fits(view, CellView)
    assert (view["state"], words(view), view["seconds"]) == ("waiting", "", "")
    coming.say(0, "a" * 1_000 + "the end", np.zeros(12_000, np.int16))
    view = growing_view("Cherry", coming.cell(0), "coming", coming.fold(0))
    assert words(view).endswith("the end")
    assert len(words(view)) == MOST_WHILE_IT_COMES + 1
    assert view["seconds"] == "0.5 s"


def test_a_wait_before_the_next_try_is_told():
    coming = Coming(1)
    for n in (1, 2):
        coming.fold(0).feed(Noted(0.1, Note("retry", f"too fast: trying again ({n} of 5)")))
    assert growing_view("x", coming.cell(0), "asked", coming.fold(0))["why"] == "too fast: trying again (2 of 5)"


def test_one_that_has_ended_says_what_there_is():
    cell = answered(0, text="Hello there.", first_sound_s=0.41, cost=0.002, currency="CNY")
    view = settled_view("Cherry", cell, "done", Hearing(gain_db=-3.2, note="", from_s=0.1, to_s=0.9))
    assert fits(view, CellView)
    assert view["about"].startswith("female · ")
    assert (view["seconds"], view["facts"]) == ("1.0 s", ["first sound 0.41 s", "≈ 0.002 CNY"])
    assert ("length", "1.0 s") in view["measures"]
    assert (view["gain_db"], view["from_s"], view["to_s"], view["same_words"]) == (-3.2, 0.1, 0.9, None)


def test_other_words_than_were_to_be_read_are_marked():
    view = settled_view("x", answered(0, text="The cat sat here.", verbatim="The cat sat there."), "done", Hearing())
    assert view["same_words"] is False
    assert [w["text"] for w in view["words"] if w["differs"]] == ["here"]
    assert words(view) == "The cat sat here."
    assert settled_view("x", answered(0, text="the cat", verbatim="The cat!"), "done", Hearing())["same_words"] is True


def test_what_another_model_heard_is_told_where_it_is_something_else():
    cell = dataclasses.replace(answered(0, text="one"), heard="two", heard_words=match_words("one", "two"))
    view = settled_view("x", cell, "done", Hearing())
    assert view["why"] == "another model heard “two”"
    assert view["same_words"] is False
    same = dataclasses.replace(cell, heard="One.", heard_words=match_words("one", "One."))
    assert settled_view("x", same, "done", Hearing())["why"] == ""


def test_each_way_of_ending_says_why():
    assert "busy" in settled_view("x", refused(0, "the server is busy"), "failed", Hearing())["why"]
    stopped = StreamBroken("stopped by the user", code="stopped")
    for reply, why in (
        (Reply(text="half", error=stopped), "stopped"),
        (Reply(text="half", complete=True, finish_reason="length"), "cut off at the length limit"),
        (Reply(text="", complete=True, finish_reason="stop"), "without an answer"),
        (
            Reply(
                text="I talk",
                complete=True,
                finish_reason="stop",
                notes=(Note("sound_missing", "no sound came: the model is text-only"),),
            ),
            "text-only",
        ),
        (Reply(text="I talk", complete=True, finish_reason="stop"), "no sound was received"),
    ):
        assert why in settled_view("x", Cell(place=place(0), reply=reply), "done", Hearing())["why"], why


@pytest.mark.parametrize("bad", ["\x1b[31m", "\u202e", "\x00"])
def test_words_of_others_are_made_visible(bad):
    cell = answered(0, text=f"a{bad}b", verbatim=f"c{bad}")
    shown = str(
        [
            settled_view(f"n{bad}", cell, "done", Hearing()),
            settled_view("x", refused(0, f"w{bad}"), "failed", Hearing()),
        ]
    )
    assert bad not in shown
    coming = Coming(1)
    coming.say(0, bad)
    assert bad not in str(growing_view(bad, comparison(cell)[0], "coming", coming.fold(0)))
