"""What people see: JupyterLab in Chromium, on the real kernel, over real HTTP."""

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from nbconvert import HTMLExporter

from omni_nb import Clip
from tests.support import tap
from tests.support.lab import IDLE, Book

pytestmark = pytest.mark.browser
NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
TEXT = "() => [...document.querySelectorAll('.omni-nb-live')].map(e => e.innerText).join('')"
START = "from omni_nb import Omni"


@pytest.fixture
def open_(page, lab, request):
    page.errors = []
    page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)

    def open_(*cells, name=None):
        name = name or lab.write(f"{request.node.name[:40].replace('[', '-').replace(']', '')}.ipynb", *cells)
        return Book(page, lab, name)

    return open_


def kinds(outputs):
    return [sorted(o.get("data", {})) or o["output_type"] for o in outputs]


THREE = [["text/html", "text/markdown", "text/plain"], *[["text/html", "text/plain"]] * 2]


def test_the_quickstart_grows_plays_and_stays(open_, lab, page):
    shutil.copy(NOTEBOOKS / "00_quickstart.ipynb", lab.root / "quick.ipynb")
    book = open_(name="quick.ipynb")
    book.run(1)
    page.evaluate(
        f"() => {{ window.seen = new Set(); const look = () => seen.add(({TEXT})().split('\\n')[0].length);"
        " new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true }); }"
    )
    book.run(3)
    seen = page.evaluate("() => [...window.seen]")
    assert len(seen) >= 5, seen  # the empty one, the line of status, and at least three steps of words
    assert kinds(book.outputs()[3]) == THREE
    cell = page.locator(".jp-Cell").nth(3)
    duration = page.evaluate("() => document.querySelectorAll('audio')[0].duration")
    claimed = float(re.search(r"Waveform: ([\d.]+) s", cell.locator("img").get_attribute("alt")).group(1))
    assert duration == pytest.approx(claimed, abs=0.1)
    wave = cell.get_by_role("slider", name="Position")
    assert wave.bounding_box()["width"] > 150
    assert not cell.locator("img").is_visible()  # the same picture, in the player
    assert page.evaluate("() => [...document.querySelectorAll('audio')].every(a => a.paused)")
    assert page.outside == []
    assert page.errors == []


def test_nothing_overflows_in_a_narrow_window_and_both_themes_read_well(open_, page):
    book = open_(f"{START}\nOmni.simulated(pace=0).ask('a list, a table and code please')")
    book.run(0)
    page.evaluate("() => window.jupyterapp.shell.collapseLeft?.()")
    page.set_viewport_size({"width": 500, "height": 800})
    page.wait_for_timeout(300)
    wide = page.evaluate(
        "() => Math.max(...[...document.querySelectorAll('.jp-OutputArea-output')].map(e => e.scrollWidth - e.clientWidth))"
    )
    assert wide <= 2
    for dark in (False, True):
        book.theme(dark)
        quiet, behind = page.evaluate("""() => {
          const line = [...document.querySelectorAll('.jp-OutputArea-output div')].find(e => e.innerText.includes('SIMULATED') && !e.children.length);
          return [getComputedStyle(line).color, getComputedStyle(document.querySelector('.jp-NotebookPanel-notebook')).backgroundColor];
        }""")
        assert contrast(quiet, behind) > 3
    book.theme(False)


def contrast(a, b):
    def light(colour):
        rgb = [int(v) / 255 for v in re.findall(r"\d+", colour)[:3]]
        return sum(
            w * (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4)
            for w, c in zip((0.2126, 0.7152, 0.0722), rgb, strict=True)
        )

    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_a_reply_as_the_last_line_is_shown_once_and_again_in_another_cell(open_):
    book = open_(
        f"{START}\nomni = Omni.simulated(pace=0)\nomni.ask('Who are you?')",
        "omni.last",
        "%load_ext omni_nb",
        "%%omni --text-only\nWho are you?",
    )
    book.run_all()
    book.page.wait_for_timeout(300)
    one, two, _, four = book.outputs()
    assert kinds(one) == kinds(two) == THREE
    assert kinds(four) == [THREE[0], THREE[1]]


def test_an_interrupt_keeps_what_came_stops_run_all_and_the_next_cell_works(open_, page):
    book = open_(
        f"{START}\nomni = Omni.simulated(pace=0, fault='stall')",
        "omni.ask('你是谁')",
        "print('never reached')",
        "print(omni.last.error.code, len(omni.last.text) > 0)",
    )
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    page.wait_for_function("() => document.querySelector('.omni-nb-live')?.innerText.includes('模拟')")
    book.command("notebook:interrupt-kernel")
    page.wait_for_function(
        "() => document.querySelector('.jp-OutputArea')?.innerText !== undefined && document.body.innerText.includes('Interrupted')",
    )
    page.wait_for_function(IDLE)
    page.wait_for_timeout(500)
    outputs = book.outputs()
    assert kinds(outputs[1])[:2] == THREE[:2]
    assert outputs[1][-1]["ename"] == "Interrupted"
    assert "incomplete: stopped by the user" in json.dumps(outputs[1])
    assert outputs[2] == []
    book.run(3)
    assert book.outputs()[3][0]["text"].strip() == "stopped True"


def test_it_speaks_while_it_streams_every_sample_once_and_then_leaves_the_ordinary_player(open_, page, lab):
    tap.install(page)
    book = open_(
        f"{START}\nomni = Omni.simulated()\nreply = omni.ask('Repeat exactly: one two three four five six seven eight nine ten', voice='Cherry')",
        "reply.save('spoken.wav')",
    )
    book.start(0)
    page.wait_for_function("() => window.heard.length && window.heard[0]?.blocks.some(b => b.some(v => v))")
    assert page.evaluate("() => window.ran") is False  # it is heard before the reply has ended
    assert page.locator("[role=group][aria-label='Speech of the reply']").count() == 1
    book.finish()
    assert kinds(book.outputs()[0]) == THREE  # a notebook saved now is whole
    saved = page.get_by_role("group", name="Sound: ")
    saved.get_by_role("button", name="Pause").wait_for()  # it shows what still sounds, where it stood
    assert page.get_by_label("Still speaking").count() == 0
    saved.get_by_role("button", name="Play").wait_for(timeout=60_000)
    book.run(1)
    sent = Clip.read(lab.root / "spoken.wav").samples
    heard = tap.heard(page)
    first = int(np.flatnonzero(heard)[0] - np.flatnonzero(sent)[0])
    assert np.array_equal(heard[first : first + len(sent)], sent)
    assert page.errors == []


def test_there_is_no_gap_where_the_outputs_take_the_players_place(open_, page):
    """All sound is in the page by then, so whatever is missing was lost in that moment."""
    tap.install(page)
    book = open_(
        f"{START}\nomni = Omni.simulated(pace=0.1)", "omni.ask('Repeat exactly: one two three four', voice='Cherry');"
    )
    book.run(0)
    for n in range(5):
        book.run(1)
        assert kinds(book.outputs()[1]) == THREE
        page.wait_for_function("n => window.heard.length === n + 1", arg=n)
        page.wait_for_function(tap.ALL_GONE)
        page.wait_for_timeout(200)
        heard = tap.sounding(tap.heard(page, n))
        assert tap.gaps(heard, 100) == []
        assert len(heard) > 24_000
    assert page.errors == []


def test_a_new_reply_stops_the_old_and_stopping_is_silence(open_, page):
    tap.install(page)
    book = open_(
        f"{START}\nomni = Omni.simulated(pace=0.3)\nomni.ask('Talk for 20 seconds');",
        "omni.ask('Repeat exactly: second reply');",
        "omni.ask('Talk for 60 seconds');",
    )
    book.run(0)
    book.run(1)
    assert [kinds(o) for o in book.outputs()[:2]] == [THREE, THREE]
    assert len(tap.sounding(tap.heard(page, 0))) < 24_000 * 16
    book.start(2)
    page.wait_for_function("() => window.heard.length === 3 && window.heard[2]?.blocks.length > 200")
    book.command("notebook:interrupt-kernel")
    page.wait_for_function("() => document.body.innerText.includes('Interrupted')")
    page.wait_for_timeout(300)
    before = len(tap.sounding(tap.heard(page, 2)))
    page.wait_for_timeout(500)
    assert len(tap.sounding(tap.heard(page, 2))) == before
    assert kinds(book.outputs()[2])[:3] == THREE


def test_a_page_that_is_reloaded_half_way_has_all_the_words_at_the_end(open_, lab, page):
    book = open_(
        f"{START}\nimport threading\nomni = Omni.simulated(pace=0.5)\nreply = omni.ask('Talk for 20 seconds')",
        "print(reply.complete)",
    )
    book.start(0)
    page.wait_for_function(f"() => ({TEXT})().length > 60")
    book.command("docmanager:save")
    page.wait_for_timeout(200)
    again = Book(page, lab, book.name)
    page.wait_for_function("() => document.body.innerText.includes('said to fill the time')")
    page.wait_for_function(
        "() => document.querySelector('.omni-nb-live')?.innerText.includes('total') || document.querySelector('audio')",
    )
    assert "sentence number 7" in page.evaluate("() => document.body.innerText")
    assert again.name == book.name


HOSTILE = f"{START}\nimport os\nreply = Omni.simulated(pace=0.3, fault='hostile').ask('Who are you?')\nreply"


def harmless(page):
    page.wait_for_timeout(400)
    assert page.evaluate("() => window.pwned") is None
    assert [u for u in page.outside if "example.invalid" in u] == []
    assert (
        page.evaluate(
            "() => [...document.querySelectorAll('.jp-OutputArea-output a, .jp-RenderedHTMLCommon a')].filter(a => a.protocol === 'javascript:').length"
        )
        == 0
    )


def test_hostile_words_run_nowhere_live_reopened_trusted_or_exported(open_, lab, page, chromium):
    book = open_(HOSTILE)
    book.start(0)
    page.wait_for_function(f"() => ({TEXT})().includes('pwned=4')")
    harmless(page)
    book.finish()
    harmless(page)
    book.save()
    page.evaluate(
        "() => { window.jupyterapp.commands.execute('notebook:trust'); }"
    )  # it asks first, and saves by itself
    page.click(".jp-Dialog .jp-mod-accept")
    page.wait_for_timeout(800)
    again = Book(page, lab, book.name)
    assert "window.pwned=1" in json.dumps(again.outputs())
    harmless(page)
    html, _ = HTMLExporter().from_filename(str(lab.root / book.name))
    (lab.root / "hostile.html").write_text(html)
    other = chromium.new_page()
    other.outside = []
    other.on("request", lambda r: other.outside.append(r.url))
    # the exporter's own page asks a CDN for MathJax: not ours, and not to be had here
    other.route(
        "**/*", lambda route: route.abort() if route.request.url.startswith("https://cdn") else route.continue_()
    )
    other.goto((lab.root / "hostile.html").as_uri(), wait_until="domcontentloaded")
    harmless(other)
    assert "pwned=1" in other.evaluate("() => document.body.innerText")
    other.close()


def test_reopened_without_a_kernel_words_player_and_picture_are_there(open_, lab, page):
    book = open_(f"{START}\nOmni.simulated(pace=0).ask('Who are you?')")
    book.run(0)
    saved = book.save()
    assert "widget-view" not in json.dumps(saved)
    page.goto(f"{lab.url}/lab/tree/{book.name}?reset")
    # its author's own, so trusted: the script beside it makes the player of it
    page.wait_for_selector(".jp-Cell .omni-nb-player:has(.wave)")
    page.wait_for_function(
        "() => document.querySelector('audio').readyState >= 1 && document.querySelector('.jp-Cell img').naturalWidth > 0"
    )
    assert "I am the simulator inside omni_nb" in page.evaluate("() => document.querySelector('.jp-Cell').innerText")
    assert page.evaluate("() => document.querySelector('audio').paused")


def test_a_cut_reply_says_so_where_it_stands(open_, page):
    book = open_(f"{START}\nOmni.simulated(pace=0, fault='cut-mid-json').ask('Who are you?')")
    book.run(0)
    alert = page.locator("[role=alert]")
    assert "incomplete" in alert.inner_text()
    assert "Ask again" in alert.inner_text()


ANSWER = "# T\n\nCosts $5 and $10, \\(x_1\\) and $x^{*} y^{*}$.\n\n\\[\nx\n= y\n\\]\n\n```python\nprint(1)  # two dollars: $a $b\n```\n\n| a | $|x|$ |\n|---|---|\n| 中文普通话 | qwen3-omni-flash |\n\n$\\href{javascript:x}{y}$ مرحبا\n\nend"
BOXES = """() => [...document.querySelectorAll('.omni-nb-answer')].map(a => ({
  formulas: a.querySelectorAll('.omni-nb-formula > mjx-container').length, all: a.querySelectorAll('mjx-container').length,
  copy: a.querySelectorAll('button').length, words: a.querySelector('p').firstChild.textContent,
  boxes: [...a.children].map(e => { const b = e.getBoundingClientRect(), r = a.getBoundingClientRect(); return [e.tagName, b.x, b.y - r.y, b.width, b.height].map(v => v.toFixed?.(1) ?? v); }),
}))"""


def test_formulas_are_typeset_live_and_for_good_and_nothing_moves_when_it_ends(open_, page):
    book = open_(
        f"from omni_nb import Reply\nfrom omni_nb.reply.fold import Origin, ReplyFold\nfrom omni_nb.show.live import WidgetView\nfrom omni_nb.wire.events import TextDelta\nANSWER = {ANSWER!r}",
        "view, fold = WidgetView(), ReplyFold(Origin(model='m'))\nfor i in range(0, len(ANSWER), 9):\n    fold.feed(TextDelta(0.0, ANSWER[i:i + 9]))\n    view._next_s = 0.0\n    view.tick(fold)",
        "Reply(text=ANSWER, complete=True).show()",
    )
    book.run_all()
    page.wait_for_function(
        f"() => {{ const all = ({BOXES})(); return all.length === 2 && all.every(a => a.formulas === 4); }}"
    )
    live, final = page.evaluate(BOXES)
    assert live["boxes"] == final["boxes"]
    for shown, copy in ((live, 1), (final, 0)):
        assert (shown["all"], shown["copy"]) == (4, copy)
        assert shown["words"] == "Costs $5 and $10, "
    assert page.errors == []
