"""The conversation in the form's page: what can be done with a turn, files, branches, pictures. A stub stands for the kernel."""

import pytest

from omni_nb import image
from omni_nb.prompt.parts import Prompt
from omni_nb.show.markdown import in_page, to_html
from omni_nb.show.question import asked
from omni_nb.widgets.form import Form
from tests.support import axe
from tests.support.media import picture
from tests.widgets.test_form_js import STUB, put, sent

pytestmark = pytest.mark.browser
ANSWER = "**Yes**\n\n```py\nif a < b:\n\tgo()\n```\n"


def turn(n=1, **more):
    question = asked(Prompt.of(image(picture(size=(300, 200))), "line\n" * 30))
    words = {
        "words": in_page(to_html(ANSWER)),
        "rest": "<div>facts</div>",
        "asked": "line",
        "answer": ANSWER,
        "markdown": "### 1 · You\n\n> line",
    }
    return {"n": n, "question": question, "state": "", "bad": False, "pinned": False, **words, **more}


def branch(title, **more):
    return {"title": title, "about": "2 turns", "current": False, "earlier": False, **more}


@pytest.fixture
def js(page):
    page.route("http://127.0.0.1:9999/", lambda r: r.fulfill(content_type="text/html", body="<!doctype html><html lang=en><title>stub</title><main></main>"))  # fmt: skip
    page.goto("http://127.0.0.1:9999/")
    page.add_style_tag(content=Form._css)
    page.evaluate("""() => {
      Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (t) => { window.copied = t; } }, configurable: true });
    }""")
    page.evaluate(STUB, [Form._esm, {"turn:a": turn(), "order": ["a"], "busy": {"on": False}}])
    return page


def test_an_empty_conversation_is_no_feed_and_has_nothing_to_save(js):
    assert js.locator(".thread[role=feed] > article").count() == 1
    put(js, "order", [])
    assert js.locator("[role=feed]").count() == 0
    assert not js.locator("[data-key=save]").is_visible()


@pytest.mark.parametrize(("key", "text"), [("copyqa", "line"), ("copyaa", ANSWER)])
def test_a_message_is_copied_as_it_was_written(js, key, text):
    js.locator(f"[data-key={key}]").click()
    js.get_by_text("Copied").first.wait_for()
    assert js.evaluate("() => copied") == text
    assert js.evaluate("() => document.activeElement.dataset.key") == key


def test_the_whole_conversation_is_copied_in_its_order_also_where_the_clipboard_is_refused(js):
    put(js, "turn:b", turn(2, markdown="### 2 · You\n\n> again"))
    put(js, "order", ["b", "a"])
    put(js, "busy", {"on": True})
    whole = "### 1 · You\n\n> line\n\n### 2 · You\n\n> again"
    copy = js.locator("[data-key=copytalk]")
    copy.click()
    copy.get_by_text("Copied").wait_for()
    assert js.evaluate("() => copied") == whole
    js.evaluate("""() => {
      navigator.clipboard.writeText = async () => { throw new Error("refused"); };
      document.execCommand = () => { window.copied = document.activeElement.value; return window.allowed; };
    }""")
    js.evaluate("() => { copied = ''; allowed = true; }")
    copy.click()
    js.wait_for_function("whole => copied === whole", arg=whole)
    js.evaluate("() => { allowed = false; }")
    copy.click()
    copy.get_by_text("to copy").wait_for()
    assert "turn 2" not in js.evaluate("() => getSelection().toString()")
    assert js.evaluate("() => getSelection().toString()").count("Yes") == 2
    put(js, "order", [])
    assert not copy.is_visible()


def test_copied_code_is_exactly_the_code(js):
    js.get_by_role("button", name="Copy the code").click()
    js.get_by_text("Copied").first.wait_for()
    assert js.evaluate("() => copied") == "if a < b:\n\tgo()\n"


def test_a_picture_is_seen_large_and_the_focus_comes_back(js):
    picture_ = js.locator(".onb-enlarge")
    name = picture_.locator("img").get_attribute("alt")
    for opens, closes in (("Enter", "Escape"), (" ", "Enter")):
        picture_.focus()
        js.keyboard.press(opens)
        dialog = js.get_by_role("dialog", name=name)
        dialog.wait_for()
        assert dialog.locator("img").get_attribute("alt") == name
        assert dialog.locator("img").evaluate("e => e.getBoundingClientRect().width") == pytest.approx(300, abs=1)
        assert axe.complaints(js, "dialog") == []
        js.keyboard.press(closes)  # Enter: on its button
        dialog.wait_for(state="detached")
        assert js.evaluate("() => document.activeElement.className") == "onb-enlarge"


def test_a_large_picture_has_its_own_size_up_to_the_windows_and_what_the_kernel_has_of_it(js):
    js.set_viewport_size({"width": 800, "height": 600})
    js.on("pageerror", lambda err: pytest.fail(str(err)))
    for own, expected in (((2_000, 500), 752), ((500, 2_000), 123), ((64, 48), 64)):
        sent_ = picture(size=own)
        put(js, "turn:a", turn(question=asked(Prompt.of(image(sent_), "?"))))
        js.locator(".onb-enlarge").click()
        large = js.locator("dialog img")
        assert large.evaluate("e => e.getBoundingClientRect().width") == pytest.approx(expected, abs=1)
        box = js.locator("dialog").bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        assert box["x"] + box["width"] <= 800
        assert box["y"] + box["height"] <= 600
        assert js.evaluate(
            "() => document.querySelector('dialog').scrollHeight <= document.querySelector('dialog').clientHeight"
        )
        (said,) = sent(js, "look")[-1:]
        told = "([id, at, bytes]) => take({ t: 'large', id, at, mime: 'image/png' }, [new DataView(new Uint8Array(bytes).buffer)])"
        js.evaluate(told, ["a", "0.9", list(picture())])  # of another one
        assert large.get_attribute("src").startswith("data:")
        js.evaluate(told, [said["id"], said["at"], list(sent_)])
        js.wait_for_function("w => document.querySelector('dialog img').naturalWidth === w", arg=own[0])
        assert large.evaluate("e => e.getBoundingClientRect().width") == pytest.approx(expected, abs=1)
        js.keyboard.press("Escape")
        large.wait_for(state="detached")
        js.evaluate(told, [said["id"], said["at"], list(sent_)])  # too late: nothing is open


def test_the_conversation_is_a_file_by_keys_alone(js):
    put(js, "branches", [branch("left", current=True), branch("right")])
    save = js.locator("[data-key=save]")
    save.focus()
    js.keyboard.press("Enter")
    assert js.evaluate("() => document.activeElement.dataset.key") == "save-html"
    js.keyboard.press("Escape")
    assert js.evaluate("() => document.activeElement.dataset.key") == "save"
    assert not js.locator("[data-key=save-html]").is_visible()
    js.keyboard.press("Enter")
    for key in ("Tab", "Tab", "Tab", "Tab", "Space", "Shift+Tab", "Shift+Tab", "Enter"):
        js.keyboard.press(key)
    (said,) = sent(js, "save")
    assert (said["kind"], said["all"]) == ("zip", True)
    assert js.evaluate("() => document.activeElement.dataset.key") == "save"
    with js.expect_download() as loading:
        js.evaluate(
            "() => take({ t: 'saved', name: 'talk.zip', mime: 'application/zip' }, [new DataView(new ArrayBuffer(4))])"
        )
    assert loading.value.suggested_filename == "talk.zip"
    assert "Saved as talk.zip" in js.locator("#omni-nb-announcer").inner_text()


def test_whoever_edits_a_question_goes_on_writing_at_its_end(js):
    put(js, "draft", {"text": "half a thought", "version": 1})
    assert js.evaluate("() => document.activeElement.tagName") == "BODY"  # Python's words take nobody's focus
    js.locator("[data-key=edita]").focus()
    js.keyboard.press("Enter")
    put(js, "draft", {"text": "line", "version": 2})
    js.wait_for_function("() => document.activeElement.dataset.key === 'words'")
    js.keyboard.type(" two")
    assert js.locator("[data-key=words]").input_value() == "line two"
    js.locator("[data-key=copyaa]").focus()
    put(js, "draft", {"text": "set from Python", "version": 3})
    assert js.evaluate("() => document.activeElement.dataset.key") == "copyaa"


def test_turns_are_walked_and_used_by_keys_alone(js):
    put(js, "turn:b", turn(2))
    put(js, "order", ["b", "a"])
    js.locator("[data-key=words]").focus()
    js.keyboard.press("Alt+ArrowDown")
    focused = "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.dataset.key"
    for key, expected in (("PageDown", "turn 1"), ("PageDown", "turn 1"), ("PageUp", "turn 2"), ("PageUp", "turn 2")):
        assert js.evaluate(focused).startswith("turn")
        js.keyboard.press(key)
        assert js.evaluate(focused) == expected
    assert axe.complaints(js, ".omni-nb-form .thread") == []
    js.keyboard.press("p")
    js.keyboard.press("r")
    js.keyboard.press("Control+e")  # the browser's
    assert [(m["t"], m["id"]) for m in js.evaluate("() => sent") if m["t"] in ("pin", "retry", "edit")] == [
        ("pin", "b"),
        ("retry", "b"),
    ]
    js.keyboard.press("c")
    js.wait_for_function("answer => window.copied === answer", arg=ANSWER)
    js.locator(".turn").first.focus()
    js.keyboard.press("Escape")
    assert js.evaluate("() => document.activeElement.dataset.key") == "words"
    js.keyboard.type("cerp ")
    assert len(sent(js, "retry")) == 1


def test_first_questions_are_sent_with_a_click_and_then_gone(js):
    put(js, "starters", [{"id": "image", "kind": "image", "title": "Show it a picture", "words": "What is it?"}])
    assert axe.complaints(js, ".starters") == []
    js.get_by_role("button", name="Show it a picture").click()
    assert sent(js, "starter")[0]["id"] == "image"
    put(js, "starters", [])
    assert not js.locator(".starters").is_visible()


def test_what_cannot_be_done_while_an_answer_comes_is_disabled(js):
    put(js, "branches", [branch("left", current=True), branch("right")])
    put(js, "busy", {"on": True})
    for key in ("edita", "retrya", "branch1"):
        assert js.locator(f"[data-key={key}]").is_disabled()
    for key in ("copyqa", "copyaa", "pina", "branch0", "save"):
        assert js.locator(f"[data-key={key}]").is_enabled()


STATES = {
    "ended, folded": ({}, {}),
    "unfolded, pinned": ({"pinned": True}, {}),
    "cut": ({"state": "not remembered: the answer is not complete", "bad": True}, {}),
    "coming": ({"words": "", "rest": "", "answer": ""}, {"busy": {"on": True}, "live": {"turn": "a", "text": None, "player": None}}),
    "refused": ({}, {"notice": {"kind": "error", "text": "the server answered 401"}}),
    "branches": ({}, {"branches": [branch("…France?", current=True), branch("…Spain?", earlier=True)]}),
}  # fmt: skip


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_stands_in_the_way_of_those_who_see_or_hear_otherwise(js, dark):
    js.evaluate("dark => { document.documentElement.style.cssText = dark ? 'color-scheme:dark;background:#111' : 'color-scheme:light'; }", dark)  # fmt: skip
    for state, (of_turn, sections) in STATES.items():
        put(js, "turn:a", turn(**of_turn))
        for name, value in {"busy": {"on": False}, "live": None, "notice": None, "branches": [], **sections}.items():
            put(js, name, value)
        if state.startswith("unfolded"):
            js.locator("summary").first.click()
        assert axe.complaints(js, ".omni-nb-form .thread, .omni-nb-form .talkbar") == [], state
