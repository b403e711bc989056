import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.widgets.live_text import LiveText, common_length, utf16_length
from tests.support.pages import tell


class Page:
    """What the JavaScript does with the messages, in Python; strings count in UTF-16 as there."""

    def __init__(self, widget):
        self.blocks, self.tail, self.status, self.seq, self.sent = [], "", "", 0, []
        widget.send = self.take
        self.widget = widget

    def take(self, m, buffers=()):
        self.sent.append(m)
        if m["t"] == "all":
            self.blocks, self.tail, self.status, self.seq = list(m["blocks"]), m["more"], m["status"], m["seq"]
            return
        assert m["seq"] == self.seq + 1
        self.seq = m["seq"]
        if "blocks" in m:
            first, *others = m["blocks"]
            self.blocks += [self.tail.encode("utf-16-le")[: 2 * m["known"]].decode("utf-16-le") + first, *others]
            self.tail = ""
        if "more" in m:
            self.tail = self.tail.encode("utf-16-le")[: 2 * m["keep"]].decode("utf-16-le") + m["more"]
        self.status = m.get("status", self.status)


@pytest.fixture
def page():
    return Page(LiveText())


@given(
    st.lists(st.tuples(st.lists(st.text("a<b🙂", max_size=5), max_size=2), st.text("a<b🙂", max_size=12)), max_size=8)
)
def test_the_page_has_what_python_has_after_any_changes(changes):
    page, blocks = Page(LiveText()), []
    for more, tail in changes:
        page.widget.push(more, tail)
        blocks += more
        assert (page.blocks, page.tail) == (blocks, tail)


def test_only_what_changed_is_sent(page):
    page.widget.push([], "<p>hello", "writing")
    page.widget.push([], "<p>hello world", "writing")
    page.widget.push([], "<p>hello world", "writing")
    assert [m.get("more") for m in page.sent] == ["<p>hello", " world"]
    assert page.sent[1]["keep"] == 8
    assert "status" not in page.sent[1]
    page.widget.push(["<p>hello world!</p>", "<p>b</p>"], "<p>", None)
    assert (page.sent[-1]["known"], page.sent[-1]["blocks"]) == (14, ["!</p>", "<p>b</p>"])
    page.widget.push([], "<p>hello", None)
    page.widget.push([], "<p>hello", None)
    page.widget.push([], "<p>hello w", None)
    page.widget.push([], "<p>hello", None)
    assert (page.tail, page.sent[-1]["more"]) == ("<p>hello", "")


def test_a_page_that_comes_late_gets_all_of_it(page):
    page.widget.push(["<p>one</p>"], "two", "writing")
    page.blocks, page.seq = [], 0
    tell(page.widget, "ready")
    assert (page.blocks, page.tail, page.status, page.seq) == (["<p>one</p>"], "two", "writing", 1)


def test_a_page_that_comes_first_waits(page):
    tell(page.widget, "ready")
    assert page.sent == []


def test_it_closes_when_its_last_view_goes_but_not_while_it_streams(page):
    closed = []
    page.widget.close = lambda: closed.append(1)
    tell(page.widget, "gone")
    page.widget.finished = True
    with pytest.warns(UserWarning, match="said 'what', which nobody here knows"):
        tell(page.widget, "what")
    assert not closed
    tell(page.widget, "gone")
    assert closed


@given(st.text("ab", max_size=12), st.text("ab", max_size=12))
def test_the_common_beginning(a, b):
    n = common_length(a, b)
    assert a[:n] == b[:n]
    assert n == min(len(a), len(b)) or a[n] != b[n]


def test_lengths_as_javascript_counts():
    assert utf16_length("a🙂") == 3


def test_nothing_of_a_reply_is_in_its_traits(page):
    page.widget.push(["secret words"], "more")
    assert "secret" not in str(page.widget.get_state())
