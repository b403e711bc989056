from omni_nb.panels.comparison.sources import KeptCells, Seen
from tests.panels.comparison.support import Coming, answered, comparison, refused


def test_cells_that_are_there_can_be_pinned_and_asked_for_nothing():
    kept = comparison(answered(0), refused(1))
    cells = KeptCells(kept)
    assert [cells.state(n) for n in range(len(cells))] == ["done", "failed"]
    assert cells.done
    cells.again(1)
    cells.cancel()
    assert cells.fold(0) is None
    assert cells.comparison == kept
    cells.pin(0)
    assert cells.cell(0).pinned
    assert not kept[0].pinned


def test_of_what_is_under_way_only_the_place_is_looked_at():
    coming = Coming(2)
    seen = Seen(coming)
    looked = []
    real, coming.cell = coming.cell, lambda n: looked.append(n) or real(n)
    coming.say(0, "hel")
    assert not seen.ended(0)
    assert seen.cell(0).reply is None
    assert looked == []
    seen.pin(0, True)
    assert seen.cell(0).pinned
    coming.end(0)
    assert seen.cell(0).text == "hel"
    assert seen.comparison.cells[1].reply is None
    assert looked == [0, 0]
    assert len(seen.names) == 2
