"""What goes into a test, from comparisons and from what people have; and how it is made alike."""

import numpy as np
import pytest

from omni_nb import Clip, catalog
from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.grid import Place
from omni_nb.compare.listening.recordings import fingerprint, prepared, recordings_of
from omni_nb.compare.words import match_words
from omni_nb.reply.reply import Reply
from omni_nb.sound.loudness import loudness
from tests.panels.listening.support import tone, tones

MODEL = catalog.default_model().id


def cell(voice="Cherry", text="hello", clip=None, complete=True, model=MODEL, heard=None, **place):
    reply = Reply(text=text, audio=clip or tone(sum(map(ord, f"{voice}{place}"))), complete=complete, voice=voice)
    return Cell(place=Place(model=model, voice=voice, **place), reply=reply, heard_words=heard)


def facts(recordings):
    return [(s.item, s.material, s.words) for s in recordings.clips]


def test_voices_of_a_comparison_are_judged_sentence_by_sentence():
    grid = [cell(v, prompt=p, text=f"sentence {p}") for p in range(2) for v in ("Cherry", "Ethan")]
    assert facts(recordings_of(Comparison(tuple(grid)))) == [
        ("Cherry", "prompt 1", "sentence 0"),
        ("Ethan", "prompt 1", "sentence 0"),
        ("Cherry", "prompt 2", "sentence 1"),
        ("Ethan", "prompt 2", "sentence 1"),
    ]
    repeats = Comparison((cell(repeat=0), cell("Ethan", repeat=0), cell(repeat=1), cell("Ethan", repeat=1)))
    assert [m for _, m, _ in facts(recordings_of(repeats))] == ["repeat 1", "repeat 1", "repeat 2", "repeat 2"]


def test_models_are_judged_and_where_one_voice_speaks_its_prompts_are():
    other = next(m.id for m in catalog.models() if m.id != MODEL)
    assert [i for i, *_ in facts(recordings_of(Comparison((cell(), cell(model=other)))))] == [
        f"Cherry · {MODEL}",
        f"Cherry · {other}",
    ]
    prompts = Comparison((cell(prompt=0, variables={"mood": "glad"}), cell(prompt=1, variables={"mood": "sad"})))
    assert facts(recordings_of(prompts)) == [("Cherry · glad", "", "hello"), ("Cherry · sad", "", "hello")]


def test_cells_that_cannot_be_judged_are_left_out_and_said():
    failed = Cell(place=Place(model=MODEL, voice="Kai"))
    silent = cell("Jada", clip=Clip(np.zeros(9_000, np.int16), 24_000))
    short = cell("Dylan", clip=Clip(np.zeros(1, np.int16), 24_000))
    cut = cell("Ryan", complete=False)
    long = cell("Eric", clip=tone(200, s=181))
    given = recordings_of(Comparison((cell(), failed, silent, short, cut, long)))
    assert [s.item for s in given.clips] == ["Cherry"]
    assert [note.split(" is left out: ")[0] for note in given.notes] == ["Kai", "Jada", "Dylan", "Ryan", "Eric"]
    for note, why in zip(given.notes, ("no sound", "silence", "silence", "was cut", "three minutes"), strict=True):
        assert why in note
    with pytest.raises(ValueError, match="nothing to hear: Kai is left out"):
        recordings_of(Comparison((failed,)))


def test_what_was_heard_counts_where_it_was_looked_at():
    heard = match_words("hello world", "hello word")
    assert facts(recordings_of(Comparison((cell(text="hello world", heard=heard),))))[0][2] == "hello word"
    assert facts(recordings_of(Comparison((cell(text=""),))))[0][2] is None


def test_sounds_as_people_have_them(tmp_path):
    clip = tone(200)
    clip.save(tmp_path / "a.wav")
    reply = Reply(text="hi", audio=clip)
    given = {
        "clip": clip, "file": tmp_path / "a.wav", "name": str(tmp_path / "a.wav"), "bytes": clip.encode("flac"), "reply": reply,
        "pair": (clip.samples, 24_000),
    }  # fmt: skip
    found = recordings_of(given)
    assert [s.item for s in found.clips] == list(given)
    assert set(found.clips.values()) == {clip}
    assert {s.item: s.words for s in found.clips}["reply"] == "hi"


def test_a_name_without_a_sound_is_left_out_and_said():
    found = recordings_of({"a": None, "b": tone(200), "c": Reply(text="text only")})
    assert [s.item for s in found.clips] == ["b"]
    assert found.notes == ("a is left out: it has no sound", "c is left out: it has no sound")


def test_several_sounds_of_a_name_are_several_sentences():
    one, other = ([tone(100), tone(110)], [tone(200), tone(210)])
    as_lists = recordings_of({"a": one, "b": other})
    as_pairs = recordings_of([("a", one[0]), ("b", other[0]), ("a", one[1]), ("b", other[1])])
    assert set(as_lists.clips) == set(as_pairs.clips)
    assert {(s.item, s.material) for s in as_lists.clips} == {("a", "1"), ("a", "2"), ("b", "1"), ("b", "2")}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (3, "takes a comparison"),
        ("voices", "takes a comparison"),
        (tone(200), "takes a comparison"),
        ([tone(200)], "each sound needs a name"),
        ([("", tone(200))], "each sound needs a name"),
        ({3: tone(200)}, "each sound needs a name"),
        ({"a": object()}, "a sound must be a Clip"),
    ],
)
def test_what_is_no_sound_is_told(given, words):
    with pytest.raises(TypeError, match=words):
        recordings_of(given)
    with pytest.raises(ValueError, match="nothing to hear"):
        recordings_of({})


def test_what_is_heard_is_trimmed_of_one_rate_and_equally_loud():
    quiet = Clip.of(
        np.concatenate([np.zeros(12_000), tone(300, s=1, level=0.05).samples / 32768, np.zeros(9_000)]), 24_000
    )
    loud = tone(300, s=1, rate=48_000, level=0.9)
    heard = prepared({"q": quiet, "l": loud})
    assert {c.sample_rate for c in heard.values()} == {48_000}
    assert heard["q"].duration_s == pytest.approx(1.1, abs=0.03)
    levels = [loudness(c).loudness_lufs for c in heard.values()]
    assert levels[0] == pytest.approx(levels[1], abs=0.2)
    as_came = prepared({"q": quiet, "l": loud}, matched=False)
    assert as_came["l"] == loud
    assert np.abs(as_came["q"].samples).max() < 2_000


def test_every_browser_can_play_the_rate():
    studio, telephone = tone(300, rate=192_000), tone(300, rate=4_000)
    assert prepared({"s": studio}, matched=False)["s"].sample_rate == 48_000
    assert prepared({"t": telephone}, matched=False)["t"].sample_rate == 8_000
    both = prepared({"t": telephone, "s": studio}, matched=False)
    assert {c.sample_rate for c in both.values()} == {48_000}


def test_a_fingerprint_is_of_samples_and_rate():
    clip = tone(200)
    assert fingerprint(clip) == fingerprint(Clip(clip.samples.copy(), 24_000))
    assert len({fingerprint(clip), fingerprint(Clip(clip.samples, 16_000)), fingerprint(tone(201))}) == 3
    assert len(tones("a", "b")) == 2
