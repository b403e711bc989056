"""The messages of the widgets that stand alone, compared with their JavaScript."""

import pytest

from omni_nb.widgets.protocol import pages
from omni_nb.widgets.protocol.reading import by_name
from tests.support import scripts

WIDGETS = [
    ("live_text.js", pages.FromText, pages.ToText),
    ("live_player.js", pages.FromPlayer, pages.ToPlayer),
    ("recorder.js", pages.FromRecorder, pages.ToRecorder),
]


@pytest.mark.parametrize(("file", "says", "hears"), WIDGETS)
def test_page_and_protocol_have_the_same_messages(file, says, hears):
    text = scripts.read("messages.js", file)
    assert scripts.said(text) == set(by_name(says))
    assert scripts.taken(text) == set(by_name(hears))
