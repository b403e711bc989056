import pytest

from omni_nb.errors import PromptRefused
from omni_nb.servers.refusals import server_error
from omni_nb.session.dialect_state import DialectState
from omni_nb.session.request_writer import RequestWriter
from omni_nb.wire.detection import DIALECTS
from tests.support.requests import request

UNKNOWN = server_error("Unrecognized request argument supplied: stream_options", status=400)


def test_a_refusal_that_teaches_makes_another_body_and_the_lesson_is_kept_once_it_worked():
    state = DialectState(DIALECTS["dashscope"])
    writer = RequestWriter(request("hi"), state)
    assert "stream_options" in writer.body()
    assert writer.learns(UNKNOWN)
    assert "stream_options" not in writer.body()
    assert (state.lessons, writer.settled) == ({}, False)
    assert [note.code for note in writer.settle()] == ["lesson"]
    assert (list(state.lessons), writer.settled) == (["m"], True)
    assert writer.settle() == []
    assert "stream_options" not in RequestWriter(request("hi"), state).body()


@pytest.mark.parametrize("err", [server_error("busy", status=503), server_error("no", status=400)])
def test_what_teaches_nothing_leaves_the_body_as_it_was(err):
    writer = RequestWriter(request("hi"), DialectState(DIALECTS["dashscope"]))
    before = writer.body()
    assert not writer.learns(err)
    assert writer.body() == before


def test_a_chunk_teaches_the_dialect_unless_it_is_known():
    chunk = {"choices": [{"delta": {"content": "hi"}}], "modality": "text"}
    for fixed, owned, learnt in ((False, False, "vllm-omni"), (True, False, "dashscope"), (False, True, "dashscope")):
        state = DialectState(DIALECTS["dashscope"], fixed, owned)
        note = RequestWriter(request("hi"), state).meets(chunk)
        assert (state.dialect.name, note is None) == (learnt, learnt == "dashscope")


def test_a_part_without_words_for_it_is_refused_when_it_is_written():
    writer = RequestWriter(request("https://a.example/x.wav", "?"), DialectState(DIALECTS["openai"]))
    with pytest.raises(PromptRefused):
        writer.body()
