import re

import pytest

from omni_nb.show.markdown import to_html


def styles(text, tag):
    return re.findall(rf'<{tag}\b[^>]*style="([^"]*)"', to_html(text))


@pytest.mark.parametrize(
    ("words", "side"),
    [("مرحبا a", "right"), ("שלום", "right"), ("**مرحبا**", "right"), ("1. x", None), ("hello مرحبا", None), ("$x$ مرحبا", "right"), ("你好", None), ("123 !", None)],
)  # fmt: skip
def test_words_from_the_right_are_aligned_there(words, side):
    html = to_html(words)
    assert ("text-align:right" in html) == (side == "right")
    assert 'dir="auto"' in html
    assert styles(f"| {words} |\n|---|", "th")[0].startswith(f"text-align:{side or 'left'}")


def test_a_column_keeps_the_side_that_was_written():
    assert [s.split(";")[0] for s in styles("|a|b|c|\n|:-:|-:|:-|\n|مرحبا|x|y|", "td")] == [
        "text-align:center",
        "text-align:right",
        "text-align:left",
    ]


def test_a_name_in_a_cell_stays_in_a_line_and_chinese_gets_some_room():
    name, long, sentence, short, words = styles(
        "| qwen3-omni-flash | " + "x" * 60 + " | 这是一个很长的中文句子 | 中文 | two words |\n|-|-|-|-|-|", "th"
    )
    assert "nowrap" in name
    assert "nowrap" in short
    assert "nowrap" not in long + sentence + words
    assert "min-width:8em" in sentence


def test_headings_are_no_larger_than_an_answer_needs_and_a_formula_has_its_own_margins():
    assert [re.search(r"font-size:([\d.]+)em", s)[1] for n in range(1, 7) for s in styles("#" * n + " a", f"h{n}")] == [
        "1.4",
        "1.25",
        "1.1",
        "1",
        "1",
        "1",
    ]
    assert styles("$$x$$", "p") == ["margin:6px 0"]
    assert styles("so $$x$$", "p") == styles("$x$", "p") == []
