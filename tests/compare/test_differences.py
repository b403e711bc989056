import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.compare.differences import differences
from omni_nb.errors import MissingExtra

any_text = st.text(st.characters(codec=None), max_size=60)
some_text = st.lists(st.sampled_from(["one", "two", "。", " ", "\n", "天", "ﷺ", "**", "e\u0301", "3.5"]), max_size=14).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "runs"),
    [
        ("The cat sat.", "The dog sat!", "=The |-cat |+dog |=sat|-.|+!"),
        ("今天天气很好，去公园。", "今天天气不错，去海边。", "=今天天气|-很好|+不错|=，去|-公园|+海边|=。"),
        ("one two", "one  two\n", "=one  two\n"), ("", "new", "+new"), ("old", "", "-old"), ("", "", ""), ("  a", "a", "=a"), ("A", "a", "-A|+a"),
        ("one, two", "one two", "=one |-, |=two"), ("3.5 kg", "3.6 kg", "-3.5 |+3.6 |=kg"),
        ("I think it is red and large", "We say that is blue, but small", "-I think it is red and large|+We say that is blue, but small"),
        ("a ﷺ b", "a ﷺ c", "=a ﷺ |-b|+c"),  # one character, several words
        ("see https://a.org/x now", "see https://a.org/y now", "=see https://a.org/|-x |+y |=now"),
    ],
)  # fmt: skip
def test_what_went_what_came_what_stayed(before, after, runs):
    marks = {"same": "=", "removed": "-", "added": "+"}
    assert "|".join(marks[r.kind] + r.text for r in differences(before, after)) == runs


def check(before, after):
    runs = differences(before, after)
    assert "".join(r.before for r in runs) == before
    assert "".join(r.after for r in runs) == after
    assert all("".join(r.before.split()) == "".join(r.after.split()) or r.kind != "same" for r in runs)
    assert all(r.before or r.after for r in runs)
    kinds = [r.kind for r in runs]
    assert not any(a == b or (a, b) == ("added", "removed") for a, b in pairwise(kinds))
    assert {r.kind for r in differences(before, before)} <= {"same"}


@given(any_text, any_text)
def test_any_two_texts(before, after):
    check(before, after)


@given(some_text, some_text)
def test_texts_that_share_something(before, after):
    check(before, after)


def test_long_texts_and_no_jiwer(monkeypatch):
    check("Hello there, world! " * 3_000, "今天天气很好，我们去公园。" * 1_000)
    monkeypatch.setitem(sys.modules, "jiwer", None)
    assert [r.kind for r in differences("a b", "a  b")] == ["same"]
    with pytest.raises(MissingExtra, match="compare"):
        differences("a b", "b c")


def test_they_show_themselves_marked_and_stay_words():
    found = differences("a <b> cat", "a <b> dog")
    assert str(found) == "a <b> [-cat-]{+dog+}"
    assert ">cat</del>" in found._repr_html_()
    assert "&lt;b&gt;" in found._repr_html_()
    assert found == tuple(found)
