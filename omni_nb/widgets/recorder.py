"""Recorder: the microphone to a `Clip`, with a meter, a waveform, a way to listen and to discard.

The page records at the device's own rate and sends samples; they are resampled here. (A browser's own
recorder gives WebM, which libsndfile does not read.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from omni_nb.front_end.kind import front_end, widgets_wanted
from omni_nb.messages import _
from omni_nb.sound.clip import Clip
from omni_nb.widgets.base import BaseWidget, script, style
from omni_nb.widgets.protocol.pages import (
    Discard,
    FromRecorder,
    Ready,
    RecordedSound,
    RecordingBegins,
    RecordingEnds,
    ToRecorder,
    Use,
)

RATE_HZ = 16_000
_GONE = _("The recorder was here. Run the cell to use it again.")
_WITHOUT_WIDGETS = _('The recorder needs a notebook with widgets; here give a file: omni.ask(audio("speech.wav"), …).')


class Recorder(BaseWidget):
    """A microphone in a notebook: `rec = Recorder()`, speak, then `omni.ask(rec, "…")`.

    Args:
        use: The title of a button that hands the recording on; none without it.
        on_use: Is given the clip when that button is pressed.

    Attributes:
        clip: What was recorded last, 16 kHz mono, or None.
    """

    _esm = script("messages.js", "playing.js", "sample.js", "wav.js", "capture.js", "recorder.js")
    _css = style("recorder.css", used_by=_esm)

    def __init__(self, *, use: str = "", on_use: Callable[[Clip], None] | None = None, **kwargs: Any) -> None:
        self.clip: Clip | None = None
        self._use, self._on_use = use, on_use
        self._take = -1
        self._rate_hz = 48_000
        self._blocks: dict[int, bytes] = {}
        super().__init__(**kwargs)
        self.listen(
            FromRecorder,
            {
                "ready": self._on_ready, "begin": self._on_begin, "sound": self._on_sound, "end": self._on_end,
                "discard": self._on_discard, "use": self._on_use_pressed,
            },
        )  # fmt: skip

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The recorder, and words in its place for exported notebooks and where there are no widgets."""
        shown = front_end().rich and widgets_wanted()
        bundle = super()._repr_mimebundle_(**kwargs) if shown else {"text/plain": ""}
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data:
            words = _GONE if shown else _WITHOUT_WIDGETS
            data |= {"text/html": f"<div>{words}</div>", "text/plain": str(words)}
        return bundle

    def reset(self) -> None:
        """Forget the recording and be ready for the next."""
        self.clip = None
        self._blocks.clear()
        self._say({"t": "reset"})

    def _on_ready(self, _m: Ready, _: list[Any]) -> None:
        if self._use:
            self._say({"t": "use", "title": self._use})

    def _on_begin(self, m: RecordingBegins, _: list[Any]) -> None:
        self._take, self._rate_hz = m["take"], int(m["rate"])
        self._blocks.clear()

    def _on_sound(self, m: RecordedSound, buffers: list[Any]) -> None:
        if m["take"] == self._take:
            self._blocks[m["seq"]] = bytes(buffers[0])

    def _on_end(self, m: RecordingEnds, _: list[Any]) -> None:
        if m["take"] == self._take:
            self._finish(m["n"])

    def _on_discard(self, _m: Discard, _: list[Any]) -> None:
        self._blocks.clear()
        self.clip = None

    def _on_use_pressed(self, _m: Use, _: list[Any]) -> None:
        if self.clip is not None and self._on_use is not None:
            self._on_use(self.clip)

    def _say(self, message: ToRecorder) -> None:
        self.send(message)

    def _finish(self, n: int) -> None:
        lost = n - len(self._blocks)
        samples = np.frombuffer(b"".join(self._blocks[i] for i in sorted(self._blocks)), np.int16)
        self._blocks.clear()
        if lost > 0:
            # joined over a hole it would be another recording, and nobody would know
            self.clip = None
            why = _(
                "{n} of {all} chunks of the recording was lost in transit. Please record it again.|{n} of {all} chunks of the recording were lost in transit. Please record it again.",
                n=lost,
                all=n,
            )
            self._say({"t": "again", "why": why})
        elif len(samples):
            self.clip = Clip(samples, self._rate_hz).resample(RATE_HZ)

    def __omni_part__(self) -> Clip:
        """As a part of a prompt: the recording.

        Raises:
            ValueError: Nothing was recorded yet.
        """
        if self.clip is None:
            if front_end().rich and widgets_wanted():
                raise ValueError(_("nothing was recorded yet: press record, speak, press stop"))
            raise ValueError(_("nothing was recorded yet: {why}", why=_WITHOUT_WIDGETS))
        return self.clip
