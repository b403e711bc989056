import asyncio
import contextlib
import json
import threading
import time

import pytest

from omni_nb import errors
from omni_nb.prompt.media import MediaInfo
from omni_nb.prompt.parts import MediaPart
from omni_nb.reply.fold import Origin
from omni_nb.servers.refusals import server_error
from omni_nb.session.dialect_state import DialectState
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.session.run import Run
from omni_nb.session.sending import Sending, Tools
from omni_nb.wire.detection import DIALECTS
from omni_nb.wire.lessons import Lesson
from omni_nb.wire.limits import Limits
from omni_nb.wire.server_words import ServerWords
from tests.support.requests import request


def sse(delta=None, finish=None, **more):
    return f"data: {json.dumps({'choices': [{'delta': delta or {}, 'finish_reason': finish}], **more})}\n\n".encode()


TEXT, FINISH, DONE = sse({"content": "hi"}), sse({}, "stop"), b"data: [DONE]\n\n"
CUT = errors.StreamBroken("cut", code="cut")
HANG = object()


class Server:
    """A transport that plays one script for each attempt: bytes are sent, errors raised, HANG waits for ever.

    `every_s` is the time from one arrival to the next.
    """

    base_url = "http://127.0.0.1/v1"

    def __init__(self, *scripts, every_s=0.0):
        self.scripts, self.bodies, self.waits, self.ended = list(scripts), [], [], []
        self.every_s = every_s

    async def send(self, body, *, timeout_s):
        self.bodies.append(body)
        at_s = 0.0
        for step in self.scripts.pop(0):
            at_s += self.every_s
            if step is HANG:
                await asyncio.sleep(3_600)
            if isinstance(step, Exception):
                yield at_s, b""
                raise step
            yield at_s, step
        yield at_s, b""

    async def model_ids(self, *, timeout_s):
        return []

    async def close(self): ...

    async def sleep(self, s):
        self.waits.append(s)

    def run(
        self,
        *,
        speaks="dashscope",
        fixed=False,
        size=0,
        retries=2,
        parts=("x",),
        sound=False,
        with_events=False,
        owned=False,
        lessons=None,
        silence_s=9.0,
        limits=None,
        clock=None,
    ):
        asked = request(
            *parts,
            *([MediaPart("image", b"x" * size, info=MediaInfo(kind="image", format="png"))] if size else []),
            sound=sound,
        )
        self.dialect_state = DialectState(DIALECTS[speaks], fixed, owned, dict(lessons or {}))
        tools = Tools(
            transport=self,
            dialect_state=self.dialect_state,
            on_end=self.ended.append,
            sleep=self.sleep,
            chance=lambda: 0.5,
            clock=clock or time.perf_counter,
        )
        sending = Sending(max_retries=retries, silence_s=silence_s, limits=limits or Limits())
        return Run(asked, tools, origin=Origin(model="m", id="1"), sending=sending, with_events=with_events)

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
        ([TEXT, b'data: {"choices": [{"del\n\n', FINISH, DONE], False, "incomplete"),
        ([TEXT, b"data: {broken}\n\n", FINISH, DONE], True, None),
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


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504, 529])
def test_the_wait_that_a_server_asks_for_is_kept_whatever_its_status(status):
    server = Server([server_error("x", status=status, retry_after_s=4.0)], [TEXT, DONE])
    assert server.reply().complete
    assert server.waits == [4.0]


def test_a_refusal_inside_of_a_200_is_one_too():
    slow = b'data: {"error": {"message": "<429> slow", "code": "limit_requests"}}\n\n'
    server = Server([slow], [TEXT, DONE])
    assert server.reply().complete
    with pytest.raises(errors.RateLimited):
        Server([sse({"role": "assistant"}), slow], [TEXT, DONE]).reply()


def test_a_moment_that_is_over_is_no_reason_to_ask_at_once():
    server = Server([server_error("x", status=503, retry_after_s=0.0)], [TEXT, DONE])
    assert server.reply().complete
    assert server.waits == [0.5]


def test_a_proxys_500_around_the_services_own_refusal_is_not_asked_again():
    words = "litellm.APIError: OpenAIException - Error code: 400 - {'error': {'message': 'Voice x is not supported.'}}"
    server = Server([server_error(words, status=500)], [TEXT, DONE])
    with pytest.raises(errors.RequestRefused):
        server.reply()
    assert len(server.bodies) == 1


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
    assert "uses the OpenAI dialect" in reply.notes[0]
    assert server.dialect_state.dialect.name == "openai"


def test_it_learns_once_only_and_never_against_the_user():
    for kwargs, attempts in (({}, 2), ({"fixed": True}, 1)):
        server = Server(
            [REFUSED], [server_error("The provided URL does not appear to be valid", status=400)], [TEXT, DONE]
        )
        with pytest.raises(errors.RequestRefused):
            server.reply(sound=True, **kwargs)
        assert len(server.bodies) == attempts


UNKNOWN = server_error("Unrecognized request argument supplied: stream_options", status=400)


def test_a_parameter_that_is_refused_is_left_out_and_that_is_kept_because_it_worked():
    server = Server([UNKNOWN], [TEXT, DONE], [TEXT, DONE])
    reply = server.reply()
    assert ["stream_options" in b for b in server.bodies] == [True, False]
    assert "does not accept stream_options" in reply.notes[0]
    assert [x.without for x in server.dialect_state.lessons["m"]] == [("stream_options",)]


def test_several_lessons_may_be_needed():
    refusals = [[UNKNOWN], [server_error("Unknown parameter: 'modalities'.", status=400)]]
    server = Server(*refusals, [TEXT, DONE])
    reply = server.reply(sound=True)
    assert reply.complete
    assert not {"modalities", "audio", "stream_options"} & server.bodies[-1].keys()
    assert len(reply.notes) == 3  # two lessons, and that no sound came


@pytest.mark.parametrize(
    "then",
    [server_error("Invalid value", status=400), server_error("busy", status=503), errors.ConnectionFailed("down")],
)
def test_when_the_second_try_fails_the_first_refusal_is_raised_and_nothing_is_kept(then):
    server = Server([UNKNOWN], [then])
    with pytest.raises(errors.RequestRefused, match="stream_options"):
        server.reply()
    assert (len(server.bodies), server.dialect_state.lessons) == (2, {})


def test_of_a_host_whose_owner_is_known_nothing_is_learnt():
    server = Server([UNKNOWN], [TEXT, DONE])
    with pytest.raises(errors.RequestRefused, match="stream_options"):
        server.reply(owned=True)
    assert len(server.bodies) == 1


def test_sound_that_is_asked_for_by_name_is_tried_again_and_a_success_undoes_the_lesson():
    silent = Lesson(words="…", without=("modalities", "audio", "speaker"))
    server = Server([TEXT, DONE])
    reply = server.reply(sound=True, lessons={"m": (silent,)})
    assert server.bodies[0]["modalities"] == ["text", "audio"]
    assert server.dialect_state.lessons["m"] == ()
    assert "does accept modalities and audio" in reply.notes[0]


def test_a_lesson_holds_for_the_model_that_taught_it():
    silent = Lesson(words="…", without=("modalities", "audio", "speaker"))
    speaks = DialectState(DIALECTS["dashscope"], lessons={"a": (silent,)})
    assert (speaks.gives_sound("a"), speaks.gives_sound("b")) == (False, True)


def test_chunks_teach_for_the_next_time():
    server = Server([sse({"content": "hi"}, modality="text"), DONE])
    assert "vLLM-Omni" in server.reply().notes[0]
    assert server.dialect_state.dialect.name == "vllm-omni"


def test_a_part_that_the_dialect_has_no_words_for_is_refused():
    with pytest.raises(errors.PromptRefused):
        Server([]).reply(speaks="openai", parts=("https://a.example/x.wav", "?"))


@pytest.mark.parametrize("ping", [b": PROCESSING\n\n", b"data: ping\n\n", b"event: ping\ndata: {}\n\n", sse({}), b" "])
def test_signs_of_life_do_not_hide_that_nothing_comes(ping):
    reply = Server([TEXT, *[ping] * 20, TEXT, DONE], every_s=1.0).reply(silence_s=4.0)
    assert (reply.text, reply.error.code) == ("hi", "stalled")
    assert reply.timing.total_s == 6.0


def test_one_long_chunk_that_takes_its_time_is_no_silence():
    line = sse({"content": "x" * 90_000})
    pieces = [line[i : i + 6_000] for i in range(0, len(line), 6_000)]
    assert server_text(Server([*pieces, DONE], every_s=1.0), silence_s=4.0) == "x" * 90_000


def server_text(server, **kwargs):
    reply = server.reply(**kwargs)
    assert reply.complete
    return reply.text


@pytest.mark.parametrize(
    ("limits", "name"),
    [
        (Limits(text_chars=5), "text_chars"),
        (Limits(line_bytes=200), "line_bytes"),
        (Limits(sound_bytes=100), "sound_bytes"),
    ],
)
@pytest.mark.parametrize("at_once", [False, True])
def test_a_reply_over_a_limit_ends_with_what_came_and_says_so(limits, name, at_once):
    sound = sse({"audio": {"data": "AAAA" * 20}})
    script = {
        "text_chars": [TEXT] * 9,
        "line_bytes": [TEXT, b'data: {"a": "' + b"x" * 999],
        "sound_bytes": [TEXT, sound, sound],
    }[name]
    if at_once:
        script = [b"".join(script)]
    reply = Server([*script, DONE]).reply(limits=limits)
    assert reply.text.startswith("hi")
    assert (reply.error.code, name in reply.error.repair) == ("too_much", True)


@pytest.mark.parametrize(
    ("script", "code", "words"),
    [
        ([TEXT, sse({}, "content_filter"), DONE], "content_filter", "content check"),
        ([TEXT, sse({}, "SAFETY"), sse({}, "stop"), DONE], "content_filter", "SAFETY"),
        ([TEXT, sse({}, "error"), DONE], "ended_with_error", "stopped the answer"),
        (
            [TEXT, b'data: {"object": "error", "message": "the words", "code": 500}\n\n', DONE],
            "server_failed",
            "the words",
        ),
        ([TEXT, b'data: {"code": "X", "message": "the words"}\n\n', DONE], "server_error", "the words"),
        ([TEXT, b'event: error\ndata: {"m": "the words"}\n\n'], "server_error", "the words"),
        ([TEXT, sse({}, "error", error={"message": "the words"}), DONE], "server_error", "the words"),
        (
            [TEXT, b'data: {"choices": [{"error": {"message": "the words"}, "finish_reason": "error"}]}\n\n'],
            "server_error",
            "the words",
        ),
    ],
)
def test_an_answer_that_was_broken_off_says_why_and_keeps_what_came(script, code, words):
    reply = Server(script).reply()
    assert (reply.text, reply.complete, reply.error.code) == ("hi", False, code)
    assert words in reply.error.cause


@pytest.mark.parametrize(
    ("script", "code", "words"),
    [
        ([DONE], "empty", "nothing was received"),
        ([], "empty", "nothing was received"),
        ([b"<!doctype html><title>Sign in</title>"], "not_an_answer", "“Sign in”"),
        ([b"upstream is down"], "not_an_answer", "upstream is down"),
        ([b'{"status": "fine"}'], "not_an_answer", '"status": "fine"'),
        ([b'{"code": 40001, "message": "the words", "data": null}'], "server_error", "the words"),
        ([b'{"detail": "the words"}'], "server_error", "the words"),
        ([sse({}, "content_filter"), DONE], "content_filter", "content check"),
    ],
)
def test_what_is_no_answer_is_told_as_what_it_is(script, code, words):
    with pytest.raises(errors.OmniError) as err:
        Server(script).reply()
    assert (err.value.code, words in err.value.cause) == (code, True)


CALL = {"tool_calls": [{"index": 0, "id": "c", "function": {"name": "f", "arguments": "{}"}}]}


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ([TEXT, sse({}, "length"), DONE], "length limit"),
        ([TEXT, sse({}, "klingon"), DONE], "klingon"),
        ([sse(CALL), sse({}, "tool_calls"), DONE], "tool call (f)"),
        ([TEXT, sse({}, "tool_calls"), DONE], "sent none"),
        ([sse({"refusal": "I cannot."}), FINISH, DONE], "declined"),
        ([TEXT, sse({}, "refusal"), DONE], "declined"),
        ([FINISH, DONE], "the answer is empty"),
        ([sse({"reasoning": "hm"}), FINISH, DONE], "only thinking"),
        ([TEXT, b"data: {broken}\n\n", FINISH, DONE], "not JSON"),
        ([TEXT, b"data: Incorrect key\n\n", FINISH, DONE], "Incorrect key"),
        (['data: {"choices": [{"delta": {"content": "你好"}}]}\n\n'.encode("gbk"), FINISH, DONE], "not UTF-8"),
    ],
)
def test_an_end_that_is_not_the_plain_one_is_noted(script, words):
    reply = Server(script).reply()
    assert reply.complete
    assert [words in n for n in reply.notes] == [True]


def test_a_whole_completion_is_taken_whatever_its_wrapping():
    whole = {"choices": [{"message": {"content": "hi"}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 1}}
    for document in (whole, {"data": whole, "code": 0}, {"output": whole, "request_id": "r"}, [whole]):
        for indent in (None, 1):
            reply = Server([json.dumps(document, indent=indent).encode()]).reply()
            assert (reply.text, reply.complete, reply.usage.input_tokens) == ("hi", True, 1)


def test_the_times_of_a_reply_are_those_at_which_its_bytes_arrived():
    sound = sse({"audio": {"data": "AAAA" * 16}})
    server = Server([b": hello\n\n", TEXT[:20], TEXT[20:], sound, DONE], every_s=0.5)
    timing = server.reply(clock=lambda: 77.0).timing
    assert (timing.first_text_s, timing.first_audio_s, timing.total_s) == (1.5, 2.0, 2.5)


def test_an_end_that_nobody_says_is_when_the_body_ended():
    for end in (CUT, b": the last sign of life\n\n"):
        assert Server([TEXT, end], every_s=0.5).reply(clock=lambda: 77.0).timing.total_s == 1.0


def test_the_trace_tells_each_chunk_with_its_time_and_size():
    sound = sse({"audio": {"data": "AAAA" * 16}})
    said = sse({"content": "你好"})
    reply = Server([said[:9], said[9:] + FINISH, sound, DONE], every_s=0.5).reply()
    assert [(c.at_s, c.kind, c.words, c.samples, c.size_bytes) for c in reply.trace] == [
        (1.0, "words", 2, 0, len(said) - 8), (1.0, "other", 0, 0, len(FINISH) - 8), (1.5, "sound", 0, 24, len(sound) - 8),
    ]  # fmt: skip
    assert {c.raw for c in reply.trace} == {None}


def test_the_trace_of_a_reply_that_was_asked_for_twice_is_of_the_second_time():
    slow = b'data: {"error": {"message": "<429> slow", "code": "limit_requests"}}\n\n'
    assert [c.kind for c in Server([slow], [TEXT, DONE], every_s=0.5).reply().trace] == ["words"]


def test_a_stop_is_when_it_was_made():
    clock = iter([99.0, 100.0, *[107.0] * 9])
    run = Server([TEXT, HANG], every_s=0.5).run(clock=lambda: next(clock))
    run.wait(lambda: run.stop() if run.fold.text else None, every_s=0.01)
    assert run.reply().timing.total_s == 7.0


def test_stopping_keeps_what_came():
    server = Server([TEXT, HANG])
    run = server.run()
    run.wait(lambda: run.stop() if run.fold.text else None, every_s=0.01)
    reply = run.reply()
    assert (reply.text, reply.complete, reply.error.code) == ("hi", False, "stopped")
    assert run.refused is None
    assert server.ended == [reply]


def test_whoever_waits_is_called_when_sound_comes_and_not_when_its_time_is_up():
    run = Server([sse({"audio": {"data": "AAAA" * 20}}), HANG]).run(sound=True)
    guard = threading.Timer(10, run.cancel)
    guard.start()
    seen = []
    run.wait(lambda: (seen.append(run.fold.audio_s), run.stop()), every_s=3_600)
    guard.cancel()
    assert len(seen) == 1
    assert seen[0] > 0


def test_a_stop_when_all_has_come_does_not_cost_what_is_made_of_it():
    server, made, begun, goes_on = Server([TEXT, FINISH, DONE]), [], threading.Event(), threading.Event()

    def measure(reply):
        begun.set()
        goes_on.wait(60)
        made.append(reply)

    server.ended = type("Measuring", (), {"append": staticmethod(measure)})
    run = server.run()
    begun.wait(60)
    run.cancel()
    for _ in range(5):  # behind the cancelling, on the same loop
        EVENT_LOOP.in_thread(int).result(60)
    assert not run.done.is_set()
    goes_on.set()
    run.wait()
    assert made == [run.reply()]
    assert run.reply().complete


def test_what_was_given_up_for_all_is_not_tried_again():
    turns = []

    class GaveUp:
        @contextlib.asynccontextmanager
        async def slot(self, *, tokens):
            turns.append(1)
            raise errors.RateLimited("slow down")
            yield

    server = Server()
    tools = Tools(
        transport=server,
        dialect_state=DialectState(DIALECTS["plain"], True, False, {}),
        limiter=GaveUp(),
        sleep=server.sleep,
    )
    run = Run(request("x"), tools, origin=Origin(model="m", id="1"), sending=Sending(rate_limit_retries=8))
    run.wait()
    assert (run.refused.cause, len(turns), server.waits) == ("slow down", 1, [])


def test_stopping_at_once_ends_at_once_too():
    for _ in range(50):
        run = Server([HANG]).run()
        run.stop()
        assert run.done.is_set()
        assert run.reply().error.code == "stopped"


def test_a_server_that_repeats_the_key_in_its_stream_does_not_bring_it_into_the_message():
    server = Server([b'data: {"error": {"message": "bad key SECRET"}}\n\n'])
    tools = Tools(
        transport=server,
        dialect_state=DialectState(DIALECTS["plain"]),
        words=ServerWords(strike=lambda t: t.replace("SECRET", "…")),
    )
    run = Run(request("x"), tools, origin=Origin(model="m"))
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
    while (batch := run.batches().get(timeout=60)) is not None:
        batches.append(batch)
    assert [type(e).__name__ for b in batches for e in b] == ["Started", "TextDelta", "Ended"]
