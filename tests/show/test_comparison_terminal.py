import io

from omni_nb.compare.cell import Cell
from omni_nb.compare.grid import Place
from omni_nb.compare.measures import Measures
from omni_nb.errors import RateLimited
from omni_nb.reply.reply import Reply
from omni_nb.show.comparison_terminal import ComparisonTerminal, line_of
from tests.compare.test_run import started

PLACE = Place(model="m", voice="V")


def test_a_cell_is_one_line_whatever_its_words_are():
    cell = Cell(
        place=PLACE, reply=Reply(text="two\nlines \x1b[31m", complete=True), measures=Measures(first_sound_s=0.25)
    )
    assert line_of("V", cell) == "✓ V · first sound 0.25 s · two lines �[31m"
    assert line_of("V", Cell(place=PLACE, error=RateLimited("too fast"))) == "⚠ V · too fast"


def test_each_cell_is_told_once_when_it_has_ended():
    out = io.StringIO()
    run = started()
    view = ComparisonTerminal(run, out)
    run.wait(view.tick)
    view.finish()
    view.finish()
    assert len(out.getvalue().splitlines()) == 2
