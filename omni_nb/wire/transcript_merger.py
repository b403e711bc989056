"""The words of a reply: whole characters, and each word once although two places may say it.

It knows the two places by name and nothing else of a chunk.
"""

from __future__ import annotations

import itertools
import re

_LEAD_MARKS = re.compile(r"[\W_]*")
_SURROGATE = re.compile("[\ud800-\udfff]")


class WholeCharacters:
    """A server may cut an emoji into two JSON escapes, one in each chunk; alone they are no text."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        if not self._held and not _SURROGATE.search(piece):
            return piece
        text, self._held = self._held + piece, ""
        if "\ud800" <= text[-1:] <= "\udbff":
            text, self._held = text[:-1], text[-1]
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def flush(self) -> str:
        """Half of a character that nothing followed."""
        held, self._held = self._held, ""
        return "\ufffd" if held else ""


class TranscriptMerger:
    """The same words may come in `content` and in `audio.transcript`: show none twice, lose none.

    Each place has a cursor in what was shown. As long as a place repeats it to the letter, the
    cursor moves; behind the end, it adds. Where the letters differ, words are compared without
    marks and spaces, because a transcript has no Markdown. A place that differs from its first
    word on says something else: that is added. One that drifts apart later is the same speech in
    another spelling: that is left out.
    """

    def __init__(self) -> None:
        self._first: str | None = None
        self._pieces: list[str] = []
        self._shown: str | None = None  # joined only once both places speak
        self._plain = ""
        self._at: dict[str, int] = {}
        self._plain_at: dict[str, int] = {}
        self._lost: set[str] = set()

    def feed(self, place: str, piece: str) -> str:
        """What of the piece is new."""
        if self._first is None or (place == self._first and self._shown is None):
            self._first = place
            self._pieces.append(piece)
            return piece
        if self._shown is None:
            self._shown, self._pieces = "".join(self._pieces), []
            self._plain = _plain(self._shown)
            self._at = {self._first: len(self._shown)}
            self._plain_at = {self._first: len(self._plain)}
        self._at.setdefault(place, 0)
        self._plain_at.setdefault(place, 0)
        new = self._new(place, piece, self._shown)
        self._shown += new
        self._plain += _plain(new)
        return new

    def _new(self, place: str, piece: str, shown: str) -> str:
        if place not in self._lost:
            ahead = shown[self._at[place] : self._at[place] + len(piece)]
            if piece.startswith(ahead):
                self._at[place] += len(piece)
                self._plain_at[place] += len(_plain(piece))
                return piece[len(ahead) :]
            self._lost.add(place)
        return self._new_words(place, piece, shown)

    def _new_words(self, place: str, piece: str, shown: str) -> str:
        plain, at = _plain(piece), self._plain_at[place]
        if at < 0:
            return ""
        ahead = self._plain[at : at + len(plain)]
        if plain.startswith(ahead):
            self._plain_at[place] = at + len(plain)
            reaches = at + len(plain) >= len(self._plain)
            return _without_shown_marks(_after(piece, len(ahead)), shown) if reaches else ""
        same = next((i for i, (a, b) in enumerate(zip(plain, ahead, strict=False)) if a != b), len(ahead))
        if at == 0 and 2 * same <= len(plain):  # something else altogether: both go on behind it
            self._lost.discard(place)
            self._at = dict.fromkeys(self._at, len(shown) + len(piece))
            self._plain_at = dict.fromkeys(self._plain_at, len(self._plain) + len(plain))
            return piece
        self._plain_at[place] = -1
        return ""


def _without_shown_marks(new: str, shown: str) -> str:
    """`，再见` behind a shown `你好，` is `再见`."""
    lead = _LEAD_MARKS.match(new)[0]  # type: ignore[index]
    return new[next((n for n in range(len(lead), 0, -1) if shown.endswith(lead[:n])), 0) :]


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _after(piece: str, n: int) -> str:
    """The piece behind its first `n` word characters."""
    if n == 0:
        return piece
    counts = itertools.accumulate(len(_plain(c)) for c in piece)
    return piece[next(i for i, seen in enumerate(counts) if seen >= n) + 1 :]
