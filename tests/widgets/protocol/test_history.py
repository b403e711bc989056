"""The history's messages and sections, compared with its JavaScript and with who sets them."""

import re
from pathlib import Path
from typing import get_type_hints

import omni_nb
from omni_nb.widgets.protocol.history import FromHistory, HistorySections, ToHistory
from omni_nb.widgets.protocol.reading import by_name
from tests.support import scripts

FILES = ("messages.js", *sorted(path.name for path in scripts.WIDGETS.glob("history*.js")))
NAMES = set(get_type_hints(HistorySections))


def test_page_and_protocol_have_the_same_messages():
    text = scripts.read(*FILES)
    assert scripts.said(text) == set(by_name(FromHistory))
    assert scripts.taken(text) == set(by_name(ToHistory))


def test_each_section_is_set_and_drawn():
    folder = Path(omni_nb.__file__).parent / "panels" / "history"
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    at_first = set(re.findall(r'for name in \("notice", "done", "opening", "hearing"\)', code)) and {
        "notice",
        "done",
        "opening",
        "hearing",
    }
    assert set(re.findall(r"\.set\(\s*f?\"(\w+:?)", code)) | at_first == NAMES | {"line:"}
    drawn = {
        name for table in re.findall(r"draws: \[([^\]]*)\]", scripts.read(*FILES)) for name in re.findall(r"\w+", table)
    }
    assert drawn - {"line"} == NAMES - {"about"}  # which is looked at whatever changes
