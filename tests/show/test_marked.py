import pytest

from omni_nb.compare.differences import differences
from omni_nb.compare.words import match_words
from omni_nb.show.marked import differences_html, differences_text, match_html
from tests.support.hostile import html_faults


def test_what_was_asked_and_what_came_are_marked():
    match = match_words("The quick fox, it jumps.", "The slow fox jumps high.")
    html = match_html(match)
    assert html.count("<del ") == html.count("<ins ") == 2
    assert html.index(">asked<") < html.index(">quick</del>") < html.index(">came<") < html.index(">slow</ins>")


def test_the_same_words_are_one_text():
    match = match_words("One, two.", "one two")
    assert "read as given" in match_html(match)
    assert "<ins" not in match_html(match)


def test_nothing_is_seen_to_be_nothing():
    assert ">—<" in match_html(match_words("one", ""))


def test_what_differs_between_answers_stands_in_one_text():
    runs = differences("It is a red cat.", "It is a blue cat!")
    assert differences_text(runs) == "It is a [-red -]{+blue +}cat[-.-]{+!+}"
    html = differences_html(runs)
    assert html.index(">red </del>") < html.index(">blue </ins>")


@pytest.mark.parametrize("word", ["<script>alert(1)</script>", "\x1b]0;x\x07", "\u202etxt", "{0} {kind}", "<b>"])
def test_words_of_others_are_words(word):
    match = match_words(f"say {word} now", f"said {word}, later")
    for html in (match_html(match), differences_html(differences(match.asked, match.came))):
        assert html_faults(html) == []
        assert "<script" not in html
        assert "<b>" not in html
