"""What a cassette must not hold is taken out here: keys, ids of accounts, ids of requests, signatures in URLs. Pure.

Three ways, for no single one is enough: what is known to be secret (the key, headers whose names say so, a private
address), what stands under a name that tells (`request_id`, `user`), and what looks like one (`sk-…`, `org-…`).
A stand-in has the length of what it stands for, so that nothing else in a line moves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

_SHAPES = re.compile(
    r"(?<![\w-])(?:sk-[\w-]{16,}|org-\w{8,}|proj_\w{8,}|acct_\w{8,}|user-\w{16,}|req_\w{8,}|LTAI\w{12,}|AKIA\w{12,}"
    r"|AIza[\w-]{30,}|hf_\w{20,}|gsk_\w{20,}|xai-\w{20,}|eyJ[\w-]{16,}\.[\w-]{16,}\.[\w-]*)"
)
_BEARER = re.compile(r"(?i)(?<=\bbearer )[\w.~+/=-]{8,}")
# `?Expires=…&OSSAccessKeyId=…&Signature=…`: how object stores let anyone read who has the link
_SIGNATURE = re.compile(
    r"(?i)([?&](?:[\w-]*(?:signature|access-?key-?id|credential|token|secret|password|api-?key)|sig|key|expires|se|x-\w+-(?:date|expires))=)"
    r"([^&\s\"'#<>]+)"
)
_USER_IN_URL = re.compile(r"(?<=://)[^/\s@\"']+(?=@)")
# In a server's complaints only: a prompt that speaks of "request 12345678" is not changed.
_TOLD = re.compile(
    r"(?i)(\b(?:request|req|trace|account|organi[sz]ation|org|project|workspace|tenant|subscription|customer|user|uid)"
    r"[ _-]?(?:id|number|no\.?)?\W{1,4})((?=[\w-]*\d)[\w-]{6,})"
)
_NUMBERED = re.compile(r"\b(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{24,}|\d{10,})\b", re.IGNORECASE)
_WHOSE = frozenset(
    {"request", "account", "org", "organization", "organisation", "user", "project", "workspace", "tenant", "customer", "client",
     "session", "trace", "span", "log", "subscription", "team", "billing", "conversation", "correlation"}
)  # fmt: skip
_IDS = frozenset(
    {"user", "organization", "account", "safety_identifier", "prompt_cache_key", "requestid", "uid", "metadata"}
)
_SECRET_LAST = frozenset(
    {"key", "secret", "password", "passwd", "credential", "credentials", "authorization", "cookie"}
)
_TOKENS = frozenset({"access", "auth", "api", "security", "session", "refresh", "bearer"})
_LEAST_ID = 12


def tells(name: str) -> bool:
    """What stands under this name of a JSON object is a secret or an id of somebody's: `request_id`, `user`, `apiKey`."""
    words = [w.lower() for w in re.split(r"[\W_]+|(?<=[a-z])(?=[A-Z])", name) if w]
    if not words:
        return False
    if name.lower() in _IDS or words[-1] in _SECRET_LAST:
        return True
    return len(words) > 1 and (
        (words[-1] == "id" and words[-2] in _WHOSE) or (words[-1] == "token" and words[-2] in _TOKENS)
    )


_DATA = re.compile(r"([A-Za-z0-9+/]{128,}={0,2})")


def holds_data(text: str) -> bool:
    """Sound and the like as base64: in half a megabyte of it `AKIA` stands by chance, and five letters of any key."""
    return len(text) >= 128 and _DATA.search(text) is not None


def around_data(text: str, words: Callable[[str], str], data: Callable[[str], str] = str) -> str:
    """A text with its words changed in one way, and long base64 in it in another."""
    if len(text) < 128:
        return words(text)
    return "".join((data if i % 2 else words)(part) for i, part in enumerate(_DATA.split(text)))


def plain_words(text: str) -> str:
    """Words of anybody, without what looks like a key, and URLs without what lets their holder in."""
    return around_data(text, _without_shapes)


def _without_shapes(text: str) -> str:
    text = _SHAPES.sub(_zeros, text)
    text = _BEARER.sub(_zeros, text)
    if "://" in text or "?" in text:
        text = _USER_IN_URL.sub(_zeros, _SIGNATURE.sub(lambda m: m[1] + "0" * len(m[2]), text))
    return text


@dataclass(slots=True, kw_only=True)
class Scrubber:
    """Takes out of one answer what a cassette must not hold.

    Attributes:
        strike: Takes out the key and secret headers.
        strike_pieces: The same, also of their pieces.
        known: Further words to take out, with their stand-ins: of a private address.
    """

    strike: Callable[[str], str] = str
    strike_pieces: Callable[[str], str] = str
    known: dict[str, str] = field(default_factory=dict)

    def learn(self, value: Any, *, calls: bool = False) -> None:
        """Take note of the ids in one chunk, so that they are found in every other place, too."""
        if isinstance(value, list):
            for each in value:
                self.learn(each, calls=calls)
        elif isinstance(value, dict):
            for name, each in value.items():
                own = name == "id" and not calls and isinstance(each, str) and len(each) >= _LEAST_ID
                if isinstance(each, str) and (own or (tells(name) and len(each) >= 6)):
                    self.known.setdefault(each, _stand_in(each, len(self.known) + 1))
                elif isinstance(each, dict | list):
                    self.learn(each, calls=calls or "tool" in name or "function" in name)

    def text(self, text: str, *, complaint: bool = False) -> str:
        """Words without it. `complaint`: they are a server's own, in which it names accounts and requests."""

        def words(text: str) -> str:
            text = self.strike_pieces(_without_shapes(self._without_known(text)))
            return _NUMBERED.sub(_zeros, _TOLD.sub(lambda m: m[1] + _zeros_of(m[2]), text)) if complaint else text

        return around_data(text, words, self.strike)

    def value(self, value: Any, *, complaint: bool = False) -> Any:
        """The same of a JSON value. What is learnt already is taken out in every place."""
        if isinstance(value, str):
            return self.text(value, complaint=complaint)
        if isinstance(value, list):
            return [self.value(v, complaint=complaint) for v in value]
        if isinstance(value, dict):
            complaint = complaint or is_complaint(value)
            return {k: self._under(k, v, complaint) for k, v in value.items()}
        return value

    def _under(self, name: str, value: Any, complaint: bool) -> Any:
        if tells(name) and not isinstance(value, bool | int | float | type(None)):
            return "" if isinstance(value, str) else type(value)()
        return self.value(value, complaint=complaint)

    def _without_known(self, text: str) -> str:
        for word, stand_in in self.known.items():
            if word in text:
                text = text.replace(word, stand_in)
        return text


def struck(value: Any, strike: Callable[[str], str]) -> Any:
    """A JSON value with something struck out of every string in it."""
    if isinstance(value, str):
        return strike(value)
    if isinstance(value, list):
        return [struck(v, strike) for v in value]
    return {k: struck(v, strike) for k, v in value.items()} if isinstance(value, dict) else value


def is_complaint(value: dict[str, Any]) -> bool:
    """An object in which a server complains."""
    return bool(value.get("error")) or ("message" in value and "code" in value and "choices" not in value)


def joined_words(values: Iterable[Any]) -> Iterator[list[tuple[dict[str, Any], str]]]:
    """Strings of many chunks that make up one text, one list for each place: where each stands (an object, a name)."""
    places: dict[str, list[tuple[dict[str, Any], str]]] = {}

    def walk(value: Any, path: str) -> None:
        if isinstance(value, list):
            for i, each in enumerate(value):
                walk(each, f"{path}[{i}]")
        elif isinstance(value, dict):
            for name, each in value.items():
                if isinstance(each, str):
                    places.setdefault(f"{path}.{name}", []).append((value, name))
                else:
                    walk(each, f"{path}.{name}")

    for value in values:
        walk(value, "")
    yield from (place for place in places.values() if len(place) > 1)


def strike_across(values: Iterable[Any], scrubber: Scrubber) -> None:
    """Take out of chunks, in place, a secret that is cut between them."""
    for place in joined_words(values):
        pieces = [holder[name] for holder, name in place]
        whole = "".join(pieces)
        strike = scrubber.strike if any(map(holds_data, pieces)) else scrubber.strike_pieces
        if (struck := strike(whole)) == whole:
            continue
        at = 0
        gaps = list(_gaps(whole, struck))
        for (holder, name), piece in zip(place, pieces, strict=True):
            holder[name] = "".join(
                "" if any(a <= at + i < b for a, b in gaps) else letter for i, letter in enumerate(piece)
            )
            at += len(piece)


def _gaps(whole: str, struck: str) -> Iterator[tuple[int, int]]:
    """Where in a text something was struck out: between the parts that stayed."""
    at = 0
    for part in re.split(r"‹[^›]*›", struck):
        found = whole.find(part, at) if part else at
        found = len(whole) if found < 0 else found
        if found > at:
            yield at, found
        at = found + len(part)
    if at < len(whole):
        yield at, len(whole)


def _stand_in(value: str, n: int) -> str:
    """`chatcmpl-…` keeps its first word; the rest are zeros and a number."""
    head = re.match(r"[A-Za-z]{1,12}[-_]", value)
    kept = head.group() if head else ""
    return kept + str(n).rjust(len(value) - len(kept), "0")


def _zeros_of(text: str) -> str:
    head = re.match(r"[A-Za-z]{2,5}[-_]", text)
    kept = head.group() if head else ""
    return kept + "0" * (len(text) - len(kept))


def _zeros(found: re.Match[str]) -> str:
    return _zeros_of(found.group())
