import dataclasses

import numpy as np

from omni_nb.notes import Note
from omni_nb.reply.fold import Origin, Progress, ReplyFold
from omni_nb.reply.reply import ToolCall
from omni_nb.wire.events import (
    AudioDelta,
    Ended,
    Finish,
    Noted,
    ReasoningDelta,
    Started,
    TextDelta,
    ThinkingEnded,
    ToolCallDelta,
    Undecoded,
    UsageReport,
)
from tests.support.folds import ORIGIN, folded, sound


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


def test_chunks_are_traced_with_what_they_brought_and_the_times_follow_from_them():
    fold = ReplyFold(ORIGIN)
    fold.feed_chunk([Started(0.1, "svc", "m")], 0.1, 80)
    fold.feed_chunk([ReasoningDelta(0.2, "hm")], 0.2, 90, "{…}")
    fold.feed_chunk([TextDelta(0.3, "abc"), sound(10, 0.3)], 0.3, 900)
    fold.feed_chunk([sound(4, 0.4), sound(6, 0.4)], 0.4, 950)
    fold.feed_chunk([], 0.5, 60)
    fold.feed(sound(5, 0.6))  # held back until the end
    fold.feed(Finish(0.6, "stop"))
    fold.feed(Ended(0.7, "done"))
    r = fold.reply()
    assert [(c.at_s, c.size_bytes, c.kind, c.samples) for c in r.trace] == [
        (0.1, 80, "other", 0), (0.2, 90, "thinking", 0), (0.3, 900, "sound", 10), (0.4, 950, "sound", 10), (0.5, 60, "other", 0),
        (0.6, 0, "sound", 5),
    ]  # fmt: skip
    assert (r.timing.first_text_s, r.timing.first_audio_s, r.timing.total_s) == (0.3, 0.3, 0.7)
    assert r.timing.chunk_boundaries == (10, 20)
    assert fold.audio_s == r.timing.audio_s == 25 / 24_000


def test_the_trace_counts_samples_as_they_are_in_the_sound():
    fold = ReplyFold(ORIGIN)
    fold.feed_chunk([sound(10)], 1.0, 900)
    fold.feed_chunk([sound(10, 1.0, 12_000)], 1.0, 900)
    assert [c.samples for c in fold.reply().trace] == [10, 20]


def test_what_an_attempt_brought_that_failed_is_not_in_the_trace():
    fold = ReplyFold(ORIGIN)
    fold.feed_chunk([], 5.0, 80)
    fold.restart_trace()
    fold.feed_chunk([TextDelta(0.3, "a")], 0.3, 90)
    assert [c.at_s for c in fold.reply().trace] == [0.3]


def test_a_trace_neither_prints_nor_makes_replies_unequal():
    one, other = (folded(TextDelta(at_s, "a")).reply() for at_s in (0.3, 0.3))
    fold = ReplyFold(ORIGIN)
    fold.feed_chunk([TextDelta(0.3, "a")], 0.3, 90)
    assert one == other == fold.reply()
    assert "trace" not in repr(dataclasses.replace(one))


def test_what_comes_while_another_thread_asks_for_the_reply_is_not_lost(monkeypatch):
    """The pieces of sound were joined in place, so that one that came in between was gone."""
    fold, real = ReplyFold(Origin(model="m")), np.concatenate

    def comes():
        fold.feed(AudioDelta(0.1, np.full(8, 1, np.int16), 24_000))

    def meanwhile(pieces):
        joined = real(pieces)
        comes()
        return joined

    comes()
    comes()
    monkeypatch.setattr(np, "concatenate", meanwhile)
    assert len(fold.reply().audio) == 16
    monkeypatch.undo()
    assert len(fold.reply().audio) == 24


def test_what_came_since_is_told_piece_by_piece():
    fold, progress, got = ReplyFold(Origin(model="m", id="x")), Progress(), []
    for n in range(3):
        fold.feed_chunk([TextDelta(n, "a")], n, 10)
        fold.feed_chunk([AudioDelta(n, np.full(n + 1, n, np.int16), 24_000)], n, 20)
        progress, rows, samples, rate_hz = fold.since(progress)
        got += samples.tolist()
        assert (len(rows), rate_hz) == (2, 24_000)
    assert got == fold.reply().audio.samples.tolist()
    assert (progress, fold.said(), fold.begun().id) == (Progress(6, 6), ("", "aaa"), "x")
    assert (fold.begun().text, fold.begun().audio) == ("", None)
