import pytest

from omni_nb import Omni, Reply
from omni_nb.errors import OmniError, PromptRefused
from omni_nb.panels.composer.form_bridge import FormBridge
from omni_nb.panels.composer.recall import Recall
from omni_nb.panels.composer.thread import Thread
from omni_nb.panels.composer.transcript import Exchange
from omni_nb.panels.tasks import Tasks
from omni_nb.prompt.parts import Prompt
from omni_nb.session.client import Client
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.show.embedded import EmbeddedView
from tests.panels.composer.support import Desktop
from tests.support.clients import simulated


class Places:
    """Where replies go, by what is said of them."""

    def __init__(self):
        self.replies, self.came, self.gone = [], [], []
        self.ended, self.coming, self.withdrawn = self.replies.append, self.came.append, self.gone.append

    def keeps(self):
        return False


def talk(**more):
    omni = Omni.simulated(pace=0, show=False, keep=False)
    places = Places()
    t = Thread(
        simulated(**more),
        FormBridge(lambda *_: None),
        Recall(lambda: False),
        key="k",
        new_chat=omni.chat,
        keeps=places,
    )
    t.places, t.ended = places, places.replies
    return t


def ask(t, *prompts, **options):
    return EVENT_LOOP.submit(t.ask([Prompt.of(p) for p in prompts], {"modalities": ["text"], **options})).result(60)


def test_turns_are_asked_in_their_order_and_remembered():
    t = talk()
    ask(t, "Repeat exactly: one", "Repeat exactly: two")
    assert [e.reply.text for e in t.branch.exchanges] == ["one", "two"]
    assert [turn.answer for turn in t.branch.chat.turns] == ["one", "two"]
    assert [r.text for r in t.ended] == ["one", "two"]
    assert "one" in t.bundle()["text/plain"]


def test_one_that_is_not_whole_ends_the_series():
    t = talk(fault="cut-mid-json")
    ask(t, "你是谁", "never asked")
    assert len(t.branch.exchanges) == 1
    assert len(t.branch.chat) == 0


def test_one_that_is_refused_leaves_nothing():
    t = talk()
    with pytest.raises(PromptRefused):
        ask(t, "hello", modalities=["text", "audio"], thinking=True)
    t = talk(fault="401")
    with pytest.raises(Exception, match=r"401|[Kk]ey"):
        ask(t, "hello")
    assert t.branch.exchanges == []


def test_one_at_a_time():
    t = talk()
    t.reserve()
    with pytest.raises(ValueError, match="still being received"):
        t.reserve()
    with pytest.raises(ValueError, match="still being received"):
        t.turn_to(0)
    t.release()
    assert not t.busy


def test_a_stop_before_the_first_byte_is_a_stop():
    t = talk()
    tasks = Tasks(print)

    def start():
        t.reserve()
        t.stop()

    tasks.on_loop(start)
    ask(t, "hello")
    assert t.reply.error.code == "stopped"
    assert len(t.branch.chat) == 0


def test_forks():
    t = talk()
    ask(t, "one", "two")
    first, second = t.branch.exchanges
    t.fork_before(second)
    assert len(t.branch.chat) == 1
    assert t.branch.exchanges == [first]
    t.add(Exchange("z", Prompt.of("odd")), Reply(text="cut"))
    assert len(t.branch.chat) == 1  # not whole: not remembered
    t.fork_before(t.branch.exchanges[-1])
    assert len(t.branches) == 2  # nothing follows from it: no fork
    assert t.branch.exchanges[-1].prompt.text == "odd"  # and what came of it stays
    t.turn_to(0)
    assert t.exchange(second.id) is second
    for index in (9, len(t.branches), -1):
        with pytest.raises(ValueError, match=f"there are 2 branches, so there is no number {index + 1}"):
            t.turn_to(index)
    t.forget()
    assert len(t.branch.chat) == 0
    t.restart(t.branches[0].chat, [first, second])
    assert len(t.branches) == 1
    t.close()


@pytest.mark.parametrize("what", ["tick", "draw_question"])
def test_what_cannot_be_drawn_leaves_no_request_running(what, monkeypatch):
    def broken(*_):
        raise RuntimeError("the page is gone")

    omni = Omni.simulated(pace=0, show=False, keep=False, fault="stall")
    desk, runs = Desktop(monkeypatch, omni), []
    start = Client.start

    def started(self, *a, **k):
        runs.append(start(self, *a, **k))
        return runs[-1]

    monkeypatch.setattr(Client, "start", started)
    monkeypatch.setattr(EmbeddedView if what == "tick" else Exchange, what, broken)
    desk.say("send", text="你是谁")
    assert runs[0].done.wait(60)
    assert "the page is gone" in desk.notice
    assert desk["busy"] == {"on": False}


def test_a_question_is_kept_before_its_answer_comes_and_taken_back_where_it_is_refused():
    t = talk()
    ask(t, "Repeat exactly: one")
    (first, *_) = t.places.came
    assert (first.id, first.ending, first.prompt) == (t.ended[0].id, "in_progress", "Repeat exactly: one")
    assert t.places.gone == []
    t = talk(fault="401")
    with pytest.raises(OmniError):
        ask(t, "hello")
    assert t.places.gone == [t.places.came[0].id]


def test_a_question_that_is_stopped_before_anything_came_is_taken_back():
    t = talk()
    t.stop()
    ask(t, "hello")
    assert (len(t.ended), t.places.gone) == (0, [t.places.came[0].id])
