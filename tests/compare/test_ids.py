import numpy as np
import pandas as pd
import pytest

from omni_nb import Omni, catalog
from omni_nb.compare.ids import ids_of, models_of

TABLE = Omni.simulated().voices()


class Picks:
    model = "other"

    def __init__(self, *picked):
        self.picked = picked


@pytest.mark.parametrize(
    "given",
    [
        ["Cherry", "Serena"], ("Cherry", "Serena", "Cherry"), np.array(["Cherry", "Serena"]), iter(["Cherry", "Serena"]),
        TABLE[:2], [dict(row) for row in TABLE[:2]], pd.DataFrame(TABLE).head(2), pd.DataFrame(TABLE)["voice"].head(2),
        pd.DataFrame(TABLE).head(2).to_dict("records"), list(catalog.default_model().voices[:2]), Picks("Cherry", "Serena"),
        {"Cherry": 1, "Serena": 2}.keys(), [" Cherry", "Serena\n"],
    ],
)  # fmt: skip
def test_ids_are_taken_as_people_have_them(given):
    assert ids_of("voices", given) == ("Cherry", "Serena")


def test_one_row_one_id_and_nothing():
    assert ids_of("voices", TABLE[0]) == ids_of("voices", "Cherry") == ("Cherry",)
    assert ids_of("voices", None) == ()
    assert ids_of("models", Omni.simulated().models()[:1]) == (catalog.models()[0].id,)


@pytest.mark.parametrize(
    ("given", "error"),
    [([1], TypeError), ([{"name": "x"}], TypeError), ([None], TypeError), ([float("nan")], TypeError), ([], ValueError),
     ([" "], ValueError), (Picks(), ValueError)],
)  # fmt: skip
def test_what_is_no_id_is_said(given, error):
    with pytest.raises(error):
        ids_of("voices", given)


def test_a_gallery_says_whose_voices_they_are_unless_models_are_named():
    assert models_of(None, Picks("x"), "usual") == ("other",)
    assert models_of("m", Picks("x"), "usual") == ("m",)
    assert models_of(None, ["x"], "usual") == models_of(None, None, "usual") == ("usual",)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (pd.DataFrame({"name": ["Cherry"]}), "a table of 'name'"),
        (np.array("Cherry"), "0 dimensions"),
        (b"Cherry", "b'Cherry'"),
    ],
)
def test_what_holds_no_ids_says_what_it_is(given, words):
    with pytest.raises(TypeError, match=words):
        ids_of("voices", given)
