"""Captions of a reply: its sentences, each with the time at which it is spoken. An estimate, and this is how it is made.

The protocol says nothing of when a word is spoken. Known are the words, the sound, and where the sound is silent. So
the spoken words (no code, no marks) are cut into sentences, and these share the time that sounds by how long they
should take; an end of a sentence that comes near a pause is put there. Sentences too long to be read are cut again.
Measured against speech whose times are known: see `docs/design.md`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from omni_nb.reply.reply import Reply
from omni_nb.show.blocks import Blocks
from omni_nb.show.spoken import words_of
from omni_nb.sound.clip import Clip
from omni_nb.sound.pauses import sounding

_SENTENCE_END = re.compile(r"[.!?;]+[\"'”’)\]]*(?=\s|$)|[。！？；]+[”’）」]*|\n+")
_CLAUSE_END = re.compile(r"[,:—]+\s+|[，、：—]+")
_NO_END = re.compile(r"\b(?:[A-Z]|Dr|Mr|Mrs|Ms|Prof|St|vs|e\.g|i\.e|approx)\.$")  # a point behind these ends nothing
_WIDE_S, _NARROW_S = 0.22, 0.065  # seconds of a Chinese character and of a letter, as the live player reckons
_LONGEST = 84  # columns of a caption: two lines of 42, a Chinese character takes two
_NEAR_S, _NEAR_SHARE = 0.6, 0.3  # how far an end may be from the pause that it is put to: s, and share of the sentence
_LEAST_PAUSE_S = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One caption. Times are seconds of the sound."""

    start_s: float
    end_s: float
    text: str


def cues_of(reply: Reply) -> list[Cue]:
    """The captions of a reply's sound, in order and without overlap; none where there is no sound or no word is spoken."""
    if reply.audio is None or not len(reply.audio):
        return []
    sentences = spoken_sentences(reply.text)
    spans = spread(sentences, reply.audio, whole=reply.complete)
    return [
        cue
        for words, (start_s, end_s) in zip(sentences, spans, strict=False)
        for cue in _readable(words, start_s, end_s)
    ]


def spoken_sentences(text: str) -> list[str]:
    """The sentences of a Markdown text that are read aloud."""
    blocks = Blocks()
    words = "\n".join(words_of(block) for block in [*blocks.feed(text), blocks.rest])
    found = (" ".join(part.split()) for part in _cut_at(_SENTENCE_END, words))
    return [sentence for sentence in found if any(c.isalnum() for c in sentence)]


def spread(sentences: Sequence[str], clip: Clip, *, whole: bool = True) -> list[tuple[float, float]]:
    """When each sentence is spoken, as `(start_s, end_s)`.

    Args:
        sentences: In their order.
        clip: In which they are spoken.
        whole: All of them are. Of a reply that was cut the words may be ahead of the sound: then they are taken at an
            average pace, and what would be spoken behind the end has no times.
    """
    runs = sounding(clip, least_pause_s=_LEAST_PAUSE_S) or [(0.0, clip.duration_s)]
    takes = [_takes_s(s) for s in sentences]
    sounds_s = sum(end - start for start, end in runs)
    if not whole and sum(takes) > sounds_s:
        fits = [i for i, before in enumerate(itertools.accumulate(takes, initial=0.0)) if before < sounds_s]
        takes = takes[: len(fits)]
    return list(_spans(takes, runs))


def _spans(takes: Sequence[float], runs: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """The time that is left is shared anew after each end that was put to a pause, so that an error does not grow."""
    at, last_s = 0, runs[-1][1]  # the run in which the next sentence starts
    start_s = runs[0][0]
    for i, takes_s in enumerate(takes):
        if i == len(takes) - 1:
            yield start_s, last_s
            return
        left_s = _sounding_s(runs[at:], start_s)
        due_s = _later(runs[at:], start_s, left_s * takes_s / sum(takes[i:]))
        near_s = max(_NEAR_S, _NEAR_SHARE * (due_s - start_s))
        pauses = [n for n in range(at, len(runs) - 1) if runs[n][1] > start_s and _off(runs, n, due_s) <= near_s]
        if pauses:
            best = min(pauses, key=lambda n: _off(runs, n, due_s) - (runs[n + 1][0] - runs[n][1]))
            yield start_s, runs[best][1]
            at, start_s = best + 1, runs[best + 1][0]
        else:
            yield start_s, due_s
            at = next((n for n in range(at, len(runs)) if due_s < runs[n][1]), len(runs) - 1)
            start_s = max(due_s, runs[at][0])


def _off(runs: Sequence[tuple[float, float]], n: int, due_s: float) -> float:
    """How far a time is from the pause behind a run; 0 inside of it."""
    return max(runs[n][1] - due_s, due_s - runs[n + 1][0], 0.0)


def _sounding_s(runs: Sequence[tuple[float, float]], from_s: float) -> float:
    return sum(max(0.0, end - max(start, from_s)) for start, end in runs)


def _later(runs: Sequence[tuple[float, float]], from_s: float, by_s: float) -> float:
    """The time at which so much has sounded."""
    for start, end in runs:
        here_s = max(0.0, end - max(start, from_s))
        if by_s <= here_s:
            return max(start, from_s) + by_s
        by_s -= here_s
    return runs[-1][1]


def _takes_s(words: str) -> float:
    return sum(_WIDE_S if c >= "\u2e80" else _NARROW_S for c in words) or _NARROW_S


def _readable(words: str, start_s: float, end_s: float) -> Iterator[Cue]:
    """One caption, or several one behind the other where it is too long to be read at once."""
    pieces = list(_pieces(words))
    whole = sum(map(_takes_s, pieces))
    at_s = start_s
    for n, piece in enumerate(pieces, 1):
        to_s = end_s if n == len(pieces) else at_s + (end_s - start_s) * _takes_s(piece) / whole
        yield Cue(start_s=at_s, end_s=to_s, text=piece)
        at_s = to_s


def _pieces(words: str) -> Iterator[str]:
    """At clauses, then between words, then anywhere: at most as long as can be read."""
    held = ""
    for part in _cut_at(_CLAUSE_END, words):
        for bit in [part] if _columns(part) <= _LONGEST else re.findall(r"\S+\s*", part):
            for short in _cut(bit):
                if held and _columns((held + short).rstrip()) > _LONGEST:
                    yield held.strip()
                    held = ""
                held += short
    if held.strip():
        yield held.strip()


def _cut(words: str) -> Iterator[str]:
    """Chinese has no spaces: pieces of so many columns."""
    held = ""
    for c in words:
        if held and _columns(held + c) > _LONGEST:
            yield held
            held = ""
        held += c
    yield held


def _columns(words: str) -> int:
    return sum(2 if c >= "\u2e80" else 1 for c in words)


def _cut_at(end: re.Pattern[str], words: str) -> Iterator[str]:
    """The words in pieces, each with the mark that ends it."""
    start = 0
    for mark in end.finditer(words):
        if not _NO_END.search(words[max(0, mark.end() - 12) : mark.end()]):
            yield words[start : mark.end()]
            start = mark.end()
    if words[start:]:
        yield words[start:]
