"""Krippendorff's alpha against the worked examples of his paper, and the care of listeners."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.compare.listening.agreement import agreement, alpha, answer, listeners
from tests.compare.listening.ballots import ab, abx, acr, ccr

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", examples A, B and C: observers by units.
TWO_BINARY = ("0100000010", "1110010000")
TWO_NOMINAL = ("aabbdcccedda", "babbbccceddd")
FOUR_MISSING = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


def units(observers):
    return [[None if v == "." else int(v) if v.isdigit() else v for v in unit] for unit in zip(*observers, strict=True)]


@pytest.mark.parametrize(
    ("observers", "level", "expected"),
    [
        (TWO_BINARY, "nominal", 0.095),
        (TWO_NOMINAL, "nominal", 0.692),
        (FOUR_MISSING, "nominal", 0.743),
        (FOUR_MISSING, "ordinal", 0.815),
        (FOUR_MISSING, "interval", 0.849),
    ],
)
def test_the_papers_examples(observers, level, expected):
    assert alpha(units(observers), level=level).alpha == pytest.approx(expected, abs=5e-4)


def test_values_that_nobody_else_judged_do_not_count():
    found = alpha(units(FOUR_MISSING))
    assert (found.n_units, found.n_values) == (11, 40)


def test_where_it_is_not_defined_it_says_why():
    assert (alpha([]).alpha, alpha([[1], [2, None]]).why) == (None, "no trial was judged by two listeners")
    assert "all values are the same" in alpha([[3, 3], [3, 3]]).why
    with pytest.raises(ValueError, match="nominal, ordinal or interval"):
        alpha([], level="ratio")


@given(
    st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=4), min_size=1, max_size=8),
    st.sampled_from(("nominal", "ordinal", "interval")),
)
def test_alpha_is_at_most_1_and_1_only_for_agreement(rows, level):
    found = alpha(rows, level=level).alpha
    if found is not None:
        assert found <= 1 + 1e-12
        assert (found > 1 - 1e-12) == all(len(set(row)) == 1 for row in rows)


def test_sides_are_no_opinion():
    both = [
        ab("Ada", "Bo", "left", listener="a"),
        ab("Bo", "Ada", "right", listener="b"),
        ab("Ada", "Bo", "tie", listener="a", trial="2"),
        ab("Bo", "Ada", "tie", listener="b", trial="2"),
    ]
    assert agreement(both).alpha == 1
    assert answer(ccr("Ada", "Bo", 2)) == answer(ccr("Bo", "Ada", -2))
    assert agreement([]).alpha is None
    assert agreement([acr("Ada", 1), acr("Ada", 5, showing=1)]).why == "no trial was judged by two listeners"


def test_a_listener_agrees_with_himself_or_not():
    votes = [
        ab("Ada", "Bo", "left"), ab("Bo", "Ada", "right", showing=1),
        ab("Ada", "Cleo", "left"), ab("Cleo", "Ada", "left", showing=1),
        ab("Bo", "Cleo", "tie", listener="Bo"),
    ]  # fmt: skip
    bo, mei = listeners(votes)
    assert (mei.name, mei.n, mei.repeats, mei.same, mei.consistency) == ("Mei", 4, 2, 1, 0.5)
    assert (bo.repeats, bo.consistency, bo.ties) == (0, None, 1)


def test_who_always_says_left_is_found():
    lazy = [ab("Ada", "Bo", "left", trial=str(n)) for n in range(12)]
    assert listeners(lazy)[0].leans == "left"
    assert listeners(lazy[:10])[0].leans is None
    assert listeners([ccr("Ada", "Bo", 1, trial=str(n)) for n in range(12)])[0].leans == "right"
    assert listeners([abx("Ada", "Bo", n % 2, trial=str(n)) for n in range(12)])[0].leans is None
    assert listeners([acr("Ada", 5, trial=str(n)) for n in range(12)])[0].leans is None
