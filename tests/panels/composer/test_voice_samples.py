import pytest

from omni_nb import Omni, catalog
from omni_nb.panels.composer.voice_samples import sample_words
from omni_nb.session.client import Client
from tests.panels.composer.support import Desktop


def test_a_voice_is_asked_once_and_in_no_conversation(desk, monkeypatch):
    begun = []
    start = Client.start
    monkeypatch.setattr(Client, "start", lambda self, *a, **k: begun.append(a) or start(self, *a, **k))
    for _ in range(2):
        desk.say("sample", voice="Cherry")
    assert len(begun) == 1
    assert len([1 for m, _ in desk.form.told if m["t"] == "play"]) == 2
    assert (desk["sampling"], len(desk.composer.chat), desk.composer.reply) == ("", 0, None)


def test_two_clicks_at_once_are_one_sample_and_two_voices_are_two(desk, monkeypatch):
    begun = []
    start = Client.start
    monkeypatch.setattr(Client, "start", lambda self, *a, **k: begun.append(a) or start(self, *a, **k))
    for voice in ("Cherry", "Cherry", "Ethan", "Cherry"):
        desk.form.say({"t": "sample", "voice": voice}, [])
    desk.settle()
    assert len(begun) == 2
    assert sorted(m["key"] for m, _ in desk.form.told if m["t"] == "play") == ["voice:Cherry", "voice:Ethan"]
    assert desk["sampling"] == ""


def test_a_voice_whose_name_cannot_be_sent_says_why_and_can_be_tried_again(desk):
    for _ in range(2):
        desk.say("dismiss")
        desk.say("sample", voice="\ud800")
        assert desk.notice.startswith("The voice � cannot be heard: ")
        assert desk["sampling"] == ""


def test_a_voice_that_cannot_be_heard_says_why(monkeypatch):
    desk = Desktop(monkeypatch, Omni.simulated(pace=0, show=False, keep=False, fault="401"))
    desk.say("sample", voice="Cherry")
    assert desk.notice.startswith("The voice Cherry cannot be heard: ")


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
