"""The page's audio graph: what its players share, and when it rests."""

import numpy as np
import pytest

from tests.support import tap
from tests.support.player_page import CHIRP, SOURCE, STUB, end, opened, played, push, rests

pytestmark = pytest.mark.browser
COUNTING = """(() => { window.made = []; const Kind = AudioContext;
  window.AudioContext = class extends Kind { constructor(o) { super(o); made.push(this); } }; })()"""


@pytest.fixture
def js(page):
    tap.install(page)
    page.add_init_script(COUNTING)
    return opened(page)


@pytest.fixture
def blocks(page):
    """A page whose sink takes 2,048 samples at a time, and that knows when all of a player's are rendered."""
    tap.install(page, block=2_048)
    page.add_init_script(
        """(() => { window.at_ = []; const Kind = AudioWorkletNode;
        window.AudioWorkletNode = class extends Kind { constructor(context, name, how) {
          super(context, name, how);
          if (name !== 'omni-nb-track') return;
          const n = at_.push('') - 1;
          this.port.addEventListener('message', e => { if (e.data.t === 'played') at_[n] = 'all'; });
        } }; })()"""
    )
    return opened(page)


def sounding(js, player=0):
    js.wait_for_function("n => window.heard[n]?.blocks.some(b => b.some(v => v))", arg=player)


def test_the_players_of_a_page_are_tracks_of_one_graph_also_those_of_another_copy_of_the_module(js):
    for player in range(3):
        push(js, CHIRP[:2_400], player)
        end(js, player)
        played(js, player)
        js.evaluate("() => open_()")
    js.evaluate("() => { window.before = players; }")
    js.evaluate(STUB, SOURCE)  # each widget's module is evaluated by itself
    js.evaluate("() => open_()")
    push(js, CHIRP)
    end(js)
    played(js)
    assert js.evaluate("() => made.length") == 1
    assert js.evaluate("() => new Set(heard.map(h => h.context)).size") == 1
    assert np.array_equal(tap.sounding(tap.heard(js)), CHIRP)
    assert js.evaluate("() => graph().tracks.size") == 5
    js.evaluate("() => [...before, ...players].forEach(p => p.close())")
    assert js.evaluate("() => graph().tracks.size") == 0


def test_a_player_of_another_version_has_a_graph_of_its_own_and_still_only_one_sounds(js):
    push(js, np.tile(CHIRP, 5))
    end(js)
    sounding(js)
    other = SOURCE.replace("GRAPH_VERSION=2", "GRAPH_VERSION=3")
    assert other != SOURCE
    js.evaluate("() => { window.old = players; }")
    js.evaluate(STUB, other)
    js.evaluate("() => open_()")
    push(js, CHIRP)
    end(js)
    played(js)
    assert js.evaluate("() => made.length") == 2
    assert np.array_equal(tap.sounding(tap.heard(js)), CHIRP)
    assert js.evaluate("() => old[0].sent.some(m => m.t === 'over')")
    assert len(tap.sounding(tap.heard(js, 0))) < 5 * 24_000


def test_a_graph_that_rests_wakes_for_the_next_sound_and_is_closed_when_none_comes(js):
    push(js, CHIRP)
    end(js)
    played(js)
    js.evaluate("() => players[0].off()")
    rests(js)
    js.evaluate("() => open_()")
    push(js, CHIRP, player=1)
    end(js, player=1)
    played(js, 1)
    assert np.array_equal(tap.sounding(tap.heard(js, 1)), CHIRP)
    assert js.evaluate("() => made.length") == 1
    js.evaluate("() => players[1].off()")
    rests(js)
    js.clock.fast_forward(60_000)
    js.wait_for_function("() => made[0].state === 'closed'")
    assert js.evaluate("() => window.omniNbAudio[2].graphs.size") == 0
    js.evaluate("() => open_()")
    push(js, CHIRP, player=2)
    end(js, player=2)
    played(js, 2)
    assert np.array_equal(tap.sounding(tap.heard(js, 2)), CHIRP)


def test_a_graph_rests_while_its_players_are_held_and_goes_on_where_it_was(js):
    push(js, np.tile(CHIRP, 2))
    sounding(js)
    js.get_by_role("button", name="Pause").click()  # before it ends, however busy the machine is
    js.evaluate("() => players[0].take({ t: 'end', keep: true })")
    js.clock.fast_forward(10_001)
    js.wait_for_function("() => graph().context.state === 'suspended'")
    with js.expect_download():  # one that rests still gives its samples
        js.get_by_label("download as wav").click()
    js.get_by_role("button", name="Play").click()
    played(js)
    heard = tap.sounding(tap.heard(js))
    assert np.array_equal(heard[heard != 0], np.tile(CHIRP, 2))


def test_a_stream_that_runs_ahead_begins_at_once_and_one_that_may_be_late_is_held(js):
    """The start-up buffer is three seconds here. Two chunks at once are four seconds ahead; a single one says nothing yet."""
    js.evaluate("() => { window.omniNbAudio[2].late_s = 3 / 0.7; }")
    push(js, np.tile(CHIRP, 4))
    js.wait_for_function("() => heard[0]?.blocks.length * 128 > 24_000")
    assert not np.any(tap.heard(js))
    push(js, CHIRP)
    js.wait_for_function("() => heard[0]?.blocks.at(-1).some(v => v)")
    assert len(tap.heard(js)) - len(tap.sounding(tap.heard(js))) < 2.5 * 24_000


def test_a_page_that_forbids_worklets_says_so_and_the_next_player_tries_anew(js):
    js.evaluate("""() => {
      delete window.omniNbAudio;
      window.add = AudioWorklet.prototype.addModule;
      AudioWorklet.prototype.addModule = () => Promise.reject(new Error('refused by policy'));
      open_();
    }""")
    push(js, CHIRP, player=1)
    end(js, player=1)
    js.wait_for_function("() => players[1].el.innerText.includes('refused by policy')")
    js.wait_for_function("() => players[1].sent.some(m => m.t === 'over')")
    js.wait_for_function("() => made.slice(1).every(context => context.state === 'closed')")
    js.evaluate("() => { AudioWorklet.prototype.addModule = add; open_(); }")
    push(js, CHIRP, player=2)
    end(js, player=2)
    played(js, 2)
    assert np.array_equal(tap.sounding(tap.heard(js)), CHIRP)


def test_a_rate_that_no_browser_plays_is_told(js):
    js.evaluate("""() => players[0].take({ t: 'pcm', seq: 1, rate: 1 },
      [new DataView(new ArrayBuffer(4800)), new DataView(new ArrayBuffer(4))])""")
    js.get_by_text("This page cannot play sound as it arrives").wait_for()
    assert js.evaluate("() => graph().tracks.size") == 0


@pytest.mark.parametrize(
    "way", ["played to the end", *(pytest.param(w, marks=pytest.mark.heavy) for w in ("view goes", "closed"))]
)
def test_the_last_sample_is_heard_where_the_sink_takes_blocks_of_2048(blocks, way):
    """A graph that closes when the last sample is rendered cuts up to 85 ms of it here, and more in a wireless headphone."""
    for n in range(2):
        if way == "played to the end":  # the card lands in the very moment in which that is told
            blocks.evaluate(
                """n => { const { sent, off } = players[n], push = sent.push;
                sent.push = m => { push.call(sent, m); if (m.t === 'played') off(); }; }""",
                n,
            )
        push(blocks, CHIRP[: 5_000 + 500 * n], player=n)
        end(blocks, player=n)
        if way != "played to the end":
            blocks.wait_for_function("n => at_[n] === 'all'", arg=n, polling=1)  # rendered, and not heard yet
            blocks.evaluate("([n, way]) => way === 'closed' ? players[n].close() : players[n].off()", [n, way])
        rests(blocks)
        assert np.array_equal(tap.sounding(tap.heard(blocks, n)), CHIRP[: 5_000 + 500 * n])
        blocks.evaluate("() => open_()")
