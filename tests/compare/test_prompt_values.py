import collections
import datetime
import decimal
import enum
import sqlite3
import uuid

import numpy as np
import pandas as pd
import pytest

from omni_nb import Clip, Reply, image, video
from omni_nb.compare.placeholders import Placeholder
from omni_nb.compare.prompt_values import MOST_PROMPTS, TWICE, choices, label, rows, value_part, written
from omni_nb.errors import FileMissing, MediaError
from omni_nb.prompt.parts import MediaPart
from tests.support.media import TONE, picture

Row = collections.namedtuple("Row", ["a", "b"])


class Tone(enum.Enum):
    CALM = "calm"


@pytest.mark.parametrize(
    ("given", "n"),
    [
        ("words", 1), (5, 1), (None, 1), (b"bytes", 1), (["a", "b"], 2), (("a", "b", "c"), 3), (range(3), 3), (pd.Series(["a", "b"]), 2), (pd.Index([1, 2]), 2), (np.array(["a", "b"]), 2),
        (np.zeros((20, 20, 3), np.uint8), 1), ((np.zeros(2_400), 24_000), 1), (Clip.of(np.zeros(2_400), 24_000), 1), ({"bytes": b"x", "path": None}, 1), ((x for x in "ab"), 2), ({"a": 1}.keys(), 1), ({"raw": np.zeros(9), "sampling_rate": 8_000}, 1), (np.float32(1), 1),
    ],
)  # fmt: skip
def test_what_is_a_list_of_values_and_what_is_one(given, n):
    assert len(choices("x", given)) == n


@pytest.mark.parametrize(("given", "error", "told"), [([], ValueError, "x is empty"), (range(0), ValueError, "empty"), ({1, 2}, TypeError, "sorted"), ({"a": 1}, TypeError, "json.dumps"), (pd.Series([], dtype=str), ValueError, "empty")])  # fmt: skip
def test_what_is_none_is_told(given, error, told):
    with pytest.raises(error, match=told):
        choices("x", given)


def test_an_endless_list_ends():
    import itertools

    assert len(choices("x", itertools.count())) == MOST_PROMPTS + 1
    assert len(rows({"a": n} for n in itertools.count())) == MOST_PROMPTS + 1


class Polars:
    def to_dicts(self):
        return [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]


class Arrow:
    def to_pylist(self):
        return [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]


def from_sqlite():
    base = sqlite3.connect(":memory:")
    base.row_factory = sqlite3.Row
    found = base.execute("select 1 as a, 'x' as b union select 2, 'y'").fetchall()
    base.close()
    return found


@pytest.mark.parametrize(
    "table",
    [pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}), [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}], [Row(1, "x"), Row(2, "y")], iter([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]), Polars(), Arrow(), from_sqlite()],
    ids=lambda t: type(t).__name__,
)  # fmt: skip
def test_tables_of_every_kind(table):
    assert rows(table) == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]


def test_odd_tables():
    assert rows(pd.DataFrame([[1, 2]], columns=["a", "a"])) == [{"a": TWICE}]
    assert rows(pd.DataFrame([[1, 2]])) == [{"0": 1, "1": 2}]
    assert type(rows(pd.DataFrame({"a": np.array([1], np.int64)}))[0]["a"]) is int
    for empty in ([], pd.DataFrame(), pd.DataFrame({"a": []})):
        with pytest.raises(ValueError, match="no rows"):
            rows(empty)
    for none in (5, "words", pd.Series([1])):
        with pytest.raises(TypeError, match="not a table"):
            rows(none)
    with pytest.raises(TypeError, match="row 2 of the table is a int"):
        rows([{"a": 1}, 5])


@pytest.mark.parametrize("value", [None, float("nan"), np.float32("nan"), np.datetime64("NaT"), pd.NA, pd.NaT, decimal.Decimal("NaN"), decimal.Decimal("sNaN"), np.array(np.nan), np.ma.masked])  # fmt: skip
def test_nothing_is_no_value(value):
    with pytest.raises(ValueError, match=r"\{x\} has no value in row 3.*dropna"):
        value_part("x", value, " in row 3")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("{y}", "{y}"), ("", ""), (0, "0"), (3.0, "3.0"), (np.float32(0.1), "0.1"), (np.int64(3), "3"), (np.array(7), "7"), (True, "True"), (np.str_("é"), "é"), (decimal.Decimal("1.50"), "1.50"),
        (datetime.date(2024, 5, 1), "2024-05-01"), (pd.Timestamp("2024-05-01"), "2024-05-01 00:00:00"), (Tone.CALM, "calm"), (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"), (float("inf"), "inf"),
    ],
)  # fmt: skip
def test_what_is_written(value, words):
    part = value_part("x", value)
    assert written(part, Placeholder("x")) == label(part) == words


def test_formats():
    assert written(1234.5, Placeholder("x", "", ",.2f")) == "1,234.50"
    assert written("é", Placeholder("x", "a")) == "'\\xe9'"
    assert written(datetime.date(2024, 5, 1), Placeholder("x", "", "%d.%m.%Y")) == "01.05.2024"
    with pytest.raises(ValueError, match=r"\{x:\.2f\}: '12.5' \(str\) cannot be written like this"):
        written("12.5", Placeholder("x", "", ".2f"))


def test_media_are_parts(tmp_path):
    file = tmp_path / "cat.png"
    file.write_bytes(picture())
    for value in (file, {"bytes": picture(), "path": None}, TONE, [file, file]):
        parts = value_part("x", value)
        assert all(isinstance(p, MediaPart) for p in parts)
    assert label(value_part("x", [file, file])) == "cat.png, cat.png"
    assert value_part("x", str(file)) == str(file)  # a string is words, whatever it names


def test_a_reply_is_its_words_or_its_sound_and_a_video_says_how_long_it_is():
    assert label(value_part("x", Reply(text="I see a cat", complete=True))) == "I see a cat"
    assert label(value_part("x", Reply(text="I see", audio=Clip.of(np.zeros(2_400), 24_000), complete=True))) == "clip"
    assert label(value_part("x", video([image(picture())] * 3))) == "video of 3 frames"
    assert repr(TWICE) == "two columns with the same name"


@pytest.mark.parametrize(("value", "error", "told"), [(object(), TypeError, r"\{x\}: a builtins.object cannot be part"), (["a", "b"], TypeError, "join"), ({"a": 1}, TypeError, "be part"), (TWICE, ValueError, "two columns"), (b"\x00", MediaError, "bytes"), (np.bytes_(b"\x00"), MediaError, "bytes"), (np.zeros(5), TypeError, "choose with")])  # fmt: skip
def test_what_is_neither_is_told_with_its_name(value, error, told, tmp_path):
    with pytest.raises(error, match=told):
        value_part("x", value)
    with pytest.raises(FileMissing):
        value_part("x", tmp_path / "none.png")
