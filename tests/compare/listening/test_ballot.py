"""Votes on disk: there at once, and whatever happens to the file."""

import errno
import os
import stat
import subprocess
import sys
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.compare.listening.ballot import Ballot, Counted, counted, file_name, listener_name
from omni_nb.errors import OmniError
from tests.compare.listening.support import all_votes, design, vote


@pytest.fixture
def made():
    return design("abcd")


@pytest.fixture
def ballot(tmp_path, made):
    return Ballot(tmp_path / "votes", made, "Mei")


def cast_all(ballot, votes):
    for one in votes:
        counts = ballot.cast(one)
    return counts


def test_a_vote_is_on_disk_when_it_is_cast_and_another_kernel_reads_it(ballot, made, tmp_path):
    assert ballot.read() == Counted()
    assert not ballot.path.exists()
    votes = all_votes(made)
    for n, one in enumerate(votes, 1):
        assert ballot.cast(one).votes == tuple(votes[:n])
        assert Ballot(tmp_path / "votes", made, "Mei").read().votes == tuple(votes[:n])
    assert stat.S_IMODE(ballot.path.stat().st_mode) == 0o600


def test_the_last_vote_can_be_taken_back_and_cast_again(ballot, made):
    first, second, *_ = all_votes(made)
    assert ballot.undo() == Counted()
    cast_all(ballot, [first, second])
    assert ballot.undo().votes == (first,)
    other = vote(made, made.order("Mei")[1], choice="right")
    assert ballot.cast(other).votes == (first, other)
    assert ballot.undo().votes == (first,)
    assert ballot.undo().votes == ballot.undo().votes == ()
    assert len(ballot.path.read_bytes().splitlines()) == 7  # nothing is ever deleted


def test_a_kill_in_the_middle_of_a_line_costs_that_line(ballot, made):
    first, second, third, *_ = all_votes(made)
    cast_all(ballot, [first, second])
    ballot.path.write_bytes(ballot.path.read_bytes()[:-9])
    cut = ballot.read()
    assert cut.votes == (first,)
    assert "is cut off" in cut.notes[0]
    assert ballot.cast(second).votes == (first, second)
    assert ballot.cast(third).votes == (first, second, third)
    assert len(ballot.read().notes) == 1


def test_a_kill_in_the_middle_of_the_first_line(ballot, made):
    first, *_ = all_votes(made)
    ballot.cast(first)
    ballot.path.write_bytes(ballot.path.read_bytes()[:20])
    with pytest.raises(OmniError, match="not a file of votes"):
        ballot.read()


def test_two_kernels_at_once_agree_on_what_counts(tmp_path, made):
    one, other = (Ballot(tmp_path, made, "Mei") for _ in range(2))
    trial = made.order("Mei")[1]
    left, right = (vote(made, trial, choice=c) for c in ("left", "right"))
    one.cast(left)
    counts = other.cast(right)
    assert counts.votes == one.read().votes == (left,)
    assert "the first vote counts" in counts.notes[0]
    again = vote(made, made.order("Mei")[2])
    one.cast(again)
    assert other.cast(again).notes == counts.notes  # the same vote twice is no news


def test_processes_that_write_at_once_lose_no_line(tmp_path, made):
    program = (
        "import sys; from pathlib import Path\n"
        "from tests.compare.listening.support import design, all_votes\n"
        "from omni_nb.compare.listening.ballot import Ballot\n"
        "made = design('abcd'); b = Ballot(Path(sys.argv[1]), made, 'Mei')\n"
        "for v in all_votes(made, comment='x' * 3000): b.cast(v)\n"
    )
    runs = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path)]) for _ in range(3)]
    assert [run.wait(60) for run in runs] == [0, 0, 0]
    counts = Ballot(tmp_path, made, "Mei").read()
    assert counts.votes == tuple(all_votes(made, comment="x" * 3000))
    assert counts.notes == ()


def test_a_file_of_another_test_stays_as_it_is(ballot, made):
    ballot.cast(all_votes(made)[0])
    before = ballot.path.read_bytes()
    other = Ballot(ballot.path.parent, design("abce"), "Mei")
    with pytest.raises(OmniError, match="votes of another test") as err:
        other.read()
    assert err.value.code == "votes_of_another_test"
    assert ballot.path.read_bytes() == before


def test_what_cannot_be_understood_is_passed_over_and_told(ballot, made):
    from omni_nb.compare.listening import vote_file

    votes = all_votes(made)
    cast_all(ballot, votes[:2])
    ours, other = votes[2].to_dict(), all_votes(design("xyz"))[1].to_dict()
    rows = [{"vote": {**ours, "choice": "both"}}, {"vote": other}, {"of_later": 1}, {"vote": {}}, {"undo": ["?", 0]}]
    data = ballot.path.read_bytes() + b"".join(
        vote_file.line_of({"n": n, **row}, made.id) for n, row in enumerate(rows, 3)
    )
    found = counted(data, made, "f")
    assert found.votes == tuple(votes[:2])
    assert [n.split(":")[1][:19] for n in found.notes] == [
        " a vote cannot be r",
        " a vote was skipped",
        " a vote cannot be r",
    ]


def test_what_cannot_be_written_does_not_count(tmp_path, made, monkeypatch):
    def refuse(*_args, **_more):
        raise PermissionError(errno.EACCES, "Permission denied")  # a folder's mode stops everybody but root

    ballot = Ballot(tmp_path / "votes", made, "Mei")
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(OmniError, match="could not be written"):
        ballot.cast(all_votes(made)[0])
    assert ballot.read().votes == ()


def test_where_the_system_knows_no_such_locks_a_vote_is_kept_all_the_same(ballot, made, monkeypatch):
    monkeypatch.setattr("omni_nb.compare.listening.ballot.sys", SimpleNamespace(platform="win32"))
    monkeypatch.setitem(sys.modules, "fcntl", None)  # Windows has none
    votes = all_votes(made)[:2]
    assert cast_all(ballot, votes).votes == ballot.read().votes == tuple(votes)


def test_a_folder_that_is_a_file_or_a_file_that_is_a_folder(tmp_path, made):
    (tmp_path / "votes").write_text("")
    with pytest.raises(OmniError, match="does not count") as err:
        Ballot(tmp_path / "votes", made, "Mei").cast(all_votes(made)[0])
    assert err.value.code == "vote_not_kept"
    (tmp_path / file_name("Li")).mkdir()
    with pytest.raises(OmniError, match="cannot be read"):
        Ballot(tmp_path, made, "Li").read()


@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=80))
def test_any_name_makes_a_file_of_plain_characters_of_its_own(one, other):
    names = {file_name(one), file_name(other)}
    assert len(names) == (2 if one != other else 1)
    for name in names:
        assert name.isascii()
        assert len(name) < 100
        assert not set(name) & set('/\\:*?"<>| ')


def test_names_of_people():
    assert listener_name("  Zoe\u0308 \n Q ") == listener_name("Zo\u00eb Q") == "Zoë Q"
    assert listener_name("../梅\u202e") == "../梅�"
    assert file_name("Mei") != file_name("mei")
    assert file_name("nul").startswith("by-")
    for wrong in ("", " \n", "x" * 81, None, 3):
        with pytest.raises(ValueError, match="a listener"):
            listener_name(wrong)
