import pytest

from omni_nb import Omni
from omni_nb.show import display
from omni_nb.sweep.budget import Budget
from omni_nb.sweep.engine import Engine
from omni_nb.sweep.estimate import estimate_of
from omni_nb.sweep.ledger import Ledger
from omni_nb.sweep.purse import Purse
from omni_nb.sweeping.progress import Progress, say_at_once
from tests.sweep.support import Answering, runs


def run(tmp_path, *, show, done=0):
    made = runs(3).runs
    reply = Omni.simulated(pace=0, keep=False).ask("Repeat exactly: one", show=False, modalities=["text"])
    purse = Purse(Budget())
    engine = Engine(made, ledger=Ledger(tmp_path), purse=purse, runner=Answering(lambda work: reply))
    shown = Progress(engine, purse, done=done, estimate=estimate_of(made, done=done), show=show, button=False)
    engine.run(shown.tick)
    shown.finish({"text/plain": "how it ended"})


def test_at_a_terminal_it_is_the_estimate_and_a_line(tmp_path, capsys):
    run(tmp_path, show=True, done=2)
    said = capsys.readouterr().err
    assert said.startswith("3 requests, ")
    assert "5/5" in said
    assert "CNY" in said


def test_of_what_is_all_there_it_is_said_how_it_stands(monkeypatch, capsys):
    shown = []
    assert not say_at_once({"text/plain": "all there"}, None)
    assert say_at_once({"text/plain": "all there"}, True)
    assert capsys.readouterr().err == "all there\n"
    monkeypatch.setattr(display, "in_notebook", lambda: True)
    monkeypatch.setattr(display, "show_bundle", shown.append)
    assert say_at_once({"text/plain": "all there"}, None)
    assert not say_at_once({"text/plain": "all there"}, False)
    assert shown == [{"text/plain": "all there"}]


@pytest.mark.parametrize("show", [False, None])
def test_where_nobody_looks_it_says_nothing(tmp_path, capsys, show):
    run(tmp_path, show=show)
    assert capsys.readouterr() == ("", "")


def test_in_a_notebook_the_ending_takes_the_bars_place(tmp_path, monkeypatch):
    shown = []

    class Handle:
        def update(self, obj, **more):
            shown.append(obj)

    monkeypatch.setattr(display, "in_notebook", lambda: True)
    monkeypatch.setattr(display, "shows_widgets", lambda: True)
    monkeypatch.setattr(display, "show_replaceable", lambda bundle: shown.append(bundle) or Handle())
    run(tmp_path, show=None)
    assert "application/vnd.jupyter.widget-view+json" in shown[0]
    assert shown[1:] == [{"text/plain": "how it ended"}]


def test_without_widgets_it_is_a_line_and_the_ending(tmp_path, monkeypatch, capsys):
    shown = []
    monkeypatch.setattr(display, "in_notebook", lambda: True)
    monkeypatch.setattr(display, "shows_widgets", lambda: False)
    monkeypatch.setattr(display, "show_bundle", shown.append)
    run(tmp_path, show=None)
    assert shown == [{"text/plain": "how it ended"}]
    assert "3/3" in capsys.readouterr().err
