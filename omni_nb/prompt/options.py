"""The options of a request, as people give them: their names and types, in one place."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Callable, Mapping, Sequence
from numbers import Real
from pathlib import Path
from typing import Any, Literal, TypedDict, cast

from omni_nb import catalog
from omni_nb.escape import short, visible
from omni_nb.messages import _, listed
from omni_nb.paths import local_path

Modality = Literal["text", "audio"]


class AskOptions(TypedDict, total=False):
    """What `ask`, `aask`, `stream`, `check`, `request` and a chat take beside the parts. None: as in `Omni`.

    Attributes:
        model, voice, modalities, system: In place of those of `Omni`. `system=None` sends none.
        thinking: True or False switches it; None leaves it to the model.
        temperature, top_p, max_tokens, seed: As the API has them.
        stream: False asks for the answer at once, where the model can.
        extra: Further fields of the JSON; they win.
    """

    model: str | None
    voice: str | None
    modalities: Sequence[Modality] | None
    system: str | None
    thinking: bool | None
    temperature: float | None
    top_p: float | None
    max_tokens: int | None
    seed: int | None
    stream: bool
    extra: Mapping[str, Any]


def checked(options: Mapping[str, Any]) -> AskOptions:
    """The options as they are meant, numbers and truths of numpy as plain ones; None is left out, but of `system`.

    Raises:
        TypeError: There is no such option, or a value is of a wrong kind.
        ValueError: A value that it cannot have.
    """
    if wrong := options.keys() - AskOptions.__annotations__.keys():
        near = catalog.nearest(next(iter(wrong)), [*AskOptions.__annotations__])
        near = ["modalities"] if wrong <= {"sound", "audio", "modality"} else near
        hint = (
            _("; did you mean {near}?", near=near[0])
            if near
            else _("; other fields of the JSON go into {extra}", extra="extra={…}")
        )
        raise TypeError(visible(_("ask() has no option {wrong}{hint}", wrong=listed(sorted(wrong)), hint=hint)))
    kept = {k: taken(k, v) for k, v in options.items() if v is not None or k == "system"}
    return cast(AskOptions, kept)


def taken(name: str, value: Any, *, none: bool = True) -> Any:
    """A value of an option, or of an argument of `Omni`, as it is meant; None stays None, where it may be.

    Raises:
        TypeError: It is of a wrong kind.
        ValueError: It cannot have that value.
    """
    if value is None and none:
        return None
    take, words = _KINDS[name]
    try:
        return take(value)
    except (TypeError, ValueError, OverflowError, RecursionError) as err:
        kind = ValueError if isinstance(err, ValueError) else TypeError
        shown = "" if name in ("base_url", "extra") else f"{short(repr(value))}, "  # there a password may stand
        message = _(
            "{name} must be {words}, got {shown}{name2}",
            name=name,
            words=words,
            shown=shown,
            name2=type(value).__name__,
        )
    raise kind(visible(message))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return str.__str__(value)  # of an enum its value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool) and type(value).__name__ not in ("bool_", "bool"):  # numpy's
        raise TypeError
    return bool(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError
    if not math.isfinite(value):
        raise ValueError
    return value if isinstance(value, int) else float(value)


def _whole(value: Any) -> int:
    number = _number(value)
    if number != int(number):
        raise ValueError
    return int(value)


def _count(value: Any) -> int:
    if _whole(value) < 0:
        raise ValueError
    return _whole(value)


def _pace(value: Any) -> float:
    if _number(value) < 0:
        raise ValueError
    return _number(value)


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError
    seconds = float(value)
    if not seconds > 0:  # nor NaN
        raise ValueError
    return seconds


def _path(value: Any) -> str:
    if isinstance(value, bytes) or not isinstance(value, str | os.PathLike):
        raise TypeError
    if not os.fspath(value):
        raise ValueError
    return str(os.fspath(value))


def _kept(value: Any) -> bool | Path:
    """Whether, or where: a folder means the history in it. "no" is no file's name that anybody means."""
    if not isinstance(value, str | os.PathLike):
        return _flag(value)
    if isinstance(value, str) and not re.search(r"[./\\~]", value):
        raise TypeError
    path = local_path(value).absolute()
    return path / "history.db" if path.is_dir() or str(value).endswith(("/", os.sep)) else path


def _modalities(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) else [_text(v) for v in value]


def _fields(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(k, str) for k in value):
        raise TypeError
    json.dumps(dict(value), allow_nan=False)
    return dict(value)


_Take = Callable[[Any], Any]
_KINDS: dict[str, tuple[_Take, str]] = {
    **dict.fromkeys(("model", "voice"), (_text, _('an id (str)'))),
    "system": (_text, _("words (str)")),
    "modalities": (_modalities, _('["text"] or ["text", "audio"]')),
    "extra": (_fields, _("a dict of plain numbers, text, lists and dicts, as in JSON")),
    "base_url": (_text, _("the address as text (str), such as 'http://127.0.0.1:8091/v1'")),
    "text": (_text, _("words (str)")),
    "keep": (_kept, _("True, False or the path of a file")),
    "pace": (_pace, _("a number, 0 or more: 1 is the speed of the real service, 0 does not wait")),
    **dict.fromkeys(("record", "replay"), (_path, _("the path of a cassette, like 'lesson.cassette'"))),
    "speed": (_seconds, _("a number over 0: 1 plays as it was recorded, 2 twice as fast, float('inf') at once")),
    "timeout_s": (_seconds, _("a number of seconds greater than 0 (float('inf') waits forever)")),
    **dict.fromkeys(("max_retries", "retries", "word_retries"), (_count, _("a whole number, 0 or more"))),
    **dict.fromkeys(("region", "server", "dialect", "fault", "speaks"), (_text, _("a name (str)"))),
    **dict.fromkeys(("temperature", "top_p"), (_number, _("a number"))),
    **dict.fromkeys(("max_tokens", "seed"), (_whole, _('a whole number'))),
    **dict.fromkeys(("thinking", "stream", "show", "strict", "reuse", "trust_server", "confirm", "say"), (_flag, _('True or False'))),
}  # fmt: skip
