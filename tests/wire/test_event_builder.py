import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.sound.clip import Clip
from omni_nb.wire.event_builder import EventBuilder
from omni_nb.wire.events import AudioDelta, Noted, ReasoningDelta, TextDelta, ThinkingEnded, ToolCallDelta, Undecoded
from omni_nb.wire.places import CallPiece, SoundPiece
from omni_nb.wire.server_words import ServerWords

SAMPLES = np.arange(-600, 600, dtype=np.int16)
DATA = base64.b64encode(SAMPLES.tobytes()).decode()


@pytest.fixture
def builder():
    return EventBuilder(rate_hz=24_000, asked_format="", words=ServerWords())


def test_events_have_the_time_of_their_chunk_and_go_to_its_list(builder):
    first = builder.begin(1.0)
    builder.say("content", "a")
    second = builder.begin(2.0)
    builder.say("content", "b")
    assert (first, second) == ([TextDelta(1.0, "a")], [TextDelta(2.0, "b")])
    assert builder.out is second


def test_what_two_places_say_is_told_once(builder):
    out = builder.begin(0.0)
    builder.content("Good morning.")
    builder.sound([SoundPiece(transcript="Good morning.")], {})
    builder.whole_content("<think>hm</think>Good morning.")
    assert out == [TextDelta(0.0, "Good morning.")]


@given(st.integers(0, 30), st.integers(0, 30))
def test_thinking_between_tags_is_no_part_of_the_answer_wherever_it_is_cut(one, two):
    text, (one, two) = "<think>well …</think>Yes, \N{SLIGHTLY SMILING FACE}.", sorted((one, two))
    builder = EventBuilder(rate_hz=24_000, asked_format="", words=ServerWords())
    out = builder.begin(0.0)
    for piece in (text[:one], text[one:two], text[two:]):
        builder.content(piece)
    builder.flush()
    assert "".join(e.text for e in out if isinstance(e, ReasoningDelta)) == "well …"
    assert "".join(e.text for e in out if isinstance(e, TextDelta)) == "Yes, \N{SLIGHTLY SMILING FACE}."


def test_a_closing_tag_that_nothing_opened_makes_what_was_said_thinking(builder):
    out = builder.begin(0.0)
    builder.content("hm\n</think>\n\nYes.")
    assert ThinkingEnded(0.0) in out


def test_only_long_words_that_are_said_once_more_are_a_repetition(builder):
    builder.begin(0.0)
    builder.content("Yes.")
    assert not builder.all_said("Yes.")
    builder.content(" That is how it is.")
    assert builder.all_said("Yes. That is how it is.")
    assert not builder.all_said("Yes. That is how it was")
    assert not builder.all_said(None)


def test_a_piece_of_a_call_without_a_key_goes_on_with_the_call_before_it(builder):
    out = builder.begin(0.0)
    builder.call([CallPiece(key="1", id="c1", name="look", arguments='{"at":')])
    builder.call([CallPiece(key="", id=None, name=None, arguments='"cats"}')])
    builder.call([CallPiece(key="2", id="c2", name="hear", arguments="{}")])
    builder.flush()
    assert "".join(e.arguments for e in out if isinstance(e, ToolCallDelta) and e.index == 0) == '{"at":"cats"}'
    assert [(e.index, e.id, e.name) for e in out if isinstance(e, ToolCallDelta) and e.id] == [(0, "c1", "look"), (1, "c2", "hear")]  # fmt: skip
    assert builder.called


def test_sound_at_another_rate_is_played_at_it_and_that_is_told_once(builder):
    out = builder.begin(0.0)
    builder.heard(DATA, {"sample_rate": 16_000})
    builder.heard(DATA, {"sample_rate": 16_000})
    builder.tell_notes()
    builder.tell_notes()
    builder.flush()
    sounds = [e for e in out if isinstance(e, AudioDelta)]
    assert {e.rate_hz for e in sounds} == {16_000}
    assert np.array_equal(np.concatenate([e.samples for e in sounds]), np.tile(SAMPLES, 2))
    assert [e.note for e in out if isinstance(e, Noted)] == ["the sound comes at 16,000 Hz, not at 24,000"]
    assert builder.sounds == 2


def test_sound_at_a_url_is_named_and_what_cannot_be_decoded_is_kept(builder):
    out = builder.begin(0.0)
    builder.sound([SoundPiece(url="https://a.example/x.wav"), SoundPiece(problem="numbers in place of sound")], {})
    builder.heard(base64.b64encode(b"%PDF-1.7 not a sound at all").decode(), {}, "mp3")
    builder.flush()
    notes = [e.note for e in out if isinstance(e, Noted)]
    assert notes[0] == "the sound is at https://a.example/x.wav, and is not fetched from there"
    assert "numbers in place of sound" in notes
    assert [e.data for e in out if isinstance(e, Undecoded)] == [b"%PDF-1.7 not a sound at all"]


def test_a_refusal_is_words_and_is_told_once(builder):
    out = builder.begin(0.0)
    builder.refuse("I cannot ")
    builder.refuse("do that.")
    builder.tell_notes()
    assert builder.refused
    assert "".join(e.text for e in out if isinstance(e, TextDelta)) == "I cannot do that."
    assert sum(isinstance(e, Noted) for e in out) == 1


def test_nobody_is_told_more_than_eight_odd_things(builder):
    out = builder.begin(0.0)
    for n in range(20):
        builder.note("not_shown", f"odd {n}")
    builder.tell_notes()
    assert [e.note for e in out] == [f"odd {n}" for n in range(8)]


SPEECH = (9_000 * np.sin(np.arange(24_000) ** 1.3 / 40)).astype(np.int16)
CLIP = Clip(SPEECH, 24_000)


def b64(data):
    return base64.b64encode(data if isinstance(data, bytes) else data.tobytes()).decode()


def heard(*pieces, format=""):
    builder = EventBuilder(rate_hz=24_000, asked_format=format, words=ServerWords())
    out = builder.begin(0.0)
    for piece in pieces:
        builder.heard(b64(piece), {})
    builder.flush()
    return np.concatenate([e.samples for e in out if isinstance(e, AudioDelta)])


@given(st.lists(st.integers(1, 23_999), min_size=1, max_size=6, unique=True), st.booleans())
def test_sound_that_comes_once_more_as_a_whole_is_heard_once_however_it_was_cut(at, as_file):
    pieces = np.split(SPEECH, sorted(at))
    whole = CLIP.encode("wav") if as_file else SPEECH
    assert np.array_equal(heard(*pieces, whole), SPEECH)


@given(st.lists(st.integers(1, 12_000), min_size=2, max_size=6), st.integers(0, 40))
def test_sound_that_only_resembles_what_came_is_all_heard(lengths, seed):
    noise = np.random.default_rng(seed)
    pieces = [noise.integers(-3, 3, n).astype(np.int16) for n in lengths]
    nearly = np.concatenate(pieces)
    nearly[-1] += 9
    assert np.array_equal(heard(*pieces, nearly), np.concatenate([*pieces, nearly]))


@pytest.mark.parametrize("format", ["flac", "mp3", "ogg"])
def test_a_file_that_comes_once_more_is_heard_once(format):
    file = CLIP.encode(format)
    once = heard(file[:400], file[400:900], file[900:])
    assert np.array_equal(heard(file[:400], file[400:900], file[900:], file), once)
    other = CLIP.resample(16_000).encode(format)
    assert np.array_equal(heard(file, other, file + other), heard(file, other))
    assert len(heard(file[:400], file[400:], other)) > len(once)


def test_silence_short_sounds_and_one_piece_said_twice_are_heard_twice():
    silence, click, word = np.zeros(12_000, np.int16), SPEECH[:2_000], SPEECH[:12_000]
    assert len(heard(silence[:4_000], silence[4_000:], silence)) == 24_000
    assert len(heard(click[:900], click[900:], click)) == 4_000
    assert len(heard(word, word)) == 24_000  # some voices say "No. No." to the sample alike
