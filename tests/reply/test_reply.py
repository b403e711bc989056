import dataclasses
import typing

import numpy as np
import pytest

from omni_nb import Reply
from omni_nb.errors import StreamBroken
from omni_nb.notes import Note
from omni_nb.prompt.parts import MediaPart, TextPart
from omni_nb.reply.reply import Origin, ReplyFold, ToolCall
from omni_nb.wire.endings import Ending
from omni_nb.wire.events import (
    AudioDelta,
    Ended,
    Finish,
    Noted,
    ReasoningDelta,
    Started,
    StreamError,
    TextDelta,
    ThinkingEnded,
    ToolCallDelta,
    Undecoded,
    UsageReport,
)
from tests.support.media import TONE
from tests.support.requests import request

ORIGIN = Origin(
    model="qwen3-omni-flash",
    voice="Cherry",
    server="here",
    request=request("hi"),
    id="1",
    created="2026-01-01T00:00:00+00:00",
)

CUT = StreamBroken("cut", code="cut")


def folded(*events, origin=ORIGIN):
    fold = ReplyFold(origin)
    for e in events:
        fold.feed(e)
    return fold


def sound(n, at_s=1.0, rate_hz=24_000):
    return AudioDelta(at_s, np.full(n, 7, np.int16), rate_hz)


def test_events_fold_into_one_value():
    fold = folded(
        Started(0.1, "svc", "m"), ReasoningDelta(0.2, "hm"), TextDelta(0.3, "a"), TextDelta(0.4, "b"), sound(10), sound(5),
        Noted(0.5, Note("retry", "odd")), Finish(0.6, "stop"), UsageReport(0.7, {"prompt_tokens": 1, "completion_tokens": 1}), Ended(0.8, "done"),
    )  # fmt: skip
    r = fold.reply()
    assert (r.text, r.reasoning, len(r.audio), r.finish_reason, r.complete) == ("ab", "hm", 15, "stop", True)
    assert (r.model, r.voice, r.server, r.prompt, r.id, r.service_id, r.notes) == (
        "qwen3-omni-flash",
        "Cherry",
        "here",
        "hi",
        "1",
        "svc",
        ("odd",),
    )
    assert r.timing.chunk_boundaries == (10,)
    assert r.cost is not None
    assert r == fold.reply()
    assert (fold.reasoning, fold.audio_s) == ("hm", 15 / 24_000)


def test_sound_is_awaited_once_words_have_come_if_it_was_asked_for():
    asked = Origin(model="m", sound=True)
    assert [folded(*events, origin=asked).awaits_sound for events in ((), (TextDelta(0, "a"),))] == [False, True]
    assert not folded(TextDelta(0, "a")).awaits_sound


def test_calls_of_tools_are_put_together_and_kept():
    r = folded(
        ToolCallDelta(0, 1, "b", "g", "{}"), ToolCallDelta(0, 0, "a", "f", '{"x'), ToolCallDelta(0, 0, "", "", '": 1}')
    ).reply()
    assert r.tool_calls == (
        ToolCall(id="a", name="f", arguments='{"x": 1}'),
        ToolCall(id="b", name="g", arguments="{}"),
    )


def test_words_before_a_lone_closing_tag_were_thinking():
    fold = folded(TextDelta(0, "hm ok"), TextDelta(0, "</think>\n\n"), ThinkingEnded(0), TextDelta(0, "Hello"))
    assert (fold.reply().text, fold.reply().reasoning) == ("Hello", "hm ok")


def test_sound_that_could_not_be_decoded_is_kept():
    assert folded(Undecoded(0, b"bytes")).reply().undecoded == b"bytes"


def test_a_later_count_does_not_undo_an_earlier_one():
    usage = folded(UsageReport(0, {"prompt_tokens": 7}), UsageReport(0, {"completion_tokens": 3})).reply().usage
    assert (usage.input_tokens, usage.output_tokens) == (7, 3)


def test_text_can_be_taken_piece_by_piece():
    fold = folded(TextDelta(0, "a"), TextDelta(0, "b"))
    assert fold.text_from(1) == ("b", 2)
    assert fold.text_from(2) == ("", 2)


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


def test_a_rate_that_changes_half_way_is_resampled():
    r = folded(sound(2_400), sound(1_600, rate_hz=16_000)).reply()
    assert (r.audio.sample_rate, len(r.audio)) == (24_000, 4_800)


def test_the_simulators_replies_cost_nothing():
    r = folded(
        UsageReport(0, {"prompt_tokens": 1, "completion_tokens": 1}),
        origin=Origin(model="qwen3-omni-flash", simulated=True),
    ).reply()
    assert r.cost is None
    assert r.created


def test_saving_and_drawing_need_sound(tmp_path):
    r = Reply(text="x", audio=TONE)
    assert r.save(tmp_path / "x.flac").exists()
    assert r.plot().get_xlim()[1] == pytest.approx(1.0)
    for reply in (Reply(complete=True), Reply(error=StreamBroken("cut"))):
        with pytest.raises(ValueError, match="no sound"):
            reply.save("x.wav")
        with pytest.raises(ValueError, match="no sound"):
            reply.plot()


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


def test_sound_can_be_taken_from_any_sample_on_also_after_the_end():
    fold = ReplyFold(ORIGIN)
    assert fold.audio_from(0)[1] == 0
    for n in range(5):
        fold.feed(AudioDelta(0.0, np.arange(10 * n, 10 * n + 10, dtype=np.int16), 24_000))
    for _ in range(2):
        for at in (0, 7, 10, 49, 50):
            samples, rate_hz = fold.audio_from(at)
            assert samples.tolist() == list(range(at, 50))
            assert rate_hz == 24_000
        fold.reply()


def test_printed_it_moves_no_cursor():
    assert str(Reply(text="a\x1b[2Jb\nc")) == "a�[2Jb\nc"
    assert "\x1b" not in repr(Reply(text="a\x1b[2J"))
