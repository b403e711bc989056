"""The beginning of a video as a video: its packets are copied, not encoded again.

It stays in a container that holds its codecs; it starts at 0, keeps how it is turned, and is looked at
before it is handed out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from omni_nb.errors import MediaError
from omni_nb.messages import _
from omni_nb.prompt.videos import VideoInfo, picture_track, probe
from omni_nb.sound.containers import import_av, open_container
from omni_nb.sound.packets import WARM_UP_S, Timed, packets, sound_tracks

# Our short names → FFmpeg's muxers; what is not here is its own, or goes into Matroska, which holds almost anything.
_MUXERS = {"mkv": "matroska", "ts": "mpegts", "mpg": "vob", "wmv": "asf", "y4m": "nut"}
_LITTLE_S = 1e-3
_SOON_S = 0.1  # a picture that stays for longer than that may be left earlier


def trim(data: bytes, most_s: float) -> bytes:
    """At most that many seconds of a video, with its first sound track; up to a few pictures less.

    Raises:
        MediaError: It cannot be read, or not be cut without being encoded again.
        MissingExtra: PyAV is not installed.
    """
    info = probe(data)
    own = info.format if info is not None else "sound"
    if info is None or info.duration_s is None:
        raise MediaError(
            _("this video ({own}) has no timestamps, so it cannot be trimmed by time", own=own),
            repair=_("Send frames of it, or save it as mp4."),
        )
    for muxer in dict.fromkeys((_MUXERS.get(own, own), "mov" if own == "mp4" else "matroska", "matroska")):
        try:
            short = _copied(data, info, most_s, muxer)
            made = probe(short)
        except (MediaError, import_av().FFmpegError, ValueError):  # that container does not hold what is in it
            continue
        if made is not None and made.readable >= info.readable and (made.duration_s or 0) <= most_s + 0.05:
            return short
    raise MediaError(
        _("this video ({own}) cannot be trimmed without re-encoding", own=own),
        repair=_("Send frames of it, or trim it elsewhere and save it as mp4."),
    )


def _copied(data: bytes, info: VideoInfo, most_s: float, muxer: str) -> bytes:
    av, out = import_av(), io.BytesIO()
    with open_container(data) as source:
        tracks = [picture_track(source), *sound_tracks(source)[:1]]
        with av.open(out, "w", format=muxer) as sink:
            # opaque: copied as it is, also where there is no encoder of it (AV1)
            copies = {t.index: sink.add_stream_from_template(t, opaque=True) for t in tracks}
            for packet in _beginning(source, tracks, info, most_s):
                packet.stream = copies[packet.stream.index]
                sink.mux(packet)
    return out.getvalue()


def _beginning(source: Any, tracks: list[Any], info: VideoInfo, most_s: float) -> Iterator[Any]:
    """The packets up to there, on a clock that starts at 0.

    A track ends with the first packet *in the order of decoding* that reaches beyond: what follows may
    be shown earlier, but cannot be decoded without it.
    """
    open_tracks = {t.index: _Held() for t in tracks}
    step, counted = (info.duration_s or 0.0) / info.pictures, 0
    for timed in packets(source, tracks):
        i = timed.packet.stream.index
        at = counted * step if timed.at_s is None else timed.at_s - info.start_s
        counted += i == tracks[0].index
        if i not in open_tracks or (i != tracks[0].index and at < -WARM_UP_S):
            continue
        if at + min(timed.length_s or step, _SOON_S) > most_s + _LITTLE_S:
            yield from open_tracks.pop(i).rest(min(at, most_s))
            if not open_tracks:
                return
        else:
            _move(timed, at)
            yield from open_tracks[i].add(timed.packet, at)
    for held in open_tracks.values():  # the video is shorter than that
        yield from held.rest(None)


class _Held:
    """Packets of a track that wait: for the first time of decoding, which Matroska leaves out where pictures are
    reordered; and the last one, which may have to stay longer than it says.
    """

    def __init__(self) -> None:
        self._packets: list[Any] = []
        self._at = 0.0

    def add(self, packet: Any, at_s: float) -> Iterator[Any]:
        if packet.dts is not None:
            yield from self._dated(packet)
        self._packets.append(packet)
        self._at = at_s

    def rest(self, until_s: float | None) -> Iterator[Any]:
        """What still waits; a picture that is on the screen when the next one would come too late stays until then."""
        if not self._packets:
            return
        last = self._packets[-1]
        if last.dts is None and last.pts is not None:
            last.dts = min(p.pts for p in self._packets) - 1
        if until_s is not None and last.pts is not None:
            most = int((until_s - self._at) / last.time_base)
            last.duration = most if until_s - self._at > _SOON_S else min(most, last.duration or 0)
        yield from self._dated(last)

    def _dated(self, known: Any) -> Iterator[Any]:
        later = known
        for packet in reversed(
            self._packets if self._packets and self._packets[-1] is not known else self._packets[:-1]
        ):
            if packet.dts is None and packet.pts is not None:
                packet.dts = later.dts - max(1, packet.duration or 1)
            later = packet
        yield from self._packets
        self._packets = []


def _move(timed: Timed, at_s: float) -> None:
    packet = timed.packet
    if timed.at_s is not None:
        raw = packet.dts if packet.pts is None else packet.pts
        by = raw - round(at_s / packet.time_base)
        packet.pts = None if packet.pts is None else packet.pts - by
        packet.dts = None if packet.dts is None else packet.dts - by
