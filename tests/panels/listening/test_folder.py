"""A test's folder: it is found again with its sounds and votes, and no other test is written into it."""

import json
import shutil

import pytest

from omni_nb.compare.listening.design import TestDesign
from omni_nb.compare.listening.recordings import recordings_of
from omni_nb.errors import MediaError, OmniError
from omni_nb.panels.listening import folder as folders
from omni_nb.panels.listening.folder import TestFolder
from tests.compare.listening.support import vote
from tests.panels.listening.support import tones


def made(*names, **more):
    given = recordings_of(tones(*names, **more))
    return TestDesign(test="ab", stimuli=tuple(given.clips)), {s.id: c for s, c in given.clips.items()}


def test_a_test_is_found_again_with_its_sounds(tmp_path):
    design, clips = made("a", "b")
    folder = TestFolder(tmp_path / "new" / "test")
    assert folder.design() is None
    folder.write(design, clips)
    again = TestFolder(str(tmp_path / "new" / "test"))
    assert again.design() == design
    assert again.clips(design) == clips
    again.write(design, clips)  # no harm
    assert sorted(p.name for p in folder.path.iterdir()) == ["sounds", "test.json"]


def test_another_test_is_not_written_into_it(tmp_path):
    folder = TestFolder(tmp_path)
    folder.write(*made("a", "b"))
    with pytest.raises(OmniError, match=r"holds another listening test: of a, b") as err:
        folder.write(*made("a", "b", s=0.3))
    assert err.value.code == "folder_of_another_test"
    assert folder.design() == made("a", "b")[0]


def test_what_is_damaged_or_lost_is_said(tmp_path):
    design, clips = made("a", "b")
    folder = TestFolder(tmp_path)
    folder.write(design, clips)
    (tmp_path / "sounds" / f"{design.stimuli[0].id}.flac").unlink()
    with pytest.raises(MediaError):
        folder.clips(design)
    plain = json.loads((tmp_path / "test.json").read_text())
    for text in ("{", json.dumps({**plain, "test": "ccr"}), "[]"):
        (tmp_path / "test.json").write_text(text)
        with pytest.raises(OmniError, match="cannot be read") as err:
            folder.design()
        assert err.value.code == "test_unreadable"
    (tmp_path / "file").write_text("")
    with pytest.raises(OmniError, match="cannot be saved"):
        TestFolder(tmp_path / "file").write(design, clips)


def test_votes_of_all_who_listened_here(tmp_path):
    design, clips = made("a", "b", "c")
    folder = TestFolder(tmp_path)
    folder.write(design, clips)
    assert folder.counted(design).votes == ()
    for who in ("Mei", "Li"):
        folder.ballot(design, who).cast(vote(design, design.order(who)[0], who))
    assert {v.listener for v in folder.counted(design).votes} == {"Mei", "Li"}


def test_tests_of_the_data_directory_are_found_and_those_that_ask_the_same_of_other_sounds():
    design, clips = made("a", "b")
    assert folders.found(design.id) is None
    assert folders.alike(design, "Mei") == []
    TestFolder.of(design).write(design, clips)
    assert folders.found(design.id).path == TestFolder.of(design).path
    assert folders.found("../x") is None
    anew, _ = made("a", "b", s=0.3)
    assert folders.alike(anew, "Mei") == []  # nobody has voted
    TestFolder.of(design).ballot(design, "Mei").cast(vote(design, design.order("Mei")[0]))
    assert [f.path for f in folders.alike(anew, "Mei")] == [TestFolder.of(design).path]
    assert folders.alike(anew, "Li") == folders.alike(design, "Mei") == []


def test_a_vote_into_a_folder_that_was_deleted_says_of_which_test_it_is(tmp_path):
    design, clips = made("a", "b")
    folder = TestFolder(tmp_path / "test")
    folder.write(design, clips)
    ballot = folder.ballot(design, "Mei")
    shutil.rmtree(folder.path)
    ballot.cast(vote(design, design.order("Mei")[0]))
    assert folder.design() == design
    folder.write(design, clips)  # the same call again brings the sounds
    assert folder.clips(design) == clips
    assert len(folder.counted(design).votes) == 1
