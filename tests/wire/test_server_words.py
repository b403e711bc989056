import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.servers.address import Secret
from omni_nb.wire.server_words import ServerWords

KEY = "sk-" + "canary0123456789"
SECRET = Secret(KEY)
DOOR = ServerWords(strike=SECRET.scrub, open_end=SECRET.open_end)


def test_a_message_is_without_key_and_escapes_and_not_endless():
    said = DOOR.message(f"no {KEY}\x1b[2J\u202e\nsecond line " + "x" * 9_000)
    assert KEY not in said
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "\nsecond line" in said
    assert len(said) < 2_100


@pytest.mark.parametrize(("value", "name"), [("a\nb\x1b", "a b\ufffd"), (7, "7"), (KEY, "‹key›"), (None, ""), (True, ""), ({}, ""), ("x" * 999, "x" * 200 + "… (999 characters)")])  # fmt: skip
def test_a_name_is_one_short_line(value, name):
    assert DOOR.name(value) == name


def test_every_cut_of_running_words_strikes_the_key_and_keeps_the_rest():
    text = f"sk-a s{KEY}s sk-canary\x1b[2J {KEY[:-1]}!\r\n{KEY}"
    want = f"sk-a s‹key›s sk-canary\ufffd[2J {KEY[:-1]}!\r\n‹key›"
    for at in range(len(text) + 1):
        door = DOOR.running()
        assert door.feed(text[:at]) + door.feed(text[at:]) + door.flush() == want, at
    door = DOOR.running()
    assert "".join(door.feed(c) for c in text) + door.flush() == want


@given(st.lists(st.text("sk-canry0é\n", max_size=9), max_size=9))
def test_running_words_lose_nothing(pieces):
    door = DOOR.running()
    assert "".join(map(door.feed, pieces)) + door.flush() == "".join(pieces)


def test_without_a_secret_nothing_is_held_back():
    door = ServerWords().running()
    assert door.feed("sk-") == "sk-"
    assert door.flush() == ""
