"""Stimuli and trials; sides and repeats of an order."""

from collections import Counter

from omni_nb.compare.listening.shuffling import Shuffler
from omni_nb.compare.listening.trials import Stimulus, Trial, sided, with_repeats

ITEMS = {"1": "Cherry", "2": "Ethan", "3": "Kai"}
PAIRS = [Trial(id=a + b, left=a, right=b) for a in "123" for b in "123" if a < b] * 6


def test_a_stimulus_is_known_by_an_id_that_tells_nothing_of_its_name():
    one = Stimulus(item="Cherry", sound="f00d")
    assert one.id == Stimulus(item="Cherry", sound="f00d").id
    assert one.id != Stimulus(item="Cherry", sound="beef").id != Stimulus(item="Ethan", sound="beef").id
    assert "cherry" not in one.id.lower()
    assert len(one.id) == 12


def test_what_is_heard_in_a_trial():
    assert Trial(id="t", left="1", right="2").samples == {"left": "1", "right": "2"}
    assert Trial(id="t", left="1", right="2", x="right").samples == {"left": "1", "right": "2", "x": "2"}
    assert Trial(id="t", item="3").samples == {"item": "3"}


def test_each_item_stands_on_both_sides_about_as_often():
    placed = sided(PAIRS, "ab", ITEMS, Shuffler("a"))
    left, right = (Counter(getattr(t, side) for t in placed) for side in ("left", "right"))
    assert all(abs(left[i] - right[i]) <= 2 for i in ITEMS)
    assert all(t.x is None for t in placed)
    assert [t.left for t in sided(PAIRS, "ab", ITEMS, Shuffler("b"))] != [t.left for t in placed]


def test_x_is_either():
    assert {t.x for t in sided(PAIRS, "abx", ITEMS, Shuffler("a"))} == {"left", "right"}
    alone = [Trial(id="t", item="1")]
    assert sided(alone, "acr", ITEMS, Shuffler("a")) == alone


def test_repeats_come_late_with_sides_swapped_and_numbered():
    trials = [Trial(id=str(n), left=f"l{n}", right=f"r{n}") for n in range(12)]
    order = with_repeats(trials, 4, "ab", Shuffler("a"))
    assert len(order) == 16
    again = [t for t in order if t.showing]
    assert sorted(t.id for t in again) == ["0", "1", "2", "3"]
    for t in again:
        first = next(f for f in order if f.id == t.id)
        assert (t.left, t.right, t.showing) == (first.right, first.left, 1)
        assert order.index(t) - order.index(first) >= 6


def test_how_many_repeats_where_nobody_says():
    def count(n, test):
        return sum(t.showing > 0 for t in with_repeats([Trial(id=str(k)) for k in range(n)], None, test, Shuffler("")))

    assert [count(n, "ab") for n in (1, 3, 4, 12, 28)] == [0, 0, 1, 2, 5]
    assert [count(n, "abx") for n in (1, 3, 28)] == [15, 13, 5]
    keys = [t.key for t in with_repeats([Trial(id="0", left="a", right="b")], 3, "abx", Shuffler(""))]
    assert sorted(keys) == [("0", 0), ("0", 1), ("0", 2), ("0", 3)]
