from omni_nb import catalog
from omni_nb.show.catalog_tables import models_table, voices_table


def row(table, id):
    return next(r for r in table if next(iter(r.values())) == id)


def test_a_voice_is_shown_with_what_is_published_of_it():
    table = voices_table(catalog.model("qwen3-omni-flash"))
    assert row(table, "Jada") == {
        "voice": "Jada", "name": "上海-阿珍", "gender": "female", "dialect": "上海话", "default": None,
        "languages": ("en", "fr", "de", "ru", "it", "es", "pt", "ja", "ko"), "style": "brisk, energetic", "风格": "利落、风风火火",
        "source": "as published for the same voice in Qwen-TTS, 2026-11-25",
    }  # fmt: skip
    assert table.note == "Cherry is the default. As published for the same voice in Qwen-TTS, 2026-11-25."


def test_no_dialect_is_not_an_unknown_one():
    assert row(voices_table(catalog.model("qwen3-omni-flash")), "Cherry")["dialect"] == "none"
    plus = voices_table(catalog.model("qwen3.5-omni-plus"))
    assert (row(plus, "Tina")["dialect"], row(plus, "Sohee")["dialect"]) == (None, "none")


def test_what_is_known_of_no_voice_is_said_once():
    table = voices_table(catalog.model("gpt-audio"))
    assert table.note == "alloy is the default. Unknown: gender, languages, style."
    assert repr(table).splitlines()[:2] == ["voice", "alloy"]


def test_where_something_is_known_an_empty_cell_is_explained():
    note = voices_table(catalog.model("qwen3.5-omni-plus")).note
    assert note == "Tina is the default. As published for this model. An empty cell means unknown."


def test_why_there_are_no_voices():
    assert repr(voices_table(catalog.model("qwen3.8-omni-flash"))) == "qwen3.8-omni-flash answers in text only."
    assert repr(voices_table(catalog.model("new"))) == "The voices of new are unknown."


def test_a_model_that_takes_none_is_not_one_of_which_nothing_is_known():
    table = models_table()
    text, silent, open_weights = (
        row(table, id) for id in ("qwen3.5-plus", "qwen3.8-omni-flash", "Qwen/Qwen2.5-Omni-7B")
    )
    assert (text["audio in, s"], text["mixed media"], text["voices"]) == (0, False, 0)
    assert (silent["voices"], silent["audio in, s"]) == (0, 10_800)
    assert (open_weights["audio in, s"], open_weights["voices"]) == (None, 2)
    assert catalog.date() in table.note
