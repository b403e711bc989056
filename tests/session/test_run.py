import asyncio
import json

import pytest

from omni_nb import errors
from omni_nb.prompt.parts import Prompt
from omni_nb.reply.reply import Origin
from omni_nb.servers.explain import server_error
from omni_nb.session.run import Request, Run, Speaks, Tools
from omni_nb.wire.detection import DIALECTS
from omni_nb.wire.encode import Settings


def sse(delta=None, finish=None, **more):
    return f"data: {json.dumps({'choices': [{'delta': delta or {}, 'finish_reason': finish}], **more})}\n\n".encode()


TEXT, FINISH, DONE = sse({"content": "hi"}), sse({}, "stop"), b"data: [DONE]\n\n"
CUT = errors.StreamBroken("cut", code="cut")
HANG = object()


class Server:
    """Plays one script for each attempt: bytes are sent, errors raised, HANG waits for ever."""

    def __init__(self, *scripts):
        self.scripts, self.bodies, self.waits, self.ended = list(scripts), [], [], []

    async def post(self, body):
        self.bodies.append(body)
        for step in self.scripts.pop(0):
            if isinstance(step, Exception):
                raise step
            if step is HANG:
                await asyncio.sleep(3_600)
            yield step

    async def sleep(self, s):
        self.waits.append(s)

    def run(self, *, speaks="dashscope", fixed=False, size=0, retries=2, parts=("x",), sound=False, with_events=False):
        request = Request(
            prompt=Prompt.of(*parts),
            settings=Settings(model="m", sound=sound),
            origin=Origin(model="m", id="1"),
            size_bytes=size,
            max_retries=retries,
        )
        self.speaks = Speaks(DIALECTS[speaks], fixed)
        tools = Tools(
            connect=lambda: self, speaks=self.speaks, on_end=self.ended.append, sleep=self.sleep, chance=lambda: 0.5
        )
        return Run(request, tools, with_events=with_events)

    def reply(self, **kwargs):
        run = self.run(**kwargs)
        run.wait()
        if run.refused:
            raise run.refused
        return run.reply()


@pytest.mark.parametrize(
    ("script", "complete", "code"),
    [
        ([TEXT, FINISH, DONE], True, None),
        ([TEXT, DONE], True, None),
        ([TEXT, FINISH], True, None),
        ([TEXT, FINISH, b'data: {"choices": [], "usage": {"prompt_tokens": 1}}\n\n'], True, None),
        ([TEXT], False, "incomplete"),
        ([sse({"content": "h"}, "stop"), sse({"content": "i"})], False, "incomplete"),
        ([TEXT, b'data: {"choices": [{"del'], False, "incomplete"),
        ([TEXT, b"data: {broken}\n\n", FINISH, DONE], False, "incomplete"),
        ([TEXT, CUT], False, "cut"),
        ([TEXT, DONE, CUT], True, None),
        ([TEXT, b'data: {"error": {"message": "<500> x"}}\n\n', DONE], False, "server_failed"),
        ([TEXT, ZeroDivisionError("ours")], False, "internal"),
    ],
)
def test_how_it_ended_is_told_truly_and_what_came_is_kept(script, complete, code):
    server = Server(script)
    reply = server.reply()
    assert (reply.text, reply.complete, reply.error and reply.error.code) == ("hi", complete, code)
    assert server.ended == [reply]
    assert len(server.bodies) == 1


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ([server_error("no", status=401)], errors.AuthenticationFailed),
        ([b'data: {"error": {"message": "<400> Voice \'x\' is not supported."}}\n\n'], errors.RequestRefused),
        ([b""], errors.StreamBroken),
        ([sse({"role": "assistant"}), CUT], errors.StreamBroken),
        ([ZeroDivisionError("ours")], errors.OmniError),
    ],
)
def test_before_the_first_word_an_error_is_raised_and_nothing_is_kept(script, kind):
    server = Server(script)
    with pytest.raises(kind):
        server.reply()
    assert server.ended == []


def test_a_failure_that_may_pass_is_tried_again_and_told():
    server = Server([errors.ConnectionFailed("down")], [server_error("busy", status=503)], [TEXT, DONE])
    reply = server.reply()
    assert reply.complete
    assert server.waits == [0.5, 1.0]
    assert ["trying again in 0.5 s (1 of 2)" in reply.notes[0], "trying again in 1.0 s (2 of 2)" in reply.notes[1]] == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("error", "waits"),
    [
        (server_error("slow", status=429, retry_after_s=7.0), [7.0]),
        (server_error("slow", status=429), [0.5]),
        (server_error("slow", status=429, retry_after_s=900.0), None),
        (server_error("none left", status=429, service_code="insufficient_quota"), None),
        (server_error("no", status=400), None),
        (server_error("never", status=501), None),
        (errors.TimedOut("late"), [0.5]),
        (CUT, [0.5]),
        (errors.OmniError("odd"), None),
    ],
)
def test_what_is_worth_another_try(error, waits):
    server = Server([error], [TEXT, DONE])
    if waits is None:
        with pytest.raises(errors.OmniError):
            server.reply()
        assert len(server.bodies) == 1
    else:
        assert server.reply().complete
        assert server.waits == waits


def test_after_the_first_chunk_nothing_is_tried_again():
    server = Server([sse({"role": "assistant"}), CUT], [TEXT, DONE])
    with pytest.raises(errors.StreamBroken):
        server.reply()
    assert len(server.bodies) == 1


def test_a_large_body_is_tried_again_once_and_retries_can_be_off():
    down = errors.ConnectionFailed("down")
    for kwargs, attempts in (({"size": 2_000_000}, 2), ({"retries": 0}, 1)):
        server = Server(*[[down]] * 4)
        with pytest.raises(errors.ConnectionFailed):
            server.reply(**kwargs)
        assert len(server.bodies) == attempts


REFUSED = server_error(
    "Unsupported value: 'audio.format' does not support 'wav' when stream=true. Supported values are: 'pcm16'.",
    status=400,
)


def test_a_known_refusal_teaches_the_dialect_and_it_is_sent_once_more():
    server = Server([REFUSED], [TEXT, DONE])
    reply = server.reply(sound=True)
    assert [b["audio"]["format"] for b in server.bodies] == ["wav", "pcm16"]
    assert "speaks OpenAI" in reply.notes[0]
    assert server.speaks.dialect.name == "openai"


def test_it_learns_once_only_and_never_against_the_user():
    for kwargs, attempts in (({}, 2), ({"fixed": True}, 1)):
        server = Server(
            [REFUSED], [server_error("The provided URL does not appear to be valid", status=400)], [TEXT, DONE]
        )
        with pytest.raises(errors.RequestRefused):
            server.reply(**kwargs)
        assert len(server.bodies) == attempts


def test_chunks_teach_for_the_next_time():
    server = Server([sse({"content": "hi"}, modality="text"), DONE])
    assert "vLLM-Omni" in server.reply().notes[0]
    assert server.speaks.dialect.name == "vllm-omni"


def test_a_part_that_the_dialect_has_no_words_for_is_refused():
    with pytest.raises(errors.PromptRefused):
        Server([]).reply(speaks="openai", parts=("https://a.example/x.wav", "?"))


def test_stopping_keeps_what_came():
    server = Server([TEXT, HANG])
    run = server.run()
    run.wait(lambda: run.stop() if run.fold.text else None, every_s=0.01)
    reply = run.reply()
    assert (reply.text, reply.complete, reply.error.code) == ("hi", False, "stopped")
    assert run.refused is None
    assert server.ended == [reply]


def test_stopping_at_once_ends_at_once_too():
    for _ in range(50):
        run = Server([HANG]).run()
        run.stop()
        assert run.done.is_set()
        assert run.reply().error.code == "stopped"


def test_a_server_that_repeats_the_key_in_its_stream_does_not_bring_it_into_the_message():
    request = Request(prompt=Prompt.of("x"), settings=Settings(model="m"), origin=Origin(model="m"))
    server = Server([b'data: {"error": {"message": "bad key SECRET"}}\n\n'])
    tools = Tools(connect=lambda: server, speaks=Speaks(DIALECTS["plain"]), scrub=lambda t: t.replace("SECRET", "…"))
    run = Run(request, tools)
    run.wait()
    assert "SECRET" not in str(run.refused)


def test_a_failing_store_never_costs_the_reply():
    server = Server([TEXT, DONE])
    server.ended = type("Full", (), {"append": lambda self, reply: 1 / 0})()
    assert server.reply().complete


def test_events_come_in_batches_with_an_end():
    run = Server([TEXT, DONE]).run(with_events=True)
    run.wait()
    batches = []
    while (batch := run.batches().get(timeout=5)) is not None:
        batches.append(batch)
    assert [type(e).__name__ for b in batches for e in b] == ["Started", "TextDelta", "Ended"]
