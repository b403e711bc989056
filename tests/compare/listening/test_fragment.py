"""The results as HTML: what is seen, names of others, and nothing that a notebook strips."""

import dataclasses
import re

import pytest

from omni_nb.compare.listening.results import results
from tests.compare.listening.ballots import ab, abx, acr, ccr, preferences


def test_verdict_table_and_notes():
    shown = results(preferences((3, 0, 0, 0), listeners=20))._repr_html_()
    assert "<b>Ada is ahead of all others, at 95% for each.</b>" in shown
    assert shown.count("<tr>") == 5
    assert "Krippendorff" in shown
    assert re.findall("<th [^>]*>(.*?)</th>", shown)[:3] == ["item", "strength", "interval, 95 %"]
    assert 'tabindex="0"' in shown  # what scrolls is reached by keys
    assert repr(results([acr("Ada", 3)])) == results([acr("Ada", 3)]).text


def test_where_there_is_nothing_to_know_there_is_no_list():
    """One listener who never hears a sentence again has nothing to agree with; a note makes the list."""
    some = results([acr("Ada", 4), acr("Bo", 2)])
    assert "<ul" in some._repr_html_()
    assert "<ul" not in dataclasses.replace(some, notes=())._repr_html_()


@pytest.mark.parametrize(
    "votes",
    [
        [],
        [ab("Ada", "Bo", "left")],
        [acr("Ada", 1), acr("Bo", 5)],
        [ccr("Ada", "Bo", 0)],
        [ccr("Ada", "Bo", -3, listener=str(n)) for n in range(9)],
        [abx("Ada", "Bo", n % 3, trial=str(n)) for n in range(9)],
    ],
)
def test_bars_stay_in_their_place(votes):
    shown = results(votes)._repr_html_()
    assert "position" not in shown
    for left, width in re.findall(r"margin-left:([\d.]+)%;width:([\d.]+)%", shown):
        assert float(left) + float(width) <= 101.1
    assert all(0 <= float(at) <= 97 for at in re.findall(r"margin-left:(-?[\d.]+)%;width:4px", shown))
    assert "nan" not in shown


def test_a_bar_is_where_its_value_is():
    shown = results([acr("Ada", s, listener=str(n)) for n, s in enumerate((3, 3, 3, 3))])._repr_html_()
    assert "margin-left:50.0%;width:4px" in shown


def test_names_of_others_are_words():
    votes = [ab("<img src=x onerror=alert(1)>", "Bo", "left", listener="<b>x", trial=str(n)) for n in range(12)]
    shown = results(votes)._repr_html_()
    assert "<img" not in shown
    assert "<b>x" not in shown
    assert "&lt;img src=x" in shown
