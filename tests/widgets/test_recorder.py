from types import SimpleNamespace

import numpy as np
import pytest

from omni_nb import Omni
from omni_nb.widgets.recorder import Recorder
from tests.support.pages import tell

TONE = (9_000 * np.sin(np.arange(48_000) * 2 * np.pi * 440 / 48_000)).astype(np.int16)


@pytest.fixture
def recorder():
    used = []
    recorder = Recorder(use="take it", on_use=used.append)
    recorder.used, recorder.sent = used, []
    recorder.send = lambda content, buffers=(): recorder.sent.append(content)
    return recorder


def record(recorder, take=1, order=range(10), n=10):
    tell(recorder, "begin", take=take, rate=48_000)
    for i in order:
        tell(recorder, "sound", [TONE[i * 4_800 : (i + 1) * 4_800].tobytes()], take=take, seq=i)
    tell(recorder, "end", take=take, n=n)


@pytest.mark.parametrize("order", [range(10), reversed(range(10))])
def test_a_recording_becomes_a_clip_at_16_khz(recorder, order):
    record(recorder, order=order)
    assert recorder.clip.sample_rate == 16_000
    assert len(recorder.clip) == 16_000
    spectrum = np.abs(np.fft.rfft(recorder.clip.samples))
    assert np.argmax(spectrum) == 440
    tell(recorder, "use")
    assert recorder.used == [recorder.clip]


def test_a_hole_is_no_recording(recorder):
    record(recorder, order=[0, 1, 2, 4, 5], n=6)
    assert recorder.clip is None
    assert "1 of 6 chunks" in recorder.sent[-1]["why"]


def test_discarded_reset_empty_and_of_an_earlier_take(recorder):
    record(recorder)
    tell(recorder, "discard")
    assert recorder.clip is None
    tell(recorder, "use")
    assert recorder.used == []
    record(recorder, order=[], n=0)
    assert recorder.clip is None
    record(recorder)
    tell(recorder, "sound", [b"xx"], take=7, seq=0)
    tell(recorder, "end", take=7, n=1)
    assert len(recorder.clip) == 16_000
    recorder.reset()
    assert (recorder.clip, recorder.sent[-1]) == (None, {"t": "reset"})


def test_it_is_a_part_of_a_prompt(recorder):
    with pytest.raises(ValueError, match="nothing was recorded yet"):
        Omni.simulated(pace=0, show=False).ask(recorder, "what?")
    record(recorder)
    reply = Omni.simulated(pace=0, show=False, keep=False).ask(recorder, "What is this?", modalities=["text"])
    assert "440 Hz" in reply.text


def test_the_button_is_named_when_the_page_is_there(recorder):
    tell(recorder, "ready")
    assert recorder.sent == [{"t": "use", "title": "take it"}]
    alone = Recorder()
    alone.send = recorder.sent.append
    tell(alone, "ready")
    with pytest.warns(UserWarning, match="said 'what is this', which nobody here knows"):
        tell(alone, "what is this")
    assert len(recorder.sent) == 1


def test_in_an_exported_notebook_it_says_what_was_here(monkeypatch):
    monkeypatch.setattr("omni_nb.front_end.kind.shell", lambda: SimpleNamespace(kernel=1))
    bundle = Recorder()._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["text/plain"].startswith("The recorder was here")


def test_without_widgets_it_says_what_does_the_same(monkeypatch):
    monkeypatch.setattr("omni_nb.front_end.kind.shell", lambda: SimpleNamespace(kernel=1))
    monkeypatch.setenv("OMNI_NB_WIDGETS", "0")
    recorder = Recorder()
    assert set(recorder._repr_mimebundle_()) == {"text/html", "text/plain"}
    with pytest.raises(ValueError, match=r"speech\.wav"):
        recorder.__omni_part__()
