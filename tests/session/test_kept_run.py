import dataclasses

from omni_nb import Omni
from omni_nb.reply.reply import ToolCall
from omni_nb.session.kept_run import KeptRun, events_of
from omni_nb.session.stream import EventStream
from omni_nb.wire.events import AudioDelta, Ended, Event, ReasoningDelta, Started, TextDelta, ToolCallDelta, UsageReport
from tests.kept.test_store import WHOLE
from tests.support.folds import folded


def of(kind: type[Event], reply):
    return [e for e in events_of(reply) if isinstance(e, kind)]


def test_a_reply_is_told_as_it_would_have_come():
    reply = dataclasses.replace(WHOLE, tool_calls=(ToolCall(id="t", name="look", arguments="{}"),))
    kinds = [type(e) for e in events_of(reply)]
    assert kinds[:4] == [Started, ReasoningDelta, TextDelta, AudioDelta]
    assert kinds[-1] is Ended
    assert [e.text for e in of(TextDelta, reply)] == ["hi"]
    assert of(AudioDelta, reply)[0].rate_hz == reply.audio.sample_rate
    assert of(TextDelta, reply)[0].at_s == 0.1
    assert of(ToolCallDelta, reply)[0].name == "look"
    assert of(UsageReport, reply)[0].usage == {"prompt_tokens": 1}
    assert of(Ended, reply)[0].ending == reply.ending


def test_what_did_not_come_is_not_told():
    bare = dataclasses.replace(WHOLE, text="", reasoning="", audio=None, usage=None, finish_reason="", notes=())
    assert [type(e) for e in events_of(bare)] == [Started, Ended]


def test_folded_again_it_is_the_same_words_and_sound():
    reply = Omni.simulated(pace=0, show=False, keep=False).ask("hello")
    again = folded(*events_of(reply)).reply()
    assert (again.text, again.audio, again.ending) == (reply.text, reply.audio, reply.ending)
    assert (again.usage.input_tokens, again.usage.output_tokens) == (
        reply.usage.input_tokens,
        reply.usage.output_tokens,
    )


def test_a_stream_of_it_ends_and_can_be_left():
    with EventStream(KeptRun(WHOLE)) as stream:
        first = next(stream)
    assert isinstance(first, Started)
    assert stream.reply == WHOLE
    assert isinstance(list(EventStream(KeptRun(WHOLE)))[-1], Ended)
