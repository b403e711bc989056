"""The composer as people use it: JupyterLab in Chromium, a real kernel, real HTTP, a microphone and a camera."""

import base64
import json
import re

import numpy as np
import pytest

from omni_nb import Clip
from tests.support import tap
from tests.support.axe import complaints
from tests.support.lab import Book, answered, record
from tests.support.media import TONE, picture, video_file

pytestmark = pytest.mark.browser
MAKE = "from omni_nb import Omni\nomni = Omni.simulated({})\ncomposer = omni.compose()\ncomposer"
GIVE = """([how, files]) => {
  const data = new DataTransfer();
  for (const [name, text] of files) data.items.add(new File([Uint8Array.from(atob(text), c => c.charCodeAt(0))], name));
  const more = { bubbles: true, cancelable: true };
  const event = how === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, ...more }) : new DragEvent('drop', { dataTransfer: data, ...more });
  document.querySelector('.omni-nb-form [data-key=words]').dispatchEvent(event);
}"""


@pytest.fixture
def open_(page, lab, request):
    page.errors = []
    page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: page.errors.append(str(e)))
    tap.install(page)

    def open_(*cells, pace="pace=0"):
        name = re.sub(r"\W", "-", request.node.name[-60:]) + ".ipynb"
        book = Book(page, lab, lab.write(name, MAKE.format(pace), *cells))
        book.run(0)
        page.get_by_label("your question").wait_for()
        return book

    yield open_
    assert page.outside == []
    # Lab's own word for what a kernel that is restarted had still to say to a widget that is closed
    assert [e for e in page.errors if not e.startswith("Comm not found")] == []


def give(page, *files, how="paste"):
    page.evaluate(GIVE, [how, [[name, base64.b64encode(data).decode()] for name, data in files]])


def ask(page, words):
    page.get_by_label("your question").fill(words)
    page.get_by_label("your question").press("Control+Enter")


def says(book, code):
    """What Python prints, in a cell that was left for it."""
    book.page.evaluate(
        "s => { const nb = window.jupyterapp.shell.currentWidget.content; nb.widgets.at(-1).model.sharedModel.setSource(s); }",
        code,
    )
    book.run(len(book.outputs()) - 1)
    return "".join(o.get("text", "") or "\n".join(o.get("traceback", [])) for o in book.outputs()[-1])


def cards(page):
    return [c.inner_text() for c in page.locator(".omni-nb-form .card").all()]


def test_paste_record_mend_ask_hear_stop_ask_again_fork_and_run_the_code(open_, page, lab):
    book = open_("", pace="")
    give(page, ("cat.png", picture(size=(640, 480))))
    page.get_by_text("640 × 480").wait_for()
    record(page, 1.5)
    page.get_by_text("qwen3-omni-flash takes text and one other kind in a message").wait_for()
    page.get_by_role("button", name="keep the picture only").click()
    page.get_by_text("recording.wav").wait_for(state="detached")
    assert page.locator(".omni-nb-form .problem").count() == 0

    ask(page, "Repeat exactly: one two three four five six seven eight nine ten eleven twelve")
    page.wait_for_function("() => window.heard.length && window.heard.at(-1).blocks.some(b => b.some(v => v))")
    assert page.locator(".omni-nb-form [aria-busy=true]").count() == 1  # it speaks, and is still written
    page.locator("[data-key=stop]").click()
    answered(page)
    quiet = len(tap.sounding(tap.heard(page)))
    page.wait_for_timeout(400)
    assert len(tap.sounding(tap.heard(page))) - quiet < 2_400
    assert "stopped by the user" in page.locator(".turn").inner_text()
    ask(page, "你是谁")
    answered(page, 2)
    ask(page, "And then?")
    answered(page, 3)
    assert says(book, "print(len(composer.chat), composer.reply.complete)") == "2 True\n"
    page.locator("[data-key^=edit]").nth(1).click()  # newest first: turn 2
    page.wait_for_function("() => document.querySelector('.omni-nb-form [data-key=words]')?.value === '你是谁'")
    ask(page, "Who are you?")
    answered(page, 2)
    assert page.locator(".branches button").count() == 2
    assert says(book, "print([t.prompt.text for t in composer.chat.turns])") == "['Who are you?']\n"
    page.get_by_label("your question").fill("Repeat exactly: as code")
    page.locator("[data-key=code]").click()
    page.get_by_role("tab", name="Python", exact=True).click()
    page.wait_for_function("() => document.querySelector('.omni-nb-form pre.code')?.innerText.includes('as code')")
    program = page.locator("pre.code").inner_text()
    assert says(book, program) == "as code\n"
    assert Clip.read(lab.root / "reply.wav").duration_s > 0.3


def test_what_the_microphone_hears_is_what_arrives(open_, page):
    book = open_("")
    page.locator("[data-key=record]").click()
    recorder = page.get_by_role("group", name="recorder")
    recorder.get_by_role("button", name="record").click()
    page.wait_for_function(
        "() => parseFloat(document.querySelector('[data-omni-nb=recorder]')?.innerText.match(/([\\d.]+) s/)?.[1]) >= 2"
    )
    assert float(recorder.get_by_role("meter").get_attribute("aria-valuenow")) > 50
    recorder.get_by_role("button", name="stop").focus()
    for key, then in (("Space", "Listen"), ("Tab", "Listen"), ("Enter", "Stop listening"), ("Space", "Listen")):
        page.keyboard.press(key)  # one key begins and ends it, where the focus is
        recorder.get_by_role("button", name=then, exact=True).wait_for()
    bars = recorder.locator(".wave path")
    light = bars.evaluate("e => getComputedStyle(e).stroke")
    book.theme(True)
    assert bars.evaluate("e => getComputedStyle(e).stroke") != light  # what was recorded goes with the page
    book.theme(False)
    recorder.get_by_role("button", name="Listen", exact=True).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # add to the question
    page.get_by_text("recording.wav").wait_for()
    heard = says(
        book,
        "import numpy as np\nfrom omni_nb import Clip\nclip = Clip.read(composer.prompt.media[0].data)\n"
        "s = np.abs(np.fft.rfft(clip.samples[4000:20000]))\nprint(clip.sample_rate, round(clip.duration_s), np.argmax(s), np.abs(clip.samples).max() // 1000)",
    )
    rate, seconds, hertz, level = heard.split()
    assert (rate, int(seconds) >= 2) == ("16000", True)  # a busy page is late to hear that it is to end
    assert abs(int(hertz) - 500) <= 2  # a second of it: bins are hertz
    assert 8 <= int(level) <= 11  # the prepared tone peaks at 9,830


@pytest.mark.heavy
def test_a_recording_can_be_discarded_and_a_missing_microphone_is_explained(open_, page):
    open_("")
    page.locator("[data-key=record]").click()
    recorder = page.get_by_role("group", name="recorder")
    recorder.get_by_role("button", name="record").click()
    page.wait_for_function("() => document.querySelector('[data-omni-nb=recorder]')?.innerText.includes('0.5 s')")
    recorder.get_by_role("button", name="stop").click()
    recorder.get_by_role("button", name="discard").click()
    assert not recorder.get_by_role("button", name="listen").is_visible()
    for name, words in (
        ("NotAllowedError", "is not allowed here"),
        ("NotFoundError", "No microphone was found"),
        ("NotReadableError", "in use by another program"),
    ):
        page.evaluate(
            "name => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('x', name); }; }",
            name,
        )
        recorder.get_by_role("button", name="record").click()
        recorder.get_by_text(words).wait_for()
    page.evaluate("() => Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    recorder.get_by_role("button", name="record").click()
    recorder.get_by_text("cannot use the microphone").wait_for()
    page.locator("[data-key=camera]").click()
    page.get_by_text("cannot use the camera").wait_for()


@pytest.mark.heavy
def test_a_still_of_the_camera_is_a_picture(open_, page):
    book = open_("")
    page.locator("[data-key=camera]").click()
    page.get_by_role("button", name="take the picture").click()
    page.get_by_text("camera.jpg").wait_for()
    page.wait_for_function("() => /\\d+ × \\d+ · jpeg/.test(document.querySelector('.omni-nb-form .card')?.innerText)")
    assert says(book, "print(composer.prompt.media[0].kind)") == "image\n"
    assert page.locator("video").count() == 0


def test_attachments_come_by_drop_by_path_by_url_and_by_button_and_can_be_ordered(open_, page, lab):
    (lab.root / "here.wav").write_bytes(Clip.of(np.tile(TONE.samples, 20), TONE.sample_rate).encode())
    book = open_("")
    give(page, ("video.mp4", video_file(2.5, size=(64, 48), sound=True)), how="drop")
    page.get_by_text("video.mp4").wait_for()
    page.locator("[data-key=path]").click()
    page.locator("[data-key=pathtext]").fill("here.wav")
    page.keyboard.press("Enter")
    page.locator(".omni-nb-form").get_by_text("here.wav").wait_for()
    page.locator("[data-key=url]").click()
    page.locator("[data-key=urltext]").fill("https://example.com/cat.png")
    page.locator("[data-key=add]").click()
    page.get_by_text("cat.png").wait_for()
    with page.expect_file_chooser() as chooser:
        page.locator("[data-key=attach]").click()
    chooser.value.set_files([{"name": "red.png", "mimeType": "image/png", "buffer": picture()}])
    page.get_by_text("red.png").wait_for()
    page.wait_for_function("() => document.querySelectorAll('.omni-nb-form .card img').length === 3")
    kinds = "print([m.kind for m in composer.prompt.media])"
    assert says(book, kinds) == "['video', 'audio', 'image', 'image']\n"
    page.get_by_label("move red.png forward").click()
    page.get_by_label("move red.png forward").click()
    page.get_by_label("remove video.mp4").click()
    page.wait_for_function("() => document.querySelectorAll('.omni-nb-form .card').length === 3")
    assert says(book, "print([m.name for m in composer.prompt.media])") == "['red.png', 'here.wav', 'cat.png']\n"
    page.get_by_label("listen to here.wav").click()
    page.get_by_label("stop here.wav").wait_for()


def test_files_that_are_nothing_end_in_clear_words_on_their_card(open_, page):
    import io
    import zipfile

    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as z:
        z.writestr("x.txt", "hello")
    open_("")
    give(
        page,
        ("song.wav", zipped.getvalue()),
        ("empty.png", b""),
        ("<img src=x onerror=window.pwned=1>.png", picture()),
        ("../../../etc/passwd.png", picture()),
        ("broken.png", picture()[:60]),
    )
    page.wait_for_function("() => document.querySelectorAll('.omni-nb-form .card [role=alert]').length === 3")
    song, empty, html, passwd, broken = cards(page)
    assert "is an archive (zip)" in song
    assert "empty (0 bytes)" in empty
    assert html.startswith("<img src=x onerror=window.pwned=1>.png")
    assert passwd.startswith("passwd.png")
    assert "its name contained more than a file name" in passwd
    assert "is cut short: its end is missing" in broken
    assert page.evaluate("() => window.pwned") is None
    ask(page, "What is this?")
    page.get_by_text("song.wav cannot be sent: remove its card first").wait_for()
    assert page.get_by_label("your question").input_value() == "What is this?"
    page.locator("[data-key=path]").click()
    page.locator("[data-key=pathtext]").fill("../no/such.png")
    page.keyboard.press("Enter")
    page.get_by_text("there is no such file").wait_for()


def test_a_large_file_arrives_whole_although_the_connection_drops(open_, page):
    book = open_("")
    page.evaluate("""() => {
      const n = 12 * (1 << 20) + 12345, bytes = new Uint8Array(n);
      for (let i = 0; i < n; i += 4096) bytes[i] = (i / 4096) % 251;
      const data = new DataTransfer();
      data.items.add(new File([bytes], 'large.bin'));
      document.querySelector('.omni-nb-form [data-key=words]').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }""")
    page.wait_for_function("() => document.querySelector('.omni-nb-form progress')?.value > 0.1")
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.reconnect(); }")
    page.get_by_text("is not a supported picture, sound or video").wait_for(timeout=60_000)
    assert "12.6 MB" in cards(page)[0]  # each piece came with the checksum of all before it
    assert page.locator(".omni-nb-form progress").count() == 0
    book.run(1)  # the kernel is well


@pytest.mark.heavy
def test_an_upload_can_be_cancelled(open_, page):
    open_("import time; time.sleep(3)")
    page.evaluate("""() => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(60 * (1 << 20))], 'large.bin'));
      document.querySelector('.omni-nb-form [data-key=words]').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }""")
    page.get_by_label("cancel the upload of large.bin").click()
    page.get_by_text("large.bin").wait_for(state="detached")
    ask(page, "Repeat exactly: still here")
    answered(page)
    assert "still here" in page.locator(".turn").inner_text()


def test_keyboard_only(open_, page):
    """The paths of docs/keyboard.md."""
    book = open_("", "print('run')")
    page.locator(".omni-nb-form [data-key=model]").focus()
    names = []
    for _ in range(24):
        names.append(page.evaluate("() => document.activeElement.dataset?.key ?? document.activeElement.tagName"))
        if names[-1] == "send":
            break
        page.keyboard.press("Tab")
    assert names == [
        "model", "text", "sound", "voice", "sample", "settings", "words", "attach", "record", "camera", "url", "path", "code", "send",
    ]  # fmt: skip
    page.locator("[data-key=settings]").focus()
    page.keyboard.press("Enter")
    page.locator("[data-key=temperature]").focus()
    page.keyboard.type("0.3")
    page.keyboard.press("Tab")
    page.keyboard.type("7")
    page.locator("[data-key=voice]").focus()
    page.keyboard.type("cantonese male")  # before Python has answered to the seed
    assert page.locator("[data-key=voice]").input_value() == "cantonese male"
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('[data-key=voice]').value.startsWith('Rocky')")
    page.locator("[data-key=voice]").press("ArrowDown")
    page.keyboard.press("Control+a")
    page.keyboard.type("Cherri")
    page.get_by_role("option", name="Cherry").wait_for()  # Python knows which name is meant
    page.keyboard.press("Enter")
    page.get_by_label("your question").focus()
    page.keyboard.type("dd ii aa bb 00")  # commands of a notebook: delete, interrupt, insert, restart
    page.keyboard.press("Enter")
    page.keyboard.type("and a second line")
    page.keyboard.press("Shift+Enter")  # which runs a cell of Lab's
    answered(page)
    assert [len(outputs) for outputs in book.outputs()] == [2, 0, 0]
    assert "dd ii aa bb 00" in page.locator(".turn").inner_text()
    code = "o = composer.options; print(o['temperature'], o['seed'], o['voice'], composer.reply.prompt.count(chr(10)))"
    assert says(book, code) == "0.3 7 Cherry 1\n"
    page.locator("[data-key=url]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.dataset.key") == "urltext"
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.dataset.key") == "words"


def test_stop_is_heard_at_once_and_cancels_while_the_kernel_is_free_or_busy(open_, page, lab):
    blocks = "import os, time\nprint('blocks', flush=True)\nwhile not os.path.exists('let it go'): time.sleep(0.05)\nprint('went on')"
    book = open_(blocks, "", pace="")
    ask(page, "Speak for 60 seconds")
    page.wait_for_function("() => window.heard.length && window.heard.at(-1).blocks.some(b => b.some(v => v))")
    book.start(1)
    page.wait_for_function(
        "() => document.querySelectorAll('.jp-Cell')[1].querySelector('.jp-OutputArea')?.innerText.includes('blocks')"
    )
    page.locator("[data-key=stop]").click()
    page.locator("[data-key=send]").wait_for()
    assert page.evaluate("() => window.ran") is False  # the cell still runs, and the request is over
    (lab.root / "let it go").touch()
    book.finish()
    assert "went on" in json.dumps(book.outputs()[1])
    assert says(book, "print(composer.reply.error.code, len(composer.reply.text) > 0)") == "stopped True\n"


@pytest.mark.heavy
def test_ten_composers_do_not_disturb_each_other(page, lab):
    page.errors = []
    cells = ["from omni_nb import Omni\nomni = Omni.simulated(pace=0)"]
    cells += [f"c{i} = omni.compose(modalities=['text'])\nc{i}" for i in range(10)]
    book = Book(page, lab, lab.write("ten.ipynb", *cells, ""))
    book.run_all()
    page.wait_for_function("() => document.querySelectorAll('.omni-nb-form [data-key=words]').length === 10")
    says(
        book,
        "for i in range(10):\n    c = globals()[f'c{i}']\n    c.prompt = f'Repeat exactly: number {i}'\n    c.send()",
    )
    page.wait_for_function("() => document.querySelectorAll('.omni-nb-form .turn .words p').length === 10")
    out = says(book, "print([globals()[f'c{i}'].wait(20).text for i in range(10)])")
    assert out == str([f"number {i}" for i in range(10)]) + "\n"
    forms = page.locator(".omni-nb-form").all()
    for i, form in enumerate(forms):
        assert f"number {i}" in form.locator(".turn").text_content()


def test_a_cell_that_runs_again_leaves_nothing_behind(open_, page):
    book = open_("again = omni.compose()\nagain", "")
    count = (
        "import gc, threading, time\nfrom ipywidgets.widgets.widget import _instances\n"
        # the worker's pool makes its threads, six at most, as they are first used
        "def there(): gc.collect(); return [str(len(_instances)), *sorted(t.name for t in threading.enumerate() if not t.name.startswith('asyncio_'))]\n"
    )
    before = json.loads(says(book, count + "import json; before = there(); print(json.dumps(before))"))
    for n in range(4):
        book.run(1)
        page.get_by_label("your question").nth(1).fill("Repeat exactly: one two three")
        page.get_by_label("your question").nth(1).press("Control+Enter")
        page.wait_for_function(
            "n => window.heard.length === n && document.querySelectorAll('.turn .words p').length", arg=n + 1
        )
    page.evaluate(
        "() => { const nb = window.jupyterapp.shell.currentWidget.content; nb.activeCellIndex = 1; nb.deselectAll(); }"
    )
    book.command("notebook:clear-cell-output")
    end = "for _ in range(600):\n  if there() == before: break\n  time.sleep(0.1)\nprint(json.dumps(there()))"
    assert json.loads(says(book, end)) == before  # threads, and widgets, and with them comms
    assert page.evaluate(tap.ALL_GONE)
    assert page.evaluate("() => new Set(window.heard.map(h => h.context)).size") == 1  # all of them in one graph


def test_a_composer_that_runs_again_offers_its_conversation_also_after_a_restart(open_, page):
    book = open_("")
    # first questions are for an empty form: they go while something is written or attached, and with the first use
    starters, words = page.locator(".omni-nb-form .starters"), page.get_by_label("your question")
    starters.wait_for()
    words.fill("my own")
    starters.wait_for(state="hidden")
    words.fill("")
    starters.wait_for()
    give(page, ("cat.png", picture()))
    starters.wait_for(state="hidden")
    page.locator(".omni-nb-form .card").get_by_role("button", name="Remove").click()
    starters.wait_for()
    ask(page, "Repeat exactly: remember me")
    answered(page)
    assert starters.count() == 0 or starters.is_hidden()
    book.run(0)
    page.get_by_text("The earlier conversation is kept (1 turn).").wait_for()
    assert page.locator(".omni-nb-form .turn").count() == 0
    saved = json.dumps(book.save()["cells"][0]["outputs"])
    assert "before this cell was run again: " in saved
    assert "<audio" in saved  # nothing is lost from the file
    page.get_by_role("button", name="restore it").click()
    page.locator(".omni-nb-form .turn audio").wait_for(state="attached")  # behind its player
    assert "remember me" in page.locator(".omni-nb-form .turn").inner_text()
    ask(page, "Repeat exactly: and go on")
    answered(page, turns=2)
    assert says(book, "print(len(composer.chat))") == "2\n"
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    page.get_by_text("The kernel was restarted or shut down").wait_for()
    book.run(0)
    page.get_by_role("button", name="restore it").click()
    page.wait_for_function("() => document.querySelectorAll('.omni-nb-form .turn audio').length === 2")
    assert says(book, "print([t.answer for t in composer.chat.turns])") == "['remember me', 'and go on']\n"
    page.errors.clear()  # Lab's own, of a kernel that went away


def test_after_a_restart_one_button_says_how_to_go_on_and_nothing_is_lost(open_, page):
    book = open_("", pace="pace=2")
    ask(page, "Repeat exactly: one")
    answered(page)
    # one more is under way, with a picture, when the kernel goes
    give(page, ("cat.png", picture(size=(320, 240))))
    page.get_by_text("320 × 240").wait_for()
    ask(page, "What is in this picture?")
    page.wait_for_function(
        "() => document.querySelector('.omni-nb-form .turn.now .words')?.innerText.includes('picture')"
    )
    page.get_by_label("your question").fill("half a thought")
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart(); }")
    again = page.get_by_role("button", name="Run the cell again")
    again.wait_for(timeout=60_000)
    assert page.get_by_label("your question").input_value() == "half a thought"
    assert page.locator(".omni-nb-form .box :is(button, input, select):enabled").count() == 0
    assert complaints(page, ".omni-nb-form") == []
    assert page.locator("[class^=omni-nb-kept]").first.is_hidden()  # the form still shows the same: once is enough
    page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'"
    )
    again.click()
    page.locator("[data-key=send]:enabled").wait_for(timeout=60_000)
    page.locator(".omni-nb-form .turn audio").wait_for(
        state="attached"
    )  # it goes on where it was: nothing else is asked
    lost = page.locator(".omni-nb-form .turn").first
    assert "the kernel ended before the answer did" in lost.inner_text()
    lost.locator(".omni-nb-picture").wait_for()
    assert lost.locator("[data-key^=retry]").is_enabled()
    assert page.get_by_label("your question").input_value() == "half a thought"
    page.wait_for_function("() => document.activeElement?.dataset.key === 'words'")
    assert page.get_by_role("button", name="restore it").count() == 0
    assert says(book, "print(composer.prompt.text, len(composer.chat))") == "half a thought 1\n"
    page.errors.clear()  # Lab's own, of a kernel that went away


def test_the_saved_notebook_keeps_the_conversation_and_reopens_with_it(open_, page, lab):
    book = open_("")
    give(page, ("cat.png", picture(size=(320, 240))))
    page.get_by_text("320 × 240").wait_for()
    ask(page, "What is this? <b>bold</b>")
    answered(page)
    kept = page.locator("[class^=omni-nb-kept]")
    assert not kept.first.is_visible()  # the composer shows the same
    saved = book.save()
    view, transcript = saved["cells"][0]["outputs"]
    assert "application/vnd.jupyter.widget-view+json" in view["data"]
    html = "".join(transcript["data"]["text/html"])
    assert "<audio" in html
    assert "data:image/jpeg" in html
    assert "&lt;b&gt;bold&lt;/b&gt;" in html
    assert "A picture of 320 × 240 pixels" in html
    assert "A picture of 320 × 240 pixels" in "".join(transcript["data"]["text/markdown"])
    page.evaluate("() => window.jupyterapp.commands.execute('kernelmenu:shutdown').then(x => String(x))")
    page.errors.clear()
    again = Book(page, lab, book.name)
    again.page.locator("[class^=omni-nb-kept]").first.wait_for()
    assert again.page.locator("[class^=omni-nb-kept]").first.is_visible()
    assert again.page.evaluate("() => [...document.querySelectorAll('audio')].every(a => a.paused)")
    page.errors.clear()  # Lab itself says that the widget's model is not found


def test_a_page_that_is_reloaded_shows_all_of_it_again(open_, page):
    book = open_("")
    ask(page, "Repeat exactly: one")
    answered(page)
    page.get_by_label("your question").fill("half a thought")
    page.wait_for_timeout(500)
    book.save()
    page.goto(page.url.replace("?reset", ""))
    page.get_by_label("your question").wait_for(timeout=60_000)
    page.locator(".turn").wait_for()
    assert page.get_by_label("your question").input_value() == "half a thought"
    assert "one" in page.locator(".turn").inner_text()
    page.get_by_text("This page was reloaded").wait_for()
    page.wait_for_timeout(500)
    assert page.evaluate(
        "() => window.heard.every(h => h.blocks.every(b => b.every(v => !v)))"
    )  # nothing sounds by itself
    ask(page, "Repeat exactly: two")
    answered(page, 2)
    book.save()
    page.reload()
    page.get_by_role("button", name="Run the cell again").click()
    page.get_by_text("This page was reloaded").wait_for(state="detached")
    answered(page, 2)  # it goes on where it was, and the notebook keeps it again
    page.errors.clear()


def test_python_sets_what_the_page_shows(open_, page):
    book = open_("")
    says(
        book,
        "from omni_nb import image\nimport numpy as np\ncomposer.prompt = [image(np.zeros((30, 40, 3))), 'from Python']\ncomposer.set(voice='Ethan', system='brief')",
    )
    page.wait_for_function("() => document.querySelector('.omni-nb-form [data-key=words]')?.value === 'from Python'")
    assert "40 × 30" in cards(page)[0]
    assert page.locator("[data-key=voice]").input_value() == "Ethan 晨煦"
    page.locator("[data-key=send]").click()
    answered(page)
    assert says(book, "print(composer.reply.voice, composer.reply.prompt)") == "Ethan from Python\n"


def test_a_voice_is_heard_on_demand_once_asked_and_then_kept(open_, page):
    book = open_("")
    page.evaluate(
        "() => { window.played = 0; const play = HTMLMediaElement.prototype.play; HTMLMediaElement.prototype.play = function () { window.played++; return play.call(this); }; }"
    )
    page.locator("[data-key=sample]").click()
    page.wait_for_function("() => window.played === 1")
    page.locator("[data-key=sample]").click()  # stops it
    page.locator("[data-key=sample]").click()
    page.wait_for_function("() => window.played === 2")
    assert says(book, "print(len(composer.chat))") == "0\n"


@pytest.mark.parametrize(("width", "dark"), [(380, False), pytest.param(1_600, True, marks=pytest.mark.heavy)])
def test_nothing_overflows_and_all_of_it_can_be_read(open_, page, width, dark):
    book = open_("")
    give(
        page,
        ("a picture with a rather long name that nobody would want to read.png", picture(size=(640, 480))),
        ("b.wav", TONE.encode()),
    )
    page.get_by_text("split into turns").wait_for()
    ask(page, "x" * 300)
    page.get_by_role("button", name="split into turns").wait_for()
    book.theme(dark)
    page.evaluate("() => window.jupyterapp.shell.collapseLeft?.()")
    page.set_viewport_size({"width": width, "height": 1000})
    page.wait_for_timeout(400)
    too_wide = page.evaluate("""() => [...document.querySelectorAll('.omni-nb-form *')].filter(e => !e.closest('pre') && e.scrollWidth > e.clientWidth + 2
      && getComputedStyle(e).overflow === 'visible' && getComputedStyle(e).display !== 'inline' && !['TEXTAREA', 'SELECT'].includes(e.tagName)).map(e => e.className || e.tagName)""")
    assert too_wide == []
    form = page.locator(".omni-nb-form").bounding_box()
    assert form["x"] + form["width"] <= width
    assert complaints(page, ".omni-nb-form .box") == []  # full, refused
    small = page.evaluate("""() => [...document.querySelectorAll('.omni-nb-form .box :is(button, input, select):not([type=file])')]
      .map(e => [e.dataset.key, e.getBoundingClientRect()]).filter(([_, r]) => r.width && Math.min(r.width, r.height) < 24 && !(r.width === 16)).map(([key]) => key)""")
    assert small == []
    page.locator("[data-key=voice]").click()
    page.locator("[data-key=settings]").click()
    page.locator("[data-key=code]").click()
    page.get_by_role("tab", name="Python", exact=True).wait_for()
    assert complaints(page, ".omni-nb-form .box") == []
    book.theme(False)
