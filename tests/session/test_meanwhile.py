import pytest

from omni_nb.kept.store import Keeping
from omni_nb.reply.fold import Origin, ReplyFold
from omni_nb.session.meanwhile import EVERY_S, Meanwhile, told_by
from tests.support import aio


def looked(times, told, *, content=True):
    """How often it was told when something came at these times."""
    now = [0.0]

    async def go():
        meanwhile = Meanwhile(told, ReplyFold(Origin(model="m")), lambda: now[0])
        for now[0] in times:
            meanwhile.look(content)
            await meanwhile.ended()

    aio.run(go())


def test_a_long_answer_is_told_now_and_then_and_a_short_one_is_not():
    heard = []
    looked([0.0, 0.5 * EVERY_S], heard.append)
    assert heard == []
    looked([10.0, 10 + EVERY_S, 10 + 1.5 * EVERY_S, 10 + 2 * EVERY_S], heard.append)
    assert len(heard) == 2
    looked([0.0, 9 * EVERY_S], heard.append, content=False)
    looked([0.0, 9 * EVERY_S], None)
    assert len(heard) == 2


def test_what_takes_long_is_told_less_often_and_one_at_a_time():
    now, heard = [0.0], []

    def slow(fold):
        heard.append(now[0])
        now[0] += 1.0

    async def go():
        meanwhile = Meanwhile(slow, ReplyFold(Origin(model="m")), lambda: now[0])
        for at in (0.0, 2.0, 20.0, 60.0):
            now[0] = at
            meanwhile.look(True)
            meanwhile.look(True)
            await meanwhile.ended()

    aio.run(go())
    assert heard == [2.0, 60.0]


def test_what_it_raises_costs_nothing_and_is_tried_again():
    heard = []

    def fails(fold):
        heard.append(fold)
        raise OSError

    looked([0.0, EVERY_S, 2 * EVERY_S], fails)
    assert len(heard) == 2


@pytest.mark.parametrize(("on_end", "told"), [(lambda reply: None, None), (Keeping(print, repr), repr)])
def test_who_keeps_replies_is_told(on_end, told):
    assert told_by(on_end) is told
