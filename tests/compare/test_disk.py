import dataclasses
import json
import warnings
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_nb import Clip
from omni_nb.compare.cell import Cell
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.disk import INDEX
from omni_nb.errors import FileMissing, MediaError
from omni_nb.reply.reply import Reply
from tests.compare.support import cell, everything, tone

TWO = Comparison((cell("Cherry"), cell("Ethan", clip=tone(0.2))))


def changed(folder, line, **fields):
    """One line of the index with other fields; None takes the whole line away."""
    lines = (folder / INDEX).read_bytes().split(b"\n")
    lines[line] = json.dumps({**json.loads(lines[line]), **fields}).encode()
    (folder / INDEX).write_bytes(b"\n".join(lines))


def loaded(path):
    """What is read, and what is said of it."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        return Comparison.load(path), " ".join(str(w.message) for w in said)


@pytest.mark.parametrize("name", ["voices", "voices.zip", "run 2026.11.30", "VOICES.ZIP"])
def test_a_comparison_comes_back_equal(name, tmp_path):
    whole = everything()
    path = whole.save(tmp_path / name)
    assert path.is_dir() == (not name.lower().endswith(".zip"))
    assert loaded(path) == (whole, "")
    assert loaded(str(path)) == (whole, "")


def test_nothing_at_all_comes_back_too(tmp_path):
    assert loaded(Comparison(()).save(tmp_path / "none.zip")) == (Comparison(()), "")


@given(st.binary(max_size=200), st.integers(1_000, 768_000), st.text(max_size=20))
@settings(max_examples=25)
def test_any_sound_and_any_words_come_back(tmp_path_factory, data, rate_hz, words):
    clip = Clip(np.frombuffer(data[: len(data) // 2 * 2], np.int16), rate_hz)
    reply = Reply(text=words, audio=clip, complete=True)
    whole = Comparison((dataclasses.replace(cell("Cherry"), reply=reply, verbatim=words),))
    assert loaded(whole.save(tmp_path_factory.mktemp("any") / "a.zip"))[0] == whole


def test_saving_again_leaves_nothing_of_before_and_touches_nothing_of_others(tmp_path):
    folder = TWO.save(tmp_path / "voices")
    (folder / "notes.txt").write_text("mine")
    TWO.remove(0).save(folder)
    assert loaded(folder) == (TWO.remove(0), "")
    assert len([*folder.iterdir()]) == 3
    assert (folder / "notes.txt").read_text() == "mine"


def test_a_folder_of_others_is_refused(tmp_path):
    (tmp_path / "thesis.docx").write_text("x")
    with pytest.raises(MediaError, match="other things in it"):
        TWO.save(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_in_the_way_of_a_folder_is_told(tmp_path):
    (tmp_path / "voices").write_text("x")
    with pytest.raises(MediaError, match="this is a file"):
        TWO.save(tmp_path / "voices")


def test_when_saving_fails_what_was_there_stays(tmp_path, monkeypatch):
    path = TWO.save(tmp_path / "voices.zip")
    before = path.read_bytes()

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(MediaError, match="the disk is full"):
        TWO.pin(0).save(path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["voices.zip"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("v.csv", "to_frame"), ("v.png", "plot"), ("v.wav", "cell by cell"), ("v.json", "hold the sound"), ("v.tar", r"\.zip"), ("v.ZIPX", "html")],
)  # fmt: skip
def test_another_ending_is_told_what_to_write(name, hint, tmp_path):
    with pytest.raises(ValueError, match=hint):
        TWO.save(tmp_path / name)
    assert not [*tmp_path.iterdir()]


def test_a_sound_that_is_missing_or_changed_is_noted_and_the_rest_is_there(tmp_path):
    folder = TWO.save(tmp_path / "voices")
    first, second = sorted(folder.glob("*.flac"))
    first.unlink()
    second.write_bytes(tone(0.1, pitch_hz=500).encode("flac"))
    back, said = loaded(folder)
    assert "the sound of cell 0 is damaged or missing; a part of the sound of cell 1" in said
    assert back[0].clip is None
    assert back[0].text == "hello"
    assert back[1].clip == tone(0.1, pitch_hz=500)
    assert [c.reply.notes[-1].code for c in back] == ["sound_lost", "sound_lost"]


def test_a_damaged_line_costs_its_cell_and_no_other(tmp_path):
    folder = everything().save(tmp_path / "voices")
    lines = (folder / INDEX).read_bytes().split(b"\n")
    lines[2] = lines[2][:50]
    (folder / INDEX).write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(lines))  # as an editor leaves it
    back, said = loaded(folder)
    assert back == everything().remove(1)
    assert said.endswith("cell 1 is damaged")


def test_a_damaged_reply_leaves_its_cell_with_a_reason(tmp_path):
    folder = TWO.save(tmp_path / "voices")
    changed(folder, 1, reply={"version": "?"}, error=5, smell="rose", pinned="yes")
    back, said = loaded(folder)
    assert back[0].reply is None
    assert (back[0].error.code, back[0].place, back[0].pinned) == ("reply_damaged", TWO[0].place, False)
    assert back[1] == TWO[1]
    assert "the reply of cell 0" in said


def test_a_later_version_gives_what_is_known_of_it_and_says_so(tmp_path):
    folder = TWO.save(tmp_path / "voices")
    changed(folder, 0, version=7, smell="rose")
    back, said = loaded(folder)
    assert back == TWO
    assert "later version" in said


def test_without_the_line_about_the_whole_the_cells_are_there(tmp_path):
    folder = TWO.save(tmp_path / "voices")
    data = (folder / INDEX).read_bytes()
    (folder / INDEX).write_bytes(b"{oops" + data[data.index(b"\n") :])
    back, said = loaded(folder)
    assert back == TWO
    assert "damaged" in said


def test_a_zip_that_was_cut_gives_what_is_there_and_never_fails_unclearly(tmp_path):
    whole = TWO.save(tmp_path / "voices.zip").read_bytes()
    path = tmp_path / "cut.zip"
    found = set()
    for end in range(0, len(whole), 61):
        path.write_bytes(whole[:end])
        try:
            back, said = loaded(path)
        except MediaError as err:
            assert err.code == "no_comparison"
            continue
        sounds = [c.clip is not None for c in back]
        found.add((len(back), *sounds))
        assert said or back == TWO
    assert {(0,), (1, False), (2, False, False), (2, True, False), (2, True, True)} <= found


def test_a_zip_that_people_packed_anew_is_read(tmp_path):
    folder = TWO.save(tmp_path / "voices")
    path = tmp_path / "packed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._comparison.jsonl", b"\0")
        archive.writestr("__MACOSX/comparison.jsonl", b"\0")
        for file in folder.iterdir():
            archive.write(file, f"voices/{file.name}")
    assert loaded(path) == (TWO, "")
    assert loaded(folder / INDEX) == (TWO, "")
    assert loaded(tmp_path) == (TWO, "")  # one folder deeper, as some unpack it


@pytest.mark.parametrize(
    "name", ["../secret.flac", "/etc/passwd", "a/b.flac", "..", ".hidden", "-rf", "", None, 5, "x" * 400]
)
def test_a_name_that_leads_elsewhere_is_not_read(name, tmp_path):
    (tmp_path / "secret.flac").write_bytes(tone().encode("flac"))
    folder = TWO.save(tmp_path / "voices")
    changed(folder, 1, files={"sound": name})
    assert loaded(folder)[0][0].clip is None
    with zipfile.ZipFile(tmp_path / "slip.zip", "w") as archive:
        archive.writestr("../secret.flac", tone().encode("flac"))
        archive.writestr("a/b.flac", tone().encode("flac"))
        archive.write(folder / INDEX, INDEX)
    assert [c.clip for c in loaded(tmp_path / "slip.zip")[0]] == [None, None]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["secret.flac", "slip.zip", "voices"]


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "secret.flac").write_bytes(tone().encode("flac"))
    folder = TWO.save(tmp_path / "voices")
    (folder / "000-link.flac").symlink_to(tmp_path / "secret.flac")
    changed(folder, 1, files={"sound": "000-link.flac"})
    assert loaded(folder)[0][0].clip is None


def test_a_line_longer_than_any_cell_is_not_read_into_memory(tmp_path, monkeypatch):
    folder = TWO.save(tmp_path / "voices")
    changed(folder, 1, verbatim="x" * 50_000)
    assert loaded(folder)[0][0].verbatim == "x" * 50_000
    monkeypatch.setattr("omni_nb.compare.disk.LONGEST_LINE_BYTES", 50_000)
    assert loaded(folder) == (TWO.remove(0), "voices could not be read completely: cell 0 is damaged")


def test_more_sound_than_a_machine_holds_is_left_out_and_noted(tmp_path, monkeypatch):
    monkeypatch.setattr("omni_nb.compare.disk.MOST_SAMPLES", 3_000)
    back, said = loaded(TWO.save(tmp_path / "voices.zip"))
    assert [c.clip is not None for c in back] == [True, False]
    assert back[1].reply.notes[-1].code == "sound_lost"
    assert "cell 1" in said


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"PK\3\4", b"<!doctype html><p>", b"\x7fELF", b"{}", b"PK\5\6" + b"\0" * 18],
)  # fmt: skip
def test_files_of_others_are_refused_clearly(data, tmp_path):
    (tmp_path / "foreign.zip").write_bytes(data)
    with pytest.raises(MediaError, match="is not a comparison") as found:
        Comparison.load(tmp_path / "foreign.zip")
    assert found.value.code == "no_comparison"


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b'{"a": 1}', b"[1]", b"[" * 100_000, b'{"format": "votes"}\n{}', b"\xff\xfe{"]
)
def test_an_index_of_another_program_is_refused_clearly(data, tmp_path):
    (tmp_path / INDEX).write_bytes(data)
    with pytest.raises(MediaError, match="not a readable comparison"):
        Comparison.load(tmp_path)


def test_what_is_not_there_is_told_as_such(tmp_path):
    with pytest.raises(FileMissing, match="no such file or folder"):
        Comparison.load(tmp_path / "nothing.zip")
    with pytest.raises(MediaError, match=r"no comparison\.jsonl"):
        Comparison.load(tmp_path)


def test_a_measure_that_a_later_version_adds_is_kept_by_the_way_it_is_written(tmp_path):
    """Every field of a cell, whatever it will be, is in the file: nobody has to think of it."""
    folder = TWO.save(tmp_path / "voices")
    line = json.loads((folder / INDEX).read_bytes().split(b"\n")[1])
    compared = {f.name for f in dataclasses.fields(Cell) if f.compare}
    assert compared <= set(line)
