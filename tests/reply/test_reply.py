import dataclasses
import typing

import pytest

from omni_nb import Reply
from omni_nb.errors import StreamBroken
from omni_nb.notes import Note
from omni_nb.prompt.parts import MediaPart, TextPart
from omni_nb.reply.reply import ToolCall
from omni_nb.wire.endings import Ending
from omni_nb.wire.events import (
    Ended,
    StreamError,
    TextDelta,
)
from tests.support.folds import CUT, folded
from tests.support.media import TONE


@pytest.mark.parametrize("ending", typing.get_args(Ending))
def test_whether_it_is_complete_follows_from_how_it_ended(ending):
    reply = folded(Ended(1, ending)).reply()
    assert (reply.ending, reply.complete) == (ending, ending in ("done", "empty", "length", "tools", "declined"))
    assert Reply(ending=ending).complete is reply.complete


def test_a_reply_under_way_has_no_end_and_a_broken_one_says_why():
    assert (folded(TextDelta(0, "a")).reply().ending, folded(TextDelta(0, "a")).reply().complete) == (
        "in_progress",
        False,
    )
    reply = folded(StreamError(0, "x"), Ended(1, "cut", CUT)).reply()
    assert (reply.ending, reply.complete, reply.error) == ("cut", False, CUT)


def test_a_reply_with_an_error_is_never_whole():
    whole = Reply(text="hi", ending="done")
    assert dataclasses.replace(whole, error=CUT) == Reply(text="hi", ending="cut", error=CUT)


@pytest.mark.parametrize(
    ("given", "ending"),
    [
        ({}, "in_progress"),
        ({"text": "hi"}, "in_progress"),
        ({"text": "hi", "complete": True}, "done"),
        ({"audio": TONE, "complete": True}, "done"),
        ({"undecoded": b"x", "complete": True}, "done"),
        ({"complete": True}, "empty"),
        ({"reasoning": "hm", "complete": True, "finish_reason": "stop"}, "empty"),
        ({"text": "hi", "complete": True, "finish_reason": "MAX_TOKENS"}, "length"),
        ({"tool_calls": (ToolCall(name="f"),), "complete": True, "finish_reason": "stop"}, "tools"),
        ({"text": "no", "complete": True, "finish_reason": "refusal"}, "declined"),
        ({"text": "hi", "error": CUT}, "cut"),
        ({"text": "hi", "error": CUT, "complete": True}, "cut"),
    ],
)
def test_a_reply_made_without_the_word_gets_it_from_what_it_says(given, ending):
    reply = Reply(**given)
    assert reply.ending == ending
    assert dataclasses.replace(reply) == reply


def test_saving_and_drawing_need_sound(tmp_path):
    r = Reply(text="x", audio=TONE)
    assert r.save(tmp_path / "x.flac").exists()
    assert r.plot().get_xlim()[1] == pytest.approx(1.0)
    for reply in (Reply(complete=True), Reply(error=StreamBroken("cut"))):
        with pytest.raises(ValueError, match="no sound"):
            reply.save("x.wav")
        with pytest.raises(ValueError, match="no sound"):
            reply.plot()


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(text="x", complete=True), "only text was requested"),
        (Reply(text="x", error=CUT), "cut"),
        (
            Reply(text="x", complete=True, notes=(Note("retry", "again"), Note("sound_missing", "sent none"))),
            "sent none",
        ),
        (Reply(text="x", complete=True, notes=(Note("sound_lost", "its file is lost"),)), "its file is lost"),
    ],
)
def test_why_there_is_nothing_to_save_is_told_as_it_is(reply, why):
    with pytest.raises(ValueError, match=f"no sound to save: {why}"):
        reply.save("x.wav")


def test_as_a_part_it_is_its_sound_else_its_words():
    assert isinstance(Reply(text="x", audio=TONE).__omni_part__(), MediaPart)
    assert Reply(text="x").__omni_part__() == TextPart("x")


def test_it_shows_itself_briefly(capsys):
    assert str(Reply(text="hi")) == "hi"
    assert repr(Reply(text="a" * 99, simulated=True, complete=True)).startswith("<Reply (simulated) 'aaa")
    assert "incomplete: cut" in repr(Reply(error=StreamBroken("x", code="cut")))
    assert "incomplete: in_progress" in repr(Reply())
    Reply(text="hi").show()
    Reply(text="hi", id="q")._ipython_display_()
    assert "hi" in capsys.readouterr().out


def test_printed_it_moves_no_cursor():
    assert str(Reply(text="a\x1b[2Jb\nc")) == "a�[2Jb\nc"
    assert "\x1b" not in repr(Reply(text="a\x1b[2J"))
