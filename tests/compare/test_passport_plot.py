import dataclasses

import matplotlib.pyplot as plt

from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.grid import Place
from omni_nb.compare.measures import Measures
from omni_nb.compare.passport import Passport
from omni_nb.compare.passport_plot import draw
from tests.compare.test_comparison import cell


def test_each_voice_is_a_row_and_what_is_not_known_says_so():
    loud = dataclasses.replace(cell("Cherry"), measures=Measures(pitch_hz=200.0, loudness_lufs=-20.0))
    passport = Passport(Comparison((loud, Cell(place=Place(model=loud.place.model, voice="$Ethan$")))))
    figure = draw(passport)
    pitch, *_, loudness, _pauses = figure.axes
    assert [t.get_text() for t in pitch.get_yticklabels()] == ["Cherry", "$Ethan$"]
    assert [t.get_text() for t in pitch.texts] == ["unknown"]
    assert 200.0 in [x for line in pitch.lines for x in line.get_xdata()]
    assert -20.0 in [x for line in loudness.lines for x in line.get_xdata()]
    figure.canvas.draw()
    plt.close(figure)
