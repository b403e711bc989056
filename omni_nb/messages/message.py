"""A sentence that is said in the language of who reads it. It is its English, and remembers what it was made of."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

from omni_nb.messages.setting import language
from omni_nb.messages.translations import Language, translation


class Message(str):
    """A sentence for people.

    For whoever compares, hashes or sorts it, it is its English, so that what is decided or kept does not depend on
    the language. Whoever prints, formats or cuts it gets what is said in the current language; `+` makes another
    sentence of two.
    C code sees the English: `"".join(…)`, `json`, `re`, a file's `write`. Say it first there (`say`, `said`, `str`).

    Args:
        text: In English, as it stands in the catalogue. Placeholders have names: `Use {model} for media.` With a value
            `n` there may be two forms, for one and for all else: `{n} file|{n} files`.
        values: What stands in their places. A `Message`, and an error that says one, are said in the language of the
            sentence around them. Anything but numbers and sentences is a string from here on.
    """

    __slots__ = ("_text", "_values")
    _text: str
    _values: dict[str, Any]

    def __new__(cls, text: str, /, **values: object) -> Self:
        kept = {name: _kept(value) for name, value in values.items()}
        message = super().__new__(cls, _filled(_one_or_many(text, kept), kept, "en"))
        message._text, message._values = text, kept
        return message

    def in_language(self, wanted: Language) -> str | None:
        """The sentence in that language, or None if the catalogue does not have it."""
        if wanted == "en":
            return str.__str__(self)
        text = translation(self._text, wanted)
        if text is None and not re.search("[A-Za-z]", re.sub(r"\{\w*\}", "", self._text)):
            text = self._text  # marks and places for sentences only: nothing to translate
        return None if text is None else _filled(text, self._values, wanted)

    def mapped(self, change: Callable[[str], str]) -> Message:
        """The same sentence with each text in its places changed, such as by `escape.visible`."""
        text = self._text if self._values else change(self._text)  # words of others that became a note
        return Message(text, **{name: _changed(value, change) for name, value in self._values.items()})

    def to_plain(self) -> dict[str, Any]:
        """What it was made of, for JSON."""
        values = {k: v.to_plain() if isinstance(v, Message) else v for k, v in self._values.items()}
        return {"text": self._text, **({"values": values} if values else {})}

    def __str__(self) -> str:
        said = self.in_language(language())
        return str.__str__(self) if said is None else said

    def __repr__(self) -> str:
        return repr(str(self))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __add__(self, other: str) -> Message:
        return Message("{before}{after}", before=self, after=other) if isinstance(other, str) else NotImplemented

    def __radd__(self, other: str) -> Message:
        return Message("{before}{after}", before=other, after=self) if isinstance(other, str) else NotImplemented

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        """For pickle and copy."""
        return (self._text,), self._values


def _says_itself_first(name: str) -> Any:
    def method(self: Message, *args: Any, **more: Any) -> Any:
        return getattr(str(self), name)(*args, **more)

    method.__name__ = name
    return method


# Whatever looks into the sentence or makes another text of it: that is what people see.
for _name in (
    "capitalize", "center", "count", "encode", "endswith", "expandtabs", "find", "format", "index", "join", "ljust", "lower",
    "lstrip", "partition", "removeprefix", "removesuffix", "replace", "rfind", "rindex", "rjust", "rpartition", "rsplit",
    "rstrip", "split", "splitlines", "startswith", "strip", "swapcase", "title", "translate", "upper", "zfill",
    "__contains__", "__getitem__", "__iter__", "__len__", "__mod__", "__mul__", "__rmul__",
):  # fmt: skip
    setattr(Message, _name, _says_itself_first(_name))

# What tools that collect sentences look for, and what every other program calls it.
_ = Message


def say(text: object, wanted: Language | None = None) -> str:
    """A sentence as a plain string, in the current language or in that one; anything else as `str` has it."""
    if not isinstance(text, Message) or wanted is None:
        return str(text)
    said = text.in_language(wanted)
    return str.__str__(text) if said is None else said


def said(value: Any, *, plain: bool = False) -> Any:
    """The same lists and mappings with every sentence in them said: for JSON, which would write the English.

    In English they are what they are, but with `plain`: for an encoder that knows strings and not what is made of them.
    """
    return value if language() == "en" and not plain else _said(value)


def _said(value: Any) -> Any:
    if isinstance(value, Message):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _said(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_said(each) for each in value]
    return value


def of_plain(plain: object) -> Message | None:
    """The sentence that `Message.to_plain` told; None where that is damaged, or of a later version."""
    if not isinstance(plain, Mapping) or not isinstance(plain.get("text"), str):
        return None
    values = plain.get("values", {})
    if not isinstance(values, Mapping):
        return None
    given = {str(name): of_plain(value) if isinstance(value, Mapping) else value for name, value in values.items()}
    try:
        return Message(plain["text"], **given)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError):
        return None


def joined(messages: Iterable[str]) -> Message:
    """Several sentences as one, each said once; between them what the language puts there."""
    return _in_halves(
        [_message(m) for m in dict.fromkeys(messages) if m],
        lambda before, after: _("{before} {after}", before=before, after=after),
    )


def listed(words: Iterable[object]) -> Message:
    """Names one behind the other, with the commas of the language."""
    return _in_halves(
        [_message(word) for word in words], lambda before, after: _("{before}, {after}", before=before, after=after)
    )


def both(words: Iterable[object]) -> Message:
    """Names with the language's "and" between them."""
    return _in_halves(
        [_message(word) for word in words], lambda before, after: _("{before} and {after}", before=before, after=after)
    )


def clauses(parts: Iterable[str]) -> Message:
    """Parts of one sentence, those that say something, between them the semicolons of the language."""
    return _in_halves(
        [_message(part) for part in parts if part],
        lambda before, after: _("{before}; {after}", before=before, after=after),
    )


def _message(word: object) -> Message:
    return word if isinstance(word, Message) else Message("{word}", word=word)


def _in_halves(parts: list[Message], two: Callable[[Message, Message], Message]) -> Message:
    """One behind the other they would stand as deep in each other as they are many."""
    if len(parts) < 2:
        return parts[0] if parts else Message("")
    half = len(parts) // 2
    return two(_in_halves(parts[:half], two), _in_halves(parts[half:], two))


def _kept(value: object) -> object:
    """A value as it can be said again later, in another language and from another process."""
    if isinstance(value, BaseException):
        own = getattr(value, "message", None)
        first = value.args[0] if len(value.args) == 1 else None
        value = next((each for each in (own, first) if isinstance(each, Message)), value)
    if isinstance(value, Message) or value is None or type(value) in (str, int, bool):
        return value
    return value if type(value) is float and math.isfinite(value) else format(value)


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Message):
        return value.mapped(change)
    return change(value) if isinstance(value, str) else value


def _one_or_many(text: str, values: dict[str, Any]) -> str:
    one, bar, many = text.partition("|")
    return text if not bar or "n" not in values else one if str(values["n"]) == "1" else many


def _filled(text: str, values: dict[str, Any], wanted: Language) -> str:
    """With its values. One that is not translated stays in English: half a sentence says more than none."""
    if not values:
        return text
    given = {k: say(v, wanted) if isinstance(v, Message) else v for k, v in values.items()}
    return (_closed(text, given) if wanted == "zh" else text).format(**given)


_SIDE = r"(?:\{(\w+)\}|[\u3400-\u9fff])"
_GAP = re.compile(rf"({_SIDE}) (?={_SIDE})")


def _closed(text: str, given: Mapping[str, Any]) -> str:
    """Chinese without the spaces that part it from what is put in, where that is Chinese, too."""
    chinese = re.compile("[\u3400-\u9fff]").match

    def gap(found: re.Match[str]) -> str:
        side, before, after = found[1], found[2], found[3]
        last, first = (str(given.get(before, ""))[-1:], str(given.get(after, ""))[:1])
        return side if (not before or chinese(last)) and (not after or chinese(first)) else found[0]

    return _GAP.sub(gap, text)
