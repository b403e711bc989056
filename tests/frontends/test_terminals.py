"""Where there is text and nothing else: plain Python's prompt, programs, IPython, `jupyter console`. `make frontends`."""

import os
import pty
import re
import subprocess
import sys
import time

import pytest

from tests.support.front_ends import environment, program

pytestmark = [pytest.mark.frontends, pytest.mark.timeout(300)]
MAKE = "from omni_nb import Omni; omni = Omni.simulated(pace=0)"
ASK = "omni.ask('Repeat exactly: hello you', voice='Cherry')"
PROGRAM = f"{MAKE}\nreply = {ASK}\ncomposer = omni.compose()\nprint(reply)\n"
CODES = re.compile(r"\x1b[\[\]()?][0-9;?]*[A-Za-z]?")


def typed(folder, command, *lines, prompt, **more):
    """What a terminal shows when a person types these lines, each at a prompt."""
    here, there = pty.openpty()
    env = {**environment(folder, "papermill"), "TERM": "dumb", "PYTHON_BASIC_REPL": "1", **more}
    process = subprocess.Popen(command, stdin=there, stdout=there, stderr=there, env=env, cwd=folder, close_fds=True)
    os.close(there)
    seen, end, waiting = "", time.monotonic() + 120, list(lines)
    try:
        while time.monotonic() < end:
            try:
                data = os.read(here, 65_536)
            except OSError:
                break
            if not data:
                break
            seen += data.decode("utf-8", "replace")
            if waiting and re.search(prompt, CODES.sub("", seen).rpartition("\n")[2]):
                os.write(here, waiting.pop(0).encode() + b"\r")
                seen += "\n"
    finally:
        process.kill()
        process.wait()
        os.close(here)
    return CODES.sub("", seen).replace("\r", "")


def test_at_plain_pythons_prompt_words_come_and_a_composer_says_what_to_do(tmp_path):
    seen = typed(
        tmp_path, [sys.executable, "-q"], MAKE, ASK, "omni.compose()", "omni.compose()", "exit()", prompt="^>>> $"
    )
    assert "\nhello you\n" in seen
    assert "SIMULATED" in seen
    assert seen.count("The composer is shown in notebooks") == 1


def test_ipython_says_an_answer_once(tmp_path):
    seen = typed(
        tmp_path, [sys.executable, "-m", "IPython", "--no-banner", "--simple-prompt"], MAKE, ASK, "omni.compose()", "exit()",
        prompt=r"^In \[\d+\]: $",
    )  # fmt: skip
    assert seen.count("\nhello you\n") == 1
    assert "<Reply (simulated) 'hello you'" in seen
    assert "The composer is shown in notebooks" in seen


def test_jupyter_console_has_the_words(tmp_path):
    seen = typed(
        tmp_path, [program("papermill", "jupyter"), "console", "--simple-prompt"], MAKE, ASK, "exit()",
        prompt=r"^In \[\d+\]: $", OMNI_NB_WIDGETS="0",
    )  # fmt: skip
    assert "hello you" in seen
    assert "SIMULATED" in seen


def test_a_program_at_a_terminal_is_told_once_how_to_see_a_reply(tmp_path):
    (tmp_path / "ask.py").write_text(PROGRAM)
    seen = typed(tmp_path, [sys.executable, "ask.py"], prompt="never")
    assert seen.count("A program shows no replies by itself") == 1
    assert seen.count("hello you") == 1


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252", "gbk"])
def test_a_program_in_a_pipe_prints_what_it_prints_and_nothing_else(tmp_path, encoding):
    (tmp_path / "ask.py").write_text(PROGRAM.replace("hello you", "hello → 你好"))
    done = subprocess.run(
        [sys.executable, "ask.py"], capture_output=True, cwd=tmp_path, timeout=100,
        env={**environment(tmp_path, "papermill"), "PYTHONIOENCODING": f"{encoding}:replace", "OMNI_NB_LANGUAGE": "en"},
    )  # fmt: skip
    assert done.stderr == b""
    assert done.stdout.decode(encoding).startswith("hello ")
