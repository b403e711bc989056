"""Each program is run, and what it sends is compared with what we send."""

import base64
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from omni_nb import Clip, audio
from omni_nb.prompt.parts import Prompt
from omni_nb.servers import openai_sdk
from omni_nb.servers.simulator.server import Simulator
from omni_nb.show import programs
from tests.support import hostile
from tests.support.clients import client
from tests.support.media import TONE
from tests.support.programs import HISTORY, OPTIONS, PROMPTS, TRICKY, answering, write

NODE = Path(sys.prefix) / "node"
OLD_SDK = Path(sys.prefix) / "openai-1.52"


def run(language, program, folder, *, old=False):
    env = {**os.environ, "OMNI_NB_API_KEY": "canary-of-the-environment", "NO_PROXY": "127.0.0.1"}
    if old:
        env["PYTHONPATH"] = str(OLD_SDK)
    if language == "javascript":
        (folder / "ask.mjs").write_text(program, encoding="utf-8")
        if not (folder / "node_modules").exists():
            (folder / "node_modules").symlink_to(NODE / "node_modules")
        command = ["node", "ask.mjs"]
    elif language == "curl":
        command = ["bash", "-c", program]
    else:
        if not old and openai_sdk.misfit():
            pytest.skip(f"Python's programs need a client that works: this{openai_sdk.misfit()}")
        (folder / "ask.py").write_text(program, encoding="utf-8")
        command = [sys.executable, "ask.py"]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60)


NODES = pytest.mark.skipif(not (NODE / "node_modules").is_dir() or not shutil.which("node"), reason="NOT TRIED: Node's openai is not there, so no JavaScript was run")  # fmt: skip
LANGUAGES = ["python", "async", "curl", pytest.param("javascript", marks=NODES)]
ORDINARY = {("python", 0), ("python", 1), ("python", 2), ("async", 0), ("curl", 1), ("curl", 2), ("javascript", 0)}
EACH = [
    pytest.param(language, asked, marks=[NODES] * (language == "javascript") + [pytest.mark.heavy] * ((language, asked) not in ORDINARY))
    for language in ("python", "async", "curl", "javascript")
    for asked in range(len(OPTIONS))
]  # fmt: skip
"""Each language and each option; all pairs by hand."""


@pytest.mark.parametrize(("language", "asked"), EACH)
def test_a_program_sends_exactly_what_we_send(language, asked, recorded, tmp_path, monkeypatch):
    options = OPTIONS[asked]
    omni = client(base_url=recorded.url)
    for name in PROMPTS if options is OPTIONS[0] and language == "python" else ["text", "picture"]:
        parts = PROMPTS[name]
        history = HISTORY if name in ("text", "URL") else []
        program = write(language, omni, parts, options, history, monkeypatch, tmp_path)
        recorded.bodies.clear()
        done = run(language, program, tmp_path)
        assert done.returncode == 0, done.stderr
        ((body, key),) = recorded.bodies
        assert body == omni.body(omni.request(Prompt.of(*parts), history, options)), name
        assert key == "Bearer canary-of-the-environment"
        if language != "curl" and name == "text":
            assert done.stdout.strip() == TRICKY.split(": ", 1)[1].strip()
        if language == "curl":
            assert done.stdout.startswith("data: {")
    if "audio" in options["modalities"] and language != "curl":
        assert Clip.read(tmp_path / "reply.wav").duration_s > 0.2


@pytest.mark.skipif(
    not OLD_SDK.is_dir(), reason="NOT TRIED: openai 1.52 is not there, so only the newest SDK was tried"
)
@pytest.mark.parametrize("language", ["python", "async"])
def test_the_old_sdk_runs_the_same_program(language, recorded, tmp_path, monkeypatch):
    omni = client(base_url=recorded.url)
    program = write(language, omni, ("Repeat exactly: one two",), OPTIONS[0], [], monkeypatch, tmp_path)
    done = run(language, program, tmp_path, old=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "one two"
    assert Clip.read(tmp_path / "reply.wav").duration_s > 0.2


def test_a_request_that_is_not_streamed(recorded, tmp_path, monkeypatch):
    omni = client("qwen3.5-plus", base_url=recorded.url)
    for language in ("python", "javascript") if (NODE / "node_modules").is_dir() else ("python",):
        program = write(
            language,
            omni,
            ("Repeat exactly: one",),
            {"stream": False, "modalities": ["text"]},
            [],
            monkeypatch,
            tmp_path,
        )
        done = run(language, program, tmp_path)
        assert (done.returncode, done.stdout.strip()) == (0, "one"), done.stderr


def test_other_dialects_are_written_and_heard_too(tmp_path, monkeypatch):
    with Simulator(pace=0, dialect="vllm-omni") as server:
        there = client("Qwen/Qwen3-Omni-30B-A3B-Instruct", base_url=server.base_url, dialect="vllm-omni")
        program = write(
            "python",
            there,
            (audio(TONE), "Repeat exactly: one two three"),
            {"voice": "Ethan"},
            [],
            monkeypatch,
            tmp_path,
        )
        done = run("python", program, tmp_path)
        assert (done.returncode, done.stdout.strip()) == (0, "one two three"), done.stderr
    assert Clip.read(tmp_path / "reply.wav").duration_s > 0.3


def test_a_program_has_no_word_of_what_is_not_asked_for(tmp_path, monkeypatch):
    quiet = {"modalities": ["text"]}
    here = client(base_url="http://127.0.0.1:9/v1")
    there = client("Qwen/Qwen3-Omni-30B-A3B-Instruct", base_url="http://127.0.0.1:9/v1", dialect="vllm-omni")
    for language in ("python", "async", "javascript"):
        program = write(language, here, ("hello",), quiet, [], monkeypatch, tmp_path)
        assert not re.search("base64|wave|sound|audio|vLLM|readFile|writeFile", program)
        program = write(language, here, ("hello",), {"voice": "Ethan"}, [], monkeypatch, tmp_path)
        assert "base64" in program
        assert "vLLM" not in program
        assert "vLLM" in write(language, there, ("hello",), {"voice": "Ethan"}, [], monkeypatch, tmp_path)


def test_sound_of_a_request_that_is_not_streamed(tmp_path):
    said = {"content": None, "audio": {"transcript": "one", "data": base64.b64encode(TONE.encode("wav")).decode()}}
    body = {"model": "gpt-audio", "messages": [{"role": "user", "content": "hello"}], "modalities": ["text", "audio"]}
    with answering({"id": "1", "choices": [{"index": 0, "message": {"role": "assistant", **said}}]}) as url:
        target = programs.Target(url=url, key="OMNI_NB_API_KEY", key_optional=True)
        for language in ("python", "javascript") if (NODE / "node_modules").is_dir() else ("python",):
            done = run(language, getattr(programs, language)(body, target), tmp_path)
            assert (done.returncode, done.stdout.strip()) == (0, "one"), done.stderr
            assert np.array_equal(Clip.read(tmp_path / "reply.wav").samples, TONE.samples)
            (tmp_path / "reply.wav").unlink()


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_from_elsewhere_stay_words_in_a_program(language, recorded, tmp_path):
    tricks = "$(touch ran) `touch ran` '\"; touch ran #\nJSON\ntouch ran\nEOF\n\"\"\" ''' */ ${process.exit()} {__import__('os')}"
    unseen = "\u202e\u200b\x7f\x1b]0;x\x07\u2028 \U000e0041 你好"
    body = {
        "model": tricks + unseen, "messages": [{"role": "user", "content": tricks + unseen}], "modalities": ["text"],
        "stream": True, "__proto__": {"a": tricks}, "$(touch ran)": unseen, "constructor": 1,
    }  # fmt: skip
    target = programs.Target(
        url=f"{recorded.url}/$(touch${{IFS}}ran)`touch${{IFS}}ran`'\";[1-3]{{a,b}}",
        key="OMNI_NB_API_KEY",
        key_optional=True,
    )
    written = {"python": programs.python, "curl": programs.curl, "javascript": programs.javascript}
    write = written.get(language) or (lambda tree, to: programs.python(tree, to, is_async=True))
    program = write(body, target)
    assert hostile.unseen(program) == ""
    run(language, program, tmp_path)
    assert not (tmp_path / "ran").exists()
    ((sent, _),) = recorded.bodies
    assert sent == body
