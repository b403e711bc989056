import asyncio
import gc
import threading

import pytest

from omni_nb.errors import MediaError
from omni_nb.panels.tasks import Tasks, in_words


def test_here_runs_on_the_loop_and_gives_back_what_it_returns_or_raises():
    tasks = Tasks(print)
    assert tasks.on_loop(lambda: threading.current_thread().name) == "omni_nb event loop"
    with pytest.raises(ValueError, match="no"):
        tasks.on_loop(lambda: (_ for _ in ()).throw(ValueError("no")))


def wait_for(condition):
    for _ in range(6_000):
        if condition():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never came")


def test_aside_goes_on_here_or_complains():
    said, found = [], []
    tasks = Tasks(said.append)

    def work():
        return threading.current_thread().name

    tasks.on_loop(lambda: tasks.in_thread(work, lambda name: found.append((name, threading.current_thread().name))))
    wait_for(lambda: found)
    assert found[0][0] != "omni_nb event loop"
    assert found[0][1] == "omni_nb event loop"
    tasks.on_loop(lambda: tasks.in_thread(lambda: 1 / 0, found.append, failed=lambda: found.append("failed")))
    wait_for(lambda: said)
    assert found[-1] == "failed"
    assert said == ["unexpected ZeroDivisionError: division by zero"]


def test_a_task_is_held_until_it_is_done():
    done, go_on = [], asyncio.Event()
    tasks = Tasks(print)

    async def slow():
        await go_on.wait()
        done.append(1)

    tasks.on_loop(lambda: tasks.spawn(slow()))
    gc.collect()
    assert tasks.on_loop(lambda: tasks.busy)
    tasks.on_loop(go_on.set)
    wait_for(lambda: done and not tasks.on_loop(lambda: tasks.busy))


def test_errors_in_words():
    assert in_words(MediaError("it is broken", repair="Mend it.")) == "it is broken. Mend it."
    assert in_words(ValueError("bad")) == "bad"
    assert in_words(OSError(28, "No space left on device", "x.wav")) == "No space left on device: x.wav"
    assert in_words(OSError(28, "No space left on device")) == "No space left on device"
