"""A sentence that can be said in another language. It is its English, and remembers what it was made of."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Self

from omni_nb.messages.translations import Language, translation


class Message(str):
    """A sentence for people.

    To all who do not care it is a string, its English; `in_language` says it in another one.

    Args:
        text: In English, as it stands in the catalogue. Placeholders have names: `Use {model} for media.`
        values: What stands in their places; a `Message` is said in the language of the sentence around it.
    """

    __slots__ = ("_text", "_values")
    _text: str
    _values: dict[str, object]

    def __new__(cls, text: str, /, **values: object) -> Self:
        message = super().__new__(cls, _filled(text, values, "en"))
        message._text, message._values = text, values
        return message

    def in_language(self, language: Language) -> str | None:
        """The sentence in that language, or None if the catalogue does not have it."""
        text = translation(self._text, language)
        return None if text is None else _filled(text, self._values, language)

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """For pickle and copy."""
        return (self._text,), self._values


# What tools that collect sentences look for, and what every other program calls it.
_ = Message


def joined(messages: Iterable[Message]) -> Message:
    """Several sentences as one, each said once; between them what the language puts there."""
    parts = list(dict.fromkeys(m for m in messages if m))
    if not parts:
        return Message("")
    return functools.reduce(lambda before, after: _("{before} {after}", before=before, after=after), parts)


def listed(words: Iterable[object]) -> Message:
    """Names one behind the other, with the commas of the language."""
    parts = [word if isinstance(word, Message) else Message("{word}", word=word) for word in words]
    if not parts:
        return Message("")
    return functools.reduce(lambda before, after: _("{before}, {after}", before=before, after=after), parts)


def _filled(text: str, values: dict[str, object], language: Language) -> str:
    """With its values. One that is not translated stays in English: half a sentence says more than none."""
    if not values:
        return text
    return text.format(
        **{k: (v.in_language(language) or v) if isinstance(v, Message) else v for k, v in values.items()}
    )
