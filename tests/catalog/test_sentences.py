from omni_nb import catalog


def test_each_language_has_the_same_kinds_of_sentences():
    kinds = {}
    for sentence in catalog.sentences():
        assert sentence.text.strip()
        kinds.setdefault(sentence.language, []).append(sentence.name)
    assert kinds == {language: ["statement", "question", "numbers"] for language in ("zh", "en")}
    assert len({s.text for s in catalog.sentences()}) == 6
