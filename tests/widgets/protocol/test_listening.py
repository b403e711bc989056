"""The messages of the listening test, compared with its JavaScript."""

from omni_nb.panels.listening.making import listen
from omni_nb.widgets.protocol import listening
from omni_nb.widgets.protocol.reading import by_name, dispatch
from tests.panels.listening.support import tones
from tests.support import scripts
from tests.support.pages import tell


def test_page_and_protocol_have_the_same_messages():
    text = scripts.read("messages.js", "listening.js")
    assert scripts.said(text) == set(by_name(listening.FromListening))
    assert scripts.taken(text) == set(by_name(listening.ToListening))


def test_all_that_it_says_is_as_the_protocol_has_it(monkeypatch):
    monkeypatch.setattr("omni_nb.panels.listening.session.EVENT_LOOP.call", lambda work: work())
    view = listen(tones("a", "b"), practice=False).session.view()
    names = []
    takes = dict.fromkeys(by_name(listening.ToListening), lambda m, b: names.append(m["t"]))
    view.send = lambda content, buffers=None: dispatch(content, list(buffers or ()), listening.ToListening, takes)
    tell(view, "ready")
    vote = {"serial": 1, "choice": "left", "score": None, "comment": ""}
    tell(view, "vote", heard=["left"], **vote)
    tell(view, "vote", heard=["left", "right"], **vote)
    assert names == ["trial", "refused", "finished"]
