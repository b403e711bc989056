import numpy as np

from omni_nb.widgets.comparison import ComparisonView


def test_sound_of_several_cells_goes_in_one_message_and_not_in_traits():
    view, sent = ComparisonView(lambda content, buffers: None), []
    view.send = lambda content, buffers=(): sent.append((content, buffers))
    before = len(str(view.get_state()))
    pieces = [({"cell": str(n), "at": 0, "rate": 24_000, "ended": False}, np.full(5, n, np.int16)) for n in range(3)]
    view.push(pieces)
    (message, buffers), *more = sent
    assert more == []
    assert message == {"t": "pcm", "pieces": [piece for piece, _ in pieces]}
    assert [list(np.frombuffer(b, "<i2")) for b in buffers] == [[n] * 5 for n in range(3)]
    assert len(str(view.get_state())) == before


def test_where_it_cannot_be_shown_it_says_what_to_do():
    bundle = ComparisonView(lambda content, buffers: None)._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "Run the cell" in data["text/plain"]
