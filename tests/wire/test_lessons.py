import pytest

from omni_nb.wire.detection import DIALECTS
from omni_nb.wire.lessons import Lesson, lesson_of, rewritten

DASH = DIALECTS["dashscope"]


def body(**more):
    parts = [{"type": "input_audio", "input_audio": {"data": "data:;base64,AAAA"}}, {"type": "text", "text": "?"}]
    return {
        "model": "m", "messages": [{"role": "user", "content": parts}], "stream_options": {"include_usage": True}, "modalities": ["text", "audio"],
        "audio": {"format": "wav", "voice": "Cherry"}, "temperature": 0.5, "max_tokens": 9, "seed": 1, **more,
    }  # fmt: skip


def learnt(words, *, param=None, current=DASH, **more):
    return lesson_of(words, param, body(**more), current)


@pytest.mark.parametrize(
    "words",
    [
        "<400> InternalError.Algo.InvalidParameter: Unsupported audio sample rate",
        "Unknown parameter: 'audio.voice'.",
        "Unsupported audio format: the audio is not supported",
        "Unrecognized audio codec",
        "Unsupported value: 'audio.voice' is unknown",
        "Extra long audio is not supported",
        "The audio is not supported by this model",
        "Unsupported modality mix: audio and image",
        "Voice 'Cherry' is not supported.",
        "audio.voice: Extra inputs are not permitted",
        "temperature must be between 0 and 2",
        "Unsupported value: 'temperature' does not support 3 with this model.",
        "'max_tokens' is not supported with this model",
        "audio.format must be one of wav, mp3, pcm16",
        "Invalid value for 'modalities'",
        "invalid image: incorrect size",
        "The model m does not support enable_thinking.",
        "stream_options must be an object",
        "audio input is not supported",
        "Unknown voice for audio",
        "temperature is not supported above 2",
        "seed is not allowed to exceed 2**31",
        "Invalid value: 'input_audio'. Supported values are: 'text'.",
    ],
)
def test_what_only_holds_the_word_teaches_nothing(words):
    assert learnt(words, enable_thinking=True) is None


@pytest.mark.parametrize(
    ("words", "without"),
    [
        ("Unrecognized request argument supplied: stream_options", ("stream_options",)),
        ("Unknown parameter: 'stream_options'.", ("stream_options",)),
        ("unsupported parameter `stream_options`", ("stream_options",)),
        ("stream_options is not supported", ("stream_options",)),
        ("body.stream_options: Extra inputs are not permitted", ("stream_options",)),
        ("[{'type': 'extra_forbidden', 'loc': ('body', 'stream_options'), 'msg': 'Extra inputs are not permitted', 'input': {}}]", ("stream_options",)),
        ('{"type":"extra_forbidden","loc":["body","stream_options"]}', ("stream_options",)),
        ("1 validation error: stream_options\n  extra fields not permitted", ("stream_options",)),
        ("Unsupported param: stream_options", ("stream_options",)),
        ("Unsupported value: 'temperature' does not support 0.5 with this model. Only the default (1) value is supported.", ("temperature",)),
        ("unexpected field: seed", ("seed",)),
        ("Unknown field 'speaker' in request body", ("speaker",)),
        ("modalities unsupported", ("modalities", "audio", "speaker")),
        ("unsupported: modalities", ("modalities", "audio", "speaker")),
        ("Unknown parameter: 'modalities'.", ("modalities", "audio", "speaker")),
        ("Unrecognized request argument supplied: audio", ("modalities", "audio", "speaker")),
        ("'audio' is not supported", ("modalities", "audio", "speaker")),
        ("This model's audio output is not supported", ("modalities", "audio", "speaker")),
        ("The model does not support audio output", ("modalities", "audio", "speaker")),
        ("Output modality 'audio' is not supported", ("modalities", "audio", "speaker")),
        ("unknown parameter enable_thinking", ("enable_thinking",)),
        ("does not support the parameter chat_template_kwargs", ("chat_template_kwargs",)),
        ("Extra inputs are not permitted: stream_options", ("stream_options",)),
        ('Invalid JSON payload received. Unknown name "stream_options": Cannot find field.', ("stream_options",)),
        ("'stream_options' is not a valid parameter", ("stream_options",)),
        ("Unrecognized key(s) in object: 'stream_options'", ("stream_options",)),
        ("UnsupportedParamsError: openai does not support parameters: ['seed', 'stream_options'], for model=x", ("stream_options",)),
        ("hosted_vllm does not support parameters: {'modalities': ['text', 'audio']}, for model=x", ("modalities", "audio", "speaker")),
        ("The following fields are not allowed: modalities, audio", ("modalities", "audio", "speaker")),
        ("不支持的参数: modalities", ("modalities", "audio", "speaker")),
        ("参数 stream_options 不支持", ("stream_options",)),
    ],
)  # fmt: skip
def test_an_exact_refusal_teaches_to_leave_it_out(words, without):
    lesson = learnt(words, speaker="x", enable_thinking=False, chat_template_kwargs={"enable_thinking": False})
    assert lesson.without == without
    assert (
        not set(without) & rewritten(body(speaker="x", enable_thinking=False, chat_template_kwargs={}), [lesson]).keys()
    )


def test_the_error_may_name_the_parameter_beside_its_words():
    assert learnt("Unsupported parameter.", param="stream_options").without == ("stream_options",)
    assert learnt("It is not allowed.", param="stream_options").without == ("stream_options",)
    assert learnt("It must be an object.", param="stream_options") is None


@pytest.mark.parametrize(
    "words",
    [
        "audio.voice 'Ethan' is not supported",
        "The audio is not supported",
        "Audio input is not supported by this model",
        "input audio modality is not supported",
        "temperature is not supported above 2",
        "The parameter audio.voice is not supported",
        "audio is not allowed to exceed 10 MB",
        "Unknown parameter: 'audio.voice'.",
    ],
)
def test_a_parameter_that_is_named_beside_words_about_something_else_teaches_nothing(words):
    assert learnt(words, param="audio") is None
    assert learnt(words) is None


def test_what_was_not_sent_cannot_have_been_refused():
    assert lesson_of("Unknown parameter: 'top_p'", None, body(), DASH) is None
    text_only = {"messages": [{"content": "x"}], "modalities": ["text"]}
    assert lesson_of("Unknown parameter: 'modalities'", None, text_only, DASH).without == ("modalities",)
    assert lesson_of("The provided URL does not appear to be valid", None, text_only, DIALECTS["openai"]) is None


def test_another_name_is_taken_over():
    words = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    lesson = learnt(words)
    again = rewritten(body(), [lesson])
    assert (again.get("max_completion_tokens"), "max_tokens" in again) == (9, False)
    assert lesson.concerns(body())
    assert not lesson.concerns(again)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("The provided URL does not appear to be valid. Ensure it is correctly formatted.", "dashscope"),
        (
            "Unsupported value: 'audio.format' does not support 'wav' when stream=true. Supported values are: 'pcm16'.",
            "openai",
        ),
        ("audio.format: expected pcm16 when stream=true", "openai"),
        ("audio.format must be pcm16", "openai"),
        ("audio.format must be 'pcm16' when streaming", "openai"),
        ("audio.format: Input should be 'pcm16'", "openai"),
        ("input_audio.data must be base64", "openai"),
        ("Unknown part type: input_audio", "vllm-omni"),
        ("Incorrect padding: invalid base64-encoded audio in 'input_audio'", "vllm-omni"),
        ("please use the top-level 'audios' list", "sglang-omni"),
    ],
)
def test_a_known_refusal_teaches_another_dialect(words, name):
    other = DIALECTS["openai" if name != "openai" else "dashscope"]
    assert learnt(words, current=other).dialect.name == name
    assert learnt(words, current=DIALECTS[name]) is None


def test_only_a_lesson_about_sound_makes_a_server_silent():
    assert Lesson(words="", without=("modalities", "audio")).silent
    assert not Lesson(words="", without=("stream_options",)).silent
