import dataclasses

from omni_nb.compare.comparison import Comparison
from omni_nb.compare.measures import Measures
from omni_nb.compare.words import match_words
from omni_nb.show.comparison_cards import card, card_markdown, card_plain, measures, trouble
from omni_nb.show.comparison_sounds import Sounds
from tests.compare.support import cell, lost
from tests.support import hostile

OTHER = cell(
    "Cherry",
    text="hello <b>there</b>\nyou",
    verbatim="hello you",
    words=match_words("hello you", "hello <b>there</b>\nyou"),
)


def test_words_that_were_not_to_be_read_are_marked_and_nothing_in_them_is_a_tag():
    html = card(0, "Cherry", OTHER, Sounds())
    assert "<ins" in html
    assert "<b>there" not in html
    assert "there" in html
    assert any("different words than the given text" in line for line in trouble(OTHER))


def test_words_as_they_were_asked_are_not_said_again():
    same = cell("Cherry", text="Hello, you!", verbatim="hello you", words=match_words("hello you", "Hello, you!"))
    assert "✓ these words" in card(0, "Cherry", same, Sounds(), asked="hello you")
    assert "Hello, you!" in card(0, "Cherry", same, Sounds())
    assert "Hello, you!" in card_markdown(0, "Cherry", same)


def test_a_cell_that_failed_says_why_in_every_form():
    for told in (
        card(1, "Kai", lost("Kai"), Sounds()),
        card_markdown(1, "Kai", lost("Kai")),
        card_plain(1, "Kai", lost("Kai")),
    ):
        assert "⚠ too fast" in told


def test_what_another_model_heard_is_told_where_it_is_something_else():
    heard = dataclasses.replace(cell("Cherry"), heard="yellow", heard_words=match_words("hello", "yellow"))
    assert trouble(heard) == ["another model heard: yellow"]


def test_long_words_are_cut_and_say_how_much_is_missing():
    long = cell("Cherry", text="word " * 1_000)
    html = card(0, "Cherry", long, Sounds(), 100)
    assert "4,900 more characters" in html
    assert len(html) < 1_500


def test_the_table_has_units_in_its_head_and_nothing_that_nobody_knows():
    whole = Comparison(
        (cell("Cherry", measures=Measures(pitch_hz=220.0, pause_count=0, cost=0.01, currency="CNY")), lost("Kai"))
    )
    table = measures(whole, [0, 1])
    assert table.columns == ["", "pauses", "pitch, Hz", "cost, CNY"]
    assert [list(row.values())[1:] for row in table] == [["0", "220", "0.01"], ["", "", ""]]


def test_hostile_words_are_words_in_every_form():
    bad = dataclasses.replace(lost(hostile.ALL), pinned=True)
    html = card(0, hostile.ALL, bad, Sounds())
    assert "<script" not in html
    assert "onerror=" not in html.replace("&#x27;", "'").split("<")[0] + "".join(
        t.split(">")[0] for t in html.split("<")[1:]
    )
    assert "\x1b" not in card_plain(0, hostile.ALL, bad)
    assert "<script" not in card_markdown(0, hostile.ALL, bad)
