from omni_nb.panels.comparison import shown
from tests.panels.comparison.support import answered, comparison, refused


class Panel:
    closed = False

    def close(self):
        self.closed = True
        shown.let_go(self)


def test_what_a_cell_has_shown_is_known_also_when_it_is_another_value_of_the_same_answers():
    mine = comparison(answered(0), refused(1))
    assert not shown.just_shown(mine)
    shown.mark(mine)
    assert shown.just_shown(mine.pin(0))
    assert not shown.just_shown(mine.remove(0))
    assert not shown.just_shown(comparison(answered(0), refused(1)))


def test_of_many_panels_the_oldest_is_closed():
    panels = [Panel() for _ in range(40)]
    for panel in panels:
        shown.hold(panel)
    assert [p.closed for p in panels] == [True] * 8 + [False] * 32
    for panel in panels:
        panel.close()
