"""What the listening test's page is given."""

import numpy as np

from omni_nb import Clip
from omni_nb.widgets.listening import ListeningView, padded, page_script, page_style
from tests.panels.listening.support import tone


def test_the_samples_of_a_trial_are_of_one_length():
    long, short = np.array([1, -2, 3], np.int16), np.array([7], np.int16)
    assert padded([long, short]) == [b"\x01\0\xfe\xff\x03\0", b"\x07\0\0\0\0\0"]
    assert padded([]) == []


def test_a_trial_goes_out_with_its_sounds():
    view = ListeningView({})
    sent = []
    view.send = lambda content, buffers=None: sent.append((content, buffers))
    view.show_trial({"t": "trial"}, [tone(200), Clip(tone(200).samples[:-1], 24_000)])
    view.say({"t": "refused", "why": "full"})
    assert [len(b) for b in sent[0][1]] == [9_600, 9_600]
    assert sent[1] == ({"t": "refused", "why": "full"}, None)


def test_a_notebook_that_is_exported_says_what_was_here():
    data = ListeningView({})._repr_mimebundle_()
    data = data[0] if isinstance(data, tuple) else data
    assert "Run the cell to continue" in data["text/plain"]
    assert "Run the cell to continue" in data["text/html"]


def test_the_page_s_script_and_style_ask_for_nothing_from_elsewhere():
    assert "fetch(" not in page_script()
    assert "import " not in page_script().replace("import.meta", "")
    assert "url(" not in page_style()
    assert "</script" not in page_script().lower()
