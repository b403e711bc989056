"""The gallery's messages and sections, compared with its JavaScript and with who sets them."""

import re
from pathlib import Path
from typing import get_type_hints

import omni_nb
from omni_nb.widgets.protocol.gallery import FromGallery, GallerySections, ToGallery
from omni_nb.widgets.protocol.reading import by_name
from tests.support import scripts

SHARED = ("comparison_list.js", "comparison_row.js", "comparison_stage.js", "comparison_sounds.js")
FILES = ("messages.js", "cell_page.js", *SHARED, *sorted(path.name for path in scripts.WIDGETS.glob("gallery*.js")))
NAMES = set(get_type_hints(GallerySections))


def test_page_and_protocol_have_the_same_messages():
    text = scripts.read(*FILES)
    assert scripts.said(text) - {"remove"} == set(by_name(FromGallery))  # a stage's; the gallery's takes it away
    assert scripts.taken(text) == set(by_name(ToGallery))


def test_each_section_is_set_and_looked_at():
    folder = Path(omni_nb.__file__).parent / "panels" / "gallery"
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    assert set(re.findall(r"\.set\(\s*f?\"(\w+:?)", code)) == NAMES | {"cell:"}
    text = scripts.read(*FILES)
    assert set(re.findall(r"\bsections\.(\w+)", text)) - {"places"} == NAMES
    (table,) = re.findall(r"const draws = \{(.*?)\};", text, flags=re.S)
    assert set(re.findall(r"(\w+): \[", table)) - {"chosen", "sound"} == NAMES  # these two are the page's own
