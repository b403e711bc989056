import dataclasses
import enum
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from omni_nb.prompt.options import AskOptions, checked, taken
from omni_nb.prompt.request import Settings


def test_every_setting_that_is_a_wish_can_be_given():
    known_of_the_model, told_by_modalities = {"can_speak"}, {"sound"}
    wishes = {f.name for f in dataclasses.fields(Settings)} - known_of_the_model - told_by_modalities
    assert set(AskOptions.__annotations__) == wishes | {"modalities"}


class Voice(str, enum.Enum):  # noqa: UP042 - as people write it
    CHERRY = "Cherry"


@pytest.mark.parametrize(
    ("name", "given", "meant"),
    [
        ("temperature", np.float32(0.5), 0.5), ("temperature", 1, 1), ("top_p", Fraction(1, 2), 0.5), ("seed", np.int64(7), 7),
        ("max_tokens", 100.0, 100), ("thinking", np.True_, True), ("stream", False, False), ("voice", Voice.CHERRY, "Cherry"),
        ("modalities", ("text",), ["text"]), ("modalities", "text", ["text"]), ("timeout_s", float("inf"), float("inf")),
        ("timeout_s", 5, 5.0), ("max_retries", 0, 0), ("extra", {"a": (1, None)}, {"a": (1, None)}), ("seed", 0, 0), ("voice", None, None), ("pace", 0, 0),
    ],
)  # fmt: skip
def test_a_value_is_taken_as_it_is_meant(name, given, meant):
    found = taken(name, given)
    assert (found, type(found)) == (meant, type(meant))


@pytest.mark.parametrize(
    ("name", "given", "kind"),
    [
        ("temperature", "0.5", TypeError), ("temperature", float("nan"), ValueError), ("top_p", float("inf"), ValueError), ("temperature", True, TypeError),
        ("seed", 1.5, ValueError), ("max_tokens", "9", TypeError), ("seed", False, TypeError), ("thinking", "no", TypeError), ("thinking", 1, TypeError),
        ("stream", "False", TypeError), ("voice", 5, TypeError), ("system", Path("x"), TypeError), ("system", b"x", TypeError), ("modalities", 5, TypeError),
        ("modalities", [5], TypeError), ("extra", [("a", 1)], TypeError), ("extra", {1: 2}, TypeError), ("extra", {"a": object()}, TypeError),
        ("extra", {"a": float("nan")}, ValueError), ("base_url", 5, TypeError), ("region", 5, TypeError), ("timeout_s", "5", TypeError), ("timeout_s", 0, ValueError),
        ("timeout_s", True, TypeError), ("timeout_s", float("nan"), ValueError), ("max_retries", -1, ValueError), ("max_retries", 2.5, ValueError), ("show", "no", TypeError),
        ("pace", "fast", TypeError), ("pace", -1, ValueError), ("fault", 5, TypeError), ("speaks", 5, TypeError), ("text", 5, TypeError),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_is_told_by_its_name(name, given, kind):
    with pytest.raises(kind, match=f"^{name} must be .*, got ") as told:
        taken(name, given)
    assert type(given).__name__ in str(told.value)


def test_what_cannot_be_none_says_so():
    with pytest.raises(TypeError, match="timeout_s must be a number of seconds"):
        taken("timeout_s", None, none=False)


def test_what_may_hold_a_password_is_not_repeated():
    with pytest.raises(TypeError) as told:
        taken("base_url", b"http://me:canary@a.example/v1")
    assert "canary" not in str(told.value)


def test_none_is_as_if_it_was_not_said_but_of_system():
    assert checked({"voice": None, "stream": None, "extra": None, "system": None, "seed": 0}) == {
        "system": None,
        "seed": 0,
    }


@pytest.mark.parametrize("name", ["sound", "can_speak", "temprature"])
def test_there_is_no_option_of_another_name(name):
    with pytest.raises(TypeError, match=f"ask\\(\\) has no option {name}"):
        checked({name: True})


def test_who_asks_for_sound_by_that_name_is_told_of_modalities():
    with pytest.raises(TypeError, match="did you mean modalities"):
        checked({"sound": False})
