"""Server-sent events as they are in the wild: bytes to JSON objects, cut anywhere.

Why not the SDK's iterator: it hides how a stream ended (`[DONE]` or the end of the body), stops at
the first line that is not JSON, and costs over three times as much per chunk. It knows nothing of
what the objects mean. An object is taken as soon as its line is whole, so that a server which leaves
out the empty lines, or sends bare lines of JSON, is read as well as any.
"""

from __future__ import annotations

import codecs
import contextlib
import json
import re
from typing import Any

from omni_nb.wire.limits import Limits

Chunk = dict[str, Any]

_PINGS = frozenset({"ping", "pong", "keepalive", "keep-alive", "keep_alive", "heartbeat", "hb", "ok", "connected"})
_FIELD = re.compile(r"\s*(data|event|id|retry)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_AGAIN = re.compile(r"\s*(?:data:\s*)+", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,]*(?:data:)?\s*")
_MOST_PAGE_CHARS, _MOST_TOLD = 1 << 16, 8
_WAITING_CHARS = 4_096

# strict=False: a raw line break inside of a string is no reason to lose it
_decoder = json.JSONDecoder(strict=False)
_scan = _decoder.scan_once  # type: ignore[attr-defined]  # without the two searches for spaces around it, which cost a microsecond a chunk
# int() refuses more than 4,300 digits, and one absurd count is not to cost the chunk
_patient = json.JSONDecoder(strict=False, parse_int=lambda digits: int(digits) if len(digits) < 400 else float("inf"))


class SseDecoder:
    """Incremental decoder of an SSE body, of lines of JSON, or of one JSON document.

    Attributes:
        done: `[DONE]` was seen; whatever follows is ignored.
        torn: Objects that could not be read, shortened: something of the reply is missing. At most a few.
        odd: Lines that hold no object and are no sign of life, shortened; nothing is missing. At most a few.
        page: The beginning of what was no event at all: a web page, an error in plain text.
        damaged: Bytes that are no UTF-8 came; each is a `�` now.
        too_long: A line was over the limit; nothing is decoded any more.
        texts: The JSON of each object that the last call gave; of several in one line the first has it all.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.done = self.too_long = self.damaged = False
        self.torn: list[str] = []
        self.odd: list[str] = []
        self.texts: list[str] = []
        self.page = ""
        self._most = (limits or Limits()).line_bytes
        # errors="replace": a damaged byte costs one character, not the reply
        self._text = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self._held: list[str] = []  # of a line that is not whole yet; joined once, or a long line costs its square
        self._waiting = 0
        self._data: list[str] = []  # of an object that goes over several lines
        self._plain: list[str] | None = None
        self._event = ""
        self._after_cr = False
        self._any = False

    @property
    def in_long_line(self) -> bool:
        """In the middle of a line that is longer than any sign of life."""
        return self._waiting > _WAITING_CHARS

    def feed(self, data: bytes) -> list[Chunk]:
        """The JSON objects that are complete now."""
        text = self._text.decode(data)
        if "\ufffd" in text and b"\xef\xbf\xbd" not in data:  # not one that the server wrote itself
            self.damaged = True
        return self._lines(text, final=False)

    def flush(self) -> list[Chunk]:
        """At the end of the body: an event without its empty line still counts, if it is whole."""
        out = self._lines(self._text.decode(b"", True), final=True)
        if not self.done and not self.too_long:
            self._close(out)
        return out

    def _lines(self, text: str, *, final: bool) -> list[Chunk]:
        self.texts = []
        if self._after_cr and text:  # \r\n cut between the two
            text, self._after_cr = text.removeprefix("\n"), False
        if "\r" in text:
            self._after_cr = text.endswith("\r")
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if "\n" not in text and not final:
            self._hold(text)
            return []
        lines = text.split("\n")
        if self._held:
            lines[0] = "".join([*self._held, lines[0]])
            self._held, self._waiting = [], 0
        last = lines.pop()
        if final and last:
            lines.append(last)
        out: list[Chunk] = []
        for line in lines:
            if self.done or self.too_long:
                break
            if line or self._data or self._plain is not None:
                self._line(line, out)
            else:  # between two events, nearly always
                self._event = ""
        if not final:
            self._hold(last)
        return out

    def _hold(self, text: str) -> None:
        if not text or self.done:
            return
        self._waiting += len(text)
        if self._waiting > self._most:
            self.too_long, self._held = True, []
        else:
            self._held.append(text)

    def _line(self, line: str, out: list[Chunk]) -> None:
        if line.startswith("data:"):
            data = line[6:] if line.startswith("data: ") else line[5:]
            if data.startswith("{") and not self._data and not self._event and self._plain is None:
                try:
                    chunk, end = _scan(data, 0)
                except (StopIteration, ValueError, RecursionError):
                    end = -1
                if end == len(data):  # nearly always
                    self._any = True
                    out.append(chunk)
                    self.texts.append(data)
                    return
            self._field_data(data, out)
        elif not line:
            if self._data:
                self._close_event(out)
            if self._plain is not None:
                self._plain.append(line)
            self._event = ""
        elif line[0] != ":":  # a comment: OpenRouter sends `: PROCESSING`
            self._other(line, out)

    def _other(self, line: str, out: list[Chunk]) -> None:
        """A field, a bare line of JSON, a line of a document, or no event at all."""
        line = line.lstrip("\ufeff\0")  # marks that a proxy put between two pieces
        if self._plain is None and (found := _FIELD.match(line)):
            name, value = found[1].lower(), found[2]
            if name == "data":
                self._field_data(value, out)
            elif name == "event":
                self._event = value.strip().casefold()
            return
        bare = line.strip().strip(",").strip()
        if bare in ("", "[", "]") and self._plain is None:  # of a list that comes item by item
            return
        opens = bare[:1]
        values = _parsed(bare) if opens in ("{", "[") else None
        if values is not None and (self._plain is None or any("choices" in v for v in values)):
            self._close(out)
            self._take(values, line, out)
        elif self._plain is not None:
            self._plain.append(line)
        elif _says_done(line):
            self.done = True
        elif opens in ("{", "[") and not self._data:
            self._plain = [line]  # one JSON document over several lines, as a server that does not stream sends
        elif len(self.page) < _MOST_PAGE_CHARS:
            self.page += line[:_MOST_PAGE_CHARS] + "\n"

    def _field_data(self, data: str, out: list[Chunk]) -> None:
        self._leave_document(out)
        if not self._data:  # further on, quotes belong to the object that has begun
            data = _unwrapped(data)
        opens = data.lstrip()[:1]
        if not self._data:
            if opens not in ("{", "[") or _says_done(data):
                self._say(data, out)
            elif (values := _parsed(data)) is not None:
                self._take(values, data, out) if values else self._remember(self.odd, data)
            else:
                self._data = [data]
        elif opens == "{" and (values := _parsed(data)) is not None and any("choices" in v for v in values):
            self._close_event(out)  # the empty line was left out, and what was held is torn
            self._take(values, data, out)
        elif _says_done(data):
            self._close_event(out)
            self.done = True
        else:
            self._data.append(data)

    def _say(self, data: str, out: list[Chunk]) -> None:
        """Data that is no JSON: the end, a sign of life, or words."""
        words = data.strip().strip("\"'").strip()
        if _says_done(data):
            self.done = True
        elif "error" in self._event and words:
            self._take([{"message": words}], words, out)
        elif words and words.casefold() not in _PINGS:
            self._remember(self.odd, data)

    def _take(self, values: list[Chunk], text: str, out: list[Chunk]) -> None:
        self._any = True
        if self._event:
            if "error" in self._event:
                values = [v if v.get("error") else {"error": v} for v in values]
            elif self._event in _PINGS:
                return
        out.extend(values)
        self.texts.extend([text, *[""] * (len(values) - 1)] if values else [])

    def _close_event(self, out: list[Chunk]) -> None:
        lines, self._data = self._data, []
        values = _parsed("\n".join(lines))
        if values is not None:
            self._take(values, "\n".join(lines), out)
            return
        for line in lines:
            values, rest = _salvaged(line)
            self._take(values, line, out)
            if rest:
                self._remember(self.torn if rest.lstrip()[1:2] in ("", '"', "'", " ") else self.odd, rest)

    def _close(self, out: list[Chunk]) -> None:
        if self._data:
            self._close_event(out)
        self._leave_document(out)

    def _leave_document(self, out: list[Chunk]) -> None:
        if self._plain is None:
            return
        text, self._plain = "\n".join(self._plain), None
        values = _parsed(text)
        if values is None:
            values, rest = _salvaged(text)
            if rest and (values or self._any):
                self._remember(self.torn, rest)
            elif rest:
                self.page = text[:_MOST_PAGE_CHARS]
        self._take(values, text, out)

    def _remember(self, told: list[str], data: str) -> None:
        if len(told) < _MOST_TOLD:
            told.append(data.strip()[:120])


def _unwrapped(data: str) -> str:
    """Without a second `data:`, and out of quotes: proxies that encode what is encoded."""
    opens = data.lstrip()[:1]
    if opens in ("d", "D"):
        return _AGAIN.sub("", data)
    if opens == '"':
        with contextlib.suppress(ValueError, RecursionError):
            inner = _decoder.decode(data)
            return str(inner) if str(inner).lstrip()[:1] in ("{", "[") else data
    return data


def _says_done(data: str) -> bool:
    return data.strip(" \t\"'").casefold().startswith("[done]")


def _parsed(text: str) -> list[Chunk] | None:
    """The objects of a JSON text (one, or a list of them); None if it is none."""
    try:
        value = _decoder.decode(text)
    except json.JSONDecodeError:
        return None
    except (ValueError, RecursionError):
        try:
            value = _patient.decode(text)
        except (ValueError, RecursionError):
            return None
    if isinstance(value, dict):
        return [value]
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _salvaged(text: str) -> tuple[list[Chunk], str]:
    """Objects written one behind the other, and what is left from the first that cannot be read."""
    out: list[Chunk] = []
    at = 0
    while at < len(text):
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
        if at == len(text) or _says_done(text[at : at + 10]):
            break
        try:
            value, at = _decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return out, text[at : at + 200] if text[at:].strip(" \n\t],\0") else ""
        if isinstance(value, dict):
            out.append(value)
    return out, ""
