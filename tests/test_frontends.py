"""The table of front ends says of each by which test it was tried, or that it was not."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLE = re.search(r"(\| front end .*?)\n\n", (ROOT / "docs" / "frontends.md").read_text(encoding="utf-8"), re.DOTALL)


def rows():
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE[1].splitlines()[2:]]


def test_each_row_is_whole_and_was_tried_by_tests_that_exist_or_says_that_it_was_not():
    columns = TABLE[1].splitlines()[0].count("|") - 1
    for name, *what, tried in rows():
        assert len(what) == columns - 2, name
        files = re.findall(r"`(tests/[\w/]+\.py)`", tried)
        assert tried == "not tried" or (files and all((ROOT / f).is_file() for f in files)), name


def test_every_test_of_front_ends_has_its_row():
    told = {file for *_, tried in rows() for file in re.findall(r"`(tests/[\w/]+\.py)`", tried)}
    assert {f"tests/frontends/{p.name}" for p in (ROOT / "tests" / "frontends").glob("test_*.py")} <= told
