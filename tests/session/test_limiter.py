import asyncio
import contextlib

import pytest

from omni_nb.errors import OmniError
from omni_nb.session.limiter import Limiter
from tests.support import aio


class Time:
    """A clock that goes on when somebody sleeps."""

    def __init__(self):
        self.now_s = 0.0

    def __call__(self):
        return self.now_s

    async def sleep(self, seconds):
        self.now_s += seconds
        await asyncio.sleep(0)


def limiter(**given):
    time = Time()
    return Limiter(clock=time, sleep=time.sleep, **given), time


async def steps(n=20):
    for _ in range(n):
        await asyncio.sleep(0)


class Worker:
    """A request that is under way until it is told to end."""

    def __init__(self, limiter, log, name):
        self.end, self.slot, self.refused = asyncio.Event(), None, False
        self.task = asyncio.create_task(self._work(limiter, log, name))

    async def _work(self, limiter, log, name):
        with contextlib.suppress(ConnectionRefusedError):
            async with limiter.slot() as self.slot:
                log.append(name)
                await self.end.wait()
                if self.refused:
                    raise ConnectionRefusedError

    def refuse(self, wait_s):
        self.slot.refuse(wait_s)
        self.refused = True
        self.end.set()


async def started(limiter, n):
    log = []
    workers = [Worker(limiter, log, i) for i in range(n)]
    await steps()
    return log, workers


def test_no_more_than_so_many_at_once_and_in_their_order():
    async def go():
        mine, _ = limiter(at_once=2)
        log, workers = await started(mine, 5)
        assert log == [0, 1]
        workers[1].end.set()
        await steps()
        assert log == [0, 1, 2]
        for w in workers:
            w.end.set()
        await asyncio.gather(*(w.task for w in workers))
        assert log == [0, 1, 2, 3, 4]

    aio.run(go())


def test_no_more_than_so_many_in_any_minute():
    async def go():
        mine, time = limiter(at_once=9, per_minute=2)
        at_s = []
        for _ in range(5):
            async with mine.slot():
                at_s.append(time.now_s)
                time.now_s += 10
        assert at_s == [0, 10, 60, 70, 120]

    aio.run(go())


def test_no_more_tokens_than_so_many_in_any_minute():
    """One that is heavier than the limit goes when nothing else counts: else it would wait for ever."""

    async def go():
        mine, time = limiter(at_once=9, tokens_per_minute=100)
        at_s = []
        for tokens in (60, 40, 1, 500, 0, 1):
            async with mine.slot(tokens=tokens):
                at_s.append(time.now_s)
                time.now_s += 10
        assert at_s == [0, 10, 60, 120, 180, 190]

    aio.run(go())


def test_too_fast_is_heard_by_all_and_halves_once_what_is_under_way():
    async def go():
        mine, time = limiter(at_once=8)
        log, workers = await started(mine, 20)
        assert len(log) == 8
        for w in workers[:8]:  # all eight are refused for the same haste
            w.refuse(5.0)
        await steps(60)
        assert time.now_s == 5.0  # one silence for all, not one after the other
        assert len(log) == 8 + 4
        for w in workers[8:12]:  # these were sent after the first silence: again fewer
            w.refuse(7.0)
        await steps(60)
        assert time.now_s == 12.0
        assert len(log) == 12 + 2
        for w in workers:
            w.end.set()
        await asyncio.gather(*(w.task for w in workers))

    aio.run(go())


def test_it_grows_again_with_successes_but_not_with_failures():
    async def go():
        mine, _ = limiter(at_once=3)
        mine.back_off(0, since_s=0)  # 3 → 1
        for _ in range(4):
            with pytest.raises(ZeroDivisionError):
                async with mine.slot():
                    raise ZeroDivisionError
        log, workers = await started(mine, 3)
        assert log == [0]
        for w in workers:
            w.end.set()
        await asyncio.gather(*(w.task for w in workers))
        log, workers = await started(mine, 5)
        assert len(log) == 3
        for w in workers:
            w.end.set()
        await asyncio.gather(*(w.task for w in workers))

    aio.run(go())


def test_who_gives_up_waiting_blocks_nobody():
    async def go():
        mine, _ = limiter(at_once=1)
        log, workers = await started(mine, 3)
        workers[1].task.cancel()
        workers[0].end.set()
        await steps()
        assert log == [0, 2]
        workers[2].end.set()
        await workers[2].task

    aio.run(go())


@pytest.mark.parametrize("wrong", [{"at_once": 0}, {"per_minute": -1}, {"at_once": True}, {"per_minute": 1.5}])
def test_a_limit_is_a_whole_number(wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must be a whole number, 1 or more"):
        Limiter(**wrong)


SLOW_DOWN = OmniError("slow down")


async def asked_until_it_is_given_up(mine, wait_s, log):
    again = True
    while again:
        try:
            async with mine.slot() as slot:
                log.append(1)
                await asyncio.sleep(0)
                again = slot.refuse(wait_s, SLOW_DOWN)
                raise ConnectionRefusedError
        except ConnectionRefusedError:
            pass
        except OmniError as err:
            return err.cause
    return "refused"


def test_where_nothing_gets_through_for_two_minutes_all_give_up_together():
    async def go():
        mine, time = limiter(at_once=8)
        log = []
        ends = await asyncio.gather(*(asked_until_it_is_given_up(mine, 8.0, log) for _ in range(50)))
        assert ends.count("refused") + ends.count("slow down") == 50
        assert ends.count("slow down") > 30
        assert time.now_s <= 120
        time.now_s += 1
        async with mine.slot():  # whoever comes later tries anew
            pass

    aio.run(go())


def test_a_server_that_asks_for_too_long_a_wait_is_not_waited_for():
    async def go():
        mine, time = limiter(at_once=2)
        log = []
        ends = await asyncio.gather(*(asked_until_it_is_given_up(mine, 86_400.0, log) for _ in range(5)))
        assert (ends.count("slow down"), len(log), time.now_s) == (3, 2, 0.0)
        time.now_s += 1
        async with mine.slot():
            pass
        assert time.now_s == 1

    aio.run(go())
