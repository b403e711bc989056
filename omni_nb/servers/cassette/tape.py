"""One answer as lines and back: bytes with their times become chunks that can be read, and the same bytes again. Pure.

A line is one event of the stream with the time at which its last byte came. Where a network cut inside of it, `cut`
tells how many of its bytes had come when. JSON that would not come back letter by letter stays a string.
"""

from __future__ import annotations

import base64
import binascii
import functools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from omni_nb.servers.cassette import sounds
from omni_nb.servers.cassette.scrub import Scrubber, is_complaint, strike_across
from omni_nb.servers.transport import Arrival
from omni_nb.wire.dialects.dialect import Json

Why = Literal["body", "left", "stopped", "error"]
"""Why an answer ended: the body did; its reader had all that it wanted (`[DONE]`, a limit); a person stopped it; an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An answer as it came.

    Attributes:
        arrivals: Seconds since the request was sent, each later than the one before, and what came then.
        end_s: When it ended.
        why: Why.
        failure: The error, as JSON.
    """

    arrivals: Sequence[Arrival]
    end_s: float
    why: Why
    failure: Json | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a server writes its chunks: what stands around each, and how its JSON is spaced.

    Attributes:
        before, behind: Around the JSON.
        comma, colon: In it.
        ascii: Letters beyond ASCII are written as escapes.
    """

    before: str
    behind: str
    comma: str
    colon: str
    ascii: bool

    def written(self, value: Any) -> str:
        """A chunk as this server writes it."""
        text = _encoder(self.ascii, self.comma, self.colon).encode(value)
        return f"{self.before}{text}{self.behind}"

    def to_plain(self) -> Json:
        """For a line."""
        return {
            "before": self.before,
            "behind": self.behind,
            "comma": self.comma,
            "colon": self.colon,
            "ascii": self.ascii,
        }


@functools.cache
def _encoder(ascii: bool, comma: str, colon: str) -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=ascii, separators=(comma, colon))


def style_of(plain: Any) -> Style:
    """Raises:
    ValueError: It is none.
    """
    texts = {k: plain.get(k) for k in ("before", "behind", "comma", "colon")} if isinstance(plain, dict) else {}
    if not texts or not all(isinstance(v, str) for v in texts.values()):
        raise ValueError(plain)
    return Style(**texts, ascii=plain.get("ascii") is True)  # type: ignore[arg-type]


def lines_of(heard: Heard, scrubber: Scrubber) -> tuple[list[Json], bytes]:
    """The lines of an answer, the last of which says how it ended, and its sound."""
    style: Style | None = None
    chunks: list[Any] = []
    lines: list[Json] = []
    for times, data in _events(heard.arrivals):
        line: Json = {"at": times[-1][0], **({"cut": [list(t) for t in times[:-1]]} if len(times) > 1 else {})}
        try:
            text = data.decode()
        except UnicodeDecodeError:
            lines.append(line | {"bytes": _struck_bytes(data, scrubber)})
            continue
        style, chunk = _read(text, style)
        if chunk is None:
            lines.append(line | {"text": scrubber.text(text, complaint="choices" not in text)})
        else:
            chunks.append(chunk)
            lines.append(line | {"data": chunk})
    sound = bytearray()
    _take_out(lines, chunks, sound, scrubber)
    head = [{"answer": style.to_plain()}] if style is not None else []
    end: Json = {
        "end": heard.end_s,
        "why": heard.why,
        **({"error": heard.failure} if heard.failure is not None else {}),
    }
    return [*head, *lines, end], bytes(sound)


def _take_out(lines: list[Json], chunks: list[Any], sound: bytearray, scrubber: Scrubber) -> None:
    """Sounds, ids and secrets, also those that are cut between two chunks."""
    for chunk in chunks:
        scrubber.learn(chunk)
    for line in lines:
        if "data" in line:
            chunk = sounds.taken_out(line["data"], sound, secret=lambda text: scrubber.strike(text) != text)
            line["data"] = scrubber.value(chunk, complaint=isinstance(chunk, dict) and is_complaint(chunk))
    strike_across((line["data"] for line in lines if "data" in line), scrubber)


def _events(arrivals: Sequence[Arrival]) -> Iterator[tuple[list[tuple[float, int]], bytes]]:
    """Each event of a body with its bytes, and how many of them came when."""
    body = b"".join(data for _at, data in arrivals)
    between = b"\r\n\r\n" if b"\r\n\r\n" in body else b"\n\n"
    ends, came = [], 0
    for at_s, data in arrivals:
        came += len(data)
        if data:
            ends.append((at_s, came))
    start, i = 0, 0
    while start < len(body):
        found = body.find(between, start)
        end = len(body) if found < 0 else found + len(between)
        times: list[tuple[float, int]] = []
        at = start
        while ends[i][1] < end:
            if ends[i][1] > at:
                times.append((ends[i][0], ends[i][1] - at))
                at = ends[i][1]
            i += 1
        yield [*times, (ends[i][0], end - at)], body[start:end]
        start = end


def _read(text: str, style: Style | None) -> tuple[Style | None, Any]:
    """The chunk in an event, and the style in which it would be written so; None where it would not."""
    stripped = text.rstrip("\r\n")
    before = next((b for b in ("data: ", "data:") if stripped.startswith(b)), "")
    inner = stripped[len(before) :]
    if inner[:1] not in ("{", "["):
        return style, None
    try:
        chunk = json.loads(inner, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return style, None
    if sounds.holds_place(chunk):
        return style, None
    if style is not None:
        return style, chunk if _same(style, chunk, text) else None
    for comma, colon in ((",", ":"), (", ", ": ")):
        for ascii in (False, True):
            tried = Style(before=before, behind=text[len(stripped) :], comma=comma, colon=colon, ascii=ascii)
            if _same(tried, chunk, text):
                return tried, chunk
    return None, None


def _same(style: Style, chunk: Any, text: str) -> bool:
    try:
        return style.written(chunk) == text
    except (ValueError, RecursionError):
        return False


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _struck_bytes(data: bytes, scrubber: Scrubber) -> str:
    struck = scrubber.strike_pieces(data.decode("latin-1"))
    return base64.b64encode(
        struck.replace("‹", "<").replace("›", ">").replace("…", "...").encode("latin-1", "replace")
    ).decode()


def arrivals_of(lines: Iterable[Json], style: Style | None, sound: bytes) -> list[Arrival]:
    """The bytes of an answer with their times; see `lines_of`. Those of one moment come together.

    Raises:
        ValueError: A line is none of ours.
    """
    pieces: list[tuple[float, list[bytes]]] = []

    def came(at_s: float, data: bytes) -> None:
        if pieces and pieces[-1][0] == at_s:
            pieces[-1][1].append(data)
        elif data:
            pieces.append((at_s, [data]))

    for line in lines:
        data = _bytes_of(line, style, sound)
        at = 0
        for cut in line.get("cut", ()):
            at_s, size = _moment(cut[0]), int(cut[1])
            came(at_s, data[at : at + size])
            at += size
        came(_moment(line["at"]), data[at:])
    return [(at_s, b"".join(parts)) for at_s, parts in pieces]


def _bytes_of(line: Json, style: Style | None, sound: bytes) -> bytes:
    if "data" in line:
        if style is None:
            raise ValueError(line)
        return sounds.put_back(style.written(line["data"]), sound).encode(errors="backslashreplace")
    if isinstance(text := line.get("text"), str):
        return text.encode(errors="backslashreplace")
    try:
        return base64.b64decode(line["bytes"], validate=True)
    except (KeyError, TypeError, binascii.Error):
        raise ValueError(line) from None


def _moment(value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value < float("inf"):
        raise ValueError(value)
    return float(value)
