from omni_nb.prompt.request import Settings
from omni_nb.session.dialect_state import DialectState, Writing
from omni_nb.wire.detection import DIALECTS
from omni_nb.wire.lessons import Lesson

DASH, OPENAI = DIALECTS["dashscope"], DIALECTS["openai"]
SILENT = Lesson(words="takes no sound", without=("modalities", "audio"))
OTHER = Lesson(words="does not take stream_options", without=("stream_options",))
BODY = {"messages": [], "modalities": ["text", "audio"], "audio": {"format": "wav"}, "stream_options": {}}
REFUSAL = "Unknown parameter: 'stream_options'"


def test_what_worked_is_known_for_that_model_until_it_is_found_untrue():
    state = DialectState(DASH)
    tried = Writing(DASH, ()).with_lesson(SILENT).with_lesson(OTHER)
    assert state.settle("a", tried, BODY) == [
        "the server takes no sound",
        "the server does not take stream_options",
    ]
    assert state.known_of(Settings(model="a", sound=False)) == (SILENT, OTHER)
    assert state.known_of(Settings(model="a", sound=True)) == (OTHER,)
    assert state.known_of(Settings(model="b")) == ()
    assert not state.gives_sound("a")
    assert state.settle("a", Writing(DASH, (OTHER,)), BODY) == ["the server does accept modalities and audio"]
    assert state.gives_sound("a")


def test_a_success_without_the_parameter_says_nothing_of_it():
    state = DialectState(DASH, lessons={"a": (SILENT,)})
    assert state.settle("a", Writing(DASH, ()), {"messages": []}) == []
    assert not state.gives_sound("a")


def test_a_dialect_is_learnt_for_the_server():
    state = DialectState(DASH)
    state.settle("a", Writing(DASH, ()).with_lesson(Lesson(words="speaks", dialect=DIALECTS["plain"])), BODY)
    assert (state.dialect.name, state.gives_sound("b")) == ("plain", False)


def test_an_attempt_adds_to_the_one_before():
    first = Writing(DASH, (SILENT,))
    second = first.with_lesson(OTHER).with_lesson(Lesson(words="speaks", dialect=OPENAI))
    assert (second.dialect.name, second.lessons[:2], len(second.tried)) == ("openai", (SILENT, OTHER), 2)


def test_a_lesson_is_tried_once_few_are_tried_and_none_where_the_owner_is_known():
    fresh, known = Writing(DASH, ()), DialectState(DASH, owned=True)
    lesson = DialectState(DASH).lesson_in(REFUSAL, None, BODY, fresh)
    assert lesson.without == ("stream_options",)
    assert DialectState(DASH).lesson_in(REFUSAL, None, BODY, fresh.with_lesson(lesson)) is None
    assert known.lesson_in(REFUSAL, None, BODY, fresh) is None
    many = fresh
    for i in range(4):
        many = many.with_lesson(Lesson(words=str(i)))
    assert DialectState(DASH).lesson_in(REFUSAL, None, BODY, many) is None


def test_another_dialect_is_tried_once_and_never_against_the_user():
    words = "audio.format must be pcm16"
    assert DialectState(DASH).lesson_in(words, None, BODY, Writing(DASH, ())).dialect is OPENAI
    assert DialectState(DASH, fixed=True).lesson_in(words, None, BODY, Writing(DASH, ())) is None
    tried = Writing(DASH, ()).with_lesson(Lesson(words="speaks", dialect=DIALECTS["plain"]))
    assert DialectState(DASH).lesson_in(words, None, BODY, tried) is None
