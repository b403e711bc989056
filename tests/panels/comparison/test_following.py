import time

import numpy as np

from omni_nb.panels.comparison.following import Following
from omni_nb.panels.tasks import Tasks
from tests.panels.comparison.support import Coming, until


class Widget:
    def __init__(self):
        self.sections, self.sounds = {}, []

    def set(self, name, value):
        self.sections[name] = value

    def push(self, pieces):
        self.sounds += pieces


def following(cells):
    said, settled, widget = [], [], Widget()
    tasks = Tasks(said.append)
    of = Following(cells, widget, tasks, settled=lambda: settled.append(1), complain=said.append, clock=time.monotonic)
    of.widget, of.said, of.told = widget, said, settled
    tasks.on_loop(of.begin)
    return of


def test_it_follows_until_all_has_ended_and_is_measured_and_can_be_asked_further():
    cells = Coming(2)
    of = following(cells)
    cells.say(0, "a", np.ones(4_800, np.int16))
    until(lambda: of.widget.sounds)
    cells.end(0)
    until(lambda: of.widget.sections["cell:0"]["state"] == "done")
    assert of.busy
    assert of.widget.sections["cell:1"]["state"] == "waiting"
    cells.end(1)
    until(lambda: not of.busy)
    assert of.told
    assert of.said == []
    cells.again(1)
    Tasks(of.said.append).on_loop(of.follow)
    assert of.busy
    cells.end(1)
    until(lambda: not of.busy)


def test_other_cells_take_their_place_and_nothing_of_them_is_shown_any_more():
    cells = Coming(1)
    of = following(cells)
    Tasks(of.said.append).on_loop(of.end)
    assert of.widget.sections["cell:0"] is None
    cells.say(0, "late", np.ones(4_800, np.int16))
    until(lambda: not of.busy)
    assert of.widget.sections["cell:0"] is None
    assert of.widget.sounds == []


def test_what_goes_wrong_is_told():
    cells = Coming(1)
    of = following(cells)
    cells.state = lambda n: 1 / 0
    until(lambda: not of.busy)
    assert "ZeroDivisionError" in of.said[0]
