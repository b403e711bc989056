import numpy as np
import pytest

from omni_nb import Clip, Omni, Reply, catalog
from omni_nb.panels.sampling import Sampler, sample_words
from omni_nb.servers.address import Address
from omni_nb.servers.keys import EMPTY
from omni_nb.session.client import Client
from tests.support.media import TONE

MODEL = catalog.default_model()
WHOLE = Reply(text="Hello", audio=TONE, complete=True, finish_reason="stop", model=MODEL.id, voice="Cherry")


def client(base_url=None, title="the simulator"):
    return Client(MODEL.id, address=Address(base_url=base_url, key=EMPTY, title=title), transport=None)


def test_a_sample_is_found_by_whoever_asks_with_the_same_client_and_by_others_where_it_is_kept():
    one, other = client(), client()
    Sampler(one, keeps=lambda: False).keep(MODEL, "Cherry", WHOLE)
    assert Sampler(one).find(MODEL, "Cherry").clip == TONE
    assert Sampler(other, keeps=lambda: True).find(MODEL, "Cherry") is None
    Sampler(one, keeps=lambda: True).keep(MODEL, "Cherry", WHOLE)
    assert Sampler(other, keeps=lambda: True).find(MODEL, "Cherry").text == "Hello"
    assert Sampler(client(), keeps=lambda: False).find(MODEL, "Cherry") is None
    assert Sampler(one).find(MODEL, "Ethan") is None


def test_a_voice_of_another_server_is_another_voice():
    Sampler(client("http://127.0.0.1:1/v1", "here"), keeps=lambda: True).keep(MODEL, "Cherry", WHOLE)
    assert Sampler(client("http://127.0.0.1:2/v1", "here"), keeps=lambda: True).find(MODEL, "Cherry") is None


@pytest.mark.parametrize(
    "reply",
    [
        Reply(text="half", audio=TONE, complete=False),
        Reply(text="no sound", complete=True, finish_reason="stop"),
        Reply(text="", audio=Clip(np.zeros(0, np.int16), 24_000), complete=True, finish_reason="stop"),
    ],
)
def test_what_is_not_whole_is_not_kept(reply):
    sampler = Sampler(client())
    assert sampler.keep(MODEL, "Cherry", reply) is None
    assert sampler.find(MODEL, "Cherry") is None


def test_what_it_costs_is_known_before_it_is_asked():
    assert Sampler(client()).cost(MODEL, "Cherry") == 0
    paid = Sampler(client("http://127.0.0.1:1/v1", "here"))
    assert 0.0005 < paid.cost(MODEL, "Cherry") < 0.02
    assert paid.cost(catalog.model("nobody-knows-it"), "x") is None


def test_it_is_asked_for_sound_with_that_voice():
    request = Sampler(Omni.simulated()._client).request(MODEL, "Ethan")
    assert (request.settings.voice, request.settings.sound) == ("Ethan", True)
    assert request.prompt.text == sample_words(MODEL, "Ethan")


@pytest.mark.parametrize(
    ("model", "voice", "words"),
    [
        ("qwen3-omni-flash", "Cherry", "请逐字朗读：你好，我是Cherry，很高兴认识你。"),
        ("qwen3-omni-flash", "Jada", "请逐字朗读：你好，我是Jada，很高兴认识你。"),
        ("qwen3.5-omni-plus", "Jennifer", "Repeat exactly: Hello, I am Jennifer. Nice to meet you."),
        ("qwen3.5-omni-plus", "Sonrisa", "Repeat exactly: Hola, soy Sonrisa. Mucho gusto."),
        ("qwen3.5-omni-plus", "Sohee", "Repeat exactly: 안녕하세요, 저는 Sohee입니다. 만나서 반갑습니다."),
        ("qwen3.5-omni-plus", "Tina", "请逐字朗读：你好，我是Tina，很高兴认识你。"),
        ("qwen3.5-omni-plus", "my-clone-1", "请逐字朗读：你好，我是my-clone-1，很高兴认识你。"),
        ("gpt-audio", "alloy", "Repeat exactly: Hello, I am alloy. Nice to meet you."),
    ],
)
def test_a_sample_is_said_in_the_first_language_of_the_voice_or_in_that_of_its_service(model, voice, words):
    assert sample_words(catalog.model(model), voice) == words
