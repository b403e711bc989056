import pytest

from omni_nb import catalog
from omni_nb.catalog import search

FLASH = catalog.model("qwen3-omni-flash")


def found(text):
    return {
        v.id
        for v in FLASH.voices
        if all(search.has_word(search.voice_words(v), w) for w in search.folded(text).split())
    }


@pytest.mark.parametrize(
    ("text", "voice"),
    [("cherry", "Cherry"), ("芊悦", "Cherry"), ("qianyue", "Cherry"), ("qian yue", "Cherry"), ("ＣＨＥＲＲＹ", "Cherry"), ("Cantonese", "Rocky"),
     ("粤语", "Rocky"), ("女", "Cherry"), ("female", "Cherry"), ("日语", "Cherry"), ("japanese", "Cherry"), ("anime", "Chelsie"), ("温柔", "Serena")],
)  # fmt: skip
def test_a_voice_is_found_by_everything_that_is_known_of_it_in_both_languages(text, voice):
    assert voice in found(text)
    assert len(found(text)) <= len(FLASH.voices)


def test_male_is_no_part_of_female():
    assert found("male") == {v.id for v in FLASH.voices if v.gender == "male"}


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("Cherri", "Cherry"), ("Chery", "Cherry"), ("qianyu", "Cherry"), ("eldric  sage ", "Eldric Sage")],
)
def test_a_name_that_is_nearly_right_has_its_voice_first(text, nearest):
    assert search.named_like(text, search.voice_names({v.id: v for v in FLASH.voices}))[0] == nearest


@pytest.mark.parametrize("odd", ["", "zzzzqqq", "\u202e", "[(*", "\ud800", "a" * 10_000, "👍🏽"])
def test_nonsense_is_like_nothing(odd):
    assert search.named_like(odd, search.voice_names({v.id: v for v in FLASH.voices})) == []


def test_a_model_is_found_by_its_id_and_what_it_does():
    words = search.model_words(FLASH)
    assert all(search.has_word(words, w) for w in ("qwen3", "omni", "flash", "speaks"))
    assert not search.has_word(search.model_words(catalog.model("x-1")), "qwen3")


def test_every_chinese_name_has_its_pinyin():
    named = [v for m in catalog.models() for v in m.voices if v.name_zh]
    assert named
    assert all(v.pinyin and v.pinyin.isascii() for v in named)
