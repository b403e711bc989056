import base64
import json
import os
import re
import signal
import subprocess
import sys

import pytest

from omni_nb import Clip, cli
from tests.support.media import TONE, picture
from tests.support.ports import free_port
from tests.support.wires import wire


def run(*args, code=0, capsys):
    try:
        assert cli.main(args) == code
    except SystemExit as stop:
        assert stop.code == code
    return capsys.readouterr()


@pytest.fixture
def at(simulator):
    return ["--base-url", simulator.base_url]


def test_it_prints_the_words_and_saves_the_sound(at, capsys, tmp_path):
    out = run("ask", "Repeat exactly: one two", "--voice", "Cherry", *at, "-o", str(tmp_path / "x.flac"), capsys=capsys)
    assert out.out == "one two\n"
    assert "qwen3-omni-flash · Cherry" in out.err
    assert Clip.read(tmp_path / "x.flac").duration_s > 0.3


def test_a_files_url_is_that_file_and_a_missing_one_is_said(at, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my x.png").write_bytes(picture())
    url = (tmp_path / "my x.png").as_uri()
    assert "64" in run("ask", "What is this?", "--image", url, "-t", *at, capsys=capsys).out
    for words in (["nope.png"], ["hi", "--image", "nope.png"], ["hi", "--image", "s3://b/a.png"]):
        out = run("ask", *words, "-t", *at, code=1, capsys=capsys)
        assert "no such file" in out.err or "can fetch s3" in out.err
        assert "Errno" not in out.err


def test_media_and_text_only(at, capsys, tmp_path):
    (tmp_path / "x.png").write_bytes(picture())
    out = run(
        "ask",
        "What is this?",
        "--image",
        str(tmp_path / "x.png"),
        "--text-only",
        "--thinking",
        "--system",
        "brief",
        *at,
        capsys=capsys,
    )
    assert "64 × 48 pixels" in out.out


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["ask", "x", "--voice", "Tina"], 1, "belongs to"),
        (["ask", "x", "--image", "nowhere.png"], 1, "nowhere.png"),
        (["ask", "x", "-o", "x.xyz"], 1, "cannot save"),
        (["ask"], 2, "required"),
        (["smell"], 2, "invalid choice"),
    ],
)
def test_misuse_and_refusals_have_their_exit_status(at, args, code, words, capsys):
    out = run(*args, *(at if args[0] == "ask" and len(args) > 1 else []), code=code, capsys=capsys)
    assert words in out.err


def test_a_key_that_is_missing_is_told(capsys):
    assert "DASHSCOPE_API_KEY" in run("ask", "x", "--region", "us", code=1, capsys=capsys).err


def test_the_doctor_shows_no_key(capsys, monkeypatch):
    monkeypatch.setenv("DASHSCOPE_API_KEY", "sk-" + "canary0123456789")
    out = run("doctor", capsys=capsys).out
    assert "DASHSCOPE_API_KEY    set" in out
    assert "canary" not in out
    assert "on DashScope (beijing)" in out


def test_the_faults_can_be_listed(capsys):
    assert "cut-mid-sample" in run("simulate", "--fault", "list", capsys=capsys).out
    assert "no fault" in run("simulate", "--fault", "rain", code=1, capsys=capsys).err


def test_a_cassette_is_recorded_played_listed_and_served(at, capsys, tmp_path):
    path = str(tmp_path / "lesson.cassette")
    assert run("ask", "Repeat exactly: hi", "-t", "--record", path, *at, capsys=capsys).out == "hi\n"
    assert run("ask", "Repeat exactly: hi", "-t", "--replay", path, capsys=capsys).out == "hi\n"
    assert "NotRecorded" not in (told := run("ask", "Repeat", "-t", "--replay", path, code=1, capsys=capsys).err)
    assert "The nearest of 1 that it holds: “Repeat exactly: hi”" in told
    assert run("replay", path, "--list", capsys=capsys).out == "Repeat exactly: hi  (qwen3-omni-flash)\n"
    assert "speed must be a number over 0" in run("replay", path, "--speed", "0", code=1, capsys=capsys).err
    assert "no such file" in run("replay", path + "x", code=1, capsys=capsys).err
    port = free_port()
    process = start("replay", path, "--port", str(port), "--speed", "inf")
    try:
        line = process.stdout.readline()
        assert f"(1 question) on http://127.0.0.1:{port}/v1" in line
        url = f"http://127.0.0.1:{port}/v1"
        assert run("ask", "Repeat exactly: hi", "-t", "--base-url", url, capsys=capsys).out == "hi\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    finally:
        process.kill()
        process.communicate()


def test_without_a_command_it_says_what_there_is(capsys):
    told = run(code=2, capsys=capsys).err
    for words in ("ask", "simulate", "doctor", "lab", "--voice Cherry"):
        assert words in told


@pytest.mark.parametrize("command", ["ask", "simulate", "replay"])
def test_every_option_has_a_word_of_help(command, capsys):
    told = run(command, "--help", capsys=capsys).out.partition("options:")[2]
    bare = re.findall(r"^  (-(?:(?! {2})[^\n])*)\n(?=  -|\Z)", told, re.MULTILINE)  # neither beside it nor below
    assert "--help" in told
    assert not bare


def test_version(capsys):
    assert "omni_nb" in run("--version", capsys=capsys).out


def start(*args):
    return subprocess.Popen(
        [sys.executable, "-m", "omni_nb.cli", *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ},
    )


def test_the_simulator_runs_until_it_is_stopped(capsys):
    port = free_port()
    process = start("simulate", "--port", str(port), "--pace", "0")
    try:
        assert f"http://127.0.0.1:{port}/v1" in process.stdout.readline()
        assert (
            run("ask", "Repeat exactly: hi", "-t", "--base-url", f"http://127.0.0.1:{port}/v1", capsys=capsys).out
            == "hi\n"
        )
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130
    finally:
        process.kill()
        process.communicate()


def test_ctrl_c_keeps_what_came_and_exits_as_interrupted(tmp_path):
    """The words come after the sound here, so whoever reads them knows that there is sound; then nothing more comes."""
    pcm = base64.b64encode(TONE.samples.tobytes()).decode()
    deltas = {"audio": {"data": pcm}}, {"content": "hello"}
    body = "".join(f"data: {json.dumps({'choices': [{'index': 0, 'delta': delta}]})}\n\n" for delta in deltas)
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
    with wire((head + body).encode(), hold=True) as server:
        process = start(
            "ask", "x", "--base-url", f"http://127.0.0.1:{server.port}/v1", "-o", str(tmp_path / "part.wav")
        )
        try:
            assert process.stdout.read(5) == "hello"
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 130
            assert Clip.read(tmp_path / "part.wav").duration_s == TONE.duration_s
        finally:
            process.kill()
            process.communicate()


def test_lab_is_started_or_missed_by_name(monkeypatch, capsys):
    monkeypatch.setattr(cli.importlib.util, "find_spec", lambda name: None)
    assert "omni_nb[lab]" in run("lab", code=1, capsys=capsys).err
    monkeypatch.undo()
    started = []
    monkeypatch.setattr(cli.os, "execv", lambda path, args: started.append(args))
    run("lab", "--no-browser", capsys=capsys)
    assert started[0][1:] == ["lab", "--no-browser"]


def ends(args, **kwargs):
    """A process of its own: (status, stdout, stderr) as bytes."""
    env = {**os.environ, **kwargs.pop("env", {})}
    kwargs = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL, **kwargs}
    done = subprocess.run([sys.executable, "-m", "omni_nb.cli", *args], env=env, timeout=60, **kwargs)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", "d\xe9j\xe0 ? vu"),
        pytest.param("ascii", "d?j? ? vu", marks=pytest.mark.heavy),
        pytest.param("cp936", "d\xe9j\xe0 \u4f60 vu", marks=pytest.mark.heavy),
    ],
)
def test_a_console_of_an_old_code_page_costs_neither_words_nor_sound(at, tmp_path, encoding, words):
    env = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    status, out, err = ends(
        ["ask", "Repeat exactly: d\xe9j\xe0 \u4f60 vu", "-v", "Cherry", *at, "-o", str(tmp_path / "x.wav")], env=env
    )
    assert (status, out.decode(encoding).strip()) == (0, words)
    assert "saved" in err.decode(encoding)
    assert b"\\u" not in err
    assert Clip.read(tmp_path / "x.wav").duration_s > 0.1
    status, out, err = ends(["doctor"], env=env)
    assert (status, "set PYTHONUTF8=1" in out.decode(encoding)) == (0, True)


def test_an_error_at_an_old_code_page_is_readable_english():
    status, _, err = ends(["ask", "x", "--region", "us"], env={"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"})
    assert status == 1
    assert "-> Set DASHSCOPE_API_KEY" in err.decode("cp1252")
    assert "??" not in err.decode("cp1252")


def test_a_question_typed_where_the_locale_is_c_arrives(at):
    env = {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    status, out, _ = ends(["ask", "Repeat exactly: caf\u00e9", "-t", *at], env=env)
    assert (status, out) == (0, b"caf?\n")


def test_a_reader_who_leaves_costs_neither_sound_nor_a_complaint(at, tmp_path):
    gone, left = os.pipe()
    os.close(gone)
    status, _, err = ends(
        ["ask", "Repeat exactly: one two", "-v", "Cherry", *at, "-o", str(tmp_path / "x.wav")], stdout=left
    )
    os.close(left)
    assert status == 0
    assert b"Traceback" not in err
    assert b"Broken" not in err
    assert Clip.read(tmp_path / "x.wav").duration_s > 0.1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_under_the_words_is_told_and_the_sound_saved(at, tmp_path):
    with open("/dev/full", "wb") as full:
        status, _, err = ends(
            ["ask", "Repeat exactly: one two", "-v", "Cherry", *at, "-o", str(tmp_path / "x.wav")], stdout=full
        )
    assert (status, b"is the disk full" in err, b"Traceback" in err) == (1, True, False)
    assert Clip.read(tmp_path / "x.wav").duration_s > 0.1


@pytest.mark.parametrize(
    ("name", "further", "said"),
    [
        ("none/x.wav", [], "there is no folder"),
        ("x.xyz", [], "cannot save sound as '.xyz'"),
        ("x", [], "a file without suffix"),
        ("folder.wav", [], "is a folder"),
        ("x.wav", ["-t"], "remove one of the two"),
    ],
)
def test_what_cannot_be_saved_is_told_before_anything_is_asked(at, capsys, tmp_path, name, further, said):
    (tmp_path / "folder.wav").mkdir()
    out = run("ask", "x", *at, "-o", str(tmp_path / name), *further, code=1, capsys=capsys)
    assert (out.out, said in out.err) == ("", True)


@pytest.mark.parametrize("port", ["used", "99999", "-1"])
def test_a_port_that_cannot_be_had_is_told(port, capsys, simulator):
    port = simulator.base_url.split(":")[2].split("/")[0] if port == "used" else port
    out = run("simulate", f"--port={port}", code=1, capsys=capsys)
    assert f"port {port} of this machine" in out.err
    assert "Errno" not in out.err
