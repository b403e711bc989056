"""Players of saved outputs in a page that is no notebook: what a reader of an HTML export has."""

import numpy as np
import pytest

from omni_nb.show import static
from omni_nb.show.media import with_players
from omni_nb.sound.clip import Clip
from omni_nb.widgets.live_player import LivePlayer
from tests.support import axe, tap
from tests.support.player_page import CHIRP, STUB, audible, end, push

pytestmark = pytest.mark.browser
LONG = Clip(np.tile(CHIRP, 4), 24_000)
SHORT = Clip(CHIRP[:240], 24_000)
SLIDES = """() => {
    window.turned = [];
    document.addEventListener("keydown", ev => { if (ev.key !== "Enter") ev.preventDefault(); window.turned.push(ev.key); });
}"""
"""A page, such as nbconvert's slides, that goes on with Space and arrows."""
AT = "at => Math.abs(document.querySelector('audio').currentTime - at) < 0.15"


def opened(page, *clips, script=True):
    html = "".join(static.sound(c, "wav")["text/html"] for c in clips)
    body = f"<!doctype html><html lang=en><title>saved</title><main>{with_players(html) if script else html}</main>"
    page.context.route(
        "http://127.0.0.1:9999/", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=body)
    )
    page.goto("http://127.0.0.1:9999/")
    page.wait_for_function("() => [...document.querySelectorAll('audio')].every(a => a.readyState > 0)")
    return page


def says(page, text, n=0):
    page.wait_for_function(
        "([text, n]) => document.querySelectorAll('[role=slider]')[n].getAttribute('aria-valuetext') === text", arg=[text, n]
    )  # fmt: skip


def test_without_script_it_is_a_picture_and_the_browsers_own_player(page):
    opened(page, LONG, script=False)
    assert page.locator("img").is_visible()
    assert page.locator("audio").bounding_box()["width"] > 300
    assert page.locator("[role=slider]").count() == 0


def test_it_is_clicked_dragged_and_steered_by_keys(page):
    opened(page, LONG, SHORT)
    assert not page.locator("img").first.is_visible()
    says(page, "0 of 4 seconds")
    says(page, "0 of 0.01 seconds", 1)
    wave = page.get_by_role("slider", name="Position").first
    box = wave.bounding_box()
    wave.click(position={"x": box["width"] / 4, "y": 9})
    page.wait_for_function(AT, arg=1)
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 90)
    page.mouse.up()
    page.wait_for_function(AT, arg=2)
    for key, text in {
        "Home": "0",
        "ArrowRight": "1",
        "ArrowUp": "2",
        "PageUp": "2.4",
        "ArrowLeft": "1.4",
        "End": "4",
    }.items():
        wave.press(key)
        says(page, f"{text} of 4 seconds")
    wave.press("Home")
    wave.press("m")
    assert page.get_by_role("button", name="Unmute").count() == 1
    wave.press("Space")
    page.get_by_role("button", name="Pause").wait_for()
    page.evaluate(SLIDES)
    page.get_by_role("button", name="Pause").press("Space")
    page.get_by_role("button", name="Play").first.press("Enter")
    page.get_by_role("button", name="Unmute").first.press("Space")
    page.get_by_label("Speed").first.press("ArrowDown")
    page.get_by_label("Volume").first.press("ArrowLeft")
    assert page.get_by_label("Speed").first.input_value() == "1.25"
    assert page.evaluate("() => window.turned") == ["Enter"]
    page.get_by_label("Speed").first.press("Escape")
    assert page.evaluate("() => window.turned") == ["Enter", "Escape"]
    assert axe.complaints(page, "main") == []


def test_one_sounds_at_a_time_in_the_page_and_in_another_of_the_same_origin(page):
    opened(page, LONG, LONG)
    page.get_by_role("button", name="Play").first.click()
    page.wait_for_function("() => !document.querySelectorAll('audio')[0].paused")
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => [...document.querySelectorAll('audio')].map(a => a.paused).join() === 'true,false'")
    with page.expect_popup() as popup:
        page.evaluate("() => { window.open(location.href); }")
    other = opened(popup.value, LONG)
    other.get_by_role("button", name="Play").click()
    page.wait_for_function("() => [...document.querySelectorAll('audio')].every(a => a.paused)")
    assert not other.evaluate("() => document.querySelector('audio').paused")
    other.close()


def test_a_saved_player_that_comes_while_its_sound_is_still_heard_shows_and_steers_that(page):
    tap.install(page)
    opened(page)
    page.add_style_tag(content=LivePlayer._css)
    page.evaluate(STUB, LivePlayer._esm)
    page.evaluate("() => open_()")
    for part in np.split(LONG.samples, 4):
        push(page, part)
    page.evaluate("sound => players[0].take({ t: 'end', sound })", LONG.digest)
    audible(page)
    html = with_players(static.sound(LONG, "wav")["text/html"])
    page.evaluate(
        "html => { players[0].off(); document.body.append(document.createRange().createContextualFragment(html)); }",
        html,
    )
    saved = page.get_by_role("group", name="Sound: 4.00 s")
    saved.get_by_role("button", name="Pause").click()
    assert page.evaluate("() => document.querySelector('audio').paused")  # it was never that which sounded
    saved.get_by_role("slider", name="Position").press("Home")
    saved.get_by_role("button", name="Play").click()
    page.wait_for_function("() => players[0].sent.some(m => m.t === 'played')", timeout=60_000)
    assert page.get_by_label("Still speaking").count() == 0
    heard = tap.sounding(tap.heard(page))
    assert np.array_equal(heard[heard != 0][-len(LONG) :], LONG.samples)
    says(page, "4 of 4 seconds", 1)
    saved.get_by_role("button", name="Play").click()  # and goes on by itself
    page.wait_for_function("() => !document.querySelector('audio').paused")


def test_a_saved_player_that_leaves_the_window_leaves_the_sound_a_card(page):
    tap.install(page)
    opened(page)
    page.evaluate(STUB, LivePlayer._esm)
    page.evaluate("() => open_()")
    for _ in range(3):
        push(page, LONG.samples)
    end(page)
    page.evaluate("() => players[0].take({ t: 'end', sound: 'abc' })")
    audible(page)
    html = with_players(static.sound(LONG, "wav")["text/html"]).replace(LONG.digest, "abc")
    page.evaluate(
        "html => { document.body.append(document.createRange().createContextualFragment(html)); players[0].off(); }",
        html,
    )
    page.get_by_role("group", name="Sound: 4.00 s").get_by_role("button", name="Pause").wait_for()
    page.evaluate("() => { document.querySelector('.omni-nb-saved').style.marginTop = '5000px'; }")
    page.get_by_label("Still speaking").wait_for()
    page.evaluate("() => document.querySelector('.omni-nb-saved').scrollIntoView()")
    page.get_by_label("Still speaking").wait_for(state="detached")
    page.evaluate("() => { document.querySelector('.omni-nb-saved').remove(); }")
    page.get_by_role("button", name="Stop speaking").click()
    page.get_by_label("Still speaking").wait_for(state="detached")
    assert page.evaluate("() => players[0].sent.slice(-2).map(m => m.t)") == ["over", "gone"]


SEALED, OPEN = "allow-scripts", "allow-scripts allow-same-origin"
FRAME = "<iframe name={0} sandbox='{1}' src='http://127.0.0.1:{2}/' style='height:{3}px;width:700px;border:0'></iframe>"


def frames(page, body, *wanted):
    """Outputs in frames of another origin than the page's, as editors show them: name, sandbox, port, height."""
    for port in {port for _, _, port, _ in wanted}:
        page.context.route(f"http://127.0.0.1:{port}/", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=body))  # fmt: skip
    around = "".join(FRAME.format(*each) for each in wanted)
    html = (
        f"<!doctype html><title>editor</title><body style='margin:0'><div style='height:600px;overflow:auto'>{around}"
    )
    page.context.route("http://127.0.0.1:9990/", lambda route: route.fulfill(content_type="text/html", body=html))
    page.goto("http://127.0.0.1:9990/")
    return [page.frame(name=name) for name, *_ in wanted]


def test_of_frames_of_one_origin_one_sounds_and_a_sealed_frame_is_alone(page):
    """Colab's outputs; and what may speak to nobody."""
    body = f"<!doctype html><title>output</title>{with_players(static.sound(LONG, 'wav')['text/html'])}"
    one, other, sealed = frames(page, body, ("one", OPEN, 9991, 140), ("other", OPEN, 9991, 140), ("sealed", SEALED, 9992, 140))  # fmt: skip
    for frame in (one, other, sealed):
        frame.get_by_role("button", name="Play").click()
        frame.wait_for_function("() => !document.querySelector('audio').paused")
    one.wait_for_function("() => document.querySelector('audio').paused")
    assert not other.evaluate("() => document.querySelector('audio').paused")  # nobody could tell it


def test_in_a_frame_as_high_as_all_outputs_the_card_stands_where_it_is_seen(page):
    """VS Code: each output has its place in a page that only the editor scrolls, and nothing is in the flow."""
    tap.install(page)
    body = "<!doctype html><title>outputs</title><body style='margin:0;overflow:hidden'><div style='position:absolute;top:0'>outputs</div>"
    (frame,) = frames(page, body, ("outputs", OPEN, 9993, 4_000))
    frame.add_style_tag(content=LivePlayer._css)
    frame.evaluate(STUB, LivePlayer._esm)
    frame.evaluate("() => open_()")
    for _ in range(30):  # longer than anybody waits here
        push(frame, LONG.samples)
    end(frame)
    audible(frame)
    frame.evaluate("() => players[0].off()")
    card = frame.locator("[data-omni-nb=card]")
    card.wait_for()
    for scrolled in (0, 1_700):
        page.evaluate("to => { document.querySelector('div').scrollTop = to; }", scrolled)
        frame.wait_for_function(
            "to => { const { top, bottom } = document.querySelector('[data-omni-nb=card]')?.getBoundingClientRect() ?? {};"
            " return top > to + 300 && bottom < to + 600; }", arg=scrolled
        )  # fmt: skip
    frame.get_by_role("button", name="Stop speaking").click()
    card.wait_for(state="detached")
