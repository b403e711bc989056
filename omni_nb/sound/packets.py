"""Packets of a container and when they are due: how long something lasts, found by reading and not by decoding.

Heads say nothing of the length (a browser's recording, a raw stream), or what is not true (a download
that was cut off), and clocks start anywhere (a cut broadcast at 95,000 s) and jump.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from omni_nb.errors import MediaError
from omni_nb.messages import _
from omni_nb.sound.containers import import_av

# Raw streams of pictures have no clock: FFmpeg makes times up at 25 a second. Only a rate in the stream itself counts.
RAW = frozenset({"h264", "hevc", "m4v", "mjpeg", "mpegvideo", "obu"})
# Streams that were cut or joined as they are, with clocks that jump.
JUMPY = frozenset({"mpegts", "mpeg"})
_JUMP_S = 10.0
WARM_UP_S = 0.2  # sound before 0 only warms a decoder up, and is not heard
_MOST_S = 48 * 3_600
_RATES = (0.5, 1_000)  # pictures a second that a raw stream may be believed
_MOST_TRIED = 500
MOST_PACKETS = 5_000_000  # a day of video


class Timed(NamedTuple):
    """A packet and when it is shown, in seconds of a clock that does not jump; None where it has none."""

    packet: Any
    at_s: float | None
    length_s: float


@dataclass(slots=True)
class Span:
    """From where to where a track goes, in seconds, and how many packets it has."""

    count: int = 0
    start_s: float | None = None
    end_s: float | None = None
    last_s: float = 0.0
    untold: bool = False  # the packet that is shown last does not say for how long

    def add(self, timed: Timed) -> None:
        """One more packet."""
        self.count += 1
        if timed.at_s is None:
            return
        if self.start_s is None or timed.at_s < self.start_s:
            self.start_s = timed.at_s
        if self.end_s is None or timed.at_s >= self.last_s:
            self.last_s, self.end_s, self.untold = timed.at_s, timed.at_s + timed.length_s, timed.length_s == 0

    def close(self, rate: float | None) -> None:
        """Give the last picture a length where it has none: that of the others, or of the rate in the head."""
        if self.untold and self.start_s is not None and self.end_s is not None:
            others = (self.last_s - self.start_s) / (self.count - 1) if self.count > 1 else 0.0
            self.end_s += others or (1 / rate if rate else 0.0)


def sound_tracks(container: Any) -> list[Any]:
    """Its sound tracks, the one that is meant to be heard first."""
    # FFmpeg names tracks that it cannot decode: such a one has no codec
    known = [s for s in container.streams.audio if s.codec_context is not None]
    return sorted(known, key=lambda s: not disposition(s) & 1)


def packets(container: Any, tracks: Sequence[Any]) -> Iterator[Timed]:
    """The packets of these tracks, up to where the file is damaged, timed by a clock that does not jump."""
    av, name = import_av(), container.format.name
    clocks = {t.index: _Clock() for t in tracks}
    found = container.demux(tracks)
    for _packet in range(MOST_PACKETS):
        try:
            packet = next(found, None)
        except av.FFmpegError:
            return
        if packet is None:
            return
        if packet.size == 0:  # it only flushes a decoder
            continue
        if name == "avi":  # it has no times of showing; FFmpeg guesses them, for H.264 wrongly
            packet.pts = packet.dts
        at, length = _seconds(packet, packet.dts if packet.pts is None else packet.pts), _length(packet)
        if name in JUMPY and at is not None:
            at = clocks[packet.stream.index].straight(at, _seconds(packet, packet.dts), length)
        yield Timed(packet, at, length)


def _length(packet: Any) -> float:
    # a last Vorbis packet is cut: its negative length comes as 32 bits without a sign (FFmpeg 8.1)
    ticks = packet.duration or 0
    return _seconds(packet, ticks - (1 << 32) if ticks >= 1 << 31 else ticks) or 0.0


class _Clock:
    """The times of a track without the jumps of where it was cut and joined, and of flipped bits."""

    def __init__(self) -> None:
        self._shift = 0.0
        self._last: float | None = None

    def straight(self, at: float, decoded_at: float | None, length: float) -> float:
        """When a packet is shown, on a clock that goes on."""
        if decoded_at is None or abs(at - decoded_at) > _JUMP_S:
            decoded_at = at if decoded_at is None else decoded_at
            at = decoded_at
        now = decoded_at + self._shift
        if self._last is not None and not -1 < now - self._last < _JUMP_S:
            self._shift += self._last + length - now
            now = self._last + length
        self._last = now
        return at + self._shift


def measure(container: Any, tracks: Sequence[Any]) -> dict[int, Span]:
    """How far each of these tracks goes, by its index. Reads all packets and decodes none."""
    spans = {t.index: Span() for t in tracks}
    for timed in packets(container, tracks):
        if not getattr(timed.packet, "is_discard", False):  # cut away by an edit list
            spans[timed.packet.stream.index].add(timed)
    for track in tracks:
        spans[track.index].close(told_rate(container, track))
    return spans


def length_of_sound(container: Any) -> float | None:
    """How long the first sound track is, in seconds; None: its packets do not say.

    Raises:
        MediaError: There is no sound in it.
    """
    track = next(iter(sound_tracks(container)), None)
    span = Span() if track is None else measure(container, [track])[track.index]
    if not span.count:
        raise MediaError(
            _("it contains no sound and no picture, or its end is missing"),
            repair=_("Check that it plays elsewhere, and save it again (wav, mp3, mp4)."),
        )
    if span.start_s is None or span.end_s is None:
        return None
    start = 0.0 if -WARM_UP_S <= span.start_s < 0 else span.start_s
    return sensible(span.end_s - start)


def sensible(length_s: float) -> float | None:
    """A length, or None where it can be none: nothing at all, or days, which a flipped bit makes of seconds."""
    return length_s if 0 < length_s < _MOST_S else None


def first_decoded(container: Any, track: Any) -> Any:
    """The first frame of a track that can be decoded, or None. It reads from where the container stands."""
    av, tried = import_av(), itertools.islice(packets(container, [track]), _MOST_TRIED)
    for packet in itertools.chain((t.packet for t in tried), [None]):  # a video of one picture gives it at the end
        try:
            for frame in track.codec_context.decode(packet):
                return frame
        except av.FFmpegError:
            continue
    return None


def told_rate(container: Any, track: Any) -> float | None:
    """Pictures a second, where the video itself says it."""
    if track.type != "video":
        return None
    rate = float(track.codec_context.framerate or 0)
    if container.format.name in RAW:
        return rate if _RATES[0] <= rate <= _RATES[1] else None
    return rate or float(track.average_rate or track.guessed_rate or 0) or None


def _seconds(packet: Any, ticks: int | None) -> float | None:
    return None if ticks is None else float(ticks * packet.time_base)


def disposition(stream: Any) -> int:
    """FFmpeg's flags of a track: 1 default, 0x400 the cover of a song."""
    found = getattr(stream, "disposition", 0)
    return int(getattr(found, "value", found))
