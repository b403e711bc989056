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
    for call in re.finditer(r"\bsend\((?!\s*\{\s*t: \"|content, |n\.says\))", text):
        raise AssertionError(f"a message without its name: {text[call.start() : call.start() + 60]!r}")
    return set(re.findall(r"\bsend\(\s*\{\s*t: \"(\w+)\"", text))


def taken(text):
    """Names of the messages that are handled."""
    return set(re.findall(r"\bm\.t === \"(\w+)\"", text))
