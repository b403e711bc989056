"""The player's JavaScript alone, in a real browser, its sound recorded behind its last node."""

import base64
from pathlib import Path

import numpy as np
import pytest

import omni_nb
from tests.support import tap

pytestmark = pytest.mark.browser
SOURCE = (Path(omni_nb.__file__).parent / "widgets" / "live_player.js").read_text(encoding="utf-8")
STUB = """async source => {
  const module = await import(URL.createObjectURL(new Blob([source], {type: 'text/javascript'})));
  window.players = [];
  window.open_ = () => {
    const handlers = new Set(), p = { sent: [] };
    const model = { on: (_, f) => handlers.add(f), off: (_, f) => handlers.delete(f), send: m => p.sent.push(m) };
    const widget = module.default();
    p.close = widget.initialize({ model });
    p.el = document.createElement('div');
    document.body.append(p.el);
    p.off = widget.render({ model, el: p.el });
    p.take = (m, buffers) => handlers.forEach(f => f(m, buffers));
    p.seq = 0;
    p.push = text => {
      const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
      p.take({ t: 'pcm', seq: ++p.seq, rate: 24000 }, [new DataView(bytes.buffer), new DataView(new ArrayBuffer(4))]);
    };
    window.players.push(p);
    return players.length - 1;
  };
}"""
CHIRP = (9_000 * np.sin(np.cumsum(np.linspace(0.05, 0.5, 24_000)))).astype(np.int16)
CHIRP[CHIRP == 0] = 1


@pytest.fixture
def js(page):
    tap.install(page)
    # worklets want a secure context, which loopback is; nobody needs to listen there
    page.route(
        "http://127.0.0.1:9999/", lambda route: route.fulfill(content_type="text/html", body="<title>stub</title>")
    )
    page.goto("http://127.0.0.1:9999/")
    page.evaluate(STUB, SOURCE)
    page.evaluate("() => open_()")
    return page


def push(js, samples, player=0):
    js.evaluate("([p, text]) => players[p].push(text)", [player, base64.b64encode(samples.tobytes()).decode()])


def end(js, player=0):
    js.evaluate("p => players[p].take({ t: 'end' })", player)


def played(js, player=0):
    js.wait_for_function("p => players[p].sent.some(m => m.t === 'played')", arg=player, timeout=15_000)
    js.wait_for_timeout(80)


def test_what_is_played_is_what_was_sent_to_the_sample(js):
    quiet, tone = np.zeros(2_400, np.int16), np.full(2_400, 700, np.int16)
    sent = [*np.split(CHIRP, 10), quiet, tone, tone, tone, np.flip(CHIRP)]
    for block in sent:
        push(js, block)
    end(js)
    played(js)
    assert np.array_equal(tap.sounding(tap.heard(js)), np.concatenate(sent))


def test_late_sound_is_a_gap_that_is_counted_shown_and_survived(js):
    push(js, CHIRP[:4_800])
    js.wait_for_timeout(900)
    push(js, CHIRP[4_800:])
    end(js)
    played(js)
    heard = tap.sounding(tap.heard(js))
    assert len(tap.gaps(heard, 48)) == 1
    assert np.array_equal(heard[heard != 0], CHIRP)
    assert "1 gap" in js.evaluate("() => players[0].el.querySelector('[role=status]').textContent")
    assert js.evaluate("() => window.omniNbSound.late_s") > 0.1


def test_pause_holds_and_goes_on_where_it_was(js):
    for _ in range(4):
        push(js, CHIRP)
    end(js)
    js.wait_for_timeout(350)
    js.locator("button[aria-label=pause]").click()
    js.wait_for_timeout(100)
    before = len(tap.sounding(tap.heard(js)))
    js.wait_for_timeout(300)
    assert len(tap.sounding(tap.heard(js))) == before
    js.locator("button[aria-label=play]").click()
    played(js)
    heard = tap.sounding(tap.heard(js))
    assert np.array_equal(heard[heard != 0], np.tile(CHIRP, 4))
    assert len(tap.gaps(heard, 48)) == 1


def test_keys_seek_and_the_slider_speaks(js):
    for _ in range(5):
        push(js, CHIRP)
    end(js)
    js.wait_for_timeout(200)
    slider = js.locator("[role=slider]")
    slider.focus()
    js.keyboard.press("End")
    js.wait_for_function("() => players[0].sent.some(m => m.t === 'played')")
    js.keyboard.press("Home")
    says = "text => document.querySelector('[role=slider]').getAttribute('aria-valuetext') === text"
    js.wait_for_function(says, arg="0.0 of 5.0 seconds")
    js.keyboard.press("ArrowRight")
    js.wait_for_function(says, arg="2.0 of 5.0 seconds")
    js.keyboard.press("Space")
    js.locator("button[aria-label=pause]").wait_for()


def test_a_new_player_stops_the_old_one(js):
    for _ in range(5):
        push(js, CHIRP)
    end(js)
    js.wait_for_timeout(250)
    js.evaluate("() => open_()")
    push(js, CHIRP, player=1)
    end(js, player=1)
    js.wait_for_timeout(250)
    assert js.evaluate("() => players[0].sent.some(m => m.t === 'over')")
    played(js, player=1)
    assert js.evaluate("() => players[0].sent.some(m => m.t === 'played')") is False
    assert len(tap.sounding(tap.heard(js, 0))) < 24_000


def test_a_lost_message_is_asked_for_and_nothing_is_heard_twice(js):
    push(js, CHIRP[:12_000])
    js.evaluate("() => { players[0].seq++; }")  # one is lost
    push(js, CHIRP[18_000:])
    assert js.evaluate("() => players[0].sent.filter(m => m.t === 'ready').length") == 2
    text = base64.b64encode(CHIRP.tobytes()).decode()
    js.evaluate(
        """text => { const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
        players[0].take({t: 'all', seq: 3, rate: 24000, total: 24000, ended: true}, [new DataView(bytes.buffer), new DataView(new ArrayBuffer(50))]); }""",
        text,
    )
    played(js)
    heard = tap.sounding(tap.heard(js))
    assert np.array_equal(heard[heard != 0], CHIRP)


def test_when_its_last_view_goes_it_falls_silent_and_frees_the_audio(js):
    for _ in range(5):
        push(js, CHIRP)
    js.wait_for_timeout(250)
    js.evaluate("() => players[0].off()")
    before = len(tap.heard(js))
    js.wait_for_timeout(300)
    assert len(tap.heard(js)) - before < 2_400
    assert js.evaluate("() => players[0].sent.at(-1).t") == "gone"
    assert js.evaluate("() => window.omniNbSound.stop") is None


def test_where_the_page_cannot_play_it_says_so_and_gives_way(js):
    js.evaluate("() => { window.AudioContext = function () { throw new Error('no device'); }; }")
    push(js, CHIRP)
    end(js)
    js.wait_for_timeout(100)
    assert "no device" in js.evaluate("() => players[0].el.innerText")


def test_a_browser_that_wants_a_click_gets_a_large_button(js):
    js.evaluate("""() => {
      const Real = window.AudioContext;
      window.AudioContext = class extends Real {
        constructor(o) { super(o); this.held = true; super.suspend(); }
        get state() { return this.held ? 'suspended' : super.state; }
        resume() { return window.allowed ? (this.held = false, super.resume()) : Promise.resolve(); }
      };
    }""")
    push(js, CHIRP)
    end(js)
    js.wait_for_timeout(400)
    button = js.get_by_text("this browser waits for a click")
    assert button.is_visible()
    js.evaluate("() => { window.allowed = true; }")
    button.click()
    played(js)
    heard = tap.sounding(tap.heard(js))
    assert np.array_equal(heard[heard != 0], CHIRP)


def test_what_is_still_to_be_heard_goes_on_in_a_card_that_leaves_by_itself(js):
    for _ in range(4):
        push(js, CHIRP)
    end(js)
    js.wait_for_timeout(250)
    js.evaluate("() => players[0].off()")
    assert js.get_by_text("still speaking").is_visible()
    played(js)
    assert np.array_equal(tap.sounding(tap.heard(js)), np.tile(CHIRP, 4))
    assert js.get_by_text("still speaking").count() == 0
    assert js.evaluate("() => players[0].sent.slice(-2).map(m => m.t)") == ["played", "gone"]


@pytest.mark.parametrize("how", ["the button", "an ordinary player"])
def test_the_card_can_be_silenced(js, how):
    for _ in range(5):
        push(js, CHIRP)
    end(js)
    js.wait_for_timeout(250)
    js.evaluate("() => players[0].off()")
    if how == "the button":
        js.get_by_label("stop speaking").click()
    else:
        js.evaluate(
            "() => { const a = document.createElement('audio'); document.body.append(a); a.dispatchEvent(new Event('play')); }"
        )
    js.wait_for_timeout(100)
    assert js.get_by_text("still speaking").count() == 0
    before = len(tap.sounding(tap.heard(js)))
    js.wait_for_timeout(250)
    assert len(tap.sounding(tap.heard(js))) == before
