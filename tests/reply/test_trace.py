import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.reply.trace import Trace, TracedChunk, TraceRecorder


def recorded(*chunks, **limits):
    recorder = TraceRecorder(**limits)
    for chunk in chunks:
        recorder.add(*chunk)
    return recorder.trace()


def test_each_chunk_has_its_time_its_size_and_what_it_brought():
    trace = recorded((0.5, 90, 2, 0, 0), (0.75, 4_000, 0, 0, 960), (0.75, 60, 0, 7, 0), (0.875, 50, 0, 0, 0))
    assert [(c.at_s, c.size_bytes, c.kind) for c in trace] == [
        (0.5, 90, "words"),
        (0.75, 4_000, "sound"),
        (0.75, 60, "thinking"),
        (0.875, 50, "other"),
    ]
    assert trace[-3] == TracedChunk(at_s=0.75, size_bytes=4_000, samples=960)
    assert (len(trace), trace.left_out, trace[0].words, trace[2].thinking) == (4, 0, 2, 7)
    with pytest.raises(IndexError):
        trace[4]


def test_one_that_brings_words_and_sound_is_sound():
    assert recorded((0.5, 90, 2, 0, 960))[0].kind == "sound"


def test_an_empty_one_is_no_error():
    assert (len(Trace()), [*Trace()], Trace().left_out) == (0, [], 0)


def test_it_cannot_be_written_into():
    trace = recorded((0.5, 90, 2, 0, 0))
    with pytest.raises(ValueError, match="read-only"):
        trace.rows[0, 0] = 1.0


def test_it_is_of_the_moment_in_which_it_was_asked_for():
    recorder = TraceRecorder()
    recorder.add(0.5, 90, 2, 0, 0)
    trace = recorder.trace()
    recorder.add(0.75, 90, 2, 0, 0)
    assert (len(trace), len(recorder.trace())) == (1, 2)


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 4), max_size=12), st.integers(1, 12))
def test_over_the_limit_nothing_is_lost_of_the_sums_and_the_rest_is_counted(brought, most):
    recorder = TraceRecorder(most=most)
    for i, columns in enumerate(brought):
        recorder.add(float(i), *columns)
    trace = recorder.trace()
    assert len(trace) + trace.left_out == len(brought)
    assert len(trace) == min(most, len(brought))
    assert np.array_equal(trace.rows[:, 1:].sum(axis=0), np.array(brought).reshape(-1, 4).sum(axis=0))
    assert recorder.samples == sum(columns[3] for columns in brought)
    assert [c.at_s for c in trace] == [float(i) for i in range(len(trace))]


def test_raw_chunks_are_kept_as_long_as_there_is_room():
    chunks = [(0.5, 3, 1, 0, 0, "one"), (0.5, 3, 1, 0, 0, "two"), (0.5, 5, 1, 0, 0, "three"), (0.5, 1, 1, 0, 0, "4")]
    assert [c.raw for c in recorded(*chunks)] == ["one", "two", "three", "4"]
    assert [c.raw for c in recorded(*chunks, most_raw_chars=7)] == ["one", "two", None, None]
    assert [c.raw for c in recorded(*chunks, most=2)] == ["one", "two"]
    assert [c.raw for c in recorded((0.5, 3, 1, 0, 0))] == [None]
