import asyncio

import pytest

from omni_nb import Omni, catalog
from omni_nb.panels.gallery.voice_cells import VoiceCells
from omni_nb.panels.sampling import Sampler
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.session.limiter import Limiter

MODEL = catalog.default_model()


def run(work):
    return EVENT_LOOP.submit(asyncio.wait_for(work, 60)).result()


def cells(*voices, at_once=8, **more):
    told = []
    omni = Omni.simulated(**{"pace": 0, "show": False, **more})
    made = VoiceCells(
        MODEL, voices, sampler=Sampler(omni._client), limiter=Limiter(at_once=at_once), complain=told.append
    )
    made.told = told
    return made


async def settled(made):
    while not made.done:
        await asyncio.sleep(0.005)


async def asked(made, *numbers, again=False):
    for n in numbers:
        made.ask(n, again=again)
    await settled(made)


def test_each_goes_from_unasked_to_done_and_holds_its_sound():
    made = cells("Cherry", "Ethan")
    assert [made.state(n) for n in range(2)] == ["unasked", "unasked"]
    run(asked(made, 0))
    assert [made.state(n) for n in range(2)] == ["done", "unasked"]
    assert made.cell(0).clip.duration_s > 1
    assert made.cell(0).reply.simulated
    assert made.fold(0) is None


def test_a_cut_sample_is_heard_and_said_to_be_cut_and_not_kept():
    made = cells("Cherry", fault="cut-mid-sample", max_retries=0)
    run(asked(made, 0))
    assert made.state(0) == "failed"
    made.add("Cherry")
    run(made.load())
    assert made.state(1) == "unasked"


def test_what_is_stopped_before_it_began_is_as_if_it_had_not_been_asked():
    made = cells("Cherry", "Ethan", at_once=1, pace=1)

    async def go():
        made.ask(0)
        made.ask(1)
        while made.state(0) not in ("asked", "coming"):
            await asyncio.sleep(0.005)
        made.cancel()
        await settled(made)

    run(go())
    assert made.state(1) == "unasked"


def test_asking_twice_is_asking_once_and_a_failed_one_is_asked_again_only_when_that_is_wished():
    made = cells("Cherry", max_retries=0, fault="500:1")
    run(asked(made, 0, 0))
    assert made.state(0) == "failed"
    run(asked(made, 0))
    assert made.state(0) == "failed"
    run(asked(made, 0, again=True))
    assert made.state(0) == "done"


@pytest.mark.parametrize("voice", ["\ud800", "", "x" * 100_000])
def test_a_voice_that_nobody_can_be_asked_for_fails_alone(voice):
    made = cells(voice, "Cherry")
    run(asked(made, 0, 1))
    assert made.state(1) == "done"
    assert made.state(0) in ("failed", "done")
    assert made.told == []
