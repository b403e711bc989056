import numpy as np

from omni_nb.widgets.gallery import GalleryView


def test_sound_goes_in_messages_and_not_in_traits():
    view, sent = GalleryView(lambda content, buffers: None), []
    view.send = lambda content, buffers=(): sent.append((content, buffers))
    view.push([({"cell": "0", "at": 0, "rate": 24_000, "ended": True}, np.full(5, 7, np.int16))])
    ((message, buffers),) = sent
    assert message == {"t": "pcm", "pieces": [{"cell": "0", "at": 0, "rate": 24_000, "ended": True}]}
    assert list(np.frombuffer(buffers[0], "<i2")) == [7] * 5


def test_where_it_cannot_be_shown_it_says_what_to_do():
    bundle = GalleryView(lambda content, buffers: None)._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "Run the cell to hear these voices" in data["text/plain"]
