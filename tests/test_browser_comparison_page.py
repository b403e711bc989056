"""A comparison's page, opened from disk with the network off: heard by keys alone, and read without a script."""

import dataclasses
import re

import pytest

from omni_nb.compare.comparison import Comparison
from omni_nb.compare.measures import Measures
from omni_nb.panels.comparison.arrangement import Arranged
from tests.compare.support import cell, lost, tone
from tests.support import hostile
from tests.support.axe import complaints

pytestmark = pytest.mark.browser
PITCHES = {"Cherry": 440.0, "Ethan": 220.0, "Serena": 660.0}
# A worklet that records would need an origin; an analyser does not. So many upward crossings of zero in its window: the pitch.
LISTENS = """() => { window.omniNbTap = async (context, node) => {
  window.analyser = new AnalyserNode(context, { fftSize: 4096 });
  node.connect(window.analyser);
}; }"""
HEARS = """([low, high]) => {
  const x = new Float32Array(4096);
  window.analyser?.getFloatTimeDomainData(x);
  let n = 0;
  for (let i = 1; i < x.length; i++) if (x[i - 1] < 0 && x[i] >= 0) n++;
  const hz = (n * 24000) / x.length;
  return hz > low && hz < high;
}"""


def spoken(voice, **more):
    hz = PITCHES[voice]
    return cell(voice, clip=tone(4.0, pitch_hz=hz), measures=Measures(duration_s=4.0, pitch_hz=hz), **more)


WHOLE = Comparison((spoken("Cherry"), spoken("Ethan"), spoken("Serena", pinned=True), lost("Kai")))


def hears(page, hz):
    page.wait_for_function(HEARS, arg=[hz * 0.9, hz * 1.1])


def at(page):
    return page.evaluate("() => document.activeElement.dataset.cell ?? null")


def shows(page, order):
    """Until these cells are drawn, in this order."""
    there = (
        "(order) => [...document.querySelectorAll('.cells [data-cell]')].map((e) => e.dataset.cell).join() === order"
    )
    page.wait_for_function(there, arg=",".join(map(str, order)), timeout=60_000)


@pytest.fixture
def opened(page, tmp_path):
    """Opens a comparison's page from disk. Whatever it asks for is refused, and remembered."""
    asked, complained = [], []
    page.context.set_offline(True)
    page.on("request", lambda r: asked.append(r.url) if not r.url.startswith(("file:", "data:", "blob:")) else None)
    page.on("pageerror", lambda e: complained.append(str(e)))
    page.on("console", lambda m: complained.append(m.text) if m.type in ("error", "warning") else None)
    page.route(re.compile("^https?:"), lambda route: route.abort())
    page.add_init_script(f"({LISTENS})()")

    def open_(comparison, **more):
        page.goto(comparison.save(tmp_path / "voices.html", **more).as_uri())
        page.locator(".cells [data-cell='0']").wait_for()
        page.wait_for_function("() => !document.querySelector('[data-state=coming]')")
        return page

    yield open_
    assert asked == complained == []


def test_it_is_heard_by_keys_alone(opened):
    page = opened(WHOLE)
    assert at(page) == "0"  # where Space is all that is needed
    page.keyboard.press("Space")
    hears(page, 440)
    page.keyboard.press("ArrowDown")
    hears(page, 220)
    page.keyboard.press("Shift+Space")
    hears(page, 440)
    assert at(page) == "1"
    page.keyboard.press("3")
    hears(page, 660)
    page.keyboard.press("c")
    hears(page, 440)
    page.keyboard.press("Enter")
    page.locator(".cells [data-cell='0'] .star").wait_for()
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.querySelector('.cell.sounds')")
    page.keyboard.press("0")
    hears(page, 440)
    page.keyboard.press("Escape")
    page.locator(".cells [data-cell='0']").focus()
    page.keyboard.press("Tab")
    assert at(page) is None
    page.keyboard.press("Shift+Tab")
    assert at(page) == "0"


def test_it_is_arranged_as_python_does_it(opened):
    page = opened(WHOLE)
    for by in ("pitch_hz", "pinned", ""):
        page.locator("[data-key=order]").select_option(by)
        shows(page, Arranged(by).order(WHOLE))
        page.locator("[data-key=reverse]").click()
        shows(page, Arranged(by, reverse=True).order(WHOLE))
        page.locator("[data-key=reverse]").click()
    page.locator("[data-fact=gender]").select_option("female")
    shows(page, Arranged(facts={"gender": "female"}).order(WHOLE))
    page.locator("[data-fact=gender]").select_option("")
    page.locator(".cells [data-cell='1']").focus()
    page.keyboard.press("Delete")
    shows(page, [0, 2, 3])
    page.locator("[data-key=restore]").click()
    shows(page, [0, 1, 2, 3])


def test_hostile_words_are_read_and_not_run_and_the_checker_finds_nothing(opened):
    bad = dataclasses.replace(spoken("Ethan"), place=dataclasses.replace(WHOLE[1].place, voice=hostile.ALL))
    page = opened(WHOLE.replaced(1, bad), title=hostile.ALL)
    assert hostile.MARK in page.locator("h1").inner_text()
    assert hostile.MARK in page.locator(".cells [data-cell='1']").inner_text()
    assert page.evaluate("() => window.pwned ?? null") is None
    assert complaints(page, "html") == []


@pytest.mark.parametrize("cut", [False, True], ids=["no script", "cut in the middle"])
def test_without_its_script_it_is_players_pictures_and_words(cut, chromium, tmp_path):
    path = WHOLE.save(tmp_path / "voices.html")
    if cut:
        text = path.read_text(encoding="utf-8")
        path.write_text(text[: text.index("comparison-data") + 400], encoding="utf-8")
    context = chromium.new_context(java_script_enabled=cut, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator("audio").count() == 3
    assert page.locator("audio").first.is_visible()
    assert page.locator("img").nth(2).is_visible()
    assert "too fast" in page.locator("#kept").inner_text()
    assert "SIMULATED" in page.locator("main").inner_text()
    context.close()
