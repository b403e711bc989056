import threading

import pytest

from omni_nb import Omni, catalog
from omni_nb.compare.cell_run import Asker
from omni_nb.compare.plan import Asked, plan
from omni_nb.compare.run import ComparisonRun
from omni_nb.prompt.parts import Prompt
from omni_nb.session.limiter import Limiter

TWO = [v.id for v in catalog.default_model().voices[:2]]


def started(*, fault="", pace=0, at_once=8, verbatim="", of=None, told=lambda reply: None, word_retries=0, **given):
    client = Omni.simulated(show=False, keep=False, pace=pace, fault=fault).prepare.__self__.client
    asked = [Asked(prompt=Prompt.of("你是谁"), verbatim=verbatim)]
    planned = plan(client, asked, voices=given.pop("voices", TWO), **given)
    asker = Asker(
        client=client,
        limiter=Limiter(at_once=at_once),
        on_end=told,
        word_retries=word_retries,
        verify=given.get("verify"),
    )
    return ComparisonRun(planned, asker, of=of)


def test_every_cell_is_asked_measured_and_told_of():
    told = []
    run = started(told=told.append)
    ticks = threading.Event()
    run.wait(ticks.set)
    assert ticks.is_set()
    assert run.done
    assert [run.state(n) for n in range(len(run))] == ["done", "done"]
    comparison = run.comparison
    assert comparison == run.comparison
    assert comparison.names == tuple(TWO)
    assert sorted(r.voice for r in told) == sorted(TWO)
    for cell in comparison:
        assert cell.measures.duration_s == pytest.approx(cell.clip.duration_s)
        assert cell.reply.request == cell.request
    assert run.fold(0) is None  # it is no longer coming


def test_what_is_refused_is_told_alone_and_can_be_asked_again():
    run = started(fault="403:1", at_once=1)
    run.wait()
    assert [run.state(n) for n in range(2)] == ["failed", "done"]
    assert run.cell(0).reply is None
    assert run.cell(0).error.code == "permission_refused"
    kept = run.cell(1)
    run.pin(0)
    run.again(0)
    run.wait()
    assert run.cell(0).ok
    assert run.cell(0).pinned
    assert run.cell(1) is kept


def test_what_would_be_refused_is_not_sent_and_says_why():
    run = started(models=[catalog.default_model().id + "-realtime"], voices=None)
    run.wait()
    assert run.state(0) == "failed"
    assert run.cell(0).error.code == "realtime_model"
    assert run.fold(0) is None
    run.cancel()
    run.stop()


def test_too_fast_makes_all_wait_and_loses_none():
    run = started(fault="429:3", at_once=2)
    run.wait()
    assert [cell.ok for cell in run.comparison] == [True, True]


def test_stop_keeps_what_came_and_the_rest_was_never_asked():
    run = started(pace=1, at_once=1)
    while run.state(0) != "coming":
        run.fold(0)
    assert run.state(1) == "waiting"
    assert run.cell(0).reply.ending == "in_progress"
    run.again(0)  # it is under way: left alone
    run.stop()
    run.wait()
    assert [c.reply.ending for c in run.comparison] == ["stopped", "stopped"]
    assert run.comparison[1].text == ""
    assert not run.comparison[0].ok


def test_one_cell_can_be_cancelled_alone():
    run = started(pace=1)
    run.cancel(0)
    run.cancel(1)
    run.wait()
    assert [c.reply.ending for c in run.comparison] == ["stopped", "stopped"]


def test_cells_that_are_there_are_not_asked_again():
    first = started(fault="403:1", at_once=1)
    first.wait()
    told = []
    again = started(of=first.comparison, told=told.append)
    again.wait()
    assert len(told) == 1
    assert again.comparison[1] == first.comparison[1]
    assert not again.comparison.failed.cells


def test_other_words_than_those_to_be_read_are_noted():
    run = started(verbatim="something else", voices=TWO[:1])
    run.wait()
    assert [n.code for n in run.cell(0).reply.notes] == ["words_differ"]
    assert run.cell(0).verbatim == "something else"
