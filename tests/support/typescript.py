"""TypeScript's types of the messages and sections, made from omni_nb/widgets/protocol.

`python -m tests.support.typescript` writes tests/javascript/protocol.d.ts anew.
"""

import types
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, is_typeddict

from omni_nb.widgets.protocol import comparison, form, gallery, history, listening, pages, sections
from omni_nb.widgets.protocol.reading import fields

PLACE = Path(__file__).parents[1] / "javascript" / "protocol.d.ts"
_PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null", Any: "any"}
_HEAD = "// Made from omni_nb/widgets/protocol by `python -m tests.support.typescript`; a test says when it is old.\n"


def declarations():
    """All of them, in a namespace."""
    seen = {}
    for module in (pages, form, sections, listening, comparison, gallery, history):
        for name, thing in vars(module).items():
            if is_typeddict(thing):
                seen.setdefault(name, _record(thing))
            elif get_origin(thing) is types.UnionType and all(is_typeddict(one) for one in get_args(thing)):
                seen.setdefault(name, _type(thing))
    lines = "".join(f"  type {name} = {text};\n" for name, text in seen.items())
    return f"{_HEAD}declare namespace Protocol {{\n{lines}}}\n"


def _record(kind):
    parts = [f"{name}{'' if required else '?'}: {_type(hint)}" for name, (hint, required) in fields(kind).items()]
    return "{ " + "; ".join(parts) + " }"


def _type(hint):
    origin, of = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return " | ".join(_type(one) for one in of)
    if origin is Literal:
        return " | ".join(f'"{one}"' for one in of)
    if origin is list:
        return f"({_type(of[0])})[]" if " " in _type(of[0]) else f"{_type(of[0])}[]"
    if origin is tuple:
        return f"[{', '.join(_type(one) for one in of)}]"
    if origin is dict:
        return f"{{ [name: string]: {_type(of[1])} }}"
    return hint.__name__ if is_typeddict(hint) else _PLAIN[hint]


if __name__ == "__main__":
    PLACE.write_text(declarations(), encoding="utf-8")
