from omni_nb.show.closing import close_later


class Widget:
    closed = 0

    def close(self):
        self.closed += 1


def test_finished_widgets_are_closed_once_when_eight_younger_ones_have_come():
    widgets = [Widget() for _ in range(20)]
    for widget in widgets:
        close_later(widget)
    assert [w.closed for w in widgets] == [1] * 12 + [0] * 8
