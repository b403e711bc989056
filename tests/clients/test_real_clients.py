"""Clients and frameworks that people really use, each started as its README says, against the simulator. `make clients`.

Each has an environment of its own under `.venv/clients`, because they do not agree on a version of openai.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from omni_nb import Omni
from omni_nb.errors import NotFound, RateLimited, ServerError
from omni_nb.servers.simulator.server import Simulator
from tests.support.media import TONE, picture
from tests.support.ports import free_port

pytestmark = [pytest.mark.clients, pytest.mark.timeout(600)]
HERE = Path(__file__).parent
ROOMS = Path(sys.prefix) / "clients"
MASTER = "sk-" + "test-of-the-proxy-" * 2  # it starts with none that is shorter
WORDS = "I am the simulator inside omni_nb"


def run(name, server, *more, python=None, script=None):
    """What a script of that client printed, as JSON."""
    python = python or ROOMS / name / "bin" / "python"
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "OMNI_NB_DATA_DIR")} | {
        "NO_PROXY": "127.0.0.1"
    }
    done = subprocess.run(
        [python, script or HERE / f"with_{name}.py", server.base_url, *more], env=env, capture_output=True, text=True, timeout=300
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3_000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


@pytest.mark.parametrize("version", ["1.52", "newest"])
def test_openai_python(simulator, version, monkeypatch):
    room = ROOMS / ("openai-1.52" if version == "1.52" else "openai")
    got = run("openai", simulator, python=room / "bin" / "python")
    assert got["version"].startswith("1.52") == (version == "1.52")
    assert WORDS in got["whole"]
    assert {got["streamed"], got["async"], got["helped"], got["raw"][1]} == {got["whole"]}
    assert (got["model"], got["refused"], got["raw"][0], got["raw"][2]) == (
        "qwen3-omni-flash",
        "404 model_not_found",
        200,
        True,
    )
    assert got["usage"] == got["streamed_usage"] > 40
    assert (got["called"], got["short"]) == (["tool_calls", '{"a": 3}'], ["length", "I am the"])


def test_openai_node(simulator):
    place = Path(sys.prefix) / "node"
    script = place / "with_node.mjs"  # beside node_modules, where Node looks for packages
    shutil.copy(HERE / "with_node.mjs", script)
    got = run("node", simulator, python=shutil.which("node"), script=script)
    assert WORDS in got["streamed"]
    assert (got["done"], got["given"], got["told"], got["model"]) == (
        True,
        [[2, 3]],
        "The tool answered: 5",
        "qwen3-omni-flash",
    )


def test_litellm(simulator):
    got = run("litellm", simulator)
    assert WORDS in got["whole"]
    assert got["streamed"] == got["whole"]
    assert (got["usage"], got["refused"]) == (got["streamed_usage"], "404")


def test_simonw_llm(tmp_path):
    (tmp_path / "red.png").write_bytes(picture())
    (tmp_path / "tone.wav").write_bytes(TONE.encode())
    with Simulator(pace=0, dialect="openai") as openais:  # it sends bare base64, which DashScope refuses
        got = run("llm", openais, tmp_path)
    assert WORDS in got["text"]
    assert "mostly red" in got["picture"]
    assert "A sound of 1.0 seconds" in got["sound"]
    assert "turn number 2" in got["again"]


def test_pydantic_ai(simulator):
    got = run("pydantic_ai", simulator)
    assert (got["given"], got["told"], got["requests"]) == ([["Paris", 3]], "The tool answered: sunny in Paris", 2)
    assert isinstance(got["city"]["people"], int)
    assert WORDS in got["streamed"]


def test_langchain_openai(simulator):
    got = run("langchain", simulator)
    assert WORDS in got["whole"]
    assert (got["streamed"], got["streamed_usage"]) == (got["whole"], got["usage"])
    assert (got["called"], got["after"]) == ({"a": 6, "b": 7}, "The tool answered: 42")


def test_openai_agents(simulator):
    got = run("openai_agents", simulator)
    assert (got["given"], got["told"], got["requests"]) == (["Paris"], "The tool answered: sunny in Paris", 2)
    assert got["usage"][0] + got["usage"][1] == got["usage"][2] > 40
    assert WORDS in got["streamed"]
    assert got["streamed_usage"] > 40


def test_instructor(simulator):
    assert run("instructor", simulator) == {"name": "Ada", "age": 1, "tags": ["Ada"]}


@pytest.mark.skipif(shutil.which("curl") is None, reason="NOT TRIED: curl is not there")
def test_curl(simulator):
    body = json.dumps({"model": "qwen3-omni-flash", "stream": True, "messages": [{"role": "user", "content": "hi"}]})
    words = [
        "curl",
        "-sSN",
        "-H",
        "Content-Type: application/json",
        "-d",
        "@-",
        f"{simulator.base_url}/chat/completions",
    ]
    done = subprocess.run(words, input=body, capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.endswith("data: [DONE]\n\n")
    large = json.dumps({"model": "qwen3.5-plus", "messages": [{"role": "user", "content": "x" * 3_000_000}]})
    slow = subprocess.run([*words[:2], "-H", "Expect: 100-continue", *words[2:]], input=large, capture_output=True, text=True, timeout=30)  # fmt: skip
    assert "choices" in json.loads(slow.stdout)


@pytest.mark.parametrize("dialect", ["dashscope", "vllm-omni"])
def test_schemathesis_finds_no_fault(dialect):
    with Simulator(pace=0, dialect=dialect) as simulator:
        got = run("schemathesis", simulator)
    assert got["exit"] == 0, got["told"]
    assert got["passed"] == got["generated"] > 500


# -- a LiteLLM proxy between our client and the simulator -----------------------------------------


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    """The address of a LiteLLM proxy, the simulator behind it, and what that was sent; `MODEL-FAULT` has that fault."""
    from tests.support.programs import recording

    place = tmp_path_factory.mktemp("proxy")
    simulators = {f: Simulator(pace=0, fault=f) for f in ("", "429", "cut-mid-json")}
    recorder = recording(simulators[""])
    counted = recorder.__enter__()
    urls = {f: s.base_url for f, s in simulators.items()} | {"": counted.url}
    port = free_port()
    entries = [
        {"model_name": f"{name}{'-' + f if f else ''}", "litellm_params": {"model": f"openai/{name}", "api_base": urls[f], "api_key": "any", "max_retries": 0}}
        for f in simulators for name in ("qwen3-omni-flash", "nobody")
    ]  # fmt: skip
    config = {"model_list": entries, "litellm_settings": {"num_retries": 0, "telemetry": False}, "router_settings": {"num_retries": 0, "disable_cooldowns": True}}  # fmt: skip
    (place / "config.yaml").write_text(json.dumps(config))
    log = (place / "log").open("wb")
    process = subprocess.Popen(
        [ROOMS / "litellm" / "bin" / "litellm", "--config", place / "config.yaml", "--port", str(port), "--host", "127.0.0.1"],
        stdout=log, stderr=subprocess.STDOUT, cwd=place, env={**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MASTER_KEY": MASTER, "NO_PROXY": "127.0.0.1"},
    )  # fmt: skip
    try:
        end = time.monotonic() + 120
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health/liveliness", timeout=2).read()
                break
            except OSError:
                assert process.poll() is None, (place / "log").read_text()[-3_000:]
                time.sleep(0.3)
        yield f"http://127.0.0.1:{port}/v1", simulators[""], counted
    finally:
        process.terminate()
        process.wait(20)
        recorder.__exit__(None, None, None)
        for s in simulators.values():
            s.close()


def through(proxied, model="qwen3-omni-flash", **more):
    return Omni(model, base_url=proxied[0], api_key=MASTER, keep=False, show=False, dialect="dashscope", **more)


def test_through_a_proxy_text_sound_and_usage_are_bit_exact(proxied):
    direct = Omni(base_url=proxied[1].base_url, keep=False, show=False, dialect="dashscope").ask(
        "你是谁", voice="Cherry"
    )
    reply = through(proxied).ask("你是谁", voice="Cherry")
    assert reply.complete
    assert (reply.text, reply.audio, reply.finish_reason) == (direct.text, direct.audio, direct.finish_reason)
    assert (reply.usage.input_tokens, reply.usage.output_tokens, reply.usage.audio_out) == (
        direct.usage.input_tokens, direct.usage.output_tokens, direct.usage.audio_out,
    )  # fmt: skip


@pytest.mark.parametrize(("model", "kind"), [("nobody", NotFound), ("qwen3-omni-flash-429", RateLimited)])
def test_through_a_proxy_a_refusal_keeps_its_kind(proxied, model, kind):
    with pytest.raises(kind):
        through(proxied, model, max_retries=0).ask("hi", modalities=["text"])


def test_through_a_proxy_a_bad_voice_is_asked_once(proxied):
    counted = proxied[2]
    before = len(counted.bodies)
    with pytest.raises(ServerError, match="Voice 'Tina' is not supported"):
        through(proxied).ask("hi", extra={"audio": {"voice": "Tina", "format": "wav"}})
    assert len(counted.bodies) - before == 1


def test_through_a_proxy_a_cut_line_keeps_the_part_that_came(proxied):
    reply = through(proxied, "qwen3-omni-flash-cut-mid-json").ask("Talk for 20 seconds", modalities=["text"])
    assert not reply.complete
    assert reply.text.startswith("You said")
    assert reply.error is not None
