from datetime import date, datetime, timedelta, timezone

import pytest

from omni_nb import Reply, history
from omni_nb.kept import store
from omni_nb.kept.arguments import ids, moment, taken
from tests.kept.test_store import numbered


def test_replies_ids_lists_and_histories_name_replies_once():
    store.keep(numbered(1))
    assert ids(["a", Reply(id="b"), ["c", ("a",)], history()]) == ["a", "b", "c", f"{1:012x}"]
    for wrong in (None, 5, b"x", {"id": 1}):
        with pytest.raises(TypeError, match="name replies"):
            ids([wrong])


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (None, None), ("2026", "2026"), ("2026-11-30", "2026-11-30"), ("2026-11-30T18:00", "2026-11-30T18:00"), (date(2026, 11, 30), "2026-11-30"),
        (datetime(2026, 11, 30, 20, tzinfo=timezone(timedelta(hours=8))), "2026-11-30T12:00:00.000+00:00"), (2026, "2026"),
        ("2026-01-01T00:00:00.123+00:00", "2026-01-01T00:00:00.123+00:00"),
    ],
)  # fmt: skip
def test_a_time_is_said_as_replies_have_it(when, said):
    assert moment(when) == said


@pytest.mark.parametrize("wrong", ["yesterday", "30.11.2026", "2026-1-1", "", 7, "2026-11-30 18:00"])
def test_what_is_no_time_is_said(wrong):
    with pytest.raises(ValueError, match="a time is"):
        moment(wrong)


def test_things_are_of_their_kind_or_none():
    taken("x", None, str, "words")
    taken("x", "a", str, "words")
    with pytest.raises(TypeError, match="x must be words, got int"):
        taken("x", 1, str, "words")
