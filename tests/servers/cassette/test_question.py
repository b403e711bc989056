import base64

import pytest

from omni_nb.servers.cassette.question import key_of, last_words, media_in, question_of
from omni_nb.wire.detection import DIALECTS
from omni_nb.wire.encode import encode
from tests.support.media import TONE, picture
from tests.support.requests import request

SOUND = TONE.encode()


def asked(dialect, *parts, **settings):
    return question_of(encode(request(*parts, **settings), DIALECTS[dialect]))


def test_the_same_question_has_one_key_in_every_dialect_and_forms_of_its_own():
    from omni_nb import audio

    for parts in (("x",), (audio(SOUND), "What is said?")):
        questions = {
            d: asked(d, *parts, voice="Cherry", thinking=False if d in ("dashscope", "vllm-omni") else None)
            for d in ("dashscope", "openai", "vllm-omni")
        }
        keys = {d: q.key for d, q in questions.items() if d != "openai"}
        assert len(set(keys.values())) == 1
        assert len({q.form for q in questions.values()}) == 3


def test_another_question_has_another_key():
    from omni_nb import audio, image

    different = [
        asked("dashscope", "x"), asked("dashscope", "y"), asked("dashscope", "x", voice="Ethan"), asked("dashscope", "x", sound=False),
        asked("dashscope", "x", temperature=0.5), asked("dashscope", "x", stream=False), asked("dashscope", "x", system="Be brief."),
        asked("dashscope", "x", model="n"), asked("dashscope", audio(SOUND), "x"), asked("dashscope", audio(SOUND[:-2]), "x"),
        asked("dashscope", image(picture()), "x"), asked("dashscope", "x", image(picture())), asked("dashscope", "x", extra={"top_k": 3}),
        asked("dashscope", "x", seed=1), asked("dashscope", "x", thinking=True),
    ]  # fmt: skip
    assert len({q.key for q in different}) == len(different)


def one(**more):
    return question_of({"model": "m", "messages": [{"role": "user", "content": "hi"}], **more})


def test_how_it_is_sent_and_by_whom_is_no_part_of_it():
    plain = one(stream=True)
    for more in ({"stream_options": {"include_usage": True}}, {"user": "me"}, {"metadata": {"a": "b"}}, {"store": True}, {"temperature": None},
                 {"messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}]}, {"api_key": "sk-1"}):  # fmt: skip
        assert (
            question_of({"model": "m", "messages": [{"role": "user", "content": "hi"}], "stream": True, **more}).key
            == plain.key
        ), more
    assert one(max_tokens=5).key == one(max_completion_tokens=5).key
    assert one(temperature=1).key == one(temperature=1.0).key
    assert one(voice="Cherry").key == one(speaker="cherry").key


@pytest.mark.parametrize(
    "body",
    [{}, {"messages": None}, {"messages": "hi"}, {"messages": [None, 3, "x", {}]}, {"messages": [{"role": 1, "content": 3}]},
     {"messages": [{"role": "user", "content": [None, {"type": "image_url"}, {"type": "input_audio", "input_audio": None}, {"type": "video", "video": [1]}]}]},
     {"messages": [{"role": "tool", "tool_call_id": "call_1", "content": "4"}], "tools": [{"type": "function"}]},
     {"messages": [], "audio": "wav", "modalities": "audio", "chat_template_kwargs": 3, "audios": "x"}, {"messages": [{"role": "user", "content": "\ud83d"}]}],
)  # fmt: skip
def test_whatever_a_client_sends_has_a_key(body):
    found = question_of(body)
    assert len(found.key) == 64
    assert isinstance(last_words(found.content), str)
    assert isinstance(media_in(found.content), list)


def test_media_stand_in_it_by_their_hash():
    data = base64.b64encode(SOUND).decode()
    found = one(
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "input_audio", "input_audio": {"data": data, "format": "wav"}},
                    {"type": "text", "text": "?"},
                ],
            }
        ]
    )
    again = one(
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "audio_url", "audio_url": {"url": f"data:audio/wav;base64,{data}"}},
                    {"type": "text", "text": "?"},
                ],
            }
        ]
    )
    assert data[:50] not in str(found)
    assert found.key == again.key
    assert len(media_in(found.content)) == 1


def test_a_link_that_was_signed_again_is_the_same_and_another_page_is_not():
    def url(u):
        return one(messages=[{"role": "user", "content": [{"type": "image_url", "image_url": {"url": u}}]}]).key

    assert url("https://x.example/a.png?Signature=aaaa&Expires=10") == url(
        "https://x.example/a.png?Signature=bbbb&Expires=20"
    )
    assert url("https://x.example/a?page=1") != url("https://x.example/a?page=2")


def test_a_content_that_was_edited_by_hand_has_a_key_too():
    assert key_of("nonsense") != key_of({"messages": 3})
