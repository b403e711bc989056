import asyncio
import gc

from omni_nb.servers.transport import LazyTransport
from tests.support.aio import run


class Recorded:
    """A transport that notes where it was made and closed."""

    base_url = "http://127.0.0.1/v1"

    def __init__(self):
        self.loop, self.closed = asyncio.get_running_loop(), asyncio.Event()

    async def send(self, body, *, timeout_s):
        yield 0.5, f"{body} {timeout_s}".encode()
        yield 0.75, b""

    async def model_ids(self, *, timeout_s):
        return [f"m {timeout_s}"]

    async def close(self):
        assert asyncio.get_running_loop() is self.loop
        self.closed.set()


def lazy():
    made = []

    def make():
        made.append(Recorded())
        return made[-1]

    return LazyTransport("http://127.0.0.1/v1", make), made


async def all_of(transport):
    return [arrival async for arrival in transport.send({}, timeout_s=3)], await transport.model_ids(timeout_s=4)


def test_it_is_made_when_it_is_needed_and_once_for_a_loop():
    transport, made = lazy()
    assert (transport.base_url, made) == ("http://127.0.0.1/v1", [])

    async def twice():
        return await all_of(transport), await all_of(transport)

    first, second = run(twice())
    assert first == second == ([(0.5, b"{} 3"), (0.75, b"")], ["m 4"])
    assert len(made) == 1


def test_another_loop_has_another():
    transport, made = lazy()
    assert run(all_of(transport)) == run(all_of(transport))
    assert len(made) == 2


def test_what_was_closed_is_made_anew():
    transport, made = lazy()

    async def close_and_ask():
        await transport.close()
        await all_of(transport)
        await transport.close()
        await all_of(transport)

    run(close_and_ask())
    assert [m.closed.is_set() for m in made] == [True, False]


def test_one_that_nobody_holds_is_closed_on_its_own_loop():
    async def drop():
        transport, made = lazy()
        await all_of(transport)
        del transport
        gc.collect()
        await asyncio.wait_for(made[0].closed.wait(), 60)

    run(drop())


def test_one_whose_loop_has_ended_may_be_dropped():
    transport, made = lazy()
    run(all_of(transport))
    del transport
    gc.collect()
    assert not made[0].closed.is_set()
