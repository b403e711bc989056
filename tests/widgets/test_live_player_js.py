"""The player's JavaScript alone, in a real browser, its sound recorded behind its last node."""

import base64

import numpy as np
import pytest

from omni_nb.sound.clip import Clip
from tests.support import tap
from tests.support.player_page import CHIRP, audible, end, opened, played, push

pytestmark = pytest.mark.browser


@pytest.fixture
def js(page):
    tap.install(page)
    return opened(page)


def silent_again(js):
    """It sounded, and for 0.2 s it has not."""
    js.wait_for_function(
        "() => { const all = window.heard[0]?.blocks ?? [], last = all.slice(-38);"
        " return all.some(b => b.some(v => v)) && !last.some(b => b.some(v => v)); }"
    )


def test_what_is_played_is_what_was_sent_to_the_sample(js):
    quiet, tone = np.zeros(2_400, np.int16), np.full(2_400, 700, np.int16)
    sent = [*np.split(CHIRP, 10), quiet, tone, tone, tone, np.flip(CHIRP)]
    for block in sent:
        push(js, block)
    end(js)
    played(js)
    assert np.array_equal(tap.sounding(tap.heard(js)), np.concatenate(sent))


def test_played_is_said_when_it_was_heard_and_the_playhead_is_where_the_ear_is(js):
    """300 ms from the worklet to the ear, as wireless headphones have it; counted in samples that were rendered by then."""
    js.evaluate("() => Object.defineProperty(AudioContext.prototype, 'outputLatency', { get: () => 0.3 })")
    js.evaluate(
        """() => { const p = players[0], rendered = () => window.heard[0].blocks.length * 128;
        const push = p.sent.push.bind(p.sent);
        p.sent.push = m => push({ ...m, rendered: rendered(), at: p.el.querySelector('[role=slider]').ariaValueNow }); }"""
    )
    push(js, CHIRP)
    end(js)
    js.evaluate(
        """() => { window.ahead = []; const p = players[0];
        new MutationObserver(() => { const now = p.el.querySelector('[role=slider]')?.ariaValueNow;
          if (now > 0.1 && now < 0.6) ahead.push(window.heard[0].blocks.filter(b => b.some(v => v)).length * 128 / 24000 - now);
        }).observe(p.el, { attributes: true, subtree: true }); }"""
    )
    played(js)
    ahead = sorted(js.evaluate("() => window.ahead"))  # a busy page draws late, now and then: not always
    assert 0.2 < ahead[0] < 0.6
    told = js.evaluate("() => players[0].sent.find(m => m.t === 'played').rendered")
    last = int(np.flatnonzero(tap.heard(js))[-1])
    assert told - last > 0.25 * 24_000


def test_a_player_that_gives_way_at_its_very_end_was_heard(js):
    js.evaluate("() => Object.defineProperty(AudioContext.prototype, 'outputLatency', { get: () => 5 })")
    push(js, CHIRP[:4_800])
    end(js)
    js.wait_for_function(
        "() => window.heard[0]?.blocks.some(b => b.some(v => v)) && !window.heard[0].blocks.at(-1).some(v => v)"
    )
    js.evaluate("() => open_()")
    js.wait_for_timeout(100)
    push(js, CHIRP, player=1)
    assert js.evaluate("() => players[0].sent.map(m => m.t).filter(t => t !== 'ready')") == ["played"]


def test_late_sound_is_a_gap_that_is_counted_shown_and_survived(js):
    push(js, CHIRP[:4_800])
    silent_again(js)
    push(js, CHIRP[4_800:])
    end(js)
    played(js)
    heard = tap.sounding(tap.heard(js))
    assert len(tap.gaps(heard, 48)) == 1
    assert np.array_equal(heard[heard != 0], CHIRP)
    assert "1 gap" in js.evaluate("() => players[0].el.querySelector('[role=status]').textContent")
    assert js.evaluate("() => window.omniNbAudio[2].late_s") > 0.1


def test_pause_holds_and_goes_on_where_it_was(js):
    for _ in range(4):
        push(js, CHIRP)
    end(js)
    audible(js)
    js.locator("button[aria-label=Pause]").click()
    silent_again(js)
    before = len(tap.sounding(tap.heard(js)))
    js.wait_for_timeout(300)
    assert len(tap.sounding(tap.heard(js))) == before
    js.locator("button[aria-label=Play]").click()
    played(js)
    heard = tap.sounding(tap.heard(js))
    assert np.array_equal(heard[heard != 0], np.tile(CHIRP, 4))
    assert len(tap.gaps(heard, 48)) == 1


def test_keys_seek_and_the_slider_speaks(js):
    for _ in range(5):
        push(js, CHIRP)
    end(js)
    audible(js)
    slider = js.locator("[role=slider]")
    slider.focus()
    js.keyboard.press("End")
    js.wait_for_function("() => players[0].sent.some(m => m.t === 'played')")
    js.get_by_role("button", name="Play").wait_for()
    # It plays on from there, and a busy page draws late: what counts is what was said, not what is said now.
    js.evaluate(
        "() => { const slider = document.querySelector('[role=slider]');"
        " window.said = []; new MutationObserver(() => said.push(slider.getAttribute('aria-valuetext'))).observe(slider, { attributes: true }); }"
    )
    says = "n => said.some((words) => RegExp(`^${n}([.][0-9])? of 5 seconds$`).test(words))"
    js.keyboard.press("Home")
    js.wait_for_function(says, arg=0)
    js.evaluate("() => { window.said = []; }")
    js.keyboard.press("ArrowRight")
    js.wait_for_function(says, arg=1)
    js.keyboard.press("Space")
    js.locator("button[aria-label=Pause]").wait_for()


def test_what_the_audio_thread_said_before_a_key_was_pressed_moves_nothing(page):
    """A busy page hears of it late: the playhead went back to the end, and stayed there where the graph had gone to rest."""
    page.add_init_script("""(() => {
      const { set, get } = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
      window.late = null;
      Object.defineProperty(MessagePort.prototype, "onmessage", { get, set(f) {
        set.call(this, f && ((e) => (window.late && ["at", "played"].includes(e.data?.t) ? window.late.push(() => f(e)) : f(e))));
      } });
    })()""")
    js = opened(page)
    push(js, CHIRP)
    end(js)
    played(js)
    slider = js.locator("[role=slider]")
    js.evaluate("() => { window.late = []; }")
    js.evaluate("() => graph().context.resume()")
    js.wait_for_function("() => late.length > 1")
    slider.focus()
    js.keyboard.press("Home")
    js.wait_for_function(
        "() => document.querySelector('[role=slider]').getAttribute('aria-valuetext').startsWith('0 of')"
    )
    js.evaluate("() => graph().context.suspend()")  # nothing new is told that would put it right
    js.evaluate("() => { const told = late; window.late = null; told.forEach((tell) => tell()); }")
    js.wait_for_timeout(400)  # it draws eight times a second
    assert slider.get_attribute("aria-valuetext").startswith("0 of")


def test_a_new_player_stops_the_old_one(js):
    for _ in range(5):
        push(js, CHIRP)
    end(js)
    audible(js)
    js.evaluate("() => open_()")
    push(js, CHIRP, player=1)
    end(js, player=1)
    js.wait_for_function("() => players[0].sent.some(m => m.t === 'over')")
    played(js, player=1)
    assert js.evaluate("() => players[0].sent.some(m => m.t === 'played')") is False
    assert len(tap.sounding(tap.heard(js, 0))) < 24_000 * 4  # of five seconds


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
    audible(js)
    js.evaluate("() => players[0].off()")
    assert js.evaluate("() => players[0].sent.at(-1).t") == "gone"
    assert js.evaluate("() => graph().tracks.size") == 0
    js.wait_for_timeout(100)
    before = len(tap.sounding(tap.heard(js)))
    js.wait_for_timeout(300)
    assert len(tap.sounding(tap.heard(js))) == before < 24_000 * 5


def test_where_the_page_cannot_play_it_says_so_and_gives_way(js):
    js.evaluate(
        "() => { delete window.omniNbAudio; window.AudioContext = function () { throw new Error('no device'); }; open_(); }"
    )
    push(js, CHIRP, player=1)
    end(js, player=1)
    js.wait_for_function("() => players[1].el.innerText.includes('no device')")


def test_a_browser_that_wants_a_click_gets_a_large_button(js):
    js.evaluate("""() => {
      const Real = window.AudioContext;
      window.AudioContext = class extends Real {
        constructor(o) { super(o); this.held = true; super.suspend(); }
        get state() { return this.held ? 'suspended' : super.state; }
        resume() { return window.allowed ? (this.held = false, super.resume()) : Promise.resolve(); }
      };
      delete window.omniNbAudio; // a page that has no graph yet
      open_();
    }""")
    push(js, CHIRP, player=1)
    end(js, player=1)
    button = js.get_by_text("this browser needs a click first").last
    button.wait_for()
    button.click()  # nothing wakes: a browser without a sound device
    js.get_by_text("This browser played no sound").last.wait_for()
    assert not button.is_visible()
    js.evaluate("() => { window.allowed = true; }")
    js.get_by_role("button", name="Play").last.click()
    played(js, player=1)
    assert not js.get_by_text("This browser played no sound").is_visible()
    heard = tap.sounding(tap.heard(js))
    assert np.array_equal(heard[heard != 0], CHIRP)


def test_what_is_still_to_be_heard_goes_on_in_a_card_that_leaves_by_itself(js):
    for _ in range(4):
        push(js, CHIRP)
    end(js)
    audible(js)
    js.evaluate("() => players[0].off()")
    js.get_by_label("Still speaking").wait_for()
    played(js)
    assert np.array_equal(tap.sounding(tap.heard(js)), np.tile(CHIRP, 4))
    assert js.get_by_label("Still speaking").count() == 0
    assert js.evaluate("() => players[0].sent.slice(-2).map(m => m.t)") == ["played", "gone"]


@pytest.mark.parametrize("how", ["the button", "an ordinary player"])
def test_the_card_can_be_silenced(js, how):
    for _ in range(5):
        push(js, CHIRP)
    end(js)
    audible(js)
    js.evaluate("() => players[0].off()")
    if how == "the button":
        js.get_by_label("Stop speaking").click()
    else:
        js.evaluate(
            "() => { const a = document.createElement('audio'); document.body.append(a); a.dispatchEvent(new Event('play')); }"
        )
    js.wait_for_timeout(100)
    assert js.get_by_label("Still speaking").count() == 0
    before = len(tap.sounding(tap.heard(js)))
    js.wait_for_timeout(250)
    assert len(tap.sounding(tap.heard(js))) == before


def stay(js, player=0):
    """The end, of a player that stays."""
    js.evaluate("p => players[p].take({ t: 'end', keep: true, summary: 'a chirp' })", player)


def test_a_speed_that_the_browser_does_not_play_is_told(js):
    push(js, CHIRP)
    stay(js)
    played(js)
    js.evaluate(
        "() => HTMLMediaElement.prototype.play = () => Promise.reject(new DOMException('no click', 'NotAllowedError'))"
    )
    js.get_by_label("Speed").select_option("2")
    js.locator("button[aria-label=Play]").click()
    js.get_by_text("The browser did not play it (no click). Click once more.").wait_for()
    js.locator("button[aria-label=Play]").wait_for()


def test_after_the_end_a_speed_keeps_the_pitch_and_the_whole_is_played_faster(js):
    for _ in range(3):
        push(js, CHIRP)
    assert js.get_by_label("Speed").is_disabled()  # while it comes it is heard as it is
    stay(js)
    played(js)
    js.evaluate(
        "() => { const play = HTMLMediaElement.prototype.play; HTMLMediaElement.prototype.play = function () { window.element = this; return play.call(this); }; }"
    )
    js.get_by_label("Speed").select_option("2")
    js.locator("button[aria-label=Play]").click()
    js.wait_for_function("() => window.element?.currentTime > 0.2")
    assert js.evaluate("() => [element.playbackRate, element.preservesPitch, element.duration]") == [2, True, 3]
    begun = js.evaluate("() => [performance.now() / 1000, element.currentTime]")
    js.wait_for_function("() => element.currentTime > 1.4")
    ended = js.evaluate("() => [performance.now() / 1000, element.currentTime]")
    assert (ended[1] - begun[1]) / (ended[0] - begun[0]) == pytest.approx(2, rel=0.35)
    js.wait_for_function(
        "() => document.querySelector('[role=slider]').getAttribute('aria-valuetext') === '3 of 3 seconds'"
    )
    js.locator("button[aria-label=Play]").wait_for()


def test_the_wav_that_is_downloaded_holds_every_sample(js, tmp_path):
    for block in np.split(CHIRP, 5):
        push(js, block)
    stay(js)
    with js.expect_download() as waited:
        js.get_by_label("Download as wav").click()
    waited.value.save_as(tmp_path / "reply.wav")
    clip = Clip.read(tmp_path / "reply.wav")
    assert clip.sample_rate == 24_000
    assert np.array_equal(clip.samples, CHIRP)


def test_an_mp3_is_asked_of_python_and_nothing_else_waits_for_it(js, tmp_path):
    push(js, CHIRP)
    stay(js)
    js.get_by_label("Download as mp3").click()
    assert js.evaluate("() => players[0].sent.at(-1).t") == "mp3"
    played(js)
    with js.expect_download() as waited:
        js.evaluate("() => players[0].take({ t: 'mp3' }, [new DataView(Uint8Array.from([1, 2, 3]).buffer)])")
    waited.value.save_as(tmp_path / "reply.mp3")
    assert (tmp_path / "reply.mp3").read_bytes() == bytes([1, 2, 3])


def test_the_caption_follows_what_is_heard(js):
    for _ in range(4):
        push(js, CHIRP)
    js.evaluate("() => players[0].take({ t: 'words', at: 0, more: [['one.', 1], ['two.', 2], ['three.', 1]] })")
    stay(js)
    caption = "text => document.querySelector('[data-omni-nb=caption]').textContent === text"
    for words in ("one.", "two.", "three."):
        js.wait_for_function(caption, arg=words)
    js.locator("[role=slider]").focus()
    js.keyboard.press("Home")
    js.wait_for_function(caption, arg="one.")


def test_it_says_in_words_what_it_looks_like(js):
    push(js, CHIRP)
    stay(js)
    js.wait_for_function("() => document.querySelector('[role=group]')?.getAttribute('aria-description') === 'a chirp'")


def test_a_sound_of_another_rate_than_was_prepared_for_is_played_at_its_own(js):
    js.wait_for_timeout(200)
    js.evaluate("""text => { const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
      players[0].take({ t: 'pcm', seq: 1, rate: 16000 }, [new DataView(bytes.buffer), new DataView(new ArrayBuffer(4))]); }""",
      base64.b64encode(CHIRP.tobytes()).decode())  # fmt: skip
    end(js)
    played(js)
    assert js.evaluate("() => window.heard.at(-1).rate") == 16_000
    assert np.array_equal(tap.sounding(tap.heard(js)), CHIRP)


def test_whoever_stops_the_reply_silences_the_player_by_an_event(js):
    for _ in range(5):
        push(js, CHIRP)
    audible(js)
    js.evaluate(
        "() => players[0].el.querySelector('[data-omni-nb=player]').dispatchEvent(new Event('omni-nb-silence'))"
    )
    js.wait_for_timeout(100)
    before = len(tap.sounding(tap.heard(js)))
    js.wait_for_timeout(250)
    assert len(tap.sounding(tap.heard(js))) == before


def test_after_a_reset_it_plays_the_next_sound_in_the_same_place(js):
    for _ in range(3):
        push(js, CHIRP)
    audible(js)
    js.evaluate("() => { players[0].take({ t: 'reset' }); players[0].seq = 0; }")
    tone = np.full(12_000, 700, np.int16)
    push(js, tone)
    end(js)
    played(js)
    assert np.array_equal(tap.sounding(tap.heard(js)), tone)
    assert js.get_by_label("Speech of the reply").count() == 1
    assert js.evaluate("() => graph().tracks.size") == 1


def test_one_that_is_put_away_rests_until_it_is_seen_again(js):
    push(js, CHIRP)
    audible(js)
    js.evaluate("() => { players[0].off(); players[0].take({ t: 'reset' }); players[0].seq = 0; }")
    js.wait_for_function("() => graph().tracks.size === 0")  # nothing runs for nobody
    js.evaluate("() => { heard.length = 0; players[0].show(); }")
    assert js.evaluate("() => graph().tracks.size") == 1  # it is ready before the first sound
    push(js, CHIRP)
    audible(js)


def test_two_sound_together_where_that_was_asked_for(js):
    for _ in range(2):
        push(js, CHIRP)
    end(js)
    audible(js)
    js.evaluate("() => open_()")
    text = base64.b64encode(CHIRP.tobytes()).decode()
    js.evaluate("""text => { const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
      players[1].take({ t: 'pcm', seq: 1, rate: 24000, beside: true }, [new DataView(bytes.buffer), new DataView(new ArrayBuffer(4))]); }""", text)  # fmt: skip
    end(js, player=1)
    played(js)
    played(js, player=1)
    assert np.array_equal(tap.sounding(tap.heard(js, 0)), np.tile(CHIRP, 2))
    assert np.array_equal(tap.sounding(tap.heard(js, 1)), CHIRP)


def test_a_page_that_is_loaded_again_shows_the_sound_and_waits_for_a_click(js):
    text = base64.b64encode(CHIRP.tobytes()).decode()
    js.evaluate("""text => { const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
      players[0].take({ t: 'all', seq: 3, rate: 24000, total: 24000, ended: true, keep: true, summary: '' }, [new DataView(bytes.buffer), new DataView(new ArrayBuffer(50))]); }""", text)  # fmt: skip
    js.wait_for_timeout(500)
    assert len(tap.sounding(tap.heard(js))) == 0
    js.locator("button[aria-label=Play]").click()
    played(js)
    assert np.array_equal(tap.sounding(tap.heard(js)), CHIRP)
