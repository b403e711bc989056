import gc
import socket
import weakref

import pytest

from omni_nb import Omni
from omni_nb.prompt.parts import Prompt
from omni_nb.servers.address import resolve
from omni_nb.session.client import Client


def client(model="qwen3-omni-flash", **more):
    return Client(model, address=resolve(key=None, region=None, base_url=None, server="simulator"), **more)


def test_options_go_over_the_defaults():
    a = client(voice="Ethan", system="Be brief.")
    s = a.settings({"temperature": 0.2})
    assert (s.model, s.voice, s.system, s.sound, s.temperature) == ("qwen3-omni-flash", "Ethan", "Be brief.", True, 0.2)
    assert a.settings({"system": None}).system is None
    assert a.settings({"thinking": True}).sound is False
    with pytest.raises(TypeError, match="did you mean temperature"):
        a.settings({"temprature": 1})


def test_it_writes_reviews_and_begins():
    a = client()
    prompt = Prompt.of("Repeat exactly: one")
    assert a.body(prompt, {"modalities": ["text"]})["messages"][-1]["content"] == prompt.text
    assert (
        a.review(prompt, (), {"thinking": True, "modalities": ["text", "audio"]}).problems[0].code
        == "thinking_with_audio"
    )
    ended = []
    run = a.start(prompt, (), {"modalities": ["text"]}, on_end=ended.append)
    run.wait()
    assert [r.text for r in ended] == ["one"]
    assert a.reached().base_url.startswith("http://127.0.0.1:")
    assert a.address.base_url is None


def test_an_omni_that_nobody_holds_is_gone_and_its_server_with_it():
    omni = Omni.simulated(pace=0, show=False, keep=False)
    omni.ask("hello", modalities=["text"])
    there, port = weakref.ref(omni), omni._client.simulator.port
    socket.create_connection(("127.0.0.1", port), 2).close()
    del omni
    gc.collect()
    assert there() is None
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 2)


@pytest.mark.parametrize(
    "option", [{"model": "m\ud800"}, {"voice": "v\udfff"}, {"system": "s\ud83d"}, {"extra": {"a": ["\ud800"]}}]
)
def test_half_of_a_character_is_refused_by_name_before_it_is_sent(option):
    (name,) = option
    with pytest.raises(ValueError, match=f"^{name} holds half of a character"):
        client().settings(option)


def test_an_option_with_escapes_is_told_without_them():
    with pytest.raises(TypeError, match="no option a�"):
        client().settings({"a\x1b]0;x\x07": 1})
