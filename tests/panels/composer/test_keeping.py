"""A question whose kernel ends before the answer does."""

import pytest

from omni_nb import Omni, history
from omni_nb.asking import Asking
from omni_nb.kept import conversations, store
from omni_nb.panels.composer.recall import Recall
from tests.kept.test_store import WHOLE, numbered
from tests.support.clients import simulated
from tests.support.media import picture
from tests.support.requests import request

COMING = {"ending": "in_progress", "complete": False}


def asking():
    return Asking(simulated(), keep=True, strict=False, show=False)


def test_what_has_come_is_replaced_by_the_whole_and_never_the_other_way_round():
    asks = asking()
    so_far = numbered(1, **COMING, text="so f", request=request(picture(), "what?"))
    asks.coming(so_far)
    (kept,) = history()
    assert (kept.text, kept.audio, kept.complete) == ("so f", None, False)
    assert kept.asked == so_far.asked  # with its picture
    whole = numbered(1, text="so far", request=request(picture(), "what?"))
    store.keep(whole)
    assert list(history()) == [whole]
    assert history()[0].asked == so_far.asked
    asks.coming(so_far)  # a slow thread
    assert list(history()) == [whole]
    assert history().verify().ok


def test_marks_that_it_was_given_while_it_came_stay():
    asks = asking()
    asks.coming(numbered(1, **COMING))
    id = f"{1:012x}"
    history().pin(id)
    history().remark(id, "look at this")
    store.keep(numbered(1))
    (row,) = history().to_rows()
    assert (row["complete"], row["pinned"], row["vote"], row["remark"]) == (True, True, None, "look at this")


def test_what_is_refused_is_taken_back_and_what_is_whole_is_not():
    asks = asking()
    asks.coming(numbered(1, **COMING))
    asks.withdrawn(f"{1:012x}")
    assert len(history()) == 0
    store.keep(WHOLE)
    asks.withdrawn(WHOLE.id)
    assert len(history()) == 1


def test_a_full_disk_and_a_switched_off_history_are_no_matter(monkeypatch):
    asks = asking()
    monkeypatch.setenv("OMNI_NB_KEEP", "0")
    asks.coming(numbered(1, **COMING))
    asks.withdrawn("x")
    monkeypatch.delenv("OMNI_NB_KEEP")
    assert len(history()) == 0
    monkeypatch.setattr(store, "keep", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "full")))
    asks.coming(numbered(1, **COMING))


@pytest.mark.parametrize("kept", [True, False])
def test_after_a_restart_the_question_stands_there_and_says_what_happened(kept):
    """The media come from the history; without one the words are left."""
    reply = numbered(1, **COMING, text="so f", request=request(picture(), "what?"), prompt="what?")
    if kept:
        asking().coming(reply)
    said = conversations.Said(asked="[picture] what?", answer="", remembered=False, id="0" * 8, coming=reply.id)
    conversations.keep(f"coming {kept}#0", [[said]])
    (branch,) = Recall(lambda: True).shown(f"coming {kept}", 1, [], Omni.simulated(show=False, keep=False).chat)
    (exchange,) = branch.exchanges
    assert exchange.reply.error.code == "cut"
    assert exchange.settled
    assert (exchange.text, bool(exchange.prompt.media)) == (("so f", True) if kept else ("", False))
    assert "what?" in exchange.prompt.text
    assert len(branch.chat) == 0  # the model is not told of it
    exchange.draw_question()
    exchange.draw_reply()
    assert "the kernel ended" in exchange.words + exchange.rest
