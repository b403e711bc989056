import io
import sys
from types import SimpleNamespace

import pytest

from omni_nb import Omni
from omni_nb.front_end import kind
from omni_nb.show import unseen


class Watched(io.StringIO):
    def __init__(self, watched=True):
        super().__init__()
        self._watched = watched

    def isatty(self):
        return self._watched


def watched(monkeypatch):
    """Plain Python; a person sees what it complains of. No fixture: pytest puts its own stderr there before a test runs."""
    monkeypatch.setattr(unseen, "_told", set())
    monkeypatch.setattr(kind, "shell", lambda: None)
    monkeypatch.delattr(sys, "ps1", raising=False)  # IPython sets it for good
    monkeypatch.setattr(sys, "stderr", stream := Watched())
    return stream


def test_a_program_that_asks_is_told_once_how_to_see_the_reply(monkeypatch):
    stderr = watched(monkeypatch)
    omni = Omni.simulated(pace=0)
    omni.ask("hello", modalities=["text"])
    omni.ask("hello", modalities=["text"])
    assert stderr.getvalue().count("print(reply)") == stderr.getvalue().count("\n") == 1


def test_who_said_what_is_wanted_is_told_nothing(monkeypatch):
    stderr = watched(monkeypatch)
    Omni.simulated(pace=0).ask("hello", modalities=["text"], show=False)
    assert stderr.getvalue() == ""


def test_a_composer_says_what_does_the_same_here(monkeypatch):
    stderr = watched(monkeypatch)
    for _ in range(2):
        Omni.simulated(pace=0).compose().close()
    assert stderr.getvalue().count("omni.ask(…)") == stderr.getvalue().count("\n") == 1


@pytest.mark.parametrize("stream", [None, Watched(watched=False), io.StringIO()])
def test_where_nobody_watches_nothing_is_said(monkeypatch, stream):
    watched(monkeypatch)
    if isinstance(stream, io.StringIO) and not isinstance(stream, Watched):
        stream.close()
    monkeypatch.setattr(sys, "stderr", stream)
    unseen.reply_unseen()
    assert not isinstance(stream, Watched) or stream.getvalue() == ""


def test_at_a_prompt_words_come_live_and_in_a_notebook_they_are_shown(monkeypatch, capsys):
    stderr = watched(monkeypatch)
    monkeypatch.setattr(sys, "ps1", ">>> ", raising=False)
    Omni.simulated(pace=0).ask("Repeat exactly: hello", modalities=["text"])
    assert capsys.readouterr().out == "hello\n"
    monkeypatch.setattr(kind, "shell", lambda: SimpleNamespace(kernel=1))
    unseen.reply_unseen()
    assert "print(reply)" not in stderr.getvalue()
