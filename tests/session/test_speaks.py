from omni_nb.session.speaks import Speaks, Writing
from omni_nb.wire.detection import DIALECTS
from omni_nb.wire.encode import Settings
from omni_nb.wire.lessons import Lesson

SILENT = Lesson(words="…", without=("modalities", "audio"))
OTHER = Lesson(words="…", without=("stream_options",))


def test_what_worked_is_known_for_that_model_until_it_is_forgotten():
    speaks = Speaks(DIALECTS["dashscope"])
    for lesson in (SILENT, OTHER):
        speaks.learn("a", lesson)
    assert speaks.known_of(Settings(model="a", sound=False)) == (SILENT, OTHER)
    assert speaks.known_of(Settings(model="a", sound=True)) == (OTHER,)
    assert speaks.known_of(Settings(model="b")) == ()
    speaks.forget("a", SILENT)
    assert speaks.gives_sound("a")


def test_a_dialect_is_learnt_for_the_server():
    speaks = Speaks(DIALECTS["dashscope"])
    speaks.learn("a", Lesson(words="…", dialect=DIALECTS["plain"]))
    assert (speaks.dialect.name, speaks.gives_sound("b")) == ("plain", False)


def test_an_attempt_adds_to_the_one_before():
    first = Writing(DIALECTS["dashscope"], (SILENT,))
    second = first.with_lesson(OTHER).with_lesson(Lesson(words="…", dialect=DIALECTS["openai"]))
    assert (second.dialect.name, second.lessons[:2], len(second.tried)) == ("openai", (SILENT, OTHER), 2)
