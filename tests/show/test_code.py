"""What a program is made of, and what is never in it."""

import json

import pytest

from omni_nb import audio
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.request import Turn
from omni_nb.show import code
from tests.support.clients import client
from tests.support.media import TONE
from tests.support.programs import OPTIONS, write


def test_the_key_is_in_no_program(monkeypatch, tmp_path):
    key = "sk-" + "canary0123456789abcdef"
    omni = client(base_url="http://127.0.0.1:9/v1", api_key=key)
    for language in code.TITLES:
        program = write(language, omni, ("hello",), OPTIONS[0], [], monkeypatch, tmp_path)
        assert "canary" not in program
        assert "OMNI_NB_API_KEY" in program or language == "magic"
    monkeypatch.setenv("DASHSCOPE_API_KEY", key)
    program = write("python", client(server=None), ("hello",), {}, [], monkeypatch, tmp_path)
    assert 'os.environ["DASHSCOPE_API_KEY"]' in program


def test_bare_base64_is_a_file_too_and_what_is_none_stays(tmp_path, monkeypatch):
    omni = client("gpt-audio", base_url="http://127.0.0.1:9/v1", dialect="openai")
    program = write("python", omni, (audio(TONE), "what?"), {}, [], monkeypatch, tmp_path)
    assert '"data": b64("media/' in program
    odd = {"messages": [], "x": {"format": "wav", "data": "not base64!"}, "list": [], "none": None, "e": {}}
    text = code.program(
        "python", odd, address=omni.address, dialect=omni.dialect_state.dialect, save=lambda *_: "never"
    )
    assert '"not base64!"' in text


def test_a_language_that_is_not_there(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="no code in 'cobol'; available: python, async, curl"):
        write("cobol", client(base_url="http://127.0.0.1:9/v1"), ("hello",), {}, [], monkeypatch, tmp_path)


def test_a_cell_that_could_not_keep_the_order_is_refused_and_earlier_turns_keep_it(monkeypatch, tmp_path):
    omni = client(base_url="http://127.0.0.1:9/v1")
    with pytest.raises(ValueError, match="use the Python code"):
        write("magic", omni, ("First:", audio(TONE), "Second:", audio(TONE)), {}, [], monkeypatch, tmp_path)
    asked = Prompt.of("First:", audio(TONE), "Second:", audio(TONE), "?")
    write("magic", omni, ("and?",), {}, [Turn(asked, "they differ")], monkeypatch, tmp_path)
    (kept,) = tmp_path.rglob("*conversation*.json")
    ask = json.loads(kept.read_text())["turns"][0]["ask"]
    assert [next(iter(piece)) for piece in ask] == ["text", "audio", "text", "audio", "text"]
