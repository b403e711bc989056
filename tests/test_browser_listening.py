"""Blind listening as people do it: in JupyterLab with a kernel that is killed in the middle, and from disk without a network."""

import json
import os
import signal

import pytest

from omni_nb import ListeningTest, listen
from tests.panels.listening.support import tones
from tests.support.axe import complaints
from tests.support.lab import Book

pytestmark = pytest.mark.browser
NAMES = ("Cherry", "Ethan", "Kai")
MAKE = """import os, numpy as np
from omni_nb import Clip, listen
t = np.arange(6_000) / 24_000
sounds = {name: Clip.of(0.2 * np.sin(2 * np.pi * (150 + 60 * n) * t), 24_000) for n, name in enumerate(("Cherry", "Ethan", "Kai"))}
test = listen(sounds, listener="Mei", repeats=1, folder="study")
print(os.getpid())
test"""
HEARD = "n => document.querySelectorAll('.omni-nb-listening .sample.heard').length >= n"
ASKED = "was => { const now = document.querySelector('.omni-nb-listening .place')?.textContent ?? 'end'; return now !== was; }"


def place(page):
    return page.locator(".omni-nb-listening .place").inner_text()


def hear_all(page):
    n = page.locator(".omni-nb-listening .sample").count()
    for k in range(1, n + 1):
        page.keyboard.press("Space")
        page.wait_for_function(HEARD, arg=k)


def answer(page, key):
    """Hear all of it, answer, and wait for what comes next. Returns where that was."""
    was = place(page)
    hear_all(page)
    page.keyboard.press(key)
    page.wait_for_function(ASKED, arg=was)
    return was


def begin(page, book):
    """Run the cell. The focus is there already: Enter begins."""
    book.run(0)
    page.wait_for_function("() => document.querySelector('.omni-nb-listening .body:focus')")
    page.keyboard.press("Enter")
    page.locator(".omni-nb-listening .question").wait_for()


def test_a_test_in_lab_by_keyboard_with_the_kernel_killed_in_the_middle(page, lab):
    book = Book(page, lab, lab.write("listening.ipynb", MAKE, "print(test.results().text)"))
    begin(page, book)
    hidden = page.locator(".omni-nb-listening").inner_html()
    assert complaints(page, ".omni-nb-listening") == []
    page.keyboard.press("1")  # nothing was heard yet
    page.get_by_text("Listen to A and B first").wait_for()
    assert answer(page, "1") == "Practice, does not count"
    page.keyboard.press("c")
    page.keyboard.type("warm 1 2")
    page.keyboard.press("Escape")
    assert answer(page, "2") == "Question 1 of 4"
    page.keyboard.press("u")
    page.get_by_text("The last answer was taken back").wait_for()
    assert place(page) == "Question 1 of 4"
    assert answer(page, "0") == "Question 1 of 4"
    hidden += page.locator(".omni-nb-listening").inner_html()

    os.kill(int(book.outputs()[0][0]["text"]), signal.SIGKILL)
    page.get_by_text("All answers so far are saved").wait_for()
    page.locator(".jp-Dialog button").click()  # Lab says so too
    page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'"
    )
    begin(page, book)
    assert place(page) == "Question 2 of 4"
    for n in (2, 3, 4):
        assert answer(page, "1") == f"Question {n} of 4"
    page.get_by_text("All answers are saved").wait_for()
    assert complaints(page, ".omni-nb-listening") == []
    hidden += page.locator(".omni-nb-listening").inner_html()

    assert not [name for name in NAMES if name in hidden]
    votes = ListeningTest.open(lab.root / "study").votes
    assert [(v.practice, v.choice) for v in votes] == [
        (True, "left"), (False, "tie"), (False, "left"), (False, "left"), (False, "left"),
    ]  # fmt: skip
    assert all(v.heard == ("left", "right") for v in votes)
    book.run(1)
    said = book.outputs()[1][0]["text"]
    assert all(name in said for name in NAMES)
    assert page.outside == []


def opened(page, path, listener):
    page.goto(path.as_uri())
    page.locator("[data-key=name]").fill(listener)
    page.keyboard.press("Enter")
    page.locator(".question").wait_for()


@pytest.fixture
def offline(page):
    page.context.set_offline(True)
    page.errors = []
    page.on("console", lambda m: page.errors.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: page.errors.append(str(e)))
    yield page
    assert page.errors == []
    assert {url.split(":")[0] for url in page.outside} == {"file"}


@pytest.mark.parametrize(("kind", "keys"), [("ab", "120"), ("abx", "12"), ("mos", "153"), ("ccr", "174")])
def test_the_same_test_from_disk_without_a_network(offline, tmp_path, kind, keys):
    page = offline
    test = listen(tones(*NAMES), kind, repeats=1, title="<b>Voices</b>")
    path = test.save(tmp_path / "test.html")
    opened(page, path, "李雷")
    assert complaints(page, "#listening") == []
    answer(page, keys[0])
    answer(page, keys[1])
    page.reload()  # or the browser was closed: it goes on where it was
    page.get_by_role("button", name="Go on as 李雷 (2 answered)").click()
    assert place(page) == "Question 2 of 4"
    page.keyboard.press("C")
    page.keyboard.type('很自然 “ok” \\ "q" \U0001f600')
    page.keyboard.press("Escape")
    for n in (2, 3, 4):
        assert answer(page, keys[n % len(keys)]) == f"Question {n} of 4"
    assert complaints(page, "#listening") == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    download.value.save_as(tmp_path / "li.json")
    text = page.locator("[data-key=text]").input_value()
    assert text == (tmp_path / "li.json").read_text(encoding="ascii")
    assert not [name for name in NAMES if name in path.read_text(encoding="utf-8") + page.content() + text]

    test.by("Mei").vote(**({"score": 3} if kind in ("mos", "ccr") else {"choice": "left"}))
    merged = test.merge(tmp_path / "li.json")
    mine = [v for v in merged.votes if v.listener == "李雷"]
    order = [json.loads(line.rstrip(","))["trial"] for line in text.splitlines()[1:-1]]
    assert [v.trial for v in mine] == order
    assert [v.comment for v in mine if v.comment] == ['很自然 “ok” \\ "q" \U0001f600']
    assert len(merged.votes) == 6
    assert test.results().n == 4


NOTHING_KEPT = {
    "not allowed": "indexedDB.open = () => { throw new DOMException('no', 'SecurityError'); }",
    "never answers": "indexedDB.open = () => ({})",
    "full": "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }",
}


@pytest.mark.parametrize("why", NOTHING_KEPT)
def test_where_a_browser_keeps_nothing_it_says_so_and_no_answer_is_lost(offline, tmp_path, why):
    page = offline
    path = listen(tones(*NAMES), repeats=1).save(tmp_path / "test.html")
    page.add_init_script(NOTHING_KEPT[why])
    opened(page, path, "Li")
    page.get_by_text("This browser does not keep answers").wait_for()
    for key in ("1", "2", "0"):
        answer(page, key)
    page.keyboard.press("Backspace")
    page.get_by_text("The last answer was taken back").wait_for()
    page.locator("[data-key=early]").click()
    kept = json.loads(page.locator("[data-key=text]").input_value())["votes"]
    assert [vote["choice"] for vote in kept] == ["left", "right"]


def test_a_page_that_is_cut_says_what_to_do(offline, tmp_path):
    page = offline
    path = listen(tones("a", "b")).save(tmp_path / "test.html")
    cut = tmp_path / "cut.html"
    whole = path.read_text(encoding="utf-8")
    cut.write_text(whole[: whole.index('<script type="module">') + 2_000], encoding="utf-8")
    page.goto(cut.as_uri())
    page.get_by_text("This page is not complete").wait_for()
    page.get_by_text("此页面不完整").wait_for()


def test_space_while_a_sound_is_loading_plays_it_when_it_is_there(offline, tmp_path):
    page = offline
    page.add_init_script("""
        const decode = BaseAudioContext.prototype.decodeAudioData;
        const free = new Promise((yes) => { window.loads = yes; });
        BaseAudioContext.prototype.decodeAudioData = async function (bytes) { await free; return decode.call(this, bytes); };
    """)
    opened(page, listen(tones("a", "b")).save(tmp_path / "test.html"), "Li")
    page.get_by_text("Loading the sound").wait_for()
    page.keyboard.press("Space")
    page.evaluate("() => loads()")
    page.wait_for_function(HEARD, arg=1)


def test_two_windows_of_one_listener_go_on_together(chromium, tmp_path):
    """What one does not know of, it does not undo: the answer that came first counts."""
    path = listen(tones(*NAMES), repeats=1).save(tmp_path / "test.html")
    with chromium.new_context() as context:
        first, second = context.new_page(), context.new_page()
        opened(first, path, "Li")
        answer(first, "1")
        second.goto(path.as_uri())
        second.get_by_role("button", name="Go on as Li (1 answered)").click()
        second.locator(".question").wait_for()
        first.bring_to_front()
        hear_all(first)
        second.bring_to_front()
        assert answer(second, "2") == "Question 1 of 4"
        first.evaluate("document.querySelector('[data-key=answer-1]').click()")
        first.wait_for_function(ASKED, arg="Question 1 of 4")
        assert place(first) == "Question 2 of 4"
        first.locator("[data-key=early]").click()
        kept = json.loads(first.locator("[data-key=text]").input_value())["votes"]
        assert [vote["choice"] for vote in kept] == ["left", "right"]
