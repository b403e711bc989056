import asyncio
import io
import re
import signal
import sys
import threading
import warnings

import numpy as np
import pytest

from omni_nb import Omni, audio, image, recent, video
from omni_nb.errors import (
    AuthenticationFailed,
    ConnectionFailed,
    Interrupted,
    KeyMissing,
    PromptRefused,
    RateLimited,
    RequestRefused,
)
from omni_nb.servers.simulator import faults
from tests.support import aio
from tests.support.media import TONE, picture, video_file


@pytest.fixture(autouse=True)
def _not_in_ipython(monkeypatch):
    """Another test module starts a shell in this process."""
    monkeypatch.setattr("omni_nb.front_end.kind.shell", lambda: None)


@pytest.fixture(scope="module")
def omni():
    return Omni.simulated(pace=0)


@pytest.fixture
def whole(omni):
    return omni.ask("你是谁", voice="Cherry")


def test_the_first_example(omni, tmp_path):
    reply = omni.ask("你是谁", voice="Cherry")
    assert "模拟器" in reply.text
    assert (reply.complete, reply.simulated, reply.error, reply.finish_reason) == (True, True, None, "stop")
    assert (reply.audio.samples.dtype, reply.audio.sample_rate) == (np.int16, 24_000)
    assert reply.usage.audio_out == round(reply.audio.duration_s * 12.5)
    assert 0 <= reply.timing.first_text_s <= reply.timing.first_audio_s <= reply.timing.total_s
    assert omni.last == reply
    from omni_nb import Clip

    assert Clip.read(reply.save(tmp_path / "audio_assistant.wav")) == reply.audio


def test_the_second_example(omni):
    assert "cherry.wav" in omni.ask(audio("https://a.example/cherry.wav"), "这段音频在说什么").text
    assert "440" in omni.ask(TONE, "What is this?", modalities=["text"]).text


def test_the_third_example_is_text_and_need_not_be_streamed():
    plain = Omni.simulated("qwen3.5-plus", pace=0)
    for stream in (True, False):
        reply = plain.ask("你是谁？", stream=stream)
        assert "模拟器" in reply.text
        assert reply.audio is None
        assert reply.complete


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (lambda: image(picture(size=(320, 200))), "320 × 200"),
        (lambda: (TONE.samples, 24_000), "440 Hz"),
        (lambda: video(video_file()), "20 frames"),
        (lambda: video([picture()] * 4, fps=2), "4 frames"),
        (lambda: image("https://a.example/x.png"), "never use the network"),
    ],
)
def test_every_kind_of_part_arrives(omni, part, words):
    assert words in omni.ask(part(), "What is this?", modalities=["text"]).text


@pytest.mark.parametrize("speaks", ["dashscope", "openai", "openrouter", "vllm-omni", "vllm-omni-old", "sglang-omni"])
def test_the_same_words_and_sound_come_from_every_dialect(speaks, whole):
    omni = Omni.simulated(pace=0, speaks=speaks, voice="Cherry")
    for _ in range(2):  # the first may learn, the second knows
        reply = omni.ask("你是谁")
        assert (reply.text, reply.audio, reply.complete) == (whole.text, whole.audio, True)


@pytest.mark.parametrize("speaks", ["openai", "vllm-omni", "sglang-omni", "plain"])
def test_sound_goes_in_in_every_dialect(speaks):
    omni = Omni.simulated(pace=0, speaks=speaks)
    assert "440 Hz" in omni.ask(TONE, "What is this?", modalities=["text"]).text


def test_what_it_learns_it_says_and_keeps():
    omni = Omni.simulated(pace=0, speaks="openai")
    assert any("uses the OpenAI dialect" in n for n in omni.ask(TONE, "What is this?").notes)
    assert omni.ask(TONE, "What is this?").notes == ()
    assert omni.request("x")["audio"]["format"] == "pcm16"


def test_a_dialect_that_was_named_is_kept():
    omni = Omni.simulated(pace=0, speaks="openai", dialect="dashscope")
    with pytest.raises(RequestRefused, match="pcm16"):
        omni.ask("x")


def test_a_server_without_sound_gives_text(whole):
    reply = Omni.simulated(pace=0, speaks="plain").ask("你是谁")
    assert (reply.text, reply.audio, reply.complete) == (whole.text, None, True)
    assert "text only" in reply.notes[-1]


SAME = {"no-done", "no-usage", "padded-base64", "odd-splits", "header-per-chunk", "header-first", "header-zero", "list-tail", "rate-16000",
        "transcript", "both-places", "misspelt", "comments"}  # fmt: skip
CUT = {
    "stream-error": "server_failed",
    "cut-mid-sample": "cut",
    "cut-mid-json": "cut",
    "end-mid-json": "incomplete",
    "no-finish": "incomplete",
}


@pytest.mark.parametrize("fault", sorted(SAME))
def test_harmless_faults_change_nothing(fault, whole):
    reply = Omni.simulated(pace=0, fault=fault).ask("你是谁", voice="Cherry")
    assert reply.text == whole.text
    assert reply.complete
    if fault == "rate-16000":
        assert reply.audio.sample_rate == 16_000
    else:
        assert reply.audio == whole.audio
    assert (reply.usage is None) == (fault == "no-usage")


@pytest.mark.parametrize("fault", sorted(CUT))
def test_a_cut_reply_keeps_what_came_and_says_why(fault, whole):
    omni = Omni.simulated(pace=0, fault=fault)
    with pytest.warns(UserWarning, match="."):
        reply = omni.ask("你是谁", voice="Cherry")
    assert (reply.complete, reply.error.code) == (False, CUT[fault])
    assert reply.text
    assert whole.text.startswith(reply.text)
    assert np.array_equal(reply.audio.samples, whole.audio.samples[: len(reply.audio)])
    assert omni.last == reply
    with pytest.raises(type(reply.error)):
        omni.ask("你是谁", strict=True)


def test_a_stall_is_a_cut_after_the_time_out():
    with pytest.warns(UserWarning, match="time-out"):
        reply = Omni.simulated(pace=0, fault="stall", timeout_s=0.3).ask("你是谁")
    assert (reply.error.code, bool(reply.text)) == ("stalled", True)


@pytest.mark.parametrize("fault", sorted(faults.HTTP_FAULTS))
def test_a_refusal_is_an_error_with_the_services_words_and_a_repair(fault):
    status, message, *_ = faults.HTTP_FAULTS[fault]
    with pytest.raises(Exception, match=message.split("`")[0].strip()[:20]) as err:
        Omni.simulated(pace=0, fault=fault, max_retries=0).ask("x")
    assert err.value.status == status
    assert err.value.repair


def test_every_fault_is_covered_here():
    assert {*SAME, *CUT, "stall", "hostile"} == set(faults.STREAM_FAULTS)


def test_a_limit_that_passes_is_waited_for_and_told():
    reply = Omni.simulated(pace=0, fault="429:1").ask("x", modalities=["text"])
    assert "trying again in 1.0 s" in reply.notes[0]
    with pytest.raises(RateLimited) as err:
        Omni.simulated(pace=0, fault="429", max_retries=0).ask("x")
    assert err.value.retry_after_s == 1.0


def test_a_voice_of_another_model_is_refused_before_and_by_the_service():
    omni = Omni.simulated(pace=0)
    with pytest.raises(PromptRefused, match=r"belongs to qwen3\.5"):
        omni.ask("x", voice="Tina")
    with pytest.raises(RequestRefused, match="Voice 'nobody' is not supported"):
        omni.ask("x", voice="nobody")
    assert omni.last is None


def test_what_is_unknown_is_sent_with_a_note():
    reply = Omni.simulated("qwen3.5-omni-plus", pace=0).ask("x", voice="my-clone")
    assert any("Sent as it is" in n for n in reply.notes)


def test_a_chat_remembers_forks_and_takes_back(omni):
    chat = omni.chat(system="be brief")
    first = chat.ask("你是谁", modalities=["text"])
    assert "第 2 轮" in chat.ask(picture(), "这是什么", modalities=["text"]).text
    other = chat.fork(1)
    assert "第 2 轮" in other.ask("再说一次", modalities=["text"]).text
    assert (len(chat), len(other)) == (2, 2)
    chat.undo()
    assert len(chat) == 1
    assert [t.answer for t in chat.turns] == [first.text]
    assert "1 turn " in repr(chat)


def test_a_chat_can_be_awaited(omni):
    chat = omni.chat(system="be brief")
    aio.run(chat.aask("你是谁", modalities=["text"]))
    assert "第 2 轮" in aio.run(chat.aask("然后呢", modalities=["text"])).text
    assert len(chat) == 2


def test_a_turn_that_was_cut_is_not_remembered():
    chat = Omni.simulated(pace=0, fault="no-finish").chat()
    with pytest.warns(UserWarning, match="incomplete"):
        chat.ask("你是谁")
    assert len(chat) == 0
    assert chat.last.text
    failing = Omni.simulated(pace=0, fault="401").chat()
    with pytest.raises(AuthenticationFailed):
        failing.ask("x")
    assert len(failing) == 0


def test_reading_aloud_is_checked(omni):
    assert omni.say("今天天气很好。").text == "今天天气很好。"
    assert omni.say("Hello, you!").notes == ()
    changed = Omni.simulated(pace=0, fault="hostile").say("Hello")
    assert "differ from the given" in changed.notes[-1]


def test_that_other_words_were_read_is_shown_and_kept_and_in_the_latest_reply(capsys):
    omni = Omni.simulated(pace=0, fault="hostile", show=True)
    reply = omni.say("Hello")
    shown = capsys.readouterr()
    assert [n.code for n in reply.notes][-1] == "words_differ"
    assert omni.last is reply
    assert recent(1)[0].notes == reply.notes
    assert "differ from the given" in shown.out + shown.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"model": 5}, "model must be"), ({"voice": 5}, "voice must be"), ({"system": 5}, "system must be"), ({"base_url": 5}, "base_url must be"),
        ({"region": 5}, "region must be"), ({"server": ["simulator"]}, "server must be"), ({"dialect": None}, "dialect must be"), ({"modalities": 5}, "modalities must be"),
        ({"timeout_s": "5"}, "timeout_s must be"), ({"timeout_s": None}, "timeout_s must be"), ({"max_retries": -1}, "max_retries must be"), ({"keep": "no"}, "keep must be"),
        ({"strict": 1}, "strict must be"), ({"show": "yes"}, "show must be"), ({"headers": [("a", "b")]}, "headers must be"), ({"limits": {}}, "limits must be"),
        ({"trust_server": "no"}, "trust_server must be"), ({"api_key": 5}, "API key must be"), ({"api_key": b"x"}, "API key must be"),
    ],
)  # fmt: skip
def test_an_argument_of_a_wrong_kind_is_told_where_it_is_given(arguments, told):
    with pytest.raises((TypeError, ValueError), match=told):
        Omni(**arguments)


@pytest.mark.parametrize("arguments", [{"pace": "fast"}, {"pace": -1}, {"fault": 5}, {"speaks": 5}])
def test_so_it_is_for_the_simulator(arguments):
    with pytest.raises((TypeError, ValueError), match=f"^{next(iter(arguments))} must be"):
        Omni.simulated(**arguments)


def test_reading_takes_words(omni):
    with pytest.raises(TypeError, match="text must be words"):
        omni.say(5)
    with pytest.raises(ValueError, match="nothing to read"):
        omni.say(" ")


def test_a_default_that_is_set_later_is_looked_at_too(omni):
    other = Omni.simulated()
    for name, value in (("voice", 5), ("system", b"x"), ("timeout_s", "5"), ("model", None)):
        with pytest.raises(TypeError, match=f"^{name} must be"):
            setattr(other, name, value)
    other.voice = None
    assert other.voice is None


@pytest.mark.parametrize("ask", ["ask", "stream", "check", "request"])
@pytest.mark.parametrize(
    "option", [{"temperature": "hot"}, {"seed": 1.5}, {"extra": 5}, {"system": 5}, {"modalities": 5}]
)
def test_an_option_of_a_wrong_kind_is_told_at_every_door(omni, ask, option):
    with pytest.raises((TypeError, ValueError), match="must be"):
        getattr(omni, ask)("x", **option)
    with pytest.raises((TypeError, ValueError), match="must be"):
        omni.chat().ask("x", **option)


def test_numbers_of_numpy_are_numbers(omni):
    reply = omni.ask("x", modalities=["text"], temperature=np.float32(0.5), seed=np.int64(7), max_tokens=50.0)
    assert reply.complete
    assert (reply.request.settings.temperature, reply.request.settings.seed) == (0.5, 7)


def test_thinking_is_text_only_unless_sound_was_asked_for(omni):
    reply = omni.ask("你好", thinking=True)
    assert reply.reasoning
    assert reply.audio is None
    for options in ({"voice": "Cherry"}, {"modalities": ["text", "audio"]}):
        with pytest.raises(PromptRefused, match="thinking and sound"):
            omni.ask("x", thinking=True, **options)


def test_request_and_check_send_nothing_and_hold_no_key():
    secret = "sk-" + "canary0123456789"
    omni = Omni(api_key=secret)
    assert secret not in str(omni.request("x", picture()))
    assert omni.check("x", voice="Tina").problems[0].code == "voice_of_another_model"
    assert omni.check("x").ok
    assert repr(omni) == "<Omni qwen3-omni-flash on DashScope (beijing)>"


def test_tables(omni):
    assert {"model", "voices", "default voice"} <= set(omni.models()[0])
    assert len(omni.voices()) == 49
    assert omni.voices("qwen3.5-omni-plus")[0]["default"]
    assert "qwen3-omni-flash" in omni.served_models()


def test_misuse_is_told(omni):
    with pytest.raises(TypeError, match="did you mean temperature"):
        omni.ask("x", temprature=1)
    with pytest.raises(TypeError, match="extra="):
        omni.ask("x", zzz=1)
    with pytest.raises(ValueError, match="modalities must be"):
        omni.ask("x", modalities=["audio"])
    with pytest.raises(ValueError, match="malformed"):
        Omni(api_key="a b")
    with pytest.raises(KeyMissing):
        Omni(region="us")
    with pytest.raises(ValueError, match="no dialect"):
        Omni(dialect="klingon")


def test_settings_of_the_omni_and_of_the_call(omni):
    body = Omni(voice="Ethan", system="s", modalities=["text"]).request(
        "x", modalities=["text", "audio"], system=None, seed=7, extra={"top_k": 1}
    )
    assert body["audio"]["voice"] == "Ethan"
    assert [m["role"] for m in body["messages"]] == ["user"]
    assert (body["seed"], body["top_k"]) == (7, 1)
    assert Omni().request("x", model="qwen3.5-omni-plus")["audio"]["voice"] == "Tina"
    assert "audio" not in Omni().request("x", modalities="text")


def test_nobody_listening_is_a_failed_connection():
    from tests.support.ports import nobody

    with nobody() as port, pytest.raises(ConnectionFailed):
        Omni(base_url=f"http://127.0.0.1:{port}/v1", max_retries=0).ask("x")


def test_awaiting_does_not_block_and_cancelling_keeps_what_came(omni, capsys):
    async def both():
        return await asyncio.gather(omni.aask("你是谁"), omni.aask("Who are you?"))

    one, two = aio.run(both())
    assert one.complete
    assert two.complete
    stalling = Omni.simulated(pace=0, fault="stall")

    async def cancelled():
        task = asyncio.ensure_future(stalling.aask("你是谁", show=True))
        while not capsys.readouterr().out:
            await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    aio.run(cancelled())
    assert stalling.last.error.code == "stopped"
    assert stalling.last.text


def test_an_interrupt_keeps_what_came(monkeypatch):
    class Screen(io.StringIO):
        def write(self, words):
            if re.search("[一-鿿]", words):  # the answer
                signal.raise_signal(signal.SIGINT)
            return super().write(words)

    monkeypatch.setattr(sys, "stdout", Screen())
    omni = Omni.simulated(pace=0, fault="stall")
    with pytest.raises(Interrupted) as stopped:
        omni.ask("你是谁", show=True)
    assert stopped.value.reply.text
    assert stopped.value.reply.error.code == "stopped"
    assert omni.last == stopped.value.reply
    assert Omni.simulated(pace=0).ask("x", modalities=["text"]).complete


def test_many_at_once_do_not_mix():
    omni, replies = Omni.simulated(pace=0), {}

    def ask(n):
        replies[n] = omni.ask(f"Repeat exactly: number {n}", modalities=["text"]).text

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(12)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert replies == {n: f"number {n}" for n in range(12)}


def test_a_reply_that_was_not_cut_warns_of_nothing(omni):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        omni.ask("你是谁", modalities=["text"])


def test_a_display_that_fails_leaves_nothing_running_and_keeps_what_came(monkeypatch):
    from omni_nb.session.follow import NoView

    class Broken(NoView):
        def tick(self, fold):
            if fold.text:
                raise RuntimeError("the page is gone")

    monkeypatch.setattr("omni_nb.asking.view_for", lambda show, asked: Broken())
    omni = Omni.simulated(pace=0, fault="stall")
    with pytest.raises(RuntimeError, match="page is gone"):
        omni.ask("你是谁")
    assert omni.last.error.code == "stopped"
    assert omni.last.text
