"""The test in plain Python: answers, votes of others, files."""

import json

import pytest

from omni_nb.errors import MediaError, OmniError
from omni_nb.panels.listening.making import listen
from tests.compare.listening.test_merging import handed_back
from tests.panels.listening.support import tones


@pytest.fixture
def test():
    return listen(tones("a", "b", "c"), listener="Mei", repeats=0)


def test_it_is_answered_from_python_to_the_end(test, capsys):
    assert repr(test) == "<ListeningTest ab of 3 by Mei: 0 of 3 answered>"
    while test.trial is not None:
        assert test.play("left").duration_s > 0.1
        test.vote("tie", comment="same")
    assert repr(test) == "<ListeningTest ab of 3 by Mei: 3 of 3 answered>"
    assert [v.practice for v in test.votes] == [True, False, False, False]
    with pytest.raises(ValueError, match="Mei has answered everything"):
        test.vote("left")
    with pytest.raises(ValueError, match="no sample 'left' can be heard now; available: none"):
        test.play("left")
    test.undo()
    with pytest.raises(ValueError, match=r"no sample 'x'.*available: left, right"):
        test.play("x")
    test._ipython_display_()
    assert "test.save()" in capsys.readouterr().out


def test_somebody_else_listens_to_the_same(test):
    test.vote("left")
    li = test.by("Li")
    li.vote("right")
    assert {v.listener for v in test.votes} == {v.listener for v in li.votes} == {"Mei", "Li"}


def test_votes_from_elsewhere_are_added(test, tmp_path):
    (tmp_path / "li.json").write_text(json.dumps(handed_back(test.design)))
    test.vote("left")
    assert test.merge(tmp_path / "li.json", handed_back(test.design, "Wang")) is test
    assert {v.listener for v in test.votes} == {"Mei", "Li", "Wang"}
    with pytest.warns(UserWarning, match="is the same as"):
        test.merge(tmp_path / "li.json")
    assert len(test.votes) == 9


def test_a_file_of_another_test_adds_nothing(test):
    other = listen(tones("x", "y"))
    with pytest.raises(OmniError, match="votes of another test"):
        test.merge(handed_back(test.design, "Wang"), handed_back(other.design))
    assert test.votes == ()


def test_somebody_elsewhere_of_the_same_name_is_another(test):
    test.vote("left")
    with pytest.warns(UserWarning, match="counted as 'Mei \\(2\\)'"):
        test.merge(handed_back(test.design, "Mei"))
    with pytest.warns(UserWarning, match="another listener"):
        assert {v.listener for v in test.votes} == {"Mei", "Mei (2)"}


def test_export_and_save(test, tmp_path):
    test.vote("left")
    assert test.export(tmp_path / "v.csv").read_bytes().count(b"\n") == 2
    assert test.export(str(tmp_path / "v.jsonl")).exists()
    assert test.save(tmp_path / "t.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(ValueError, match=r"as \.csv or \.jsonl"):
        test.export(tmp_path / "v.xlsx")
    with pytest.raises(ValueError, match=r"end in \.html"):
        test.save(tmp_path / "t.pdf")
    with pytest.raises(MediaError, match="there is no folder"):
        test.save(tmp_path / "no" / "t.html")


def test_results_are_those_of_the_votes(test):
    for who in ("Mei", "Li", "Wang", "Zhao"):
        one = test.by(who)
        while (trial := one.trial) is not None:
            items = sorted((one.design.item_of[id], side) for side, id in trial.samples.items())
            one.vote(items[0][1])  # a before b before c
    found = test.results()
    assert [row.item for row in found.rows] == ["a", "b", "c"]
    assert (found.n, found.excluded) == (12, {"practice": 4})


def test_the_next_pair_is_asked_where_it_is_least_certain_and_a_restart_asks_the_same():
    sounds, asked = tones("a", "b", "c", "d"), []
    test = listen(sounds, adaptive=True, practice=False, repeats=0, most_trials=5)
    while (trial := test.trial) is not None:
        assert listen(sounds, adaptive=True, practice=False, repeats=0, most_trials=5).trial == trial
        asked.append({test.design.item_of[s] for s in trial.stimuli})
        test.vote("left")
    assert len(asked) == len({frozenset(p) for p in asked}) == 5
    with pytest.raises(ValueError, match="adaptive=True is for test='ab'"):
        listen(sounds, "acr", adaptive=True)
