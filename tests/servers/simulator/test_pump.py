import asyncio

import pytest

from omni_nb.servers.simulator.pump import Pumped
from tests.support import aio


def written(steps, **how):
    """The body's messages, from a client that stays; the last says whether it ended properly."""
    out = []

    async def go():
        async def receive():
            await asyncio.Event().wait()

        async def send(message):
            out.append(message)

        stopping = asyncio.Event()
        await Pumped(steps, how.pop("pace", 0.0), stopping, **how)({"method": "POST"}, receive, send)

    aio.run(go())
    assert out[0]["status"] == 200
    bodies = [m["body"] for m in out[1:] if m["body"]]
    return bodies, not out[-1].get("more_body", False)


STEPS = [(0.0, "data: one\n\n"), (0.1, b'data: {"data":"QUJDREVGR0g="}\n\n'), (0.2, "data: three\n\n")]


def test_all_is_written_and_ended():
    bodies, ended = written(STEPS)
    assert b"".join(bodies) == b"".join(s.encode() if isinstance(s, str) else s for _, s in STEPS)
    assert ended


def test_fine_writes_are_of_seven_bytes():
    assert {len(b) for b in written(STEPS, finely=True)[0]} <= {7, *range(1, 7)}


@pytest.mark.parametrize(
    ("name", "last", "ended"),
    [
        ("stream-error", b"internal_error", True),
        ("cut-mid-json", b'data: {"data":"', False),
        ("end-mid-json", b'data: {"data":"', True),
        ("cut-mid-sample", b'"QUJDREU="', False),
    ],
)
def test_each_break_does_what_it_says_at_its_event(name, last, ended):
    bodies, properly = written(STEPS, breaks=frozenset({name}), half=1)
    assert bodies[0] == b"data: one\n\n"
    assert last in bodies[1]
    assert b"three" not in b"".join(bodies)
    assert properly is ended


def test_a_cut_inside_a_sample_waits_for_one():
    bodies, properly = written(STEPS, breaks=frozenset({"cut-mid-sample"}), half=0)
    assert bodies[0] == b"data: one\n\n"
    assert not properly


def test_events_are_made_as_they_are_written():
    made = []

    def steps():
        for i in range(1_000):
            made.append(i)
            yield 0.0, "data: " + "x" * 1_000 + "\n\n"

    held = []

    async def go():
        async def receive():
            await asyncio.Event().wait()

        async def send(message):
            held.append(len(made) * 1_008 - sum(len(m) for m in sent))
            sent.append(message.get("body", b""))

        sent = []
        await Pumped(steps(), 0.0, asyncio.Event())({"method": "POST"}, receive, send)

    aio.run(go())
    assert len(made) == 1_000
    assert max(held) < 80_000


def test_one_that_is_stopped_is_cut():
    out = []

    async def go():
        stopping = asyncio.Event()

        async def receive():
            await asyncio.Event().wait()

        async def send(message):
            out.append(message)
            stopping.set()

        await Pumped([(0.0, "a"), (3_600.0, "b")], 1.0, stopping)({"method": "POST"}, receive, send)

    aio.run(go())
    assert [m["type"] for m in out] == ["http.response.start"]
