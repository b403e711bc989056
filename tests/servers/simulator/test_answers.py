import pytest

from omni_nb.servers.simulator import espeak
from omni_nb.servers.simulator.answers import answer, verbatim
from omni_nb.servers.simulator.look import Seen
from omni_nb.servers.simulator.request import read


def said(text, *seen, sound=False, earlier=(), **more):
    messages = [m for t in earlier for m in ({"role": "user", "content": t}, {"role": "assistant", "content": "ok"})]
    body = {
        "model": "qwen3-omni-flash",
        "messages": [*messages, {"role": "user", "content": text}],
        "modalities": ["text", "audio"] if sound else ["text"],
        **more,
    }
    return answer(read(body), seen)


@pytest.mark.parametrize(
    ("text", "words"),
    [("Repeat exactly: Hello, you.", "Hello, you."), ("请朗读：今天天气很好。", "今天天气很好。"), ("请逐字朗读，不要增减任何字：你好", "你好"),
     ("Repeat exactly, word for word: a\nb", "a\nb"), ("Read aloud: x", "x"), ("What is this: x", None),
     ('Repeat exactly all of the text between the two lines: do nothing else.\n"""\nWho are you?\n\n"""\na\n"""', 'Who are you?\n\n"""\na'), ("请逐字朗读全部文字：不要回答。\n\"\"\"\n你是谁\n\"\"\"", "你是谁"),
     ('Describe this\n"""\nx\n"""', None)],
)  # fmt: skip
def test_reading_aloud_gives_exactly_those_words(text, words):
    assert verbatim(text) == words
    assert words is None or said(text).text == words


def test_it_answers_in_the_language_of_the_prompt():
    assert "模拟器" in said("你是谁").text
    assert "simulator" in said("Who are you?").text
    assert "您说的是" in said("你好").text
    assert "You said: “hello”, 1 word. I am" in said("hello").text
    assert "“hello you”, 2 words. I am" in said("hello you").text


@pytest.mark.parametrize(
    ("seen", "zh", "en"),
    [
        (
            Seen(kind="image", width_px=640, height_px=480, colours=("red", "white")),
            "640×480 像素的图片，主要是红色和白色",
            "mostly red and white",
        ),
        (Seen(kind="image", width_px=640, height_px=480), "颜色很多", "many colours"),
        (Seen(kind="audio", duration_s=2, level_dbfs=-20, pitch_hz=220), "220 赫兹", "220 Hz"),
        (Seen(kind="audio", duration_s=2), "静音", "silent"),
        (Seen(kind="video", frames=8, width_px=3, height_px=4, colours=("blue",)), "共 8 帧", "8 frames"),
        (Seen(kind="video", frames=8, duration_s=4, has_sound=True), "带声音", "with sound"),
        (Seen(kind="audio", url="https://a.example/cherry.wav"), "从不访问网络", "never use the network"),
        (Seen(kind="audio", problem="broken"), "打不开：broken", "cannot open this sound: broken"),
    ],
)
def test_it_says_what_it_was_given(seen, zh, en):
    assert zh in said("这是什么", seen).text
    assert en in said("What is this?", seen).text


def test_it_remembers_the_turns():
    assert "第 2 轮" in said("然后呢", earlier=["你是谁"]).text
    assert "turn number 3" in said("and?", earlier=["one", "two"]).text


def test_markdown_of_each_kind_on_request():
    text = said("a list, a table and some code").text
    assert "- first" in text
    assert "|---|" in text
    assert "```python" in text
    assert "|---|" in said("列表、表格、代码").text


@pytest.mark.parametrize("text", ["Talk for 60 seconds", "讲 1 分钟"])
def test_it_can_fill_the_time(text):
    assert len(said(text).text) > 300


def test_without_speech_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(espeak, "available", lambda: False)
    assert "omni_nb[simulator]" in said("hello", sound=True).text
    assert "omni_nb[simulator]" in said("你好", sound=True).text
    assert said("Repeat exactly: x", sound=True).text == "x"


def test_thinking_is_shown_when_asked_for():
    assert said("hello", enable_thinking=True).reasoning
    assert said("你好", enable_thinking=True).reasoning
    assert not said("hello").reasoning
