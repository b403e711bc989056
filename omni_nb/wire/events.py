"""Events: one fact each, decoded from a chunk. Plain values; they know no vendor.

`at_s` is seconds since the request was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from omni_nb import notes
from omni_nb.errors import OmniError
from omni_nb.sound.pcm import Samples
from omni_nb.wire.endings import Ending


@dataclass(frozen=True, slots=True)
class Started:
    """The first chunk: the service's id of the reply, and the model it names."""

    at_s: float
    id: str
    model: str


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More of the answer's words."""

    at_s: float
    text: str


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """More of the thinking before the answer."""

    at_s: float
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class AudioDelta:
    """More sound: int16 mono samples at `rate_hz`."""

    at_s: float
    samples: Samples
    rate_hz: int

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AudioDelta):
            return NotImplemented
        same = (self.at_s, self.rate_hz) == (other.at_s, other.rate_hz)
        return same and np.array_equal(self.samples, other.samples)

    def __hash__(self) -> int:
        return hash((self.at_s, self.rate_hz, len(self.samples)))


@dataclass(frozen=True, slots=True)
class ThinkingEnded:
    """All words so far were thinking: a `</think>` came that nothing opened."""

    at_s: float


@dataclass(frozen=True, slots=True)
class ToolCallDelta:
    """More of a call that the model asks for.

    Attributes:
        index: Which call, from 0.
        id, name: As far as this piece names them.
        arguments: A piece of JSON text.
    """

    at_s: float
    index: int
    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Undecoded:
    """Sound that could not be decoded, as it came. At the end."""

    at_s: float
    data: bytes


@dataclass(frozen=True, slots=True)
class UsageReport:
    """The service's own count, as it came."""

    at_s: float
    usage: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finish:
    """The service says why it stopped: `stop`, `length` …"""

    at_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class StreamError:
    """An error inside the stream."""

    at_s: float
    message: str
    status: int | None = None
    service_code: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """Something worth knowing: what was learnt of the server, what was odd, a wait before a retry."""

    at_s: float
    note: notes.Note


@dataclass(frozen=True, slots=True)
class Ended:
    """The last event: the word for how the reply ended (see `wire.endings`), and why, where it is not complete."""

    at_s: float
    ending: Ending
    error: OmniError | None = None


Event: TypeAlias = (
    Started
    | TextDelta
    | ReasoningDelta
    | ThinkingEnded
    | AudioDelta
    | ToolCallDelta
    | Undecoded
    | UsageReport
    | Finish
    | StreamError
    | Noted
    | Ended
)
