"""`omni.sweep`, against the simulator over HTTP."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from omni_nb import Clip, Interrupted, Omni
from omni_nb.errors import OmniError
from omni_nb.sweep.budget import Budget
from omni_nb.sweep.ledger import Ledger

WORDS = [f"word {n}" for n in range(6)]


@pytest.fixture
def omni():
    return Omni.simulated(pace=0, show=False, keep=False)


def sweep(omni, n=6, **given):
    return omni.sweep("Repeat exactly: {w}", variables={"w": WORDS[:n]}, **{"modalities": ["text"], **given})


def test_every_row_is_answered_and_asked_once_ever(omni, recorded):
    omni = Omni(base_url=recorded.url, show=False, keep=False)
    found = sweep(omni, repeats=2)
    assert [a.text for a in found] == [w for w in WORDS for _ in range(2)]
    assert (found.complete, found.counts) == (True, {"answered": 12, "failed": 0, "open": 0})
    assert len(recorded.bodies) == 12
    again = sweep(omni, repeats=2)
    assert len(recorded.bodies) == 12
    assert list(again) == list(found)
    assert again.folder == found.folder
    sweep(omni, repeats=3, folder=found.folder)
    assert len(recorded.bodies) == 18, "a larger sweep in the same folder asks what is new"


def test_voices_and_sounds_are_on_disk_and_the_reply_is_whole(omni, tmp_path):
    found = omni.sweep("Repeat exactly: hello", voices=["Cherry", "Ethan"], folder=tmp_path / "voices")
    assert [a.place.voice for a in found] == ["Cherry", "Ethan"]
    for answer in found:
        assert answer.clip.parent == tmp_path / "voices" / "clips"
        assert Clip.read(answer.clip) == answer.reply.audio
        assert answer.reply.complete
    frame = found.to_frame()
    assert list(frame["voice"]) == ["Cherry", "Ethan"]
    assert frame["clip"].map(os.path.exists).all()
    assert {"row", "ok", "text", "cost", "error", "audio_s", "input_tokens"} <= {*frame.columns}


def test_a_table_with_rows_that_lack_a_value_or_a_column_is_told(omni):
    pd = pytest.importorskip("pandas")
    table = pd.DataFrame({"city": ["Paris", None, "Rome"]})
    with pytest.raises(ValueError, match="row 2"):
        omni.sweep("Where is {city}?", variables=table)
    with pytest.raises(ValueError, match="town"):
        omni.sweep("Where is {town}?", variables=table.dropna())
    twice = omni.sweep("Repeat exactly: {city}", variables=pd.concat([table, table]).dropna(), modalities=["text"])
    assert ([a.text for a in twice], twice.spent.requests) == (["Paris", "Rome"] * 2, 2)
    assert "2 rows ask the same as another" in repr(twice)


@pytest.mark.parametrize("budget", [0, 1e-9, {"cost": 0.001}])
def test_a_budget_that_pays_for_nothing_is_said_before_anything_is_sent(omni, budget):
    if budget == 0:
        found = sweep(omni, budget=0)
        assert (found.spent.requests, found.counts["open"]) == (0, 6)
        return
    with pytest.raises(ValueError, match="does not pay for one run"):
        sweep(omni, budget=budget)


def test_a_budget_ends_it_and_a_larger_one_goes_on(omni):
    found = sweep(omni, budget={"requests": 2})
    assert (found.counts, found.spent.requests) == ({"answered": 2, "failed": 0, "open": 4}, 2)
    assert "the budget for requests" in repr(found)
    found = sweep(omni, budget=Budget(requests=10))
    assert (found.complete, found.spent.requests) == (True, 6)


def test_money_needs_a_price(omni):
    with pytest.raises(ValueError, match="somebodys-model is not known"):
        sweep(omni, models=["somebodys-model"], budget=5)
    assert sweep(omni, models=["qwen3.8-omni-flash"], budget={"requests": 6}).spent.unpriced == 6


def test_a_large_sweep_wants_a_budget_or_a_word(omni):
    many = {"w": [str(n) for n in range(201)]}
    with pytest.raises(ValueError, match="a large sweep without a budget: 201 requests"):
        omni.sweep("Repeat exactly: {w}", variables=many, modalities=["text"])
    with pytest.raises(ValueError, match="one question"):
        omni.sweep()
    with pytest.raises(ValueError, match="more than the 1,000,000"):
        omni.sweep("hi", repeats=1_000_001)


def test_failures_are_told_by_kind_and_asked_again():
    omni = Omni.simulated(pace=0, show=False, keep=False, fault="inspection:2")
    found = sweep(omni)
    assert [(r["code"], r["runs"], r["may_pass"]) for r in found.failures()] == [("request_refused", 2, False)]
    assert "inappropriate" in found.failures()[0]["says"]
    assert sum(a.ok is False for a in found) == 2
    assert sweep(omni).counts["failed"] == 2, "what will fail again is not asked again by itself"
    assert found.retry("server_failed").counts["failed"] == 2
    assert found.retry().complete
    assert len(found.failures()) == 0


def test_a_refused_key_ends_it_at_once():
    omni = Omni.simulated(pace=0, show=False, keep=False, fault="401")
    found = sweep(omni, at_once=1)
    assert found.spent.requests <= 2
    assert "one request after the other failed" in repr(found)


def test_what_a_server_without_usage_answered_is_settled_from_what_came():
    omni = Omni.simulated(pace=0, show=False, keep=False, fault="no-usage")
    spent = omni.sweep("Repeat exactly: hello", budget=5).spent
    assert 0 < spent.cost < 0.01
    assert spent.reserved == 0


def test_in_the_background_it_can_be_stopped_and_goes_on(tmp_path):
    omni = Omni.simulated(pace=0.2, show=False, keep=False)
    found = sweep(omni, wait=False, at_once=1, folder=tmp_path)
    assert not found.done
    with pytest.raises(OmniError, match="running already"):
        sweep(omni, folder=tmp_path)
    found.stop()
    assert found.done
    assert found.counts["open"] > 0
    assert "stopped" in repr(found)
    assert list(found.failures()) == [], "what was stopped is open, and has not failed"
    omni = Omni.simulated(pace=0, show=False, keep=False)
    assert sweep(omni, wait=False, folder=tmp_path).wait().complete


KILLED = """
import sys
from omni_nb import Omni
omni = Omni(base_url=sys.argv[1], api_key="sk-canary-123456789", show=False, keep=False)
omni.sweep("Repeat exactly: {w}", variables={"w": [f"word {n}" for n in range(150)]}, modalities=["text"],
           folder=sys.argv[2], at_once=4, budget=5)
"""


def test_a_kill_loses_nothing_that_was_finished_and_pays_for_nothing_twice(tmp_path, recorded):
    """The server counts what it was asked: what was under way at the kill is asked twice, and nothing else."""
    command = [sys.executable, "-c", KILLED, recorded.url, str(tmp_path / "s")]
    for most in (30, 90):
        with subprocess.Popen(command) as program:
            while len(recorded.bodies) < most:
                assert program.poll() is None
                time.sleep(0.01)
            program.kill()
    under_way = Ledger(tmp_path / "s").unsettled()
    subprocess.run(command, check=True, timeout=300)
    asked = [json.dumps(b["messages"]) for b, _key in recorded.bodies]
    assert len(set(asked)) == 150
    assert len(asked) - 150 <= under_way <= 2 * 4 * 2
    spent = Ledger(tmp_path / "s").spent()
    assert spent.requests >= len(asked), "each was written down before it was sent"
    assert sum(ok for ok, _ in Ledger(tmp_path / "s").states().values()) == 150
    for path in (tmp_path / "s").rglob("*"):
        assert path.is_dir() or b"canary" not in path.read_bytes()


def test_an_interrupt_keeps_what_came(omni, monkeypatch):
    from omni_nb.sweeping.progress import Progress

    ticks = []

    def tick(self):
        ticks.append(1)
        if len(ticks) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(Progress, "tick", tick)
    with pytest.raises(Interrupted, match="run the same sweep again") as caught:
        sweep(Omni.simulated(pace=0.3, show=False, keep=False), at_once=1)
    assert caught.value.sweep.counts["open"] > 0
    monkeypatch.undo()
    assert sweep(omni).complete


def test_an_interrupt_while_answers_are_written_down_loses_none(omni, tmp_path, monkeypatch):
    """They are paid for: an interrupt in the midst of it, and a second one, wait until they stand there."""
    settle, settled = Ledger.settle, []

    def interrupted(self, outcomes, **more):
        if len(settled) < 2:
            signal.raise_signal(signal.SIGINT)
        settled.extend(outcome.key for _number, outcome in outcomes if outcome.ok)
        settle(self, outcomes, **more)

    monkeypatch.setattr(Ledger, "settle", interrupted)
    with pytest.raises(Interrupted) as caught:
        sweep(omni, repeats=40, confirm=True, folder=tmp_path / "s")
    ledger = Ledger(tmp_path / "s")
    assert settled
    assert caught.value.sweep.counts["answered"] == len(set(settled))
    assert ledger.unsettled() == 0
    monkeypatch.undo()
    assert sweep(omni, folder=tmp_path / "s").complete, "nobody holds the folder any more"


def test_a_sweep_that_cannot_begin_lets_its_folder_go(omni, tmp_path, monkeypatch):
    from omni_nb.sweeping import making

    def broken(*_args, **_more):
        raise RuntimeError("no bar")

    with monkeypatch.context() as patched:
        patched.setattr(making, "Progress", broken)
        with pytest.raises(RuntimeError) as held:  # whose traceback keeps all that was made
            sweep(omni, folder=tmp_path / "s")
    assert sweep(omni, folder=tmp_path / "s").complete
    assert held.value


def test_a_bar_that_cannot_be_drawn_costs_no_answer(omni, monkeypatch):
    from omni_nb.sweeping.progress import Progress

    monkeypatch.setattr(Progress, "tick", lambda self: 1 / 0)
    assert sweep(omni).complete


def test_in_another_language_it_is_the_same_sweep(omni, tmp_path, chinese):
    import omni_nb

    first = sweep(omni, folder=tmp_path / "s")
    omni_nb.set_language("en")
    assert sweep(omni, folder=tmp_path / "s").spent.requests == first.spent.requests == 6


def test_other_columns_come_back_to_their_rows(omni):
    pd = pytest.importorskip("pandas")
    table = pd.DataFrame({"city": ["Paris", "Rome", "Kyoto"], "right": ["p", "r", "k"]}).iloc[[2, 0]]
    frame = omni.sweep("Repeat exactly: {city}", variables=table, modalities=["text"]).to_frame()
    both = frame.merge(table.reset_index(drop=True), left_on="prompt", right_index=True, suffixes=("", "_asked"))
    assert both[["text", "right"]].to_numpy().tolist() == [["Kyoto", "k"], ["Paris", "p"]]


@pytest.mark.parametrize("extra", [{"messages": []}, {"model": "other"}, {"n": 4}, {"max_tokens": None}])
def test_money_cannot_be_kept_to_where_extra_changes_all(omni, extra):
    with pytest.raises(ValueError, match=f"what {next(iter(extra))} in extra= asks for"):
        sweep(omni, budget=5, extra=extra)
    assert sweep(omni, n=1, budget=Budget(requests=1), extra={"n": 1}).complete


def test_one_of_executor_and_client_does_the_work(tmp_path):
    with ThreadPoolExecutor(2) as executor:
        with pytest.raises(ValueError, match="both say who does the work"):
            Omni.simulated().sweep("hello", executor=executor, client=object(), folder=tmp_path / "sweep")
        with pytest.raises(ValueError, match="headers= cannot be sent"):
            Omni.simulated(headers={"X-Token": "a"}).sweep("hello", executor=executor, folder=tmp_path / "sweep")
        assert not (tmp_path / "sweep").exists()
        prompts = [f"Repeat exactly: {i}" for i in range(20)]
        swept = Omni.simulated(pace=0).sweep(
            prompts=prompts, modalities=["text"], executor=executor, folder=tmp_path / "sweep"
        )
    assert [answer.text for answer in swept] == [str(i) for i in range(20)]
