import asyncio
import json
import re
import threading
from pathlib import Path

import numpy as np
import pytest

from omni_nb import Omni, audio, errors, image
from omni_nb.errors import CassetteError, NotRecorded
from omni_nb.servers.cassette.player import ReplayTransport
from omni_nb.servers.refusals import server_error
from omni_nb.session.client import Client
from tests.support import aio
from tests.support.cassettes import AT_ONCE, body, chunk, everything, player, read, record, replaying
from tests.support.media import TONE, picture


def recording(path, **more):
    return Omni.simulated(record=path, **{"show": False, "keep": False, "pace": 0, **more})


def same(live, again):
    for name in ("text", "reasoning", "usage", "timing", "ending", "finish_reason", "error", "notes", "tool_calls", "complete", "simulated", "model", "voice"):  # fmt: skip
        assert _without_id(getattr(again, name)) == _without_id(getattr(live, name)), name
    assert again.audio == live.audio


def _without_id(value):
    """Ids of requests are not recorded; they stand in what an error says."""
    if isinstance(value, errors.OmniError):
        return type(value), value.code, _without_id(str(value))
    if isinstance(value, tuple):
        return tuple(map(_without_id, value))
    return re.sub(r" \(request [\w-]+\)", "", value) if isinstance(value, str) else value


def test_a_reply_with_sound_is_the_same_with_nobody_there(tmp_path, monkeypatch):
    path = tmp_path / "lesson.cassette"
    live = recording(path).ask("你是谁", voice="Cherry")
    import socket

    def nobody(*_):
        raise AssertionError("a replay opened a connection")

    monkeypatch.setattr(socket.socket, "connect", nobody)
    again = replaying(path).ask("你是谁", voice="Cherry")
    same(live, again)
    assert again.simulated
    assert again.server == "the simulator, replayed from lesson.cassette"
    assert np.array_equal(again.trace.rows, live.trace.rows)
    assert again.service_id.startswith("chatcmpl-0000")


def test_events_are_the_same_one_by_one(tmp_path):
    path = tmp_path / "a.cassette"
    live = list(recording(path).stream("你是谁", voice="Cherry"))
    again = list(replaying(path).stream("你是谁", voice="Cherry"))
    assert [(type(e), e.at_s) for e in again] == [(type(e), e.at_s) for e in live]
    assert again[1:-1] == live[1:-1]  # but the service's id, and the object at the end


def test_it_waits_as_long_as_it_was_recorded_and_tells_the_recorded_times_at_every_speed(tmp_path):
    record(tmp_path / "a.cassette", [(1.0, chunk("a")), (3.0, chunk("b")), (4.0, b"")])
    for speed, waits in ((1.0, [1.0, 2.0, 1.0]), (4.0, [0.25, 0.5, 0.25]), (float("inf"), [])):
        now, waited = [0.0], []

        async def sleep(s, now=now, waited=waited):
            waited.append(s)
            now[0] += s

        from omni_nb.servers.cassette.player import ReplayTransport

        plays = ReplayTransport(tmp_path / "a.cassette", speed=speed, clock=lambda now=now: now[0], sleep=sleep)
        assert [at for at, _ in read(plays, body())[0]] == [1.0, 3.0, 4.0]
        assert waited == waits


@pytest.mark.parametrize(
    "fault",
    ["429:1", "401", "500", "inspection", "stream-error", "cut-mid-sample", "cut-mid-json", "end-mid-json", "odd-splits", "padded-base64", "no-done"],
)  # fmt: skip
def test_what_went_wrong_goes_wrong_again(tmp_path, fault):
    from omni_nb.servers.simulator import faults

    if fault.split(":")[0] not in {**faults.HTTP_FAULTS, **faults.STREAM_FAULTS}:
        pytest.skip(f"NOT TRIED: the simulator has no fault {fault}")

    def asked(omni):
        try:
            return omni.ask("你是谁", voice="Cherry")
        except errors.OmniError as err:
            return err

    live_omni = recording(tmp_path / "a.cassette", fault=fault)
    with pytest.warns() if fault.startswith(("stream", "cut", "end")) else _quiet():
        live = asked(live_omni)
        again = asked(replaying(tmp_path / "a.cassette"))
    if isinstance(live, Exception):
        assert type(again) is type(live)
        assert (again.status, again.service_code, again.service_message) == (
            live.status,
            live.service_code,
            live.service_message,
        )
    else:
        same(live, again)


def _quiet():
    import contextlib

    return contextlib.nullcontext()


def test_a_server_that_taught_something_teaches_it_again(tmp_path):
    """It refused to be asked for sound, and was asked again for words; from then on for words at once."""
    path = tmp_path / "a.cassette"
    refused = server_error("Unknown parameter: 'modalities'.", status=400, param="modalities")
    answer = [(0.1, chunk("words")), (0.2, b"data: [DONE]\n\n")]
    from tests.support.cassettes import Script

    omni = Omni("my-omni", base_url="http://127.0.0.1:1/v1", dialect="openai", record=path, show=False, keep=False)
    omni._client.transport.inner = Script([refused], answer, answer, answer)
    live = [omni.ask(w, voice="Cherry" if i < 1 else None) for i, w in enumerate(("one", "two", "three"))]

    def again():
        return Omni("my-omni", replay=path, dialect="openai", show=False, keep=False, speed=float("inf"))

    for reply in (again().ask("one", voice="Cherry"),):
        assert [n.code for n in reply.notes] == [n.code for n in live[0].notes]
        assert "lesson" in [n.code for n in reply.notes]
    out_of_order = again()
    assert out_of_order.ask("three").text == "words"
    assert out_of_order.ask("two").text == "words"


def test_the_same_question_again_plays_its_recordings_in_turn_and_then_from_the_first(tmp_path):
    path = tmp_path / "a.cassette"
    record(path, *[[(0.1, chunk(w))] for w in ("first", "second")])
    plays = player(path)
    heard = [read(plays, body())[0][0][1] for _ in range(5)]
    assert heard == [chunk(w) for w in ("first", "second", "first", "second", "first")]


def test_a_refusal_of_one_way_of_writing_is_not_played_to_another(tmp_path):
    path = tmp_path / "a.cassette"
    refused, other = body(stream_options={"include_usage": True}), body(stream_options={"include_usage": False})
    record(path, [server_error("Unknown parameter.", status=400)], [(0.1, chunk("a"))], bodies=[refused, other])
    plays = player(path)
    assert [read(plays, other)[0][0][1] for _ in range(3)] == [chunk("a")] * 3
    assert read(plays, refused)[1].status == 400
    assert read(plays, body())[0][0][1] == chunk("a")  # a third way is answered


def test_a_lesson_that_is_recorded_again_is_played_as_it_was_last(tmp_path):
    path = tmp_path / "a.cassette"
    record(path, [(0.1, chunk("old"))], [(0.1, chunk("kept"))], bodies=[body("a"), body("b")])
    record(path, [(0.1, chunk("new"))], bodies=[body("a")])
    plays = player(path)
    assert [read(plays, body(w))[0][0][1] for w in "aab"] == [chunk("new"), chunk("new"), chunk("kept")]
    assert b"old" in path.read_bytes()  # nothing is lost


def test_recordings_that_ended_in_another_order_are_played_in_the_order_of_asking(tmp_path):
    from omni_nb.servers.address import Address
    from omni_nb.servers.cassette.recorder import RecordingTransport
    from omni_nb.servers.keys import EMPTY

    class Slow:
        base_url = ""
        waits: list[asyncio.Event] = []

        async def send(self, body, *, timeout_s):
            n = len(self.waits)
            self.waits.append(asyncio.Event())
            if n == 0:
                await self.waits[0].wait()
            yield 0.1, chunk(str(n))
            if n == 1:
                self.waits[0].set()

    async def go():
        recorder = RecordingTransport(
            Slow(), str(tmp_path / "a.cassette"), address=Address(base_url="http://127.0.0.1/v1", key=EMPTY, title=""), headers={}
        )  # fmt: skip

        async def one():
            return [data async for _, data in recorder.send(body(), timeout_s=9)]

        return await asyncio.gather(one(), one())

    assert aio.run(go()) == [[chunk("0")], [chunk("1")]]
    plays = player(tmp_path / "a.cassette")
    assert [read(plays, body())[0][0][1] for _ in range(2)] == [chunk("0"), chunk("1")]


def test_chats_media_and_comparisons_play_and_media_are_not_in_it(tmp_path):
    path = tmp_path / "a.cassette"

    def lesson(omni):
        chat = omni.chat(system="Be brief.")
        out = [
            chat.ask(image(picture()), "What is this?"),
            chat.ask("And why?"),
            omni.ask(audio(TONE), "这段音频在说什么"),
        ]
        compared = omni.compare("Say hello.", voices=["Cherry", "Ethan"], repeats=2)
        return [*out, *(cell.reply for cell in compared)], omni.served_models()

    live, models = lesson(recording(path))
    again, models_again = lesson(replaying(path))
    assert [r.text for r in again] == [r.text for r in live]
    assert [r.audio for r in again] == [r.audio for r in live]
    assert models_again == models
    assert TONE.encode()[100:200] not in everything(path)
    with pytest.raises(NotRecorded, match="its media are others"):
        replaying(path).ask(audio(TONE.cut(0, 0.9)), "这段音频在说什么")


def test_what_was_never_recorded_is_answered_by_an_error_that_knows_the_way(tmp_path):
    path = tmp_path / "lesson.cassette"
    recording(path).ask("你是谁", voice="Cherry")
    recording(path).ask("What is the capital of France?", modalities=["text"])
    omni = replaying(path)
    with pytest.raises(NotRecorded) as info:
        omni.ask("What's the capital of France", modalities=["text"])
    said = str(info.value)
    for words in (
        "lesson.cassette",
        "“What's the capital of France”",
        "“What is the capital of France?”",
        "2",
        "Three ways on",
        "record=",
        "--list",
        "replay=",
    ):
        assert words in said, words
    with pytest.raises(NotRecorded, match="voice: recorded Cherry, asked Ethan"):
        omni.ask("你是谁", voice="Ethan")
    with pytest.raises(NotRecorded, match=r"temperature: recorded nothing, asked 0\.5"):
        omni.ask("你是谁", voice="Cherry", temperature=0.5)
    Path(tmp_path / "empty.cassette").touch()
    with pytest.raises(NotRecorded, match="nothing is recorded"):
        replaying(tmp_path / "empty.cassette").ask("x")


def test_it_is_said_in_chinese_too(tmp_path, chinese):
    recording(tmp_path / "a.cassette").ask("你是谁", modalities=["text"])
    with pytest.raises(NotRecorded, match="没有") as info:
        replaying(tmp_path / "a.cassette").ask("你叫什么", modalities=["text"])
    assert "三" in str(info.value)


def test_arguments_that_cannot_be_are_told():
    for more, words in (({"speed": 0}, "over 0"), ({"speed": -1}, "over 0"), ({"speed": float("nan")}, "over 0"), ({"replay": "no.cassette"}, "no such file"),
                        ({"replay": ""}, "path of a cassette"), ({"record": "a", "replay": "b"}, "together"), ({"record": 3}, "path of a cassette")):  # fmt: skip
        with pytest.raises((ValueError, TypeError, errors.OmniError), match=words):
            Omni(**more)


def test_what_is_recorded_meanwhile_is_found(tmp_path):
    path = tmp_path / "a.cassette"
    record(path, [(0.1, chunk("a"))], bodies=[body("a")])
    plays = player(path)
    record(path, [(0.1, chunk("b"))], bodies=[body("b")])
    assert read(plays, body("b"))[0][0][1] == chunk("b")
    path.write_bytes(b"# a line of mine\n" + path.read_bytes())
    assert read(plays, body("a"))[0][0][1] == chunk("a")


def test_a_cassette_that_was_renamed_finds_its_sounds(tmp_path):
    live = recording(tmp_path / "a.cassette").ask("你是谁", voice="Cherry")
    (tmp_path / "a.cassette").rename(tmp_path / "b.cassette")
    assert replaying(tmp_path / "b.cassette").ask("你是谁", voice="Cherry").audio == live.audio


def test_a_file_that_is_edited_while_it_plays_is_played_as_it_is_now(tmp_path):
    path = tmp_path / "a.cassette"
    record(path, [(0.1, chunk("old"))])
    plays = player(path)
    assert read(plays, body())[0][0][1] == chunk("old")
    path.write_bytes(path.read_bytes().replace(b"old", b"newer"))
    assert read(plays, body())[0][0][1] == chunk("newer")


def test_many_at_once_do_not_wait_for_each_other(tmp_path):
    path = tmp_path / "a.cassette"
    record(path, *[[(0.1, chunk(str(i)))] for i in range(20)], bodies=[body(str(i)) for i in range(20)])
    plays = player(path)
    heard: dict[int, bytes] = {}

    def one(i):
        heard[i] = read(plays, body(str(i)))[0][0][1]

    threads = [threading.Thread(target=one, args=(i,)) for i in range(20)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert heard == {i: chunk(str(i)) for i in range(20)}


def test_a_sound_that_is_gone_or_changed_costs_its_own_recording_only(tmp_path):
    path = tmp_path / "a.cassette"
    omni = recording(path)
    omni.ask("你是谁", voice="Cherry")
    omni.ask("x", modalities=["text"])
    (file,) = (tmp_path / "a.cassette.sounds").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CassetteError, match=r"a\.cassette\.sounds/.*missing or damaged"):
        replaying(path).ask("你是谁", voice="Cherry")
    file.unlink()
    with pytest.raises(CassetteError, match=r"Keep the folder a\.cassette\.sounds"):
        replaying(path).ask("你是谁", voice="Cherry")
    assert replaying(path).ask("x", modalities=["text"]).complete


@pytest.mark.parametrize("speed", [0.5, 4.0, AT_ONCE])
def test_a_limiter_of_a_replay_waits_at_its_speed(tmp_path, speed):
    slept = []

    async def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds
        assert len(slept) < 4

    now = [100.0]
    path = tmp_path / "a.cassette"
    record(path, [(0.1, chunk("a"))])
    plays = ReplayTransport(path, speed=speed, clock=lambda: now[0], sleep=sleep)
    client = Client("m", address=plays.address, transport=plays, sleep=plays.waits, clock=plays.now)

    async def twice_refused():
        limiter = client.limiter(at_once=2)
        for wait_s in (20.0, 8.0):
            async with limiter.slot() as slot:
                assert slot.refuse(wait_s)
        async with limiter.slot():
            pass

    aio.run(twice_refused())
    assert sum(slept) == pytest.approx(28.0 / speed)


def test_a_comparison_of_a_replay_at_once_does_not_wait_for_recorded_refusals(tmp_path, monkeypatch):
    path = tmp_path / "a.cassette"
    recording(path).ask("one", modalities=["text"])
    head, ask, rest = path.read_text().split("\n", 2)
    take = {"take": json.loads(ask)["take"].replace(" 1", " 0")}
    refused = {"status": 429, "message": "Too fast.", "code": "limit", "retry_after_s": 30.0}
    end = {"end": 0.1, "why": "error", "error": refused}
    path.write_text("\n".join([head, json.dumps(json.loads(ask) | take), json.dumps(end), ask, rest]))
    again = replaying(path)
    slept, real = [], asyncio.sleep

    async def sleep(seconds, result=None):
        slept.append(seconds)
        return await real(0, result)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    table = again.compare("one", modalities=["text"])
    assert [c.reply.complete for c in table.cells] == [True]
    assert "retry" in [n.code for n in table.cells[0].reply.notes]
    assert max(slept, default=0) < 0.2
