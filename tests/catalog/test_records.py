import re

import pytest

from omni_nb import catalog


def test_every_model_of_the_file_can_be_read_and_names_voices_that_exist():
    assert len(catalog.models()) >= 15
    for entry in catalog.raw()["models"]:
        assert entry.get("voices", "openai") in catalog.raw()["voices"]


def test_the_facts_are_dated():
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", catalog.date())


def test_a_snapshot_takes_the_entry_of_its_model():
    assert catalog.model("qwen3.5-omni-plus-2026-03-15").price.audio_out == 213
    assert catalog.model("qwen3.5-omni-plus-2026-03-15").id == "qwen3.5-omni-plus-2026-03-15"


def test_a_snapshot_that_is_listed_itself_keeps_its_own_voices():
    assert len(catalog.model("qwen3-omni-flash-2025-09-15").voices) == 17
    assert len(catalog.model("qwen3-omni-flash").voices) == 49


def test_an_unknown_model_passes_with_permissive_defaults():
    new = catalog.model("qwen9-omni")
    assert (new.known, new.mixes, new.audio_out, new.default_voice) == (False, True, True, None)
    assert catalog.model("Someone/Their-Omni-7B").dialect == "vllm-omni"


def test_voices_are_found_by_their_exact_id():
    model = catalog.model("qwen3.5-omni-plus")
    assert model.voice("Eliška").name_zh == "艾莉卡"
    assert model.voice("eliška") is None
    assert model.voice("Cherry") is None
    assert model.default_voice == "Tina"
    assert catalog.nearest("chery", ["Cherry", "Ethan"]) == ["Cherry"]


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("dashscope.aliyuncs.com", "DashScope"),
        ("ws1.cn-beijing.maas.aliyuncs.com", "DashScope"),
        ("api.openai.com", "OpenAI"),
        ("openrouter.ai", "OpenRouter"),
        ("evilapi.openai.com", None),
        ("api.openai.com.example", None),
        ("127.0.0.1", None),
    ],
)
def test_a_host_belongs_to_one_company_only(host, name):
    found = catalog.host(host)
    assert (found and found.name) == name


def test_regions_and_limits():
    assert set(catalog.regions()) == {"beijing", "singapore", "us"}
    assert catalog.limit("base64_max_bytes") == 10_000_000
