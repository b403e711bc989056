"""The audio thread's half of an audition, run in Node: what comes out of it, sample by sample."""

import itertools
import json
import shutil
import subprocess

import pytest

from tests.support.node import WIDGETS

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="NOT TRIED: no Node, so the deck was not run")
PLAY = """
const said = [], heard = [];
const deck = new Deck(1000, (m) => said.push(m));
const blocks = (n) => { for (let i = 0; i < n; i++) { const out = new Float32Array(10); deck.process(out); heard.push(...out); } };
const add = (id, samples, rate = 1000, ended = true) => {
  deck.take({ t: "add", id, rate });
  for (let i = 0; i < samples.length; i += 7) deck.take({ t: "pcm", id, pcm: Int16Array.from(samples.slice(i, i + 7)) });
  if (ended) deck.take({ t: "end", id });
};
const flat = (n, level) => Array(n).fill(level);
const hear = (id, way = "start", more = {}) => deck.take({ t: "hear", id, way, asked: 1, ...more });
"""


def run(script, *, found="heard"):
    """At 1,000 samples a second, in blocks of 10; a fade takes 5 samples."""
    source = (WIDGETS / "deck.js").read_text(encoding="utf-8")
    program = f"{source}\n{PLAY}\n{script}\nconsole.log(JSON.stringify({found}));"
    done = subprocess.run(["node", "-e", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_is_heard_is_what_was_given_between_two_fades_and_then_nothing():
    heard = run("add('a', flat(40, 16384)); hear('a'); blocks(6);")
    assert heard[:6] == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.5])
    assert heard[6:35] == [0.5] * 29
    assert heard[36:41] == pytest.approx([0.4, 0.3, 0.2, 0.1, 0])
    assert not any(heard[40:])


def test_a_switch_keeps_the_level_of_two_equal_sounds_and_makes_no_step():
    heard = run(
        "add('a', flat(100, 16384)); add('b', flat(100, 16384)); hear('a'); blocks(3); hear('b', 'time'); blocks(3);"
    )
    assert heard[5:] == pytest.approx([0.5] * 55)


def test_at_the_same_time_means_since_the_beginning_that_is_listened_to():
    heard = run("""
      add('a', [...flat(20, 0), ...Array.from({length: 80}, (_, i) => 100 * i)]);
      add('b', [...flat(50, 0), ...Array.from({length: 80}, (_, i) => 100 * i)]);
      deck.take({ t: "trim", id: "a", from_s: 0.02, to_s: 0.1 });
      deck.take({ t: "trim", id: "b", from_s: 0.05, to_s: 0.13 });
      hear('a'); blocks(2); hear('b', 'time'); blocks(2);""")
    assert heard[6:40] == pytest.approx([100 * i / 32768 for i in range(6, 40)])


def test_by_a_map_it_goes_on_where_the_other_says_the_same():
    ramp = "Array.from({length: 200}, (_, i) => 100 * i)"
    heard = run(f"add('a', flat(100, 0)); add('b', {ramp}); hear('a'); blocks(5);"
                "hear('b', 'map', { map: [[0, 0.04, 0.06, 0.1], [0, 0.1, 0.14, 0.2]] }); blocks(2);")  # fmt: skip
    assert heard[55:65] == pytest.approx([100 * (120 + i) / 32768 for i in range(5, 15)])


def test_a_switch_in_mid_word_begins_with_the_word_unless_that_was_long_ago():
    ramp = "Array.from({length: 900}, (_, i) => 10 * i)"
    switch = "hear('b', 'map', { map: [[0, 0.9], [0, 0.9]], onsets: [0.01, %s] }); blocks(3);"
    for onset, begins in (("0.35", 350), ("0.415", 415), ("0.1", 400)):
        heard = run(f"add('a', flat(900, 0)); add('b', {ramp}); hear('a'); blocks(40); {switch % onset}")
        assert heard[410] == pytest.approx(10 * (begins + 10) / 32768), onset


def test_what_lies_behind_the_end_of_the_shorter_one_is_heard_from_its_start():
    heard = run(
        "add('a', flat(100, 0)); add('b', Array.from({length: 30}, (_, i) => 100 * i)); hear('a'); blocks(5); hear('b', 'time'); blocks(2);"
    )
    assert heard[55:60] == pytest.approx([100 * i / 32768 for i in range(5, 10)])


def test_a_stop_fades_and_the_same_time_goes_on_from_there():
    heard = run(
        "add('a', Array.from({length: 100}, (_, i) => 100 * i)); hear('a'); blocks(3); deck.take({ t: 'stop' }); blocks(3); hear('a', 'time'); blocks(2);"
    )
    assert not any(heard[35:60])
    assert heard[66:80] == pytest.approx([100 * (30 + i) / 32768 for i in range(6, 20)])


def test_a_passage_is_heard_again_and_again_without_a_step_and_once_when_they_are_heard_in_turn():
    script = "add('a', flat(100, 16384)); deck.take({ t: 'loop', id: 'a', from_s: 0.02, to_s: 0.05 });"
    heard = run(script + "hear('a'); blocks(30);")
    assert heard[5:] == pytest.approx([0.5] * 295)
    said = run(
        script + "hear('a', 'start', { once: true }); blocks(30);",
        found="[heard.filter((v) => v).length, said.at(-1).t]",
    )
    assert said[1] == "over"
    assert 25 <= said[0] <= 30


def test_a_sound_that_still_comes_waits_for_the_rest_and_goes_on_without_a_step():
    heard = run("""
      add('a', flat(200, 16384), 1000, false); hear('a'); blocks(25);
      deck.take({ t: "pcm", id: "a", pcm: Int16Array.from(flat(100, 16384)) }); blocks(5);
      deck.take({ t: "pcm", id: "a", pcm: Int16Array.from(flat(100, 16384)) }); blocks(10);
      deck.take({ t: "end", id: "a" }); blocks(15);""")
    assert heard[5:195] == pytest.approx([0.5] * 190)
    assert not any(heard[200:300])  # a tenth of a second is not enough to go on
    assert sum(v > 0 for v in heard) == pytest.approx(400, abs=3)
    assert max(abs(b - a) for a, b in itertools.pairwise(heard)) <= 0.1 + 1e-6


@pytest.mark.parametrize("rate", [500, 2000, 441])
def test_another_rate_sounds_at_the_same_pitch(rate):
    heard = run(
        f"add('a', Array.from({{length: {rate}}}, (_, i) => 16384 * Math.sin(2 * Math.PI * 20 * i / {rate})), {rate}); hear('a'); blocks(90);"
    )
    import numpy as np

    wanted = 0.5 * np.sin(2 * np.pi * 20 * np.arange(900) / 1000)
    assert np.abs(np.array(heard)[10:890] - wanted[10:890]).max() < 0.01


def test_gain_is_heard_from_the_next_samples_on_without_a_step():
    heard = run(
        "add('a', flat(100, 16384)); hear('a'); blocks(3); deck.take({ t: 'gain', id: 'a', gain: 0.5 }); blocks(5);"
    )
    assert heard[70] == pytest.approx(0.25, abs=0.001)
    assert all(0 <= a - b <= 0.06 for a, b in itertools.pairwise(heard[10:80]))


def test_hundreds_of_quick_switches_keep_the_level_and_leave_no_voice_behind():
    said = run(
        "add('a', flat(9000, 16384)); add('b', flat(9000, 16384)); hear('a'); blocks(1);"
        "for (let i = 0; i < 400; i++) { hear(i % 2 ? 'a' : 'b', 'time'); blocks(1); }",
        found="[Math.min(...heard.slice(10)), Math.max(...heard), deck.voices.length]",
    )
    assert said == pytest.approx([0.5, 0.5, 1], abs=1e-4)


def test_what_is_not_there_is_not_heard_and_a_sound_that_is_forgotten_falls_silent():
    heard = run(
        "hear('x'); deck.take({t: 'gain', id: 'x', gain: 1}); deck.take({t: 'stop'}); add('e', []); hear('e'); blocks(1); add('a', flat(50, 16384)); hear('a'); blocks(2); deck.take({ t: 'forget', id: 'a' }); blocks(2);"
    )
    assert heard[25] == pytest.approx(0.5)
    assert not any(heard[36:])
