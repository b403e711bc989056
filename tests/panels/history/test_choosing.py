from omni_nb import history
from omni_nb.kept import store
from omni_nb.panels.history.choosing import PAGE, Chosen, find
from tests.kept.test_store import numbered


def test_a_page_is_what_stands_behind_so_many_and_the_last_page_is_the_last():
    for i in range(PAGE + 3):
        store.keep(numbered(i, prompt=f"q{i}"))
    first, last = find(history(), Chosen(), 0), find(history(), Chosen(), 10_000)
    assert [row["prompt"] for row in first.rows][:2] == [f"q{PAGE + 2}", f"q{PAGE + 1}"]
    assert (len(first.rows), first.count) == (PAGE, PAGE + 3)
    assert (last.at, [row["prompt"] for row in last.rows]) == (PAGE, ["q2", "q1", "q0"])
    assert find(history(), Chosen(), -5).at == 0


def test_nothing_is_an_empty_page():
    found = find(history(), Chosen(), 0)
    assert (found.rows, found.at, found.count, found.models) == ((), 0, 0, {})


def test_each_fact_leaves_out_what_is_not_so_and_the_menus_stay_whole():
    store.keep(numbered(1, model="a", voice="x", prompt="cat"))
    store.keep(numbered(2, model="b", voice=None, ending="stopped", audio=None, simulated=False, prompt="dog"))
    history().pin(f"{1:012x}")

    def prompts(**chosen):
        found = find(history(), Chosen(**chosen), 0)
        assert (found.models, found.voices) == ({"a": 1, "b": 1}, {"x": 1})
        return [row["prompt"] for row in found.rows]

    assert prompts(text="cat") == prompts(model="a") == prompts(voice="x") == prompts(kind="pinned") == ["cat"]
    assert prompts(kind="sound") == ["cat"]
    assert prompts(kind="cut") == prompts(kind="served") == prompts(model="b") == ["dog"]
    assert prompts(since="2026-01-01T00:00:00") == ["dog", "cat"]
    assert prompts(since="2027-01-01T00:00:00") == []
    assert Chosen(kind="cut").filters
    assert not Chosen().filters


def test_the_same_id_twice_stands_in_the_list_once():
    store.keep(numbered(1, text="one"))
    store.keep(numbered(1, text="two"))
    assert [row["text"] for row in find(history(), Chosen(), 0).rows] == ["two"]
