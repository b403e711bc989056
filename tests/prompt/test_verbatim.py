from omni_nb.prompt.verbatim import reading_of, same_words


def test_it_is_asked_for_in_the_texts_language():
    assert reading_of("你好").text == "请逐字朗读，不要增减任何字：你好"
    assert reading_of("Hello").text == "Repeat exactly, word for word: Hello"


def test_what_is_not_heard_does_not_count():
    assert same_words("Hello, World!", "hello world")
    assert same_words("你好。", "你 好")
    assert not same_words("one two", "one too")
    assert not same_words("one", "Sure: one")
