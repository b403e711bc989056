import numpy as np

from omni_nb.wire.events import AudioDelta, TextDelta


def test_events_are_values():
    assert TextDelta(1.0, "a") == TextDelta(1.0, "a")
    one, two = (AudioDelta(1.0, np.arange(n, dtype=np.int16), 24_000) for n in (3, 3))
    assert one == two
    assert hash(one) == hash(two)
    assert one != AudioDelta(1.0, np.arange(4, dtype=np.int16), 24_000)
    assert one != AudioDelta(2.0, np.arange(3, dtype=np.int16), 24_000)
    assert one != "a"
