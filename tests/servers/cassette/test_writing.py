import json
import os
import subprocess
import sys
import threading

import pytest

from omni_nb import Omni
from omni_nb.errors import CassetteError
from omni_nb.servers.cassette import contents, writing
from omni_nb.servers.cassette.writing import CassetteFile
from tests.support.cassettes import body, chunk, player, read, record, replaying

ASK = {"ask": {"model": "m", "messages": [{"user": "hi"}]}, "form": "0"}


def test_two_programs_record_into_one_file(tmp_path):
    path = tmp_path / "a.cassette"
    program = (
        "import sys; from omni_nb.servers.cassette.writing import CassetteFile\n"
        "f = CassetteFile(sys.argv[1], {'server': 'other'})\n"
        "for i in range(60): f.append([{'ask': {'model': 'm', 'messages': [{'user': f'{sys.argv[2]} {i}'}]}, 'form': '0', 'take': f'{f.session} {i}'}, {'at': 0.1, 'text': 'x' * 3000}, {'end': 0.1, 'why': 'body'}])\n"
        "assert f.problem is None\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(path), name]) for name in ("one", "two")]
    assert [p.wait(60) for p in running] == [0, 0]
    found = contents.scan(path)
    assert found.damage == []
    assert sorted(p.gist for p in found.places) == sorted(f"{name} {i}" for name in ("one", "two") for i in range(60))


def test_threads_of_one_program_do_not_cut_each_other(tmp_path):
    file = CassetteFile(tmp_path / "a.cassette", {"server": "other"})

    def some(n):
        for i in range(20):
            file.append(
                [
                    {**ASK, "take": f"{file.session} {n * 100 + i}"},
                    {"at": 0.1, "text": "y" * 2_000},
                    {"end": 1, "why": "body"},
                ],
                os.urandom(300),
            )

    threads = [threading.Thread(target=some, args=(n,)) for n in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    found = contents.scan(tmp_path / "a.cassette")
    assert (len(found.places), len(found.heads), found.damage) == (80, 1, [])


def test_a_program_that_was_killed_in_the_middle_costs_only_what_it_was_writing(tmp_path):
    path = tmp_path / "a.cassette"
    record(path, [(0.1, chunk("a"))], bodies=[body("a")])
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) * 2 // 3])
    record(path, [(0.1, chunk("b"))], bodies=[body("b")])
    plays = player(path)
    assert [read(plays, body(w))[0][0][1] for w in "ab"] == [chunk("a"), chunk("b")]
    assert "has no end, and is left out" in plays.damage


def test_what_is_written_behind_a_line_without_end_begins_on_a_line_of_its_own(tmp_path):
    path = tmp_path / "a.cassette"
    omni = Omni.simulated(record=path, show=False, keep=False, pace=0)
    for word in ("one", "two", "three"):
        omni.ask(word, modalities=["text"])
        path.write_bytes(path.read_bytes().rstrip() + (b'\n{"ask": {"mess' if word == "two" else b""))
    with pytest.warns(UserWarning, match="a.cassette is damaged"):
        again = replaying(path)
    assert [again.ask(w, modalities=["text"]).complete for w in ("one", "two", "three")] == [True] * 3


def test_a_kernel_that_is_killed_while_an_answer_comes_leaves_all_that_had_ended(tmp_path):
    path = tmp_path / "a.cassette"
    program = (
        "import os, sys; from omni_nb import Omni\n"
        "omni = Omni.simulated(record=sys.argv[1], show=False, keep=False, pace=0); omni.ask('one', modalities=['text'])\n"
        "slow = Omni.simulated(record=sys.argv[1], show=False, keep=False)\n"
        "for event in slow.stream('two'): os.kill(os.getpid(), 9)\n"
    )
    assert subprocess.run([sys.executable, "-c", program, str(path)], check=False).returncode == -9
    assert replaying(path).ask("one", modalities=["text"]).complete
    assert contents.scan(path).damage == []


@pytest.mark.skipif(os.name == "nt", reason="NOT TRIED: folders of Windows have no such mode")
def test_a_folder_that_may_not_be_written_to_is_told_before_anything_is_asked(tmp_path, monkeypatch):
    real = os.open

    def refused(path, *args, **more):
        if str(path).endswith(".cassette"):
            raise PermissionError(13, "Permission denied")
        return real(path, *args, **more)

    monkeypatch.setattr(os, "open", refused)  # whoever runs the tests as root may write anywhere
    with pytest.raises(CassetteError, match="no permission to read or write") as info:
        Omni.simulated(record=tmp_path / "a.cassette")
    assert info.value.code == "not_written"


def test_a_file_that_is_taken_away_is_begun_anew_with_its_head(tmp_path):
    path = tmp_path / "a.cassette"
    omni = Omni.simulated(record=path, show=False, keep=False, pace=0)
    omni.ask("one", modalities=["text"])
    path.unlink()
    omni.ask("two", modalities=["text"])
    assert replaying(path).ask("two", modalities=["text"]).simulated


def test_halves_of_characters_and_marks_of_lines_are_kept(tmp_path):
    text = "half \ud83d, \u2028 line, \x85, \x00, tab\t, “quotes”"
    script = [(0.1, json.dumps({"a": text}).encode()), (0.2, f"data: {text[8:]}\n\n".encode())]
    record(tmp_path / "a.cassette", script)
    assert read(player(tmp_path / "a.cassette"), body())[0][:-1] == script


def test_a_disk_that_stays_full_takes_a_bounded_memory_and_says_which_answer_is_left_out(tmp_path, monkeypatch):
    path = tmp_path / "a.cassette"
    file = CassetteFile(path, {"server": "other"})
    monkeypatch.setattr(writing, "MOST_WAITING_BYTES", 25_000)
    full = [OSError(28, "No space left on device")]

    def write(handle, data):
        if full:
            raise full[0]
        return real(handle, data)

    real = os.write
    monkeypatch.setattr(os, "write", write)

    def append(word):
        asked = {"ask": {"model": "m", "messages": [{"user": word}]}, "form": "0", "take": f"{file.session} {word}"}
        file.append([asked, {"at": 0.1, "text": "x" * 10_000}, {"end": 0.1, "why": "body"}])
        return file.problem and (file.problem.code, str(file.problem))

    assert [append(w)[0] for w in "1234"] == ["not_written"] * 2 + ["not_recorded_at_all"] * 2
    assert "2 recordings wait in memory" in append("5")[1]
    assert "(3 so far)" in str(file.problem)
    full.clear()
    assert append("6") is None
    assert [p.gist for p in contents.scan(path).places] == ["1", "2", "6"]
