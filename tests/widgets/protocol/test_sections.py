"""The sections of the composer's form, compared with who sets them and with what the JavaScript draws."""

import re
from pathlib import Path
from typing import get_type_hints

import omni_nb
from omni_nb.widgets.protocol.sections import Sections
from tests.support import scripts
from tests.widgets.protocol.test_form import FILES

NAMES = set(get_type_hints(Sections))


def test_each_section_is_set_by_one_module_and_each_name_is_one_of_the_protocol():
    owners = {}
    for path in (Path(omni_nb.__file__).parent / "panels").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for name in [*re.findall(r"(?<!composer)\.set\(\s*(\w+)=", text), *re.findall(r"\.(set_turn)\(", text)]:
            owners.setdefault(name, set()).add(path.stem)
    assert set(owners) == NAMES | {"set_turn"}
    assert {name: who for name, who in owners.items() if len(who) > 1} == {}


def test_the_page_looks_at_every_section_and_at_no_other():
    assert set(re.findall(r"\bsections\.(\w+)", scripts.read(*FILES))) == NAMES


def test_every_section_is_drawn_when_it_changes_and_no_other():
    tables = re.findall(r"draws: \{(.*?)\}", scripts.read(*FILES), flags=re.S)
    drawn = {name for table in tables for name in re.findall(r"(\w+): (?:\[|all)", table)}
    assert drawn - {"uploads"} == NAMES  # how far a file is, is the page's own
