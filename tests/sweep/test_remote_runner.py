import asyncio
import time

import pytest
from PIL import Image

from omni_nb.errors import KeyMissing, OmniError, RateLimited
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.session.limiter import Limiter
from omni_nb.session.sending import Earlier
from omni_nb.sweep.parcel import MediaShelf
from omni_nb.sweep.pool_workers import WorkerLost, stopped
from omni_nb.sweep.remote_runner import RemoteRunner
from omni_nb.sweep.site import Site
from omni_nb.sweep.work import Outcome, Work, outcome_of_error
from tests.support.clients import client
from tests.support.pictures import saved
from tests.support.requests import request


class Answering:
    """Workers that answer what `say(parcel)` returns; what it raises they raise; None never ends until it is stopped."""

    def __init__(self, say):
        self.say, self.carried, self.stops, self.closed = say, [], 0, False
        self.open = []

    async def carry(self, parcel):
        self.carried.append((time.monotonic(), parcel))
        said = self.say(parcel)
        if isinstance(said, Exception):
            raise said
        if said is None:
            self.open.append(asyncio.get_running_loop().create_future())
            await self.open[-1]
            return outcome_of_error(parcel.work.key, stopped())
        return said

    def stop(self):
        self.stops += 1
        for each in self.open:
            each.set_result(None)

    async def close(self):
        self.closed = True


def made(say, **limits):
    workers = Answering(say)
    return workers, RemoteRunner(workers, Site.of(client()), Limiter(**limits), most=10)


def work(key="a", *parts):
    return Work(key=key, request=request("hello", *parts))


def whole(parcel):
    return Outcome(key=parcel.work.key, ok=True, cost=0.0)


def test_what_came_is_told_and_the_limiter_stands_in_front():
    _workers, runner = made(whole, at_once=2)
    futures = [runner.submit(work(str(i))) for i in range(5)]
    assert [f.result(60).key for f in futures] == list("01234")
    runner.close()
    assert _workers.closed


def test_what_one_worker_hears_of_haste_holds_back_all_and_who_pays_decides_on_another_try():
    hasty = iter([True])

    def say(parcel):
        if next(hasty, False):
            error = RateLimited("too fast", status=429, retry_after_s=0.3)
            return outcome_of_error(parcel.work.key, error, again=Earlier(failed=1))
        return whole(parcel)

    workers, runner = made(say, at_once=1)
    refused, *others = [runner.submit(work(str(i))) for i in range(3)]
    assert refused.result(60).again == Earlier(failed=1)
    assert all(f.result(60).ok for f in others)
    times = [at_s for at_s, _parcel in workers.carried]
    assert len(times) == 3, "it is sent once"
    assert times[1] - times[0] >= 0.3


def test_where_the_server_asks_for_too_long_a_wait_another_try_is_not_worth_it():
    error = RateLimited("come back tomorrow", status=429, retry_after_s=3_600.0)
    _workers, runner = made(lambda parcel: outcome_of_error(parcel.work.key, error, again=Earlier(failed=1)))
    outcome = runner.submit(work()).result(60)
    assert (outcome.again, outcome.code) == (None, "rate_limited")


def test_what_failed_in_a_worker_in_an_odd_way_may_have_been_sent():
    _workers, runner = made(lambda parcel: OmniError("a worker failed", code="internal"))
    outcome = runner.submit(work()).result(60)
    assert (outcome.sent, outcome.cost) == (True, None)


def test_a_quota_that_is_used_up_is_no_haste():
    error = RateLimited("no quota", status=429, service_code="insufficient_quota")
    workers, runner = made(lambda parcel: outcome_of_error(parcel.work.key, error, sent=False))
    assert runner.submit(work()).result(60).code == "rate_limited"
    assert len(workers.carried) == 1


def test_a_worker_that_died_is_an_error_of_the_future_and_one_that_cannot_ask_costs_nothing():
    _workers, runner = made(lambda parcel: WorkerLost("tcp://127.0.0.1:1"))
    with pytest.raises(WorkerLost):
        runner.submit(work()).result(60)
    _workers, runner = made(lambda parcel: KeyMissing("no key"))
    outcome = runner.submit(work()).result(60)
    assert (outcome.code, outcome.cost, outcome.sent) == ("key_missing", 0.0, False)


def test_media_are_sent_to_a_worker_once_and_then_are_hashes():
    picture = saved(Image.effect_noise((60, 60), 50), "PNG")
    shelf = MediaShelf()

    def say(parcel):
        try:
            opened = shelf.opened(parcel)
        except Exception as err:
            return err
        assert opened.request.prompt.media[0].data == picture
        return whole(parcel)

    workers, runner = made(say, at_once=8)
    futures = [runner.submit(work(str(i), picture)) for i in range(8)]
    assert all(f.result(60).ok for f in futures)
    assert sum(bool(parcel.media) for _at_s, parcel in workers.carried) == 1


def test_a_stop_ends_what_waits_and_what_is_under_way():
    workers, runner = made(lambda parcel: None, at_once=2)
    futures = [runner.submit(work(str(i))) for i in range(5)]

    async def until_under_way():
        while len(workers.open) < 2:
            await asyncio.sleep(0.01)

    EVENT_LOOP.submit(until_under_way()).result(60)
    runner.cancel()
    outcomes = [f.result(60) for f in futures]
    assert {o.code for o in outcomes} == {"stopped"}
    assert [o.sent for o in outcomes] == [True, True, False, False, False]
