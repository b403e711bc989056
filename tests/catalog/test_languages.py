import pytest

from omni_nb import catalog


@pytest.mark.parametrize(
    ("code", "name", "chinese"),
    [
        ("zh", "Mandarin", True),
        ("粤语", "Cantonese", True),
        ("zh-TW", "zh-TW", True),
        ("en-GB", "British English", False),
        ("es-419", "Latin American Spanish", False),
        ("tlh", "tlh", False),
    ],
)
def test_a_language_has_an_english_name_or_keeps_its_code(code, name, chinese):
    assert (catalog.language_name(code), catalog.is_chinese(code)) == (name, chinese)


def test_a_greeting_is_that_of_the_language_also_for_a_region_or_a_dialect():
    assert catalog.greeting("es-419") == catalog.greeting("es")
    assert catalog.greeting("de-AT") == catalog.greeting("de")
    assert catalog.greeting("上海话") == catalog.greeting("zh")
    assert catalog.greeting("tlh") is None


def test_every_language_of_a_voice_has_a_name_and_a_greeting_with_room_for_its_own():
    codes = {code for m in catalog.models() for v in m.voices for code in v.speaks}
    assert all(catalog.language_name(code) != code for code in codes)
    assert all("{}" in (catalog.greeting(code) or "") for code in codes)
