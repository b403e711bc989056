import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.saving.file_names import stem_of, suffix_of


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("What is this?", "What-is-this"),
        ("你好，世界！", "你好-世界"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Users\\me\\x", "C-Users-me-x"),
        ("CON", "otherwise"),
        ("com1", "otherwise"),
        (".hidden", "hidden"),
        ("???", "otherwise"),
        ("", "otherwise"),
        ("a\0b\nc", "a-b-c"),
        ("one two three four five six seven eight nine ten eleven", "one-two-three-four-five-six-seven-eight-nine"),
        ("字" * 60, "字" * 48),
    ],
)
def test_words_become_a_name(words, name):
    assert stem_of(words, "otherwise") == name


@given(st.text())
def test_any_text_becomes_a_name_of_one_part_that_every_disk_takes(words):
    name = stem_of(words, "otherwise")
    assert name
    assert not set(name) & set('/\\:*?"<>|. \0\n')
    assert len(name.encode("utf-8", "surrogatepass")) <= 255 - 10


def test_an_ending_is_short_and_plain():
    assert [suffix_of(n, "bin") for n in ("a.PNG", "a", "a.", "a.so/me", "a.verylong")] == [
        "png",
        "bin",
        "bin",
        "bin",
        "bin",
    ]
