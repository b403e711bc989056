import asyncio

import pytest

from omni_nb.errors import KeyMissing
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.sweep import in_worker
from omni_nb.sweep.parcel import packed
from omni_nb.sweep.site import Site
from omni_nb.sweep.work import Work
from tests.support.clients import client, simulated
from tests.support.requests import request


def parcel_of(site, words="Repeat exactly: hello there", **settings):
    asked = request(words, model="qwen3-omni-flash", **settings)
    return packed(Work(key="a", request=asked), site)[0]


def test_a_worker_asks_and_says_what_came():
    asks = simulated()
    outcome = EVENT_LOOP.submit(in_worker.do(parcel_of(Site.of(asks)))).result(60)
    assert (outcome.key, outcome.ok, outcome.sent) == ("a", True, True)
    assert outcome.cost > 0
    assert b"hello there" in outcome.entry.record


def test_it_is_asked_once_and_a_refusal_for_haste_is_told_with_its_wait():
    asks = simulated(fault="429:1")
    outcome = EVENT_LOOP.submit(in_worker.do(parcel_of(Site.of(asks)))).result(60)
    assert outcome.code == "rate_limited"
    assert outcome.error["retry_after_s"] is not None


def test_one_that_is_cancelled_ends_with_what_has_come():
    asks = client()  # at the service's pace

    async def cancelled():
        task = asyncio.create_task(in_worker.do(parcel_of(Site.of(asks), "Speak for 30 seconds.")))
        await asyncio.sleep(0.5)
        task.cancel()
        return await task

    outcome = EVENT_LOOP.submit(cancelled()).result(60)
    assert outcome.code == "stopped"
    assert not outcome.ok


def test_ready_looks_for_the_key(monkeypatch):
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-" + "0123456789abcdef" * 2)
    site = Site.of(client(server=None))
    monkeypatch.delenv("DASHSCOPE_API_KEY")
    with pytest.raises(KeyMissing):
        in_worker.ready(site)
    in_worker.ready(Site.of(simulated()))
