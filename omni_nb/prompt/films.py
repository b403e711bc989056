"""What a film is: its size as it is shown, its length as it is found, its tracks. The one door for films.

A head may say nothing of the length (a browser's recording, a raw stream), or something that is not
true (a download that was cut off), and clocks start anywhere (a cut broadcast at 95,000 s). So the
packets are counted, which costs no decoding. It knows nothing of prompts, models and limits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from omni_nb.errors import MediaError
from omni_nb.sound.containers import import_av, open_container

_FORMATS = {
    "mov": "mp4", "matroska": "mkv", "mpegts": "ts", "mpeg": "mpg", "mpegvideo": "mpg", "asf": "wmv", "yuv4mpegpipe": "y4m",
}  # fmt: skip
_BRANDS = {b"qt  ": "mov", b"3gp": "3gp", b"3g2": "3g2"}
# Raw streams have no clock: FFmpeg makes times up at 25 a second. Only a rate in the stream itself counts.
_RAW = frozenset({"h264", "hevc", "m4v", "mjpeg", "mpegvideo", "obu"})
# AVI has one rate and no times: FFmpeg guesses them, for H.264 wrongly.
_UNCLOCKED = _RAW | {"avi"}
# Streams that were cut or joined as they are, with clocks that jump.
_JUMPY = frozenset({"mpegts", "mpeg"})
_JUMP_S = 10.0
MOST_PIXELS = 1 << 26  # of one picture: twice 8K; a decoder keeps up to 16 of them
_MOST_PACKETS = 5_000_000  # ten hours of the busiest film; then the head is believed


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmInfo:
    """What was found.

    Attributes:
        format: `mp4`, `mov`, `webm`, `mkv`, `avi`, `ts` …
        width_px, height_px: As it is shown: turned upright, pixels made square.
        duration_s: Found by reading; None: it has no clock of its own (some raw streams).
        has_sound: There is sound in it.
        pictures: How many.
        start_s: What its clock shows at its first picture.
        readable: A picture of it could be decoded here.
        clocked: Its packets say when they are shown; else they come at equal distances.
    """

    format: str
    width_px: int
    height_px: int
    duration_s: float | None
    has_sound: bool
    pictures: int
    start_s: float = 0.0
    readable: bool = True
    clocked: bool = True


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
    untold: bool = field(default=False)  # the packet that is shown last does not say for how long

    def add(self, timed: Timed) -> None:
        """One more packet."""
        self.count += 1
        if timed.at_s is None:
            return
        if self.start_s is None or timed.at_s < self.start_s:
            self.start_s = timed.at_s
        if self.end_s is None or timed.at_s >= self.last_s:
            self.last_s, self.end_s, self.untold = timed.at_s, timed.at_s + timed.length_s, timed.length_s <= 0

    def close(self, rate: float | None) -> None:
        """Give the last picture a length where it has none: that of the others, or of the rate in the head."""
        if self.untold and self.start_s is not None and self.end_s is not None:
            others = (self.last_s - self.start_s) / (self.count - 1) if self.count > 1 else 0.0
            self.end_s += others or (1 / rate if rate else 0.0)


def probe(data: bytes) -> FilmInfo | None:
    """Look at a film, or None where there is no film track: a sound, a cover.

    Raises:
        MediaError: It cannot be read, or there is no picture in it.
        MissingExtra: PyAV is not installed.
    """
    with open_container(data, "it is no sound") as container:
        track = picture_track(container)
        if track is None:
            return None
        fmt = format_of(container, data)
        spans = measure(container, [track, *sound_tracks(container)[:1]])
        film = spans[track.index]
        length = _length(container, track, spans)
        sound = any(s.count for i, s in spans.items() if i != track.index)
        size = track.codec_context.width, track.codec_context.height
        if size[0] * size[1] > MOST_PIXELS:
            raise MediaError(
                f"a film ({fmt}) of {size[0]:,} × {size[1]:,} pixels: more than can be looked at here",
                repair="Make it smaller (1280 pixels wide are plenty), and save it as mp4.",
                repair_zh="视频分辨率过大，请缩小（例如宽 1280 像素）后另存为 mp4。",
            )
        clocked = container.format.name not in _UNCLOCKED
    # opened anew: not every stream can be wound back
    with open_container(data) as container:
        track = picture_track(container)
        frame = first_frame(container, track)
        sizes = shown_size(track, frame) if frame is not None else size
    if not film.count or not all(sizes):
        raise MediaError(
            f"a film ({fmt}) without a picture that can be read: it was cut off, or never finished",
            repair="Check that it plays elsewhere, and save it again as mp4.",
            repair_zh="视频中没有可读取的画面，可能不完整；请重新导出为 mp4。",
        )
    return FilmInfo(
        format=fmt, width_px=sizes[0], height_px=sizes[1], duration_s=length, has_sound=sound, pictures=film.count,
        start_s=film.start_s or 0.0, readable=frame is not None, clocked=clocked,
    )  # fmt: skip


def picture_track(container: Any) -> Any:
    """The film of a container: its largest, and not the cover of a song (disposition attached_pic)."""
    films = [s for s in container.streams.video if s.codec_context is not None and not _is_cover(s)]
    return max(films, key=lambda s: s.codec_context.width * s.codec_context.height, default=None)


def sound_tracks(container: Any) -> list[Any]:
    """Its sound tracks, the one that is meant to be heard first."""
    return sorted(container.streams.audio, key=lambda s: not _disposition(s) & 1)


def format_of(container: Any, data: bytes) -> str:
    """The short name of a container: mov, webm and 3gp share a demuxer with others, and say which they are."""
    name = container.format.name.split(",")[0]
    if name == "mov":
        brand = data[8:12] if data[4:8] == b"ftyp" else b"qt  "  # the first QuickTime files name no brand
        return next((fmt for mark, fmt in _BRANDS.items() if brand.startswith(mark)), "mp4")
    if name == "matroska" and b"webm" in data[:64]:
        return "webm"
    return _FORMATS.get(name, name)


def packets(container: Any, tracks: Sequence[Any]) -> Iterator[Timed]:
    """The packets of these tracks, up to where the file is damaged, timed by a clock that does not jump."""
    av, name = import_av(), container.format.name
    shift: dict[int, float] = {}
    last: dict[int, float] = {}
    found = container.demux(tracks)
    for _ in range(_MOST_PACKETS):
        try:
            packet = next(found, None)
        except av.FFmpegError:
            return
        if packet is None or packet.size == 0:  # the end; an empty packet flushes a decoder
            if packet is None:
                return
            continue
        if name == "avi":
            packet.pts = packet.dts
        at, length = _seconds(packet, packet.pts), _seconds(packet, packet.duration) or 0.0
        clock = _seconds(packet, packet.dts)
        at, clock = (clock if at is None else at), (at if clock is None else clock)
        if name in _JUMPY and at is not None and clock is not None:
            i = packet.stream.index
            moved = clock + shift.get(i, 0.0)
            if i in last and not -1 < moved - last[i] < _JUMP_S:
                shift[i] = last[i] + length - clock
                moved = last[i] + length
            last[i] = moved
            at += shift.get(i, 0.0)
        yield Timed(packet, at, length)


def measure(container: Any, tracks: Sequence[Any]) -> dict[int, Span]:
    """How far each of these tracks goes, by its index. Reads all packets and decodes none."""
    spans = {t.index: Span() for t in tracks}
    for timed in packets(container, tracks):
        if not getattr(timed.packet, "is_discard", False):  # cut away by an edit list
            spans[timed.packet.stream.index].add(timed)
    for track in tracks:
        spans[track.index].close(_told_rate(container, track))
    return spans


def guarded(track: Any) -> Any:
    """The track, with a decoder that refuses pictures of a size that would fill the memory, whatever the head said."""
    track.codec_context.options = {"max_pixels": str(MOST_PIXELS)}
    return track


def first_frame(container: Any, track: Any) -> Any:
    """The first picture that can be decoded, or None."""
    av = import_av()
    guarded(track)
    for n, timed in enumerate(packets(container, [track])):
        try:
            for frame in timed.packet.decode():
                return frame
        except av.FFmpegError:
            pass
        if n > 500:
            return None
    try:
        return next(iter(track.codec_context.decode(None)), None)  # a film of one picture gives it at the end
    except av.FFmpegError:
        return None


def shown_size(track: Any, frame: Any) -> tuple[int, int]:
    """Width and height in square pixels, turned as the film says."""
    aspect = track.sample_aspect_ratio or track.codec_context.sample_aspect_ratio or 1
    width, height = round(frame.width * float(aspect)), frame.height
    return (height, width) if turns(frame) in _ON_ITS_SIDE else (width, height)


# How a display matrix (a b; c d) turns a picture, as PIL's transpositions: the four ways a camera can be held, and mirrored.
_TURNS = {
    (1, 0, 0, 1): None, (0, 1, -1, 0): 4, (-1, 0, 0, -1): 3, (0, -1, 1, 0): 2,
    (-1, 0, 0, 1): 0, (1, 0, 0, -1): 1, (0, 1, 1, 0): 5, (0, -1, -1, 0): 6,
}  # fmt: skip
_ON_ITS_SIDE = (2, 4, 5, 6)


def turns(frame: Any) -> int | None:
    """The transposition that makes a frame stand upright (a member of `PIL.Image.Transpose`), or None."""
    matrix = next((bytes(d) for d in frame.side_data if d.type.name == "DISPLAYMATRIX"), b"")
    if len(matrix) < 36:
        return None
    a, b, _, c, d = (int.from_bytes(matrix[i : i + 4], "little", signed=True) for i in range(0, 20, 4))
    most = max(map(abs, (a, b, c, d))) or 1
    return _TURNS.get((round(a / most), round(b / most), round(c / most), round(d / most)))


def _length(container: Any, track: Any, spans: dict[int, Span]) -> float | None:
    film, name = spans[track.index], container.format.name
    if name in _RAW:
        rate = _told_rate(container, track)
        return film.count / rate if rate and film.count else None
    starts = [s.start_s for s in spans.values() if s.start_s is not None]
    ends = [s.end_s for s in spans.values() if s.end_s is not None]
    if not starts or film.start_s is None:
        return None
    # sound may begin a frame before 0, to warm its decoder up: that is not heard
    start = min(max(min(starts), film.start_s - 0.2), film.start_s)
    start = 0.0 if -0.2 <= start < 0 else start
    return (max(ends) - start) or None


def _told_rate(container: Any, track: Any) -> float | None:
    """Pictures a second, where the film itself says it."""
    if track.type != "video":
        return None
    rate = track.codec_context.framerate
    if not rate and container.format.name not in _RAW:
        rate = track.average_rate or track.guessed_rate
    return float(rate) if rate else None


def _seconds(packet: Any, ticks: int | None) -> float | None:
    return None if ticks is None else float(ticks * packet.time_base)


def _disposition(stream: Any) -> int:
    found = getattr(stream, "disposition", 0)
    return int(getattr(found, "value", found))


def _is_cover(stream: Any) -> bool:
    return bool(_disposition(stream) & 0x400)
