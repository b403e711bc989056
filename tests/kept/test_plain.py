from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pytest

from omni_nb.kept.plain import of_plain, to_plain


@dataclass(frozen=True, kw_only=True)
class Inner:
    at_s: float
    said: str | None = None


@dataclass(frozen=True, kw_only=True)
class Outer:
    kind: Literal["a", "b"] = "a"
    level: float | None = None
    ends: tuple[int, ...] = ()
    pair: tuple[int, str] | None = None
    inner: tuple[Inner, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    more: Any = None
    derived: int = field(default=0, compare=False)


WHOLE = Outer(
    kind="b", level=float("-inf"), ends=(1, 2), pair=(3, "x"), inner=(Inner(at_s=1), Inner(at_s=0.5, said="hm")),
    words={"city": "Rome", "n": 5}, more={"k": [1]}, derived=7,
)  # fmt: skip


def test_a_value_comes_back_equal_and_what_is_not_compared_is_left_out():
    plain = to_plain(WHOLE)
    assert "derived" not in plain
    assert of_plain(Outer, plain) == WHOLE


def test_numbers_of_numpy_are_numbers_and_what_json_cannot_hold_is_words():
    assert to_plain({"a": np.float32(0.5), "b": np.int64(3), "c": np.bool_(True), 4: float("nan"), "e": 1j, "f": None}) == {
        "a": 0.5, "b": 3, "c": True, "4": "nan", "e": "1j", "f": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "c"}, {"level": "loud"}, {"ends": [1, "2"]}, {"ends": 5}, {"pair": [1, "a", 2]}, {"inner": [{"said": "no time"}]},
     {"words": {"a": []}}, {"words": 3}, {"level": True}, {"smell": "rose"}],
)  # fmt: skip
def test_a_field_that_does_not_fit_is_left_to_its_default(wrong):
    assert of_plain(Outer, wrong) == Outer()


@pytest.mark.parametrize("plain", [{}, None, 3, [], {"at_s": "soon"}, {"at_s": None}])
def test_what_lacks_a_field_without_a_default_is_no_such_value(plain):
    with pytest.raises(ValueError, match=r"no|missing"):
        of_plain(Inner, plain)
