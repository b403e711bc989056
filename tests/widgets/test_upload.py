import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.widgets.upload import MOST_BYTES, Inbox, plain_name


def slices(data, size):
    for at in range(0, len(data), size):
        yield at, zlib.crc32(data[: at + size]), data[at : at + size]


@given(st.binary(min_size=1, max_size=300), st.integers(1, 60), st.integers().map(random.Random))
def test_what_arrives_is_what_was_sent_whatever_was_lost_doubled_or_damaged(data, size, chance):
    inbox = Inbox()
    inbox.announce("a", "x", len(data))
    pieces = {at: (crc, piece) for at, crc, piece in slices(data, size)}
    for _ in range(10_000):
        at = inbox.received("a")
        if at == len(data):
            break
        crc, piece = pieces[at]
        how = chance.random()
        if how < 0.2:
            inbox.take("a", at, crc, bytes([piece[0] ^ 1]) + piece[1:])  # damaged
        elif how < 0.4:
            some = chance.choice(list(pieces))
            inbox.take("a", some, *pieces[some])  # twice, or too early
        elif how < 0.6:
            inbox.take("a", at, crc ^ 1, piece)
        else:
            assert inbox.take("a", at, crc, piece) == at + len(piece)
    file = inbox.collect("a")
    assert bytes(file.data) == data
    assert inbox.received("a") is None


def test_more_than_was_announced_is_passed_over():
    inbox = Inbox()
    inbox.announce("a", "x", 3)
    assert inbox.take("a", 0, zlib.crc32(b"abcd"), b"abcd") == 0
    assert inbox.collect("a") is None


def test_a_file_that_nobody_knows():
    inbox = Inbox()
    inbox.announce("a", "x", 3)
    inbox.forget("a")
    inbox.forget("a")
    assert inbox.take("a", 0, 0, b"abc") is None
    assert inbox.collect("a") is None


@pytest.mark.parametrize("size", [-1, MOST_BYTES + 1, "3", None])
def test_sizes_that_cannot_be(size):
    with pytest.raises(ValueError, match=r"cannot be sent|more than a notebook should hold"):
        Inbox().announce("a", "x", size)


@pytest.mark.parametrize(
    ("name", "plain"),
    [("cat.png", "cat.png"), ("../../etc/passwd", "passwd"), ("C:\\x\\猫.png", "猫.png"), ("a\nb\u202e.png", "ab.png"), ("/", "file"), ("x" * 300, "x" * 120)],
)  # fmt: skip
def test_of_a_name_its_last_component_is_left(name, plain):
    assert plain_name(name) == plain
