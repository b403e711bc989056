import pytest

from omni_nb.kept.searching import Query, folded, terms, whole_characters


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("", []), ("  ", []), ("two words", ["two", "words"]), ('"two words" more', ["two words", "more"]), ("“ＡＢ c”", ["ab c"]),
        ("「你 好」 吗", ["你 好", "吗"]), ('un"closed', ['un"closed']), ('"', ['"']), ("same SAME", ["same"]), ("a\0b", ["a b"]), ("İ", ["i̇"]),
    ],
)  # fmt: skip
def test_what_must_be_there(said, found):
    assert terms(said) == found


def test_what_does_not_matter_is_not_asked():
    assert Query().asked == {}
    assert Query(words="x", pinned=False, model=None).asked == {"words": "x", "pinned": False}


def test_it_is_compared_without_capitals_and_wide_letters():
    assert folded("ＡＢＣ Straße\0") == "abc strasse "


def test_halves_of_characters_are_marks_in_a_column():
    assert whole_characters("a\ud800猫") == "a?猫"
