import pytest

from omni_nb import catalog
from omni_nb.catalog.voice_list import voice_sets

FLASH, PLUS = catalog.model("qwen3-omni-flash"), catalog.model("qwen3.5-omni-plus")


def test_what_is_published_of_a_voice():
    cherry = FLASH.voice("Cherry")
    assert (cherry.name_zh, cherry.gender, cherry.dialect, cherry.default) == ("芊悦", "female", "", True)
    assert cherry.languages == ("zh", "en", "fr", "de", "ru", "it", "es", "pt", "ja", "ko")
    assert (cherry.style_en, cherry.style_zh) == ("sunny, friendly, natural", "开朗、亲切、自然")
    assert cherry.source_in_words == "as published for the same voice in Qwen-TTS, 2026-11-25"


def test_a_dialect_is_spoken_in_place_of_mandarin():
    jada = FLASH.voice("Jada")
    assert (jada.dialect, jada.speaks[:2], "zh" in jada.languages) == ("上海话", ("上海话", "en"), False)
    assert jada.languages_in_words[:2] == ("Shanghainese", "English")


@pytest.mark.parametrize(
    ("model", "voice", "gender", "speaks"),
    [
        (PLUS, "Tina", "female", ()),
        (PLUS, "Arda", "", ("tr",)),
        (PLUS, "Sunny", "female", ("四川话",)),
        (PLUS, "Eliška", "female", ("cs",)),
        (catalog.model("gpt-audio"), "alloy", "", ()),
        (catalog.model("qwen-omni-turbo"), "Ethan", "male", ("zh", "en")),
    ],
)
def test_what_is_not_published_is_empty(model, voice, gender, speaks):
    found = model.voice(voice)
    assert (found.gender, found.speaks) == (gender, speaks)


def test_genders_are_words_and_dialects_are_no_languages():
    voices = [v for voices in voice_sets().values() for v in voices]
    assert {v.gender for v in voices} == {"female", "male", ""}
    assert all(code.isascii() for v in voices for code in v.languages)
    assert all(not v.dialect.isascii() for v in voices if v.dialect)


def test_a_set_has_one_default_and_no_voice_twice():
    for name, voices in voice_sets().items():
        assert sum(v.default for v in voices) == 1, name
        assert len({v.id for v in voices}) == len(voices), name
