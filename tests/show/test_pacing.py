import itertools

import pytest

from omni_nb.notes import Note
from omni_nb.reply.fold import Origin, ReplyFold
from omni_nb.show.pacing import Paced, status_of
from omni_nb.wire.events import AudioDelta, Noted, ReasoningDelta, TextDelta
from tests.show.support import Clock
from tests.support.media import TONE


class Drawn(Paced):
    """Notes when it drew what; drawing takes as long as it is told."""

    def __init__(self, cost_s=0.0):
        self.clock, self.cost_s, self.drawn = Clock(), cost_s, []
        super().__init__(self.clock)

    def _draw(self, more, fold, status):
        self.drawn.append((self.clock.now, more, status))
        self.clock.now += self.cost_s


def test_every_word_is_drawn_once_and_what_has_not_changed_is_not_drawn_again():
    view, fold = Drawn(), ReplyFold(Origin(model="m"))
    for words in ("a", "", "", "bc"):
        if words:
            fold.feed(TextDelta(0.0, words))
        view.tick(fold)
        view.clock.now += 0.05
    assert [(more, status) for _, more, status in view.drawn] == [("a", "writing"), ("bc", "writing")]


@pytest.mark.parametrize(("cost_s", "gap_s"), [(0.001, 0.051), (0.01, 0.06), (0.02, 0.12), (0.03, 0.13), (0.15, 0.2)])
def test_drawing_takes_a_fifth_of_the_time_but_never_falls_below_five_a_second(cost_s, gap_s):
    view, fold = Drawn(cost_s), ReplyFold(Origin(model="m"))
    for _ in range(50):
        fold.feed(TextDelta(0.0, "x"))
        view.tick(fold)
        view.clock.now += 0.05
    gaps = [later[0] - earlier[0] for earlier, later in itertools.pairwise(view.drawn)]
    assert gaps == pytest.approx([gap_s] * len(gaps))


@pytest.mark.parametrize(
    ("events", "line"),
    [
        ([], "waiting for the first word"),
        ([Noted(0.0, Note("retry", "again in 1 s\x1b[2J"))], "again in 1 s�[2J"),
        ([ReasoningDelta(0.0, "hm")], "thinking"),
        ([TextDelta(0.0, "hi"), Noted(0.0, Note("retry", "late"))], "writing"),
        ([TextDelta(0.0, "hi"), AudioDelta(0.0, TONE.samples, TONE.sample_rate)], "1 s of sound so far"),
    ],
)
def test_the_line_of_status_says_how_far_it_is(events, line):
    fold = ReplyFold(Origin(model="m"))
    for event in events:
        fold.feed(event)
    assert status_of(fold) == line


def test_however_often_it_is_asked_it_draws_at_most_25_times_a_second():
    view, fold = Drawn(), ReplyFold(Origin(model="m"))
    for _ in range(1_000):
        fold.feed(TextDelta(0.0, "x"))
        view.tick(fold)
        view.clock.now += 0.001
    assert len(view.drawn) == 25
