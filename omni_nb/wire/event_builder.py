"""Words, thinking, calls and sound of one reply, to events: what is said twice is told once, what is cut is told whole.

It knows the pieces of an answer and not where they stand in a chunk; that is `decode`'s.
"""

from __future__ import annotations

import numpy as np

from omni_nb.messages import _
from omni_nb.notes import Note, NoteCode
from omni_nb.sound.formats import Samples
from omni_nb.wire import places
from omni_nb.wire.complaint import Complaint
from omni_nb.wire.cumulative import Cumulative
from omni_nb.wire.events import (
    AudioDelta,
    Event,
    Finish,
    Noted,
    ReasoningDelta,
    Started,
    StreamError,
    TextDelta,
    ThinkingEnded,
    ToolCallDelta,
    Undecoded,
    UsageReport,
)
from omni_nb.wire.places import CallPiece, SoundPiece
from omni_nb.wire.server_words import RunningWords, ServerWords
from omni_nb.wire.sound_decoder import SoundDecoder
from omni_nb.wire.sse import Chunk
from omni_nb.wire.thinking import LoneClose, ThinkTags
from omni_nb.wire.transcript_merger import TranscriptMerger, WholeCharacters

_MOST_NOTES = 8
_LONG = 16  # shorter words may well be said twice
_LONG_FILE = 1_000


class EventBuilder:
    """Makes the events of a reply; holds the decoders that span chunks.

    Args:
        rate_hz: Of sound whose rate nobody tells.
        asked_format: The format of sound that was asked for.
        words: What is struck out of a server's words.

    Attributes:
        out: The events since `begin`.
        sounds: How many pieces of sound came, also those that are no samples yet.
        spoken, sounded, called, thinks_apart: Whether words, sound, calls, thinking in a field of its own came.
        refused: The model's refusal came in a field of its own.
    """

    def __init__(self, *, rate_hz: int, asked_format: str, words: ServerWords) -> None:
        self.out: list[Event] = []
        self.sounds = 0
        self.spoken = self.sounded = self.called = self.thinks_apart = self.refused = False
        self._at_s = 0.0
        self._words = words
        self._rate_hz = rate_hz
        self._asked_format = asked_format
        self._sound = SoundDecoder(rate_hz=rate_hz, asked=asked_format)
        self._played: list[tuple[int, Samples]] = []
        self._sound_chars = 0
        self._text = TranscriptMerger()
        self._answer, self._thought = _WholeWords(words), _WholeWords(words)
        self._pieces = {place: Cumulative() for place in ("content", "transcript", "thinking")}
        self._tags, self._lone = ThinkTags(), LoneClose()
        self._said: list[str] = []
        self._said_chars = 0
        self._tools: dict[str, int] = {}
        self._arguments: dict[int, RunningWords] = {}
        self._noted: list[Note] = []
        self._told = self._told_of_sound = 0
        self._rate_noted = False

    def begin(self, at_s: float) -> list[Event]:
        """Events go to a new list from here on, as of that time; returns the list."""
        self._at_s, self.out = at_s, []
        return self.out

    @property
    def held_bytes(self) -> int:
        """Bytes of sound that wait for their decoding."""
        return self._sound.held_bytes

    # Facts of a stream

    def started(self, id: object, model: object) -> None:
        """The reply's id and the model that the server names."""
        self.out.append(Started(self._at_s, self._words.name(id), self._words.name(model)))

    def finished(self, reason: str) -> None:
        """The server says why it stopped."""
        self.out.append(Finish(self._at_s, self._words.name(reason)))

    def usage(self, usage: object) -> None:
        """The server's count; what holds no number is no count."""
        if isinstance(usage, dict) and (numbers := places.numbers_in(usage, self._words.name)):
            self.out.append(UsageReport(self._at_s, numbers))

    def error(self, c: Complaint) -> None:
        """An error inside the stream."""
        w = self._words
        self.out.append(
            StreamError(
                self._at_s, w.message(c.message), c.status, w.name(c.code) or None, w.name(c.request_id) or None
            )
        )

    # Words

    def content(self, text: str) -> None:
        """Words of `content`, which may hold thinking between tags."""
        self._content(self._new_in("content", text))

    def _new_in(self, place: str, words: str) -> str:
        """What of the words is new where each piece of a place holds all before it."""
        pieces = self._pieces[place]
        new = pieces.feed(words)
        if pieces.found:
            self.note("repeated_pieces", _("each chunk of the stream repeats everything before it; it is shown once"))
        return new

    def _content(self, text: str) -> None:
        thought, words = self._tags.feed(text)
        if thought:
            self._think(thought)
        if words:
            self.say("content", words)
            if self._lone.feed(words):
                self.out.append(ThinkingEnded(self._at_s))

    def whole_content(self, text: str) -> None:
        """The words of a whole message, which may repeat what was said; thinking between tags is left out."""
        tags = ThinkTags()
        first, last = tags.feed(text), tags.flush()
        self.say("message", first[1] + last[1])

    def say(self, place: str, words: str) -> None:
        """Words of the answer, as one place of the stream says them."""
        if words and (new := self._text.feed(place, words)):
            self.spoken = True
            self._said.append(new)
            self._said_chars += len(new)
            if new := self._answer.feed(new):
                self.out.append(TextDelta(self._at_s, new))

    def think(self, words: str) -> None:
        """Words of the thinking before the answer, from a field of their own."""
        self._think(self._new_in("thinking", words))

    def _think(self, words: str) -> None:
        if words and (words := self._thought.feed(words)):
            self.out.append(ReasoningDelta(self._at_s, words))

    def refuse(self, words: str) -> None:
        """The model's words for why it declines to answer."""
        if not self.refused:
            self.refused = True
            self.note("declined", _("the model declined to answer (refusal)"))
        self.say("refusal", words)

    def all_said(self, words: object, *, least: int = _LONG) -> bool:
        """Whether these are all words so far once more; short ones may well be said twice."""
        return isinstance(words, str) and len(words) == self._said_chars >= least and words == "".join(self._said)

    # Calls

    def call(self, calls: list[CallPiece]) -> None:
        """Pieces of tool calls; one without a key goes on with the call before it."""
        for call in calls:
            self.called = True
            key = call.key or next(reversed(self._tools), "0")
            new = key not in self._tools
            index = self._tools.setdefault(key, len(self._tools))
            running = self._arguments.setdefault(index, self._words.running())
            name, id = (self._words.name(v) if new or v else "" for v in (call.name, call.id))
            self.out.append(ToolCallDelta(self._at_s, index, id, name, running.feed(call.arguments)))

    # Sound

    def sound(self, pieces: list[SoundPiece], chunk: Chunk) -> None:
        """Pieces of sound, with their transcripts; `chunk` may name the rate and the channels."""
        for piece in pieces:
            if piece.transcript:
                self.say("transcript", self._new_in("transcript", piece.transcript))
            if piece.url:
                where = self._words.name(piece.url)
                self.note("sound_elsewhere", _("the sound is at {where}, and is not fetched from there", where=where))
            elif piece.problem:
                self.note("sound", piece.problem)
            if piece.data:
                word = self._words.name(piece.format) if piece.format else ""
                self.heard(piece.data, chunk, word, piece.rate, piece.channels)

    def heard(self, data: str, chunk: Chunk, word: str = "", rate: object = None, channels: object = None) -> None:
        """Base64 of sound, with what its piece says of format, rate and channels."""
        self.sounded = True
        self.sounds += 1
        if self.sounds > 2 and self.all_heard(data, chunk, word, rate, channels):
            return
        self._sound_chars += len(data)
        for rate_hz, samples in self._sound.feed(data, word, *_rate_and_channels(chunk, rate, channels)):
            self._play(samples, rate_hz)

    def all_heard(self, data: str, chunk: Chunk, word: str = "", rate: object = None, channels: object = None) -> bool:
        """Whether this is all sound so far once more, to the sample. Silence, and less than 0.25 s, may come twice."""
        if not self._sound_chars / 2 <= len(data) <= 2 * self._sound_chars:
            return False
        again = SoundDecoder(rate_hz=self._rate_hz, asked=self._asked_format)
        runs = again.feed(data, word, *_rate_and_channels(chunk, rate, channels))
        if again.unfinished != self._sound.unfinished:  # of a file, which is decoded when it is whole
            return False
        if not runs or not self._played:
            return not (runs or self._played) and len(again.unfinished) > _LONG_FILE
        before, now = (np.concatenate([samples for _, samples in r]) for r in (self._played, runs))
        speaks = len(now) >= runs[0][0] / 4 and now.min() != now.max()
        return bool(speaks) and runs[0][0] == self._played[0][0] and np.array_equal(before, now)

    def _play(self, samples: Samples, rate_hz: int) -> None:
        if rate_hz != self._rate_hz and not self._rate_noted:
            self._rate_noted = True
            self.note(
                "sound_rate",
                _(
                    "the sound comes at {rate_hz} Hz, not at {rate_hz2}",
                    rate_hz=f"{rate_hz:,}",
                    rate_hz2=f"{self._rate_hz:,}",
                ),
            )
        self._played.append((rate_hz, samples))
        self.out.append(AudioDelta(self._at_s, samples, rate_hz))

    # Notes and the end

    def note(self, code: NoteCode, text: str) -> None:
        """Something odd, told once and at the end of the chunk."""
        if text not in self._noted and len(self._noted) < _MOST_NOTES:
            self._noted.append(Note(code, text))

    def tell_notes(self) -> None:
        """Make events of the notes that were not told yet."""
        if len(self._noted) > self._told or len(self._sound.notes) > self._told_of_sound:
            new = self._noted[self._told :] + self._sound.notes[self._told_of_sound :]
            self.out.extend(Noted(self._at_s, note) for note in new)
            self._told, self._told_of_sound = len(self._noted), len(self._sound.notes)

    def flush(self) -> None:
        """What the decoders held back, at the end of the stream."""
        self._content(self._pieces["content"].flush())
        self.say("transcript", self._pieces["transcript"].flush())
        self._think(self._pieces["thinking"].flush())
        thought, answer = self._tags.flush()
        self._think(thought)
        if answer:
            self.say("content", answer)
        if rest := self._thought.flush():
            self.out.append(ReasoningDelta(self._at_s, rest))
        if rest := self._answer.flush():
            self.out.append(TextDelta(self._at_s, rest))
        for index, running in self._arguments.items():
            if rest := running.flush():
                self.out.append(ToolCallDelta(self._at_s, index, "", "", rest))
        for rate_hz, samples in self._sound.flush():
            self._play(samples, rate_hz)
        self.tell_notes()
        if self._sound.undecoded:
            self.out.append(Undecoded(self._at_s, self._sound.undecoded))


def _rate_and_channels(chunk: Chunk, rate: object, channels: object) -> tuple[object, object]:
    if rate is None:
        rate = chunk.get("sample_rate_hz") or chunk.get("sample_rate")
    return rate, channels or chunk.get("channels")


class _WholeWords:
    """Whole characters, then the door for a server's words."""

    def __init__(self, words: ServerWords) -> None:
        self._characters, self._running = WholeCharacters(), words.running()

    def feed(self, piece: str) -> str:
        return self._running.feed(self._characters.feed(piece))

    def flush(self) -> str:
        return self._running.feed(self._characters.flush()) + self._running.flush()
