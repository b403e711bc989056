"""Votes of several listeners joined, from files, folders and pasted text."""

import json
from datetime import UTC, datetime

import pytest

from omni_nb.compare.listening import vote_file
from omni_nb.compare.listening.ballot import Ballot
from omni_nb.compare.listening.merging import merge, test_of
from omni_nb.errors import FileMissing, OmniError
from tests.compare.listening.support import all_votes, design, said

test_of.__test__ = False


@pytest.fixture
def made():
    return design("abcd")


def handed_back(made, listener="Li", session="s1", n=None, minute=0, **more):
    """What a page gives."""
    rows = []
    for t in made.order(listener)[:n]:
        row = {k: v for k, v in {"left": t.left, "right": t.right, "item": t.item, "x": t.x}.items() if v is not None}
        row |= {"trial": t.id, "showing": t.showing, "practice": t.practice, **said(made.test), **more}
        row |= {"heard": list(row["heard"]), "at": f"2026-01-01T10:{minute:02d}:00.000Z"}
        rows.append({**row, "check": vote_file.check_of(row, made.id)})
    head = {"omni_nb": vote_file.KIND, "version": 1, "test": made.id, "listener": listener, "session": session}
    return {**head, "votes": rows}


def test_files_of_kernels_and_of_pages_are_joined(made, tmp_path):
    ballot = Ballot(tmp_path / "kernel", made, "Mei")
    for vote in all_votes(made):
        ballot.cast(vote)
    page = tmp_path / "li.json"
    page.write_text(json.dumps(handed_back(made)))
    merged = merge(
        made, [ballot.path, str(page), json.dumps(handed_back(made, "Wang")).encode(), handed_back(made, "Zhao")]
    )
    assert merged.notes == ()
    assert sorted({v.listener for v in merged.votes}) == ["Li", "Mei", "Wang", "Zhao"]
    assert len(merged.votes) == 4 * len(made.order("Mei"))
    li = [v for v in merged.votes if v.listener == "Li"]
    assert [v.left for v in li] == [made.item_of[t.left] for t in made.order("Li")]
    assert li[0].at == datetime(2026, 1, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("test", ["abx", "acr", "ccr"])
def test_every_kind_of_test(test):
    made = design("abc", test=test)
    merged = merge(made, [handed_back(made)])
    assert merged.notes == ()
    assert len(merged.votes) == len(made.order("Li"))


def test_a_folder_gives_all_its_files_and_leaves_what_is_not_ours(made, tmp_path):
    for who in ("Mei", "Li"):
        Ballot(tmp_path / "votes", made, who).cast(all_votes(made, who)[0])
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "w.json").write_text(json.dumps(handed_back(made, "Wang")))
    assert {v.listener for v in merge(made, [tmp_path]).votes} == {"Mei", "Li", "Wang"}
    (tmp_path / "empty").mkdir()
    with pytest.raises(OmniError, match="no JSON of a listening test"):
        merge(made, [tmp_path / "empty"])


def test_what_comes_twice_counts_once(made, tmp_path):
    text = json.dumps(handed_back(made))
    merged = merge(made, [text, text, text + "\n"])
    assert len(merged.votes) == len(made.order("Li"))
    assert "is the same as" in merged.notes[0]
    assert "are given twice and counted once" in merged.notes[1]
    early = handed_back(made, n=3)
    assert len(merge(made, [early, text]).votes) == len(made.order("Li"))


def test_of_a_vote_that_was_changed_the_later_counts_whatever_the_order(made):
    early, late = handed_back(made), handed_back(made, minute=5, choice="tie")
    for files in ([early, late], [late, early]):
        merged = merge(made, files)
        assert {v.choice for v in merged.votes} == {"tie"}
        assert len(merged.votes) == len(made.order("Li"))
        assert "the later ones count" in merged.notes[0]


def test_two_people_of_one_name_are_two(made):
    merged = merge(made, [handed_back(made), handed_back(made, session="s2", choice="tie")])
    assert {v.listener for v in merged.votes} == {"Li", "Li (2)"}
    assert len(merged.votes) == 2 * len(made.order("Li"))
    assert "another listener has that name" in merged.notes[0]


def test_a_file_of_another_test_is_refused_and_nothing_is_counted(made):
    with pytest.raises(OmniError, match="votes of another test") as err:
        merge(made, [handed_back(made), handed_back(design("abce"))])
    assert err.value.code == "votes_of_another_test"


def test_an_edited_file_says_so_and_the_rest_counts(made):
    edited = handed_back(made)
    edited["votes"][1]["choice"] = "right"
    edited["votes"][2] = {**edited["votes"][2], "left": "no such"}
    edited["votes"][2]["check"] = vote_file.check_of(edited["votes"][2], made.id)
    swapped = {k: v for k, v in edited["votes"][4].items() if k != "check"} | {"trial": edited["votes"][3]["trial"]}
    edited["votes"][4] = {**swapped, "check": vote_file.check_of(swapped, made.id)}
    merged = merge(made, [edited])
    assert len(merged.votes) == len(made.order("Li")) - 3
    told = " ".join(merged.notes)
    for words in ("was changed after it was written", "cannot be read", "are not those of this trial"):
        assert words in told


def test_a_cut_file_gives_what_is_whole(made):
    text = json.dumps(handed_back(made)).replace('}, {"', '},\n{"').replace('[{"', '[\n{"')
    merged = merge(made, [text[: len(text) * 2 // 3]])
    assert 2 <= len(merged.votes) < len(made.order("Li"))
    assert "cut off" in merged.notes[0]
    assert {v.listener for v in merged.votes} == {"Li"}


def test_what_holds_no_votes_says_what_it_is(made, tmp_path):
    (tmp_path / "x.json").write_text('{"a": 1}')
    with pytest.raises(OmniError, match=r"x\.json: this is not a file of votes"):
        merge(made, [tmp_path / "x.json"])
    with pytest.raises(FileMissing):
        merge(made, [tmp_path / "nowhere.json"])
    with pytest.raises(OmniError, match="is empty"):
        merge(made, [b""])
    assert merge(made, []).votes == ()


def test_a_listener_without_a_name_has_one(made):
    merged = merge(made, [handed_back(made, "  "), handed_back(made, "", session="s2")])
    assert {v.listener for v in merged.votes} == {"a listener without a name", "a listener without a name (2)"}


def test_the_test_of_some_files(made, tmp_path):
    assert test_of([handed_back(made)]) == made.id
    assert test_of([]) == ""
    whole = Ballot(tmp_path, made, "Mei")
    whole.cast(all_votes(made)[0])
    headless = whole.path.read_bytes().split(b"\n", 1)[1]  # which says of no test that it is of it
    assert test_of([headless]) == ""
    assert test_of([headless, handed_back(made)]) == made.id
    with pytest.raises(OmniError, match="not a file of votes"):
        test_of([b"hello"])


def test_patterns_and_lists_are_what_they_name(made, tmp_path):
    for who in ("Li", "Wang"):
        (tmp_path / f"{who}.json").write_text(json.dumps(handed_back(made, who)))
    by_pattern, by_list = (
        merge(made, [str(tmp_path / "*.json")]),
        merge(made, [[tmp_path / "Li.json", tmp_path / "Wang.json"]]),
    )
    assert set(by_pattern.votes) == set(by_list.votes)
    assert {v.listener for v in by_list.votes} == {"Li", "Wang"}
    with pytest.raises(FileMissing):
        merge(made, [str(tmp_path / "*.txt")])
    with pytest.raises(TypeError, match="got int"):
        merge(made, [3])
