import dataclasses

import pytest

from omni_nb import catalog
from omni_nb.catalog import data


def test_every_model_of_the_file_can_be_read():
    listed = [id for entry in data.table("models")["models"] for id in entry["ids"]]
    assert [m.id for m in catalog.models()] == listed
    assert len(set(listed)) == len(listed) >= 15
    assert all(m.known for m in catalog.models())


def test_a_snapshot_takes_the_entry_of_its_model():
    assert catalog.model("qwen3.5-omni-plus-2026-03-15").price.audio_out == 213
    assert catalog.model("qwen3.5-omni-plus-2026-03-15").id == "qwen3.5-omni-plus-2026-03-15"


def test_a_snapshot_that_is_listed_itself_keeps_its_own_voices():
    assert len(catalog.model("qwen3-omni-flash-2025-09-15").voices) == 17
    assert len(catalog.model("qwen3-omni-flash").voices) == 49


def test_a_model_that_is_like_another_differs_in_what_its_entry_says():
    turbo, hosted = catalog.model("qwen-omni-turbo"), catalog.model("qwen2.5-omni-7b")
    assert (hosted.output_tokens, hosted.audio, hosted.legacy) == (turbo.output_tokens, turbo.audio, True)
    assert (hosted.price, hosted.note) == (catalog.Price(), "hosted open weights")


def test_an_unknown_model_passes_with_permissive_defaults():
    new = catalog.model("qwen9-omni")
    assert (new.known, new.mixes, new.audio_out, new.default_voice) == (False, True, True, None)
    assert (new.image, new.frames, new.price) == (catalog.MediaLimit(), catalog.FrameLimit(), catalog.Price())
    assert new.tokens == catalog.default_model().tokens
    assert new.dialect == "dashscope"


@pytest.mark.parametrize("id", ["Someone/Their-Omni-7B", "someone/OMNI", "omni-lab/x"])
def test_open_weights_are_served_by_oneself(id):
    assert catalog.model(id).dialect == "vllm-omni"


@pytest.mark.parametrize(
    ("id", "original"),
    [
        ("qwen3-omni-flash-realtime", "qwen3-omni-flash"),
        ("qwen3-omni-flash-realtime-2025-12-01", "qwen3-omni-flash"),
        ("qwen3-omni-flash", ""),
        ("realtime", ""),
    ],
)
def test_a_model_of_the_other_protocol_names_the_one_that_is_asked_as_here(id, original):
    assert catalog.model(id).realtime_of == original


def test_voices_are_found_by_their_exact_id():
    model = catalog.model("qwen3.5-omni-plus")
    assert model.voice("Eliška").name_zh == "艾莉卡"
    assert model.voice("eliška") is None
    assert model.voice("Cherry") is None
    assert model.default_voice == "Tina"


@pytest.mark.parametrize(
    ("word", "found"),
    [("cherry", "Cherry"), ("Chery", "Cherry"), ("芊悦", "Cherry"), ("上海-阿珍", "Jada"), ("阿珍", "Jada")],
)
def test_a_voice_is_recognised_by_its_chinese_name_or_a_slip(word, found):
    assert catalog.default_model().voices_like(word)[0] == found
    assert catalog.default_model().voices_like("xyzzy") == []


@pytest.mark.parametrize("id", [None, 3, ["qwen3-omni-flash"], b"qwen3-omni-flash"])
def test_what_is_no_id_is_refused_in_words(id):
    with pytest.raises(TypeError, match="model must be an id, such as 'qwen3-omni-flash', got "):
        catalog.model(id)


def test_the_model_that_has_a_voice():
    assert catalog.model_with("Tina").id == "qwen3.5-omni-plus"
    assert catalog.model_with("nobody") is None


def test_a_model_is_a_value_that_nobody_changes():
    model = catalog.default_model()
    assert model == catalog.model(model.id)
    assert hash(model) == hash(catalog.model(model.id))
    with pytest.raises(dataclasses.FrozenInstanceError):
        model.id = "another"


def test_prices_are_dated_and_in_one_currency():
    assert (catalog.date(), catalog.currency()) == (data.table("models")["date"], "CNY")
