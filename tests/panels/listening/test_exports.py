"""Votes as a table and as lines."""

import csv
import io

from omni_nb.compare.listening.ballot import counted
from omni_nb.panels.listening.exports import lines, table
from tests.compare.listening.support import all_votes, design


def test_a_table_for_spreadsheets_in_which_no_cell_is_a_formula():
    votes = all_votes(design("ab"), "=1+1", comment="@SUM(A1)\u202e, “好”")
    data = table(votes)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == len(votes)
    assert {r["listener"] for r in rows} == {"'=1+1"}
    assert {r["comment"] for r in rows} == {"'@SUM(A1)�, “好”"}
    assert rows[0]["heard"] == "left right"
    scores = list(csv.DictReader(io.StringIO(table(all_votes(design("a", test="acr"), score=1)).decode("utf-8-sig"))))
    assert scores[0]["score"] == "1"
    ccr = list(csv.DictReader(io.StringIO(table(all_votes(design("ab", test="ccr"), score=-3)).decode("utf-8-sig"))))
    assert ccr[0]["score"] == "-3"  # a number is one


def test_lines_of_several_listeners_are_read_again():
    made = design("abc")
    votes = [*all_votes(made, "Mei"), *all_votes(made, "Li")]
    assert counted(lines(votes, made, "Mei"), made, "f").votes == tuple(votes)
