"""The audition's files as one script, for pages."""

import re

from omni_nb.widgets.audition import AUDITION_FILES, audition_script


def test_it_is_one_script_that_stands_alone_and_may_stand_in_a_page():
    script = audition_script()
    assert "const makeAudition" in script
    assert "</script" not in script.lower()
    assert not re.search(r"^\s*(import|export)\b|https?://", script, re.M)
    assert len(AUDITION_FILES) == len(set(AUDITION_FILES))
