"""What the JavaScript says, takes and draws, found by reading it."""

import re
from pathlib import Path

import omni_nb

WIDGETS = Path(omni_nb.__file__).parent / "widgets"


def read(*names):
    """The files without their comments."""
    text = "\n".join((WIDGETS / name).read_text(encoding="utf-8") for name in names)
    return re.sub(r"/\*.*?\*/|(?<![:\w'\"`])//[^\n]*", "", text, flags=re.S)


def said(text):
    """Names of the messages that are sent. Each is written out where it is sent: a name that is put together is found by nobody."""
    text = text.replace("#tell(m) { try { this.#model.send(m); } catch {} }", "").replace("#tell(", "send(")
    for call in re.finditer(r"\bsend\((?!\s*\{\s*t: \"|content, |says\))", text):
        raise AssertionError(f"a message without its name: {text[call.start() : call.start() + 60]!r}")
    return set(re.findall(r"\bsend\(\s*\{\s*t: \"(\w+)\"", text))


def taken(text):
    """Names of the messages that are handled: the keys of the tables that are called `takes`, or compared with `m.t`."""
    names = set(re.findall(r"\bm\.t === \"(\w+)\"", text))
    for table in re.finditer(r"\btakes = \{", text):
        names |= set(_keys(text[table.end() :]))
    return names


def _keys(text):
    """The keys of an object literal, up to its end."""
    depth = 0
    for token in re.finditer(r"`[^`]*`|\"[^\"\n]*\"|'[^'\n]*'|[{([]|[])}]|(?<![\w.?])(\w+):", text):
        if token[0][0] in "{([":
            depth += 1
        elif token[0][0] in "})]":
            depth -= 1
            if depth < 0:
                return
        elif token[1] and depth == 0:
            yield token[1]
