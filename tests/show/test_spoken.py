import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.show.blocks import Blocks
from omni_nb.show.spoken import Spoken, words_of


def read(text, *cuts):
    spoken, out = Spoken(), []
    for a, b in zip((0, *cuts), (*cuts, len(text)), strict=True):
        out.append(spoken.feed(text[a:b]))
    return [*out, spoken.end()]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Use omni_nb and snake_case_names.", "Use omni_nb and snake_case_names."),
        ("**Hello** *there*, `x_y`.", "Hello there, x_y."),
        ("2*3 is 6, a|b, #tag, C#, ~5, [1]", "2*3 is 6, a|b, #tag, C#, ~5, [1]"),
        ("# Title\n\n- one\n- two", "Title\none\ntwo"),
        ("[here](https://a.example) ![a cat](https://a.example/x.png)", "here a cat"),
        ("So \\(E = mc^2\\) and $x_1$, for $5.", "So E = mc^2 and x_1, for $5."),
        ("Run:\n\n```python\nx = 1\n```\n\nDone.", "Run:\nDone."),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a, b\n1, 2"),
        ("你好。\n第二行", "你好。 第二行"),
        ("<b>x</b>", "<b>x</b>"),
    ],
)
def test_marks_are_read_away_and_words_stay(text, words):
    whole = "".join(read(text))
    assert [line.strip(", ") for line in whole.split("\n") if line.strip(", ")] == words.split("\n")


def test_sentences_come_before_their_paragraph_ends():
    assert read("One. Two is 3.5 long. Three", 5, 8, 22, 24) == ["", "One. ", "", "Two is 3.5 long. ", "", "Three\n"]
    assert read("你好。我是", 3)[:1] == ["你好。"]


def test_a_sentence_is_found_whose_full_stop_and_space_come_apart():
    assert read("One. Two", 3, 4, 5)[:5] == ["", "", "", "One. ", "Two\n"]


def test_what_may_still_become_a_mark_waits():
    assert read("First. I like **bold. And more** of it. Then", 27, 30) == [
        "First. ",
        "",
        "I like bold. And more of it. ",
        "Then\n",
    ]


@pytest.mark.parametrize("text", ["`d. ``d. ", "`d. `` x. ", "*d. e.*f. *", "$x. $5. ", "~~d. ~~~e. ", "_d._e. "])
def test_a_mark_at_the_end_waits_for_the_character_that_may_change_it(text):
    assert "".join(read(text, *range(1, len(text)))) == "".join(read(text))


@given(
    st.lists(
        st.sampled_from(
            [
                "One. ",
                "two ",
                "**b. ",
                "c** ",
                "`d. ",
                "`",
                "\n\n",
                "\n",
                "- e. ",
                "omni_nb. ",
                "$x. ",
                "你好。",
                "1. ",
                "| a |\n|-|\n",
                "# h\n",
                "```\n",
            ]
        ),
        max_size=14,
    ),
    st.data(),
)
def test_every_word_is_given_out_once_wherever_it_is_cut(pieces, data):
    text = "".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    cutter = Blocks()
    whole = "".join(map(words_of, [*cutter.feed(text), cutter.rest]))
    assert "".join(read(text, *cuts)) == whole
