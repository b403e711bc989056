import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.wire.transcript_merger import TranscriptMerger, WholeCharacters


def test_one_place_alone_is_passed_through():
    one = TranscriptMerger()
    assert [one.feed("content", p) for p in ("a", "b")] == ["a", "b"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ([("content", "你好"), ("transcript", "你"), ("transcript", "好"), ("transcript", "！")], "你好！"),
        ([("transcript", "one two"), ("content", "**one** two"), ("content", " three")], "one two three"),
        ([("content", "a"), ("transcript", "b"), ("content", "c")], "abc"),
        ([("content", "three cats"), ("transcript", "three dogs"), ("transcript", " run")], "three cats"),
        ([("content", "Hi, you"), ("transcript", "Hi you"), ("transcript", "!")], "Hi, you!"),
        ([("content", "*Hi*"), ("transcript", "Hi"), ("transcript", "")], "*Hi*"),
    ],
)
def test_no_word_twice_and_none_lost(said, shown):
    one = TranscriptMerger()
    assert "".join(one.feed(*s) for s in said) == shown


@given(
    st.lists(
        st.tuples(st.sampled_from(["content", "transcript"]), st.text("ab *。", min_size=1, max_size=4)), max_size=10
    )
)
def test_the_first_place_is_always_whole(said):
    one = TranscriptMerger()
    shown = "".join(one.feed(*s) for s in said)
    if said and len({p for p, _ in said}) == 1:
        assert shown == "".join(t for _, t in said)
    assert shown.startswith(said[0][1]) if said else shown == ""


def test_halves_of_a_character_wait_for_each_other():
    whole = WholeCharacters()
    assert [whole.feed(p) for p in ("a\ud83d", "\ude42b", "c")] == ["a", "🙂b", "c"]
