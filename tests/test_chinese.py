"""What a person meets in Chinese: no sentence in two languages, and none in English."""

import re

import numpy as np
import pytest
from PIL import Image

from omni_nb import Clip, Omni, PromptRefused, audio, image, set_language
from omni_nb.cli import main
from omni_nb.compare.ablation import ablations
from omni_nb.errors import MediaError
from omni_nb.prompt.parts import Prompt
from omni_nb.show import static
from tests.support import unmarked


def english_in(text):
    return [line for line in text.splitlines() if unmarked.is_sentence(line)]


def test_a_reply_and_what_is_said_of_it(chinese, simulator):
    reply = Omni(base_url=simulator.base_url, api_key="x").ask("你是谁", voice="Cherry", show=False)
    told = static.facts(reply)["text/plain"]
    assert "首字延迟" in told
    assert english_in(told) == []
    assert static.describe(reply.audio).startswith("波形：")
    set_language("en")
    assert "first text" in static.facts(reply)["text/plain"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda omni: omni.ask(""),
        lambda omni: omni.ask("hi", temprature=1),
        lambda omni: omni.ask("hi", max_tokens="many"),
        lambda omni: omni.ask("hi", image("nowhere.png")),
        lambda omni: Omni(region="mars"),
        lambda omni: Omni(base_url="ftp://x"),
        lambda omni: Omni(base_url="http://127.0.0.1:9/v1", api_key="x", max_retries=0).ask("hi", show=False),
        lambda omni: omni.ask(image(b"%PDF-1.4 and more of it"), "hi"),
        lambda omni: omni.ask("hi", thinking=True, modalities=["text", "audio"]),
    ],
)
def test_what_goes_wrong_is_said_in_one_language(chinese, simulator, ask):
    omni = Omni(base_url=simulator.base_url, api_key="x")
    with pytest.raises(Exception, match=r"[\u4e00-\u9fff]") as caught:
        ask(omni)
    assert english_in(str(caught.value)) == []


def test_a_check_and_its_repairs(chinese, simulator):
    omni = Omni(base_url=simulator.base_url, api_key="x")
    report = omni.check("hi", thinking=True, modalities=["text", "audio"])
    assert "没有已知的音色 'Chery'；相近的有：Cherry" in str(omni.check("hi", voice="Chery"))
    assert "思考模式与语音输出不能同时使用" in str(report)
    assert english_in(str(report)) == []
    with pytest.raises(PromptRefused, match="该请求会被拒绝：思考模式"):
        report.raise_if_refused()


@pytest.mark.parametrize(
    "arguments", [["--help"], ["ask", "--help"], ["simulate", "--help"], ["bogus"], ["ask"], ["ask", "x", "--pace"]]
)
def test_the_command_line(chinese, capsys, arguments):
    with pytest.raises(SystemExit):
        main(arguments)
    told = "".join(capsys.readouterr())
    assert "用法" in told
    assert english_in(told) == []
    assert not re.search(r"[\u4e00-\u9fff]:", told), "a colon between Chinese words is wide"
    set_language("en")
    with pytest.raises(SystemExit):
        main(arguments)
    assert "usage: " in "".join(capsys.readouterr())


def test_what_has_no_name_of_its_own_is_called_by_its_kind_in_chinese(chinese, simulator):
    """Python's names of kinds (`clip`, `picture`, `audio` …) are no words for a reader; those of functions are."""
    omni = Omni(base_url=simulator.base_url, api_key="x", show=False)
    red, beep = Image.new("RGB", (320, 240), "red"), (np.zeros(1_600), 16_000)
    said = [str(omni.check(Image.new("RGB", (4, 4)), beep, red, "你好", model="qwen-omni-turbo"))]
    said += [a.left_out for a in ablations(Prompt.of(red, beep, red, "什么？"))]
    for wrong in (lambda: audio(red), lambda: image(Clip.of(beep[0], 16_000))):
        with pytest.raises(MediaError) as caught:
            wrong()
        said.append(str(caught.value))
    kinds = re.compile(r"\b(clip|picture|sound|bytes|the \w+|image|audio|video|whole|no longer)\b(?!\()")
    assert [line for line in said if kinds.search(line)] == []
    assert "图片 (1)" in said
