from typing import get_args

import pytest

from omni_nb.catalog import DialectName
from omni_nb.wire.detection import DIALECTS, by_name, from_chunk, from_host

D = DIALECTS


@pytest.mark.parametrize(
    ("host", "model", "name"),
    [
        ("dashscope-intl.aliyuncs.com", "qwen3-omni-flash", "dashscope"),
        ("dashscope.aliyuncs.com", "gpt-audio", "dashscope"),
        ("api.openai.com", "gpt-audio", "openai"),
        ("openrouter.ai", "openai/gpt-audio", "openrouter"),
        ("127.0.0.1", "Qwen/Qwen3-Omni-30B-A3B-Instruct", "vllm-omni"),
        ("127.0.0.1", "qwen3-omni-flash", "dashscope"),
        ("10.1.2.3", "my/new-omni", "vllm-omni"),
        ("127.0.0.1", "gpt-audio", "openai"),
    ],
)
def test_the_first_guess_is_the_hosts_then_the_models(host, model, name):
    assert from_host(host, model).name == name


def test_chunks_give_their_server_away():
    marked = {"choices": [{"delta": {"content": "x"}}], "modality": "text"}
    assert from_chunk(marked, D["dashscope"]).name == "vllm-omni"
    assert from_chunk(marked, D["vllm-omni"]) is None
    assert from_chunk({"choices": []}, D["dashscope"]) is None


def test_a_word_for_the_format_of_sound_gives_no_server_away():
    tagged = {"choices": [{"delta": {"audio": {"data": "AAAA", "format": "mp3", "sample_rate": 24_000}}}]}
    assert from_chunk(tagged, D["dashscope"]) is None


def test_an_unknown_name_lists_the_known_ones():
    assert by_name("plain") is D["plain"]
    with pytest.raises(ValueError, match="vllm-omni"):
        by_name("klingon")
    assert set(get_args(DialectName)) == set(D)
