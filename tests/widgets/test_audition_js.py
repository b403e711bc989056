"""The audition in a real browser: what is heard at the loudspeaker, from a notebook's page, from disk, without worklets."""

import base64

import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.widgets.audition import audition_script
from tests.support import tap
from tests.support.audition_page import PAGE, opened

pytestmark = pytest.mark.browser
RATE = 24_000


@pytest.fixture
def js(page):
    return opened(page)


def hears(js, what, *, until="() => audition.state.playing && loud()"):
    js.evaluate(f"() => {what}")
    js.wait_for_function(until)


def quiet(js):
    js.wait_for_function("() => !audition.state.playing && !loud()")


def steps(samples):
    """How far a sample lies from the straight line through its neighbours: a click stands out of a tone."""
    x = samples.astype(float)
    return np.abs(x[2:] - 2 * x[1:-1] + x[:-2])


def silences(samples, at_least_s=0.002):
    """Stretches between the first sound and the last that are quieter than a tone ever is for so long."""
    return tap.gaps((np.abs(tap.sounding(samples)) > 40).astype(np.int16), int(at_least_s * RATE))


def test_a_switch_makes_no_gap_and_no_click_and_only_one_sounds(js):
    js.evaluate(
        "() => { give('a', tone(300, 3)); give('b', tone(330, 3)); give('c', tone(270, 3)); audition.set({ way: 'time' }); }"
    )
    hears(js, "audition.hear('a')")
    for id in "bcacbab":
        at = js.evaluate("() => audition.state.at_s")
        hears(
            js,
            f"audition.hear('{id}')",
            until=f"() => audition.state.now === '{id}' && audition.state.at_s > {at + 0.05}",
        )
    js.evaluate("() => audition.stop()")
    quiet(js)
    heard = tap.heard(js)
    assert silences(heard) == []
    # the tones bend by 60 at most, the ends of a fade by 133; a switch without one jumps by thousands
    assert steps(tap.sounding(heard)).max() < 250


def test_short_ones_are_heard_from_the_start_and_a_long_one_changes_that(js):
    js.evaluate("() => { give('a', tone(300, 1)); give('b', tone(300, 1)); }")
    hears(js, "audition.hear('a')", until="() => audition.playhead > 0.3")
    hears(js, "audition.hear('b')", until="() => audition.state.now === 'b' && audition.playhead > 0")
    assert js.evaluate("() => audition.playhead") < 0.3
    js.evaluate("() => give('long', tone(300, 7))")
    js.wait_for_function("() => audition.playhead > 0.5 || !audition.state.playing")
    hears(js, "audition.hear('long')", until="() => audition.state.now === 'long' && audition.state.at_s > 0.5")


def test_the_same_word_is_where_the_alignment_says(js):
    js.evaluate("""() => {
      give('slow', tone(300, 8)); give('fast', tone(300, 4));
      audition.align('slow', [0, 8], [0, 8]); audition.align('fast', [0, 4], [0, 8]);
    }""")
    hears(js, "audition.seek('slow', 6)", until="() => audition.state.at_s > 6.1")
    hears(js, "audition.hear('fast')", until="() => audition.state.now === 'fast' && audition.state.at_s > 3")
    assert js.evaluate("() => audition.state.at_s") < 3.9


def test_flip_goes_between_the_last_two_and_all_are_heard_in_turn(js):
    js.evaluate("() => { give('a', tone(300, 0.3)); give('b', tone(400, 0.3)); give('c', tone(500, 0.3)); }")
    assert js.evaluate("() => audition.flip()") is None
    hears(js, "audition.hear('a')")
    hears(js, "audition.hear('c')")
    assert [js.evaluate("() => audition.flip()") for _ in range(3)] == ["a", "c", "a"]
    js.evaluate("() => { window.order = []; audition.playAll(['c', 'gone', 'a', 'b']); }")
    js.evaluate(
        "() => { window.watch = setInterval(() => { const n = audition.state.now; if (order.at(-1) !== n) order.push(n); }, 20); }"
    )
    js.wait_for_function("() => !audition.state.all && !audition.state.playing")
    assert js.evaluate("() => { clearInterval(watch); return order; }") == ["c", "a", "b"]


def test_a_passage_is_repeated_in_each_and_a_loudness_is_matched(js):
    js.evaluate("""() => {
      give('a', tone(300, 3)); give('b', tone(300, 3));
      audition.loop('a', 1, 1.3); audition.gain('a', -6.0206);
    }""")
    hears(js, "audition.hear('a')")
    js.wait_for_function("() => window.heard[0].blocks.length * 128 > 24000")
    found = js.evaluate("() => audition.state.at_s")
    heard = tap.sounding(tap.heard(js))
    assert 1 <= found <= 1.3
    assert silences(heard) == []
    assert np.abs(heard[2_400:]).max() == pytest.approx(4_000, abs=20)
    js.evaluate("() => { audition.set({ matched: false }); deaf(); }")
    js.wait_for_function("() => window.heard[0].blocks.length > 100")
    assert np.abs(tap.heard(js)[2_400:]).max() == pytest.approx(8_000, abs=20)


def test_a_sound_that_still_comes_is_heard_and_what_comes_late_is_waited_for(js):
    js.evaluate("() => { audition.add('a'); audition.push('a', tone(300, 0.5)); }")
    hears(js, "audition.hear('a')")
    js.wait_for_function("() => audition.state.playing && !loud()")
    js.evaluate("() => audition.push('a', tone(300, 0.5))")
    js.wait_for_function("() => loud()")
    js.evaluate("() => audition.end('a')")
    quiet(js)
    assert np.count_nonzero(tap.heard(js)) == pytest.approx(RATE, abs=200)


def test_files_are_decoded_whatever_their_rate_and_a_broken_one_is_refused(js):
    tone = Clip.of(0.25 * np.sin(2 * np.pi * 440 * np.arange(44_100) / 44_100), 44_100)
    for kind in ("wav", "mp3"):
        text = base64.b64encode(tone.encode(kind)).decode()
        js.evaluate(
            "([id, text]) => { audition.add(id); return audition.load(id, Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer); }",
            [kind, text],
        )
        js.evaluate("() => deaf()")
        hears(js, f"audition.hear('{kind}')")
        quiet(js)
        heard = tap.sounding(tap.heard(js))[4_800:19_200] / 32768
        spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
        assert np.argmax(spectrum) * RATE / len(heard) == pytest.approx(440, abs=3)
    refused = "() => { audition.add('x'); return audition.load('x', new ArrayBuffer(50)).then(() => 'taken', (err) => err.name); }"
    assert js.evaluate(refused) == "EncodingError"
    assert js.evaluate("() => audition.hear('x')") is False


def test_it_gives_way_to_others_on_the_page_and_they_to_it(js):
    js.evaluate(
        "() => { give('a', tone(300, 9)); window.others = 0; document.addEventListener('omni-nb-sounds', () => others++); }"
    )
    hears(js, "audition.hear('a')")
    assert js.evaluate("() => others") == 1
    js.evaluate("() => document.dispatchEvent(new CustomEvent('omni-nb-sounds', { detail: {} }))")
    quiet(js)


def test_from_disk_it_sounds(page, tmp_path):
    """An origin that is opaque loads no worklet from a blob."""
    tap.install(page)
    (tmp_path / "voices.html").write_text(PAGE % audition_script(), encoding="utf-8")
    page.goto((tmp_path / "voices.html").as_uri())
    page.wait_for_function("() => window.ready")
    # the tap's own worklet comes from a blob, too
    page.evaluate("""() => { window.omniNbTap = async (context, node) => {
      const analyser = new AnalyserNode(context); node.connect(analyser); window.analyser = analyser; window.kind = node.constructor.name; };
      give('a', tone(300, 9)); audition.hear('a'); }""")
    page.wait_for_function(
        "() => { const x = new Float32Array(256); window.analyser?.getFloatTimeDomainData(x); return x.some((v) => v > 0.1); }"
    )
    assert page.evaluate("() => window.kind") == "AudioWorkletNode"


def test_without_worklets_it_sounds_all_the_same(page):
    """A notebook on another machine over plain http is no secure context."""
    js = opened(
        page,
        script="delete AudioContext.prototype.audioWorklet; Object.defineProperty(BaseAudioContext.prototype, 'audioWorklet', { value: undefined });\n",
    )
    js.evaluate("""() => { window.omniNbTap = async (context, node) => { window.analyser = new AnalyserNode(context); node.connect(window.analyser); };
      give('a', tone(300, 9)); give('b', tone(300, 9)); audition.hear('a'); }""")
    loud = "() => { const x = new Float32Array(256); window.analyser?.getFloatTimeDomainData(x); return x.some((v) => v > 0.1); }"
    js.wait_for_function(loud)
    js.wait_for_function("() => audition.state.at_s > 0.2")
    js.evaluate("() => audition.hear('b')")
    js.wait_for_function("() => audition.state.now === 'b' && audition.state.at_s > 0.3")
    js.evaluate("() => audition.stop()")
    js.wait_for_function(loud.replace("return x.some", "return !x.some"))
