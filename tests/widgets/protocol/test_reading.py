from typing import Any, Literal, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.widgets.protocol import form, pages, sections
from omni_nb.widgets.protocol.reading import MessageError, buffers_of, by_name, dispatch, fields, fits, name_of, puzzled

UNIONS = (
    pages.FromText, pages.ToText, pages.FromPlayer, pages.ToPlayer, pages.FromRecorder, pages.ToRecorder, form.FromForm, form.ToForm,
)  # fmt: skip


def taken(content, buffers=(), says=form.FromForm):
    """What a handler was given."""
    got = []
    dispatch(content, list(buffers), says, dict.fromkeys(by_name(says), lambda m, b: got.append((m, b))))
    return got[0]


def refused(content, buffers=()):
    with pytest.raises(MessageError) as caught:
        taken(content, buffers)
    return str(caught.value)


def test_a_message_comes_to_the_handler_of_its_name_with_its_buffers():
    message = {"t": "slice", "id": "a", "at": 0, "crc": 1}
    assert taken(message, [b"x"]) == (message, [b"x"])


def test_a_name_that_a_table_lacks_is_as_one_that_nobody_knows():
    with pytest.raises(MessageError, match="'send', which nobody here knows"):
        dispatch({"t": "send", "text": ""}, [], form.FromForm, {})


def test_what_a_newer_page_says_besides_is_passed_over():
    assert taken({"t": "remove", "id": "a", "why": "too loud"})[0]["id"] == "a"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"t": "move", "to": 1}, "'move' has no 'id'"),
        ({"t": "move", "id": 7, "to": 1}, "has 7 for 'id' where words belongs"),
        ({"t": "move", "id": "a", "to": 1.5}, "has 1.5 for 'to' where a whole number belongs"),
        ({"t": "move", "id": "a", "to": True}, "has True for 'to' where a whole number belongs"),
        ({"t": "move", "id": "a", "to": None}, "has None for 'to' where a whole number belongs"),
        ({"t": "url", "value": "x", "kind": "smell"}, "where '' or 'image' or 'audio' or 'video' belongs"),
        ({"t": "url", "value": "x", "kind": "", "replaces": 1}, "for 'replaces' where words or nothing belongs"),
        ({"t": "option", "name": "x", "value": [1]}, "where words or a number or yes or no or nothing belongs"),
        ({"t": ["stop"]}, "said {'t': ['stop']}, which nobody here knows"),
        ({"t": "zoom"}, "said 'zoom', which nobody here knows"),
        ({"t": "__init__"}, "said '__init__', which nobody here knows"),
        ({"t": "take"}, "said 'take', which nobody here knows"),
    ],
)
def test_what_is_wrong_with_a_message_is_said_in_words(content, said):
    words = refused(content)
    assert said in words
    assert words.endswith("save the notebook, reload the page and run the cell again.")


def test_buffers_are_counted():
    assert "'slice' came with 0 buffers instead of 1" in refused({"t": "slice", "id": "a", "at": 0, "crc": 0})
    assert taken({"t": "stop"}, [b"more than was asked for"])[0] == {"t": "stop"}
    assert [buffers_of(kind) for kind in (pages.Ready, form.Slice, pages.Pcm)] == [0, 1, 2]


def test_hostile_words_are_short_and_visible():
    words = refused({"t": "\x1b[2J\u202e" + "x" * 10_000})
    assert len(words) < 300
    assert "\x1b" not in words
    assert "\u202e" not in words
    assert "\u202e" not in puzzled({"t": "unknown", "what": "\u202e" * 9})


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9), lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(["t", "id", "to", "text", "value", "name", "x"]), v, max_size=5), max_leaves=8))  # fmt: skip
def test_whatever_comes_is_taken_or_told(content):
    try:
        taken(content)
    except MessageError as err:
        assert str(err)


def test_a_name_is_read_from_a_message_only():
    assert [name_of(c) for c in ({"t": "stop"}, {"t": 1}, {}, [], None, "stop")] == ["stop", "", "", "", "", ""]


@pytest.mark.parametrize("says", UNIONS)
def test_each_name_stands_for_one_message_of_its_side(says):
    assert len(by_name(says)) == len(says.__args__)


def test_what_may_be_left_out_is_known_as_such():
    assert fields(form.UrlGiven)["replaces"][1] is False
    assert fields(form.UrlGiven)["kind"][1] is True
    assert fields(sections.Options)["seed"][1] is False


@pytest.mark.parametrize(
    ("hint", "good", "bad"),
    [
        (Any, object(), None),
        (float, 1, True),
        (bool, True, 1),
        (Literal["a"], "a", "b"),
        (list[str], ["a"], ["a", 1]),
        (list[str], [], {}),
        (tuple[str, float], ["a", 1], ["a"]),
        (tuple[str, float], ["a", 1.5], "a1"),
        (dict[str, int], {"a": 1}, {"a": "b"}),
        (sections.Busy, {"on": True}, {"on": 1}),
        (sections.Busy | None, None, {}),
        (list[sections.BranchTab], [{"title": "", "about": "", "current": True, "earlier": False}], [{"title": ""}]),
    ],
)
def test_values_and_types(hint, good, bad):
    assert fits(good, hint)
    assert hint is Any or not fits(bad, hint)


def test_every_type_of_the_protocol_is_one_that_can_be_checked():
    known = (str, int, float, bool, type(None), Any)

    def look(hint):
        inner = getattr(hint, "__args__", ())
        if hasattr(hint, "__required_keys__"):
            inner = [h for h, _ in fields(hint).values()]
        elif getattr(hint, "__origin__", None) is Literal:
            return
        assert inner or hint in known, hint
        for one in inner:
            look(one)

    for kind in [k for says in UNIONS for k in says.__args__] + list(get_type_hints(sections.Sections).values()):
        look(kind)
