"""A comparison whose cells were answered before, over HTTP: the server counts what it is asked."""

import pytest

from omni_nb import Omni, history
from omni_nb.panels.comparison.progress import progress
from omni_nb.panels.comparison.sources import KeptCells


@pytest.fixture
def omni(recorded):
    return Omni(base_url=recorded.url, show=False)


def test_only_what_was_never_asked_is_asked_and_the_rest_says_so(omni, recorded):
    first = omni.compare("你是谁", voices=["Cherry", "Ethan"])
    asked = len(recorded.bodies)
    again = omni.compare("你是谁", voices=["Cherry", "Ethan", "Serena"], reuse=True)
    assert len(recorded.bodies) == asked + 1
    assert [cell.reused for cell in again] == [True, True, False]
    assert [cell.clip for cell in again][:2] == [cell.clip for cell in first]
    assert again[0].measures == first[0].measures
    assert [row["reused"] for row in again.to_rows()] == [True, True, False]
    assert "2 from the history" in progress(KeptCells(again))["line"]
    assert again._repr_mimebundle_()["text/html"].count("from\u00a0the\u00a0history") == 2
    assert len(history()) == 3  # what is reused is not kept twice


def test_each_repeat_takes_another_answer_and_those_that_lack_are_asked(omni, recorded):
    first = omni.compare("hello", voices=["Cherry"], repeats=2)
    asked = len(recorded.bodies)
    again = omni.compare("hello", voices=["Cherry"], repeats=3, reuse=True)
    assert len(recorded.bodies) == asked + 1
    assert [cell.reused for cell in again] == [True, True, False]
    assert {cell.reply.id for cell in again} > {cell.reply.id for cell in first}


def test_without_reuse_all_are_asked(omni, recorded):
    for _ in range(2):
        omni.compare("hello", voices=["Cherry"])
    assert len(recorded.bodies) == 2


def test_words_are_compared_and_another_model_hears_what_is_reused_too(omni):
    omni.compare("One, two.", voices=["Cherry"], say=True)
    (cell,) = omni.compare("One, two.", voices=["Cherry"], say=True, verify=omni.model, reuse=True)
    assert cell.reused
    assert cell.words.same
    assert cell.heard


def test_a_history_that_cannot_be_read_costs_no_answer(omni):
    omni.compare("hello", voices=["Cherry"])
    history().path.write_bytes(b"nonsense" * 1_000)
    (cell,) = omni.compare("hello", voices=["Cherry"], reuse=True)
    assert cell.ok


def test_a_stream_takes_it_from_the_history_too(omni, recorded):
    first = omni.ask("hello")
    with omni.stream("hello", reuse=True) as stream:
        events = list(stream)
    assert len(recorded.bodies) == 1
    assert stream.reply.notes[-1].code == "reused"
    assert stream.reply.audio == first.audio
    assert omni.last is stream.reply
    assert type(events[-1]).__name__ == "Ended"
    assert next(iter(omni.stream("another", reuse=True)))
    assert len(recorded.bodies) == 2
