"""Reads a message of a page against the types that are written for it, and says in words what is wrong with one.

Pages are not always ours: a tab that was open while omni_nb was upgraded, a page that another program drives. What is
there and not asked for is passed over, so that a newer page may say more.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from omni_nb.escape import short, visible

BUFFERS_1: Final = "1 buffer"
BUFFERS_2: Final = "2 buffers"
Message = Mapping[str, Any]
Handler = Callable[[Any, list[Any]], None]
"""Takes one message of its type, and its buffers."""
Handlers = Mapping[str, Handler]
_OF_ANOTHER_VERSION = (
    "The page and the kernel seem to be of different versions of omni_nb: save the notebook, reload the page "
    "and run the cell again."
)
_IN_WORDS = {str: "words", int: "a whole number", float: "a number", bool: "yes or no", type(None): "nothing"}


class MessageError(ValueError):
    """A message that cannot be taken: unknown, or not as it should be. Its text is for a person."""


def dispatch(content: Any, buffers: list[Any], says: Any, handlers: Handlers) -> None:
    """Give a message to the handler of its name.

    Args:
        content: What came: a message, if all is well.
        buffers: What came with it.
        says: The union of what may come.
        handlers: One for each of these.

    Raises:
        MessageError: Nobody knows it, or it is not as it should be.
        Exception: Whatever the handler raises.
    """
    name = name_of(content)
    kind = by_name(says).get(name)
    if kind is None or name not in handlers:
        raise MessageError(f"The page said {_shown(name or content)}, which nobody here knows. {_OF_ANOTHER_VERSION}")
    if problem := _wrong(content, kind) or _wrong_buffers(buffers, kind):
        raise MessageError(f"The page's message {_shown(name)} {problem}. {_OF_ANOTHER_VERSION}")
    handlers[name](content, buffers)


def puzzled(m: Message) -> str:
    """What a page did not understand, for a person; from its `unknown`."""
    return f"The page did not understand what it was told ({visible(short(m['what']))}). {_OF_ANOTHER_VERSION}"


def name_of(content: Any) -> str:
    """A message's name, or nothing for what is no message."""
    name = content.get("t") if isinstance(content, dict) else None
    return name if isinstance(name, str) else ""


@cache
def by_name(says: Any) -> Mapping[str, Any]:
    """The messages of a union, by their names."""
    return {get_args(get_type_hints(kind)["t"])[0]: kind for kind in get_args(says)}


def fields(kind: Any) -> Mapping[str, tuple[Any, bool]]:
    """The fields of a message or section: type, and whether it must be there.

    The modules of the types do without `from __future__ import annotations`: as strings, Python takes `NotRequired`
    for required.
    """
    return {name: (hint, name in kind.__required_keys__) for name, hint in get_type_hints(kind).items()}


def buffers_of(kind: Any) -> int:
    """How many buffers come with a message."""
    marks = getattr(get_type_hints(kind, include_extras=True)["t"], "__metadata__", ())
    return (BUFFERS_1 in marks) + 2 * (BUFFERS_2 in marks)


def _wrong_buffers(buffers: list[Any], kind: Any) -> str:
    wanted = buffers_of(kind)
    return "" if len(buffers) >= wanted else f"came with {len(buffers)} buffers instead of {wanted}"


def _wrong(value: Any, kind: Any) -> str:
    """What is wrong with the fields of a dict, in words; nothing if nothing is."""
    for name, (hint, required) in fields(kind).items():
        if name not in value:
            if required:
                return f"has no {name!r}"
        elif not fits(value[name], hint):
            return f"has {_shown(value[name])} for {name!r} where {_in_words(hint)} belongs"
    return ""


def fits(value: Any, hint: Any) -> bool:
    """A value is of a type: what JSON has, `Literal`, unions, lists, tuples and TypedDicts of such."""
    origin, of = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin is Annotated:
        return fits(value, of[0])
    if origin in (Union, types.UnionType):
        return any(fits(value, one) for one in of)
    if origin is Literal:
        return any(value == one and type(value) is type(one) for one in of)
    if origin is list:
        return isinstance(value, list) and all(fits(one, of[0]) for one in value)
    if origin is tuple:  # JSON makes lists of them
        return (
            isinstance(value, list | tuple)
            and len(value) == len(of)
            and all(fits(v, o) for v, o in zip(value, of, strict=True))
        )
    if origin is dict:
        return isinstance(value, dict) and all(fits(one, of[1]) for one in value.values())
    if is_typeddict(hint):
        return isinstance(value, dict) and not _wrong(value, hint)
    if isinstance(value, bool):  # which Python takes for a number
        return hint is bool
    return isinstance(value, int | float if hint is float else hint)


def _in_words(hint: Any) -> str:
    origin, of = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return " or ".join(_in_words(one) for one in of)
    if origin is Literal:
        return " or ".join(repr(one) for one in of)
    return _IN_WORDS.get(hint, "something else")


def _shown(value: Any) -> str:
    return visible(short(repr(value)))
