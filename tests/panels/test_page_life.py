import asyncio
import gc
import threading
import weakref

from omni_nb.panels import page_life
from omni_nb.panels.page_life import Views, weak_listener
from omni_nb.panels.tasks import Tasks
from omni_nb.session.event_loop import EVENT_LOOP


def on_loop():
    return threading.current_thread().name == "omni_nb event loop"


class Panel:
    def __init__(self):
        self.taken = []

    def take(self, content, buffers):
        self.taken.append((content["t"], buffers, on_loop()))


def test_a_message_is_taken_on_the_loop_and_one_that_may_not_wait_at_once():
    panel = Panel()
    listener = weak_listener(weakref.WeakMethod(panel.take), at_once=("stop",))
    listener({"t": "pin"}, [b"x"])
    EVENT_LOOP.submit(asyncio.sleep(0)).result()
    listener({"t": "stop"}, [])
    assert panel.taken == [("pin", [b"x"], True), ("stop", [], False)]


def test_who_listens_is_not_kept_alive_by_it():
    panel = Panel()
    listener, there = weak_listener(weakref.WeakMethod(panel.take)), weakref.ref(panel)
    del panel
    gc.collect()
    assert there() is None
    listener({"t": "pin"}, [])  # nobody is there, and nothing happens


def test_the_last_view_that_goes_closes_when_nothing_is_under_way_unless_another_came(monkeypatch):
    monkeypatch.setattr(page_life, "GRACE_S", 0.01)
    closed, busy = [], [True]

    async def wait(tasks):
        while tasks.busy:
            await asyncio.sleep(0.005)

    async def go():
        tasks = Tasks(lambda text: None)
        views = Views(tasks, busy=lambda: bool(busy) and bool(busy.pop()), close=lambda: closed.append(1))
        views.handlers["seen"]({"t": "seen"}, [])
        views.handlers["gone"]({"t": "gone"}, [])
        views.handlers["seen"]({"t": "seen"}, [])
        await wait(tasks)
        assert closed == []
        views.handlers["gone"]({"t": "gone"}, [])
        await wait(tasks)

    EVENT_LOOP.submit(go()).result(60)
    assert closed == [1]
    assert busy == []
