import copy
import pickle
import shutil
import sqlite3

import pytest

from omni_nb import Omni
from omni_nb.errors import OmniError
from omni_nb.sweep.ledger import Ledger


def made(omni, n=4, **given):
    return omni.sweep("Repeat exactly: {w}", variables={"w": list("abcd")[:n]}, **{"modalities": ["text"], **given})


def test_it_is_a_sequence_of_answers_that_shows_itself():
    found = made(Omni.simulated(pace=0, show=False, keep=False, fault="inspection:1"), at_once=1)
    assert len(found) == 4
    assert [a.text for a in found[1:]] == ["b", "c", "d"]
    assert found[-1].place.prompt == 3
    with pytest.raises(IndexError):
        found[4]
    assert "3 of 4 answered" in repr(found)
    assert "costs nothing" in repr(found)
    html = found._repr_html_()
    assert "request_refused" in html
    assert "<table" in html
    assert len(found.to_rows()) == 4


def test_a_cell_that_shows_its_bar_does_not_say_the_same_twice(monkeypatch):
    from omni_nb.show import display

    found = made(Omni.simulated(pace=0, show=False, keep=False))
    with pytest.raises(NotImplementedError):
        found._ipython_display_()
    monkeypatch.setattr(display, "in_notebook", lambda: True)
    monkeypatch.setattr(display, "shows_widgets", lambda: False)
    monkeypatch.setattr(display, "show_bundle", lambda bundle: None)
    monkeypatch.setattr(display, "execution_count", lambda: 7)
    found = made(Omni.simulated(pace=0, keep=False), n=3)
    found._ipython_display_()
    monkeypatch.setattr(display, "execution_count", lambda: 8)
    with pytest.raises(NotImplementedError):
        found._ipython_display_()


def test_hostile_words_of_a_folder_are_words(tmp_path):
    found = made(Omni.simulated(pace=0, show=False, keep=False), folder=tmp_path / "<b>x")
    assert "<b>x" not in found._repr_html_()


def test_a_background_that_cannot_write_says_so_when_it_is_waited_for(tmp_path):
    found = made(
        Omni.simulated(pace=0.1, show=False, keep=False),
        folder=tmp_path / "s",
        wait=False,
        at_once=1,
        modalities=["text", "audio"],
    )
    (tmp_path / "s" / "clips").rmdir()
    (tmp_path / "s" / "clips").write_text("a file in the folder's place")
    with pytest.raises(OmniError, match="cannot be used"):
        found.wait()
    assert found.wait() is found
    assert found.counts["answered"] == 0


def test_it_is_said_in_the_language_of_who_reads(chinese):
    found = made(Omni.simulated(pace=0, show=False, keep=False), n=2)
    assert "回复" in repr(found) or "已" in repr(found)


def test_a_damaged_answer_counts_as_one_and_the_next_sitting_asks_it_again(tmp_path, capsys):
    omni = Omni.simulated(pace=0, show=False, keep=False)
    found = made(omni, folder=tmp_path / "s")
    with sqlite3.connect(tmp_path / "s" / "sweep.db") as file:
        file.execute("UPDATE result SET record = ? WHERE run = ?", (b"{broken", found[1].key))
    file.close()
    assert (found.counts, found.complete) == ({"answered": 3, "failed": 1, "open": 0}, False)
    assert [kind["code"] for kind in found.failures()] == ["answer_damaged"]
    assert "1 answer is damaged" in repr(found)
    again = made(omni, folder=tmp_path / "s")
    assert "1 answer is damaged and asked again" in str(again.estimate)
    assert (again.complete, again.spent.requests, [a.text for a in again]) == (True, 5, list("abcd"))
    assert "is damaged" not in repr(again)


def test_a_sound_that_is_gone_is_unknown_said_once_and_can_be_asked_again(tmp_path, recwarn):
    omni = Omni.simulated(pace=0, show=False, keep=False)
    found = made(omni, n=3, folder=tmp_path / "s", modalities=["text", "audio"])
    found[1].clip.unlink()
    assert [row["clip"] is None for row in found.to_rows()] == [False, True, False]
    assert (found[1].clip, found[1].sound_lost, found[1].ok, found[0].sound_lost) == (None, True, True, False)
    assert ["gone from clips/" in str(w.message) for w in recwarn] == [True]
    assert found.to_rows()[1]["audio_s"] > 0, "that it had a sound is known"
    assert len(recwarn) == 1
    assert "The sound of 1 answer is gone" in repr(found)
    found.retry("sound_lost")
    assert (found[1].clip.is_file(), found.spent.requests) == (True, 4)
    assert "is gone" not in repr(found)


def test_it_is_a_folder_and_a_description_and_so_can_be_pickled(tmp_path):
    found = made(Omni.simulated(pace=0, show=False, keep=False), n=2, folder=tmp_path / "s")
    data, answer = pickle.dumps(found), pickle.dumps(found[0])
    read = pickle.loads(data)
    assert (list(read), read.counts, repr(read)) == (list(found), found.counts, repr(found))
    assert pickle.loads(answer).reply == found[0].reply
    with pytest.raises(OmniError, match="knows no server") as caught:
        read.retry()
    assert str(found.folder) in caught.value.repair
    assert copy.copy(found) is copy.deepcopy(found) is found
    assert copy.deepcopy(found[0]) == found[0]
    shutil.rmtree(tmp_path / "s")
    for each in (data, answer):
        with pytest.raises(OmniError, match="is not here"):
            pickle.loads(each)
    assert not (tmp_path / "s").exists(), "nothing is made where nothing was"


def test_words_that_look_like_a_sound_are_words(tmp_path):
    omni = Omni.simulated(pace=0, show=False, keep=False)
    omni.sweep('Repeat exactly: "sound": "abc"', modalities=["text"], folder=tmp_path / "s")
    assert Ledger(tmp_path / "s").soundless() == []
