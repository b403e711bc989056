"""Files of votes, and what happens to them on their way."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.compare.listening import vote_file

TEST = "0123456789abcdef"
ROWS = [{"trial": f"t{n}", "choice": "tie", "showing": 0, "comment": f"nice “{n}” 好\nreally"} for n in range(3)]


def page(rows=ROWS, **head):
    """As a page writes it: a vote a line."""
    head = {"omni_nb": vote_file.KIND, "version": 1, "test": TEST, "listener": "梅", "session": "s1", **head}
    lines = ",\n".join(json.dumps({**r, "check": vote_file.check_of(r, TEST)}) for r in rows)
    return f'{json.dumps(head)[:-1]}, "votes": [\n{lines}\n]}}\n'


def kernel(rows=ROWS):
    head = vote_file.line_of(vote_file.head_of(TEST, "ab", "Mei"), TEST)
    return head + b"".join(vote_file.line_of({"n": n, "vote": r}, TEST) for n, r in enumerate(rows, 1))


@given(st.dictionaries(st.text(min_size=1).filter(lambda k: k != "check"), st.text() | st.integers() | st.booleans()))
def test_what_was_written_is_read(row):
    found = vote_file.read(kernel([row]))
    assert (found.test, found.listener, found.notes) == (TEST, "Mei", ())
    assert found.records == ({"n": 1, "vote": row},)


def test_a_page_s_json_is_read_whatever_was_done_to_it_on_its_way():
    text = page()
    ways = {
        "as it is": text.encode(),
        "for Windows": text.replace("\n", "\r\n").encode("utf-16"),
        "with a mark": b"\xef\xbb\xbf" + text.encode(),
        "in a letter": f"Hello!\n\nhere it is:\n{text}\n-- \nMei".encode(),
        "in a reply": "\n".join(f"> {line}" for line in text.splitlines()).encode(),
        "with quotes curled": text.replace('", "', "”, “").encode(),
        "wrapped": text.replace('", "', '",\n "').encode(),
        "made beautiful": json.dumps(json.loads(text), indent=2, ensure_ascii=False).encode(),
    }
    for way, data in ways.items():
        found = vote_file.read(data)
        assert list(found.records) == ROWS, way
        assert (found.test, found.listener, found.session, found.notes) == (TEST, "梅", "s1", ()), way


def test_lines_that_were_wrapped_inside_of_a_comment():
    text = (
        page([{"trial": "t", "comment": "one two three"}]).replace("two three", "two\n  three").replace('"t"', '"\nt"')
    )
    assert vote_file.read(text.encode()).records == ({"trial": "t", "comment": "one two three"},)


MAKES = (lambda: kernel(), lambda: page().encode())


@pytest.mark.parametrize("make", MAKES)
def test_wherever_it_is_cut_all_before_the_cut_is_read(make):
    data = make()
    whole = vote_file.read(data).records
    for cut in range(len(data)):
        try:
            found = vote_file.read(data[:cut], TEST)
        except ValueError as err:
            assert cut < data.index(b"\n"), err
            continue
        assert found.records == whole[: len(found.records)]
        assert len(found.records) >= data[:cut].count(b"\n") - (2 if b"\n]" in data[:cut] else 1), cut
        if make is MAKES[1]:
            assert found.notes or found.records == whole, cut


def test_what_was_edited_or_taken_out_is_told_and_the_rest_counts():
    edited = vote_file.read(kernel().replace(b'"tie"', b'"left"', 1))
    assert len(edited.records) == 2
    assert edited.notes == ("line 2 was changed after it was written (its checksum does not match); it was skipped",)
    lines = kernel().splitlines(keepends=True)
    gap = vote_file.read(b"".join([lines[0], *lines[2:]]))
    assert len(gap.records) == 2
    assert gap.notes == ("1 of 3 records is missing from it (number 1)",)
    beheaded = vote_file.read(b"".join(lines[1:]), TEST)
    assert len(beheaded.records) == 3
    assert "its first line is missing" in beheaded.notes[0]
    plain = json.loads(page())
    plain["votes"][1]["choice"] = "left"
    plain["votes"].append("?")
    told = vote_file.read(json.dumps(plain).encode())
    assert list(told.records) == [ROWS[0], ROWS[2]]
    assert [n[:24] for n in told.notes] == ["vote 2 was changed after", "vote 4 is not a record; "]


def test_rubbish_between_the_lines_costs_that_line():
    lines = kernel().splitlines(keepends=True)
    found = vote_file.read(b"".join([lines[0], lines[1], b"\xff\0\n", b"[1]\n", b"\n", *lines[2:]]))
    assert len(found.records) == 3
    assert [n[:21] for n in found.notes] == ["line 3 cannot be read", "line 4 cannot be read"]


def test_zeros_at_the_end_are_what_a_power_cut_leaves():
    assert len(vote_file.read(kernel() + b"\0" * 40).records) == 3


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"\n \0\0", "is empty"),
        (b"PK\3\4\0", "zip archive"),
        (b"\xef\xbb\xbflistener,trial,test,left\r\n", "this is a spreadsheet"),
        (b"RIFF....WAVE", "not a file of votes: it begins with 'RIFF"),
        (b'{"cells": [], "nbformat": 4}', "not a file of votes"),
        (b'{"votes": [], "omni_nb": "reply"}', "says that it is"),
        (b"[" * 100_000, "not a file of votes"),
        (page(version=2).encode(), "later version"),
        (page(version="x").encode(), "later version"),
    ],
)
def test_what_is_no_file_of_votes_is_told(data, words):
    with pytest.raises(ValueError, match=words):
        vote_file.read(data)


def test_a_head_of_odd_types_names_nobody():
    found = vote_file.read(page(test=3, listener=None).encode(), TEST)
    assert (found.test, found.listener, len(found.records)) == ("", "", 3)


def test_the_check_does_not_depend_on_the_order_of_names_and_knows_its_test():
    assert vote_file.check_of({"a": 1, "b": "好\ud800"}, TEST) == vote_file.check_of(
        {"b": "好\ud800", "a": 1, "check": "x"}, TEST
    )
    assert vote_file.check_of({"a": 1}, TEST) != vote_file.check_of({"a": 1}, "other")
