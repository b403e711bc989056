import asyncio

import numpy as np
import pytest

from omni_nb.errors import ServerError
from omni_nb.panels.comparison.panel import ComparisonPanel
from omni_nb.panels.comparison.sources import KeptCells
from omni_nb.session.event_loop import EVENT_LOOP
from tests.panels.comparison.support import Coming, answered, comparison, refused
from tests.support.pages import tell


class Page:
    """What a panel's page is told."""

    def __init__(self, cells, **more):
        self.panel = ComparisonPanel(cells, **more)
        self.sections, self.pieces = {}, []
        widget = self.panel.widget
        widget.send = self._take
        widget.send_lean = self._take
        tell(widget, "ready")
        tell(widget, "ready")  # all that was said before, and all sound
        self.settle()

    def _take(self, content, buffers=()):
        if content["t"] == "all":
            self.sections = dict(content["sections"])
        elif content["t"] == "set":
            self.sections[content["name"]] = content["value"]
        elif content["t"] == "pcm":
            self.pieces += zip(content["pieces"], buffers, strict=True)

    def says(self, kind, **more):
        tell(self.panel.widget, kind, **more)
        self.settle()

    def settle(self):
        """Until what was said is taken: behind it on the loop."""

        async def behind():
            await asyncio.sleep(0)

        EVENT_LOOP.submit(behind()).result()

    def until(self, wanted):
        async def come():
            while not wanted():
                await asyncio.sleep(0.005)

        EVENT_LOOP.submit(asyncio.wait_for(come(), 60)).result()

    def sound(self, n):
        return b"".join(bytes(b) for piece, b in self.pieces if piece["cell"] == str(n))


@pytest.fixture
def there():
    page = Page(
        KeptCells(comparison(answered(0, pitch_hz=200.0), answered(1, pitch_hz=100.0), refused(2))), can_ask=False
    )
    page.panel.finish()
    yield page
    page.panel.close()


def test_a_comparison_that_is_there_is_shown_whole(there):
    assert set(there.sections) == {
        "about",
        "notice",
        "places",
        "progress",
        "arrangement",
        "asking",
        "cell:0",
        "cell:1",
        "cell:2",
    }
    assert there.sections["about"]["again"] is False
    assert [there.sections[f"cell:{n}"]["state"] for n in range(3)] == ["done", "done", "failed"]
    assert there.sections["cell:0"]["gain_db"] is not None
    there.pieces.clear()
    there.says("ready")
    assert len(there.sound(0)) == 2 * 24_000


def test_it_is_ordered_filtered_pinned_removed_and_brought_back(there):
    there.says("arrange", by="pitch_hz", reverse=False, facts={})
    assert there.sections["arrangement"]["cells"] == ["1", "0", "2"]
    there.says("pin", cell="0", on=True)
    assert there.sections["cell:0"]["pinned"]
    there.says("arrange", by="", reverse=False, facts={"pinned": "yes"})
    assert there.sections["arrangement"]["cells"] == ["0"]
    there.says("remove", cell="0")
    assert there.sections["arrangement"]["cells"] == []
    there.says("restore")
    assert there.sections["arrangement"]["cells"] == ["0"]


def test_what_cannot_be_done_is_said_on_the_page(there):
    there.says("again", cell="2")
    assert "cannot be asked again" in there.sections["notice"]
    there.says("pin", cell="77", on=True)
    assert "no cell" in there.sections["notice"]
    there.says("arrange", by="weight", reverse=False, facts={})
    assert "cannot sort" in there.sections["notice"]
    there.says("pin", cell=0)
    assert "'0'" in there.sections["notice"] or "has 0" in there.sections["notice"]


def test_what_comes_is_shown_while_it_comes_and_measured_at_the_end():
    coming = Coming(2)
    page = Page(coming)
    assert page.sections["progress"]["busy"]
    coming.say(0, "Hello", np.arange(1, 24_001, dtype=np.int16))
    page.until(lambda: page.sections["cell:0"]["words"] and page.sound(0))
    assert page.sections["cell:0"]["state"] == "coming"
    coming.say(0, " there", np.arange(1, 24_001, dtype=np.int16))
    coming.end(0)
    coming.end(1, ServerError("busy", status=503))
    page.panel.finish()
    assert page.sections["cell:0"]["state"] == "done"
    assert page.sections["cell:0"]["gain_db"] is not None
    assert "busy" in page.sections["cell:1"]["why"]
    assert len(page.sound(0)) == 2 * 48_000
    assert page.sections["progress"] == {"busy": False, "failed": 1, "line": "1 of 2 answered · 1 failed"}

    page.says("again")  # all that failed
    assert coming.asked == [1]
    assert page.sections["cell:1"]["state"] == "waiting"
    coming.say(1, "Here", np.arange(1, 101, dtype=np.int16))
    coming.end(1)
    page.panel.finish()
    assert page.sections["progress"]["failed"] == 0
    assert len(page.sound(1)) == 200
    page.says("stop")
    assert coming.stopped == [None]
    page.panel.close()
