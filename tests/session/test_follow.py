import asyncio

import pytest

from omni_nb.errors import Interrupted, RequestRefused, StreamBroken
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.session.follow import NoView, afollow, follow, stopped_if_this_fails
from tests.session.test_run import DONE, FINISH, HANG, TEXT, Server
from tests.support import aio

REFUSED = RequestRefused("no", code="bad_request", status=400)


class Page(NoView):
    """Writes down what it is asked for; `at` says at which of it `fails` is raised, once."""

    def __init__(self, at="", fails=None):
        self.calls, self._at, self._fails = [], at, fails

    def _called(self, name):
        if not self.calls or self.calls[-1] != name:
            self.calls.append(name)
        if name == self._at and self._fails is not None:
            fails, self._fails = self._fails, None
            raise fails

    def tick(self, fold):
        if fold.text:
            self._called("tick")

    def finish(self, reply, fold):
        self._called(f"finish {reply.text}")

    def discard(self):
        self._called("discard")


def blocking(run, view, **more):
    return follow(run, view, **more)


def on_a_loop_of_its_own(run, view, **more):
    return aio.run(afollow(run, view, **more))


def on_the_loop_of_the_request(run, view, **more):
    return EVENT_LOOP.submit(afollow(run, view, beside=True, **more)).result(60)


ways = pytest.mark.parametrize("way", [blocking, on_a_loop_of_its_own, on_the_loop_of_the_request])


@ways
def test_a_reply_is_shown_and_told_of(way):
    page, told = Page(), []
    reply = way(Server([TEXT, FINISH, DONE]).run(), page, settled=told.append)
    assert (reply.text, reply.complete) == ("hi", True)
    assert told == [reply]
    assert page.calls[-1] == "finish hi"


@ways
def test_a_cut_reply_is_returned_too(way):
    page, told = Page(), []
    reply = way(Server([TEXT, StreamBroken("cut", code="cut")]).run(), page, settled=told.append)
    assert (reply.ending, told, page.calls[-1]) == ("cut", [reply], "finish hi")


@ways
def test_what_was_refused_is_raised_leaves_nothing_and_is_no_reply(way):
    page, told = Page(), []
    with pytest.raises(RequestRefused, match="no"):
        way(Server([REFUSED]).run(), page, settled=told.append)
    assert (page.calls, told) == (["discard"], [])


@ways
def test_a_view_that_fails_stops_the_request_and_what_came_is_told(way):
    page, told = Page("tick", RuntimeError("the page is gone")), []
    run = Server([TEXT, HANG]).run()
    with pytest.raises(RuntimeError, match="page is gone"):
        way(run, page, settled=told.append)
    assert run.done.is_set()
    assert [(r.text, r.ending) for r in told] == [("hi", "stopped")]


@ways
def test_an_interrupt_stops_the_request_shows_what_came_and_carries_it(way):
    page, told = Page("tick", KeyboardInterrupt()), []
    run = Server([TEXT, HANG]).run()
    if way is on_the_loop_of_the_request:  # an interrupt is the main thread's, never that loop's
        run.stop()
        reply = way(run, page, settled=told.append)
    else:
        with pytest.raises(Interrupted) as stopped:
            way(run, page, settled=told.append)
        reply = stopped.value.reply
    assert (reply.ending, told) == ("stopped", [reply])
    assert page.calls[-1].startswith("finish")


def test_an_interrupt_while_the_whole_is_being_shown_carries_it_too():
    told = []
    with pytest.raises(Interrupted) as stopped:
        follow(Server([TEXT, FINISH, DONE]).run(), Page("finish hi", KeyboardInterrupt()), settled=told.append)
    assert stopped.value.reply.complete
    assert told == [stopped.value.reply]


def test_a_task_that_is_cancelled_stops_the_request_and_stays_cancelled():
    page, told, run = Page(), [], Server([TEXT, HANG]).run()

    async def main():
        task = asyncio.ensure_future(afollow(run, page, settled=told.append))
        while "tick" not in page.calls:
            await asyncio.sleep(0.001)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    aio.run(main())
    assert run.done.is_set()
    assert [(r.text, r.ending) for r in told] == [("hi", "stopped")]
    assert page.calls[-1] == "finish hi"


def test_a_time_limit_of_asyncio_stops_it_too():
    told, run = [], Server([TEXT, HANG]).run()

    async def main():
        await asyncio.wait_for(afollow(run, NoView(), settled=told.append), 0.05)

    with pytest.raises(TimeoutError):
        aio.run(main())
    assert run.done.is_set()
    assert [r.ending for r in told] == ["stopped"]


def test_a_coroutine_that_nobody_awaits_any_more_stops_it():
    run = Server([TEXT, HANG]).run()
    told = []

    async def main():
        work = afollow(run, NoView(), settled=told.append)
        work.send(None)
        work.close()

    aio.run(main())
    assert run.done.wait(60)
    assert len(told) == 1


def test_what_fails_before_it_is_followed_stops_the_request():
    run = Server([TEXT, HANG]).run()
    with pytest.raises(ImportError), stopped_if_this_fails(run):
        raise ImportError("no widgets")
    assert run.done.wait(60)
    with stopped_if_this_fails(Server([TEXT, FINISH, DONE]).run()):
        pass


def test_pressed_twice_is_pressed_once(monkeypatch):
    run = Server([TEXT, HANG]).run()
    cancel = run.cancel

    def cancel_and_press_again():
        cancel()
        monkeypatch.setattr(run.done, "wait", lambda s: (_ for _ in ()).throw(KeyboardInterrupt))

    page = Page("tick", KeyboardInterrupt())
    monkeypatch.setattr(run, "cancel", cancel_and_press_again)
    with pytest.raises(Interrupted) as stopped:
        follow(run, page)
    assert stopped.value.reply.text == "hi"
