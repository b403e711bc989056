"""Notes: what a person should know of a question or a reply though nothing failed, each with a word for programs.

A note is its sentence, in the language of who reads it. Whoever decides, decides by `code`;
sentences may be written anew at any time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Self

from omni_nb.messages import Message

NoteCode = Literal[
    # of a question's words
    "taken_as_media", "sent_as_words", "half_characters",
    # of its media, its model and its voice
    "media", "media_unchecked", "frame_rate", "model", "model_unknown", "voice_unknown", "several_turns",
    # of the way to the server
    "retry", "dialect", "lesson", "rearranged",
    # of what came
    "odd_line", "damaged_text", "several_answers", "repeated_pieces", "not_shown", "sound", "sound_rate", "sound_elsewhere", "sound_undecoded", "sound_missing",
    # of how it ended
    "length", "declined", "finish_unknown", "tools", "tools_missing", "empty", "thinking_only",
    # of what became of it
    "words_differ", "words_unknown", "words_unchecked", "asked_again", "not_kept", "not_recorded", "sound_lost", "media_lost", "reused",
    # of the results of a listening test
    "votes_left_out", "one_listener", "one_trial", "not_linked", "won_or_lost_all", "one_sided", "by_chance", "no_votes",
    # made by hand, or kept before notes had words
    "unknown",
]  # fmt: skip


class Note(Message):
    """A sentence for people with a stable word for programs.

    Equal to its sentence, whatever its code: who compares notes compares what is said.

    Args:
        code: The word.
        text: The sentence: of the catalogue, `_("…")`, if it is to be said in other languages.
    """

    __slots__ = ("_code",)
    _code: NoteCode

    def __new__(cls, code: NoteCode, text: str) -> Self:
        (sentence,), values = _made_of(text)
        note = super().__new__(cls, sentence, **values)
        note._code = code
        return note

    @property
    def code(self) -> NoteCode:
        """The word for programs."""
        return self._code

    def __getnewargs_ex__(self) -> tuple[tuple[NoteCode, Message], dict[str, object]]:  # type: ignore[override]
        """For pickle and copy."""
        (text,), values = super().__getnewargs_ex__()
        return (self._code, Message(text, **values)), {}


def _made_of(text: str) -> tuple[tuple[str], dict[str, object]]:
    return text.__getnewargs_ex__() if isinstance(text, Message) else ((text,), {})


def notes_of(texts: Iterable[str]) -> tuple[Note, ...]:
    """Notes as they are; strings that somebody else made have the code `unknown`."""
    return tuple(text if isinstance(text, Note) else Note("unknown", text) for text in texts)
