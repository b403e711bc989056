import json

import pytest

from omni_nb import Omni
from omni_nb.errors import ConnectionFailed, OmniError, StreamBroken
from omni_nb.servers.refusals import server_error
from tests.support.cassettes import body, chunk, everything, player, read, record, replaying

KEY = "sk-" + "canary0123456789abcdef0123456789"
ACCOUNT = "acme-9876543210"
REQUEST_ID = "5d8a1f0c-77aa-4c3e-9b1e-0123456789ab"
URL = f"https://gateway.example/v1/{ACCOUNT}/openai"


def test_times_and_bytes_come_back_as_the_live_reply_had_them(tmp_path):
    path = tmp_path / "a.cassette"
    script = [(0.1, chunk("a") + chunk("b")[:9]), (0.1, chunk("b")[9:]), (0.2000004, chunk("c")), (0.3, b"")]
    (live,), _ = record(path, script)
    again = read(player(path), body())
    assert again == live
    assert [data for _, data in live[0]] == [data for _, data in script]
    assert [at for at, _ in live[0]] == sorted({at for at, _ in live[0]})  # one moment each


def test_an_error_is_raised_again_and_at_its_time(tmp_path):
    path = tmp_path / "a.cassette"
    refused = server_error("No.", status=429, service_code="busy", retry_after_s=3.0, param="p", request_id=REQUEST_ID)
    cut = StreamBroken("the line broke", code="cut", repair="Ask again.")
    record(path, [refused], [(0.5, chunk("a")), (0.6, b""), cut], [ConnectionFailed("nobody there")])
    heard, err = read(plays := player(path), body())
    assert (type(err), err.status, err.service_code, err.retry_after_s, err.param) == (
        type(refused),
        429,
        "busy",
        3.0,
        "p",
    )
    assert err.request_id is None
    assert [data for _, data in heard] == [b""]
    assert read(plays, body()) == ([(0.5, chunk("a")), (0.6, b"")], cut)
    assert isinstance(read(plays, body())[1], ConnectionFailed)


def test_a_reader_that_leaves_or_is_stopped_is_told_from_an_end(tmp_path):
    path = tmp_path / "a.cassette"
    omni = Omni.simulated(record=path, show=False, keep=False)
    with omni.stream("Count to thirty.", modalities=["text"]) as stream:
        next(stream)
        stream.close()
    stopped = stream.reply
    with pytest.warns(UserWarning, match="the recording ends here: it was stopped"):
        again = replaying(path).ask("Count to thirty.", modalities=["text"])
    assert (stopped.ending, again.ending) == ("stopped", "stopped")
    assert again.text == stopped.text


PLACES = {
    "header": [[(0.1, chunk("x"))], {"headers": {"X-DashScope-WorkSpace": ACCOUNT, "X-Api-Token": KEY}}, f"{ACCOUNT} {KEY}"],
    "a header that is echoed": [
        [(0.1, chunk(f"you are {ACCOUNT}, {KEY[::-1]}"))],
        {"headers": {"X-DashScope-WorkSpace": ACCOUNT, "X-Api-Token": KEY[::-1]}},
        "http://127.0.0.1:1/v1",
    ],
    "words": [[(0.1, chunk(f"your key is {KEY}"))], {}, ""],
    "cut between chunks": [[(0.1, chunk(KEY[:4])), (0.2, chunk(KEY[4:9])), (0.3, chunk(KEY[9:]))], {}, ""],
    "one letter a chunk": [[(0.1 + i / 10, chunk(c)) for i, c in enumerate(f"a {KEY} b")], {}, ""],
    "cut between arrivals": [[(0.1, chunk(f"a {KEY}")[:60]), (0.2, chunk(f"a {KEY}")[60:])], {}, ""],
    "cut at the end": [[(0.1, chunk(f"a {KEY}")[:-30]), (0.2, b""), StreamBroken("cut", code="cut")], {}, ""],
    "no UTF-8": [[(0.1, b"\xff\xfe" + KEY.encode())], {}, ""],
    "a page": [[(0.1, f"<html>{KEY} {URL} request id: {REQUEST_ID}".encode())], {}, ""],
    "ids of chunks": [[(0.1, chunk("x", id=f"chatcmpl-{REQUEST_ID}", request_id=REQUEST_ID))], {}, ""],
    "an id in words": [[(0.1, chunk("x", id=f"chatcmpl-{REQUEST_ID}")), (0.2, chunk(f"see chatcmpl-{REQUEST_ID}"))], {}, ""],
    "an error in the stream": [[(0.1, b'data: {"error":{"message":"no: %s, request id %s, account %s, %s"}}\n\n' % (KEY.encode(), REQUEST_ID.encode(), ACCOUNT.encode(), URL.encode()))], {}, ""],
    "an error": [[server_error(f"no {KEY}, {REQUEST_ID}", status=400, request_id=REQUEST_ID, service_code=f"x {ACCOUNT}")], {}, ""],
    "nobody there": [[ConnectionFailed(f"nothing answers at {URL} ({ACCOUNT})", repair=f"Look at {URL}.")], {}, ""],
    "a signed URL": [[(0.1, chunk("x", audio={"url": f"https://b.example/a.wav?Expires=1&OSSAccessKeyId={ACCOUNT}&Signature={KEY}"}))], {}, ""],
    "as base64": [[(0.1, chunk("x", audio={"data": __import__("base64").b64encode(b"{%s}" % KEY.encode() * 40).decode()}))], {}, ""],
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_no_key_no_account_and_no_id_of_a_request_is_ever_in_it(tmp_path, place):
    script, how, url = PLACES[place]
    asked = body(
        f"A picture. My key: {KEY}", user=ACCOUNT, metadata={"request_id": REQUEST_ID}, api_key=KEY,
        extra={"organization": ACCOUNT, "list": [{"account_id": ACCOUNT}]},
    )  # fmt: skip
    record(tmp_path / "a.cassette", script, bodies=[asked], url=url or URL, key=KEY, **how)
    held = everything(tmp_path / "a.cassette")
    for secret in (KEY, KEY[:12], KEY[8:], KEY[::-1], ACCOUNT, REQUEST_ID, "gateway.example"):
        assert secret.encode() not in held, (secret, held)
    lines = [json.loads(line) for line in held.split(b"\n") if line.startswith(b'{"at"')]
    said = "".join(
        line["data"]["choices"][0]["delta"]["content"] for line in lines if "choices" in line.get("data", ())
    )
    assert KEY not in said
    assert KEY[:12] not in said


def test_a_replay_says_the_key_no_more_than_the_file(tmp_path):
    record(tmp_path / "a.cassette", [(0.1 + i / 10, chunk(c)) for i, c in enumerate(f"a {KEY} b")], key=KEY)
    heard, _ = read(player(tmp_path / "a.cassette"), body())
    said = "".join(json.loads(data[6:])["choices"][0]["delta"]["content"] for _, data in heard if data)
    assert said == "a  b"


def test_what_the_server_lists_is_recorded_and_so_is_that_it_lists_nothing(tmp_path):
    from tests.support import aio

    _, recorder = record(tmp_path / "a.cassette", [(0.1, chunk("x"))], models=["b", "a"])
    assert aio.run(player(tmp_path / "a.cassette").model_ids(timeout_s=1)) == ["m"]  # those that it can answer for
    aio.run(recorder.model_ids(timeout_s=1))
    assert aio.run(player(tmp_path / "a.cassette").model_ids(timeout_s=1)) == ["b", "a"]
    recorder.inner.models = server_error("no list here", status=404)
    with pytest.raises(Exception, match="no list here"):
        aio.run(recorder.model_ids(timeout_s=1))
    with pytest.raises(Exception, match="no list here"):
        aio.run(player(tmp_path / "a.cassette").model_ids(timeout_s=1))


def test_a_full_disk_costs_no_reply_is_told_and_made_up_for(tmp_path, monkeypatch):
    from omni_nb.servers.cassette import writing

    path = tmp_path / "a.cassette"
    omni = Omni.simulated(record=path, show=False, keep=False, pace=0)
    real = writing.os.write

    def full(handle, data):
        if len(data) > 100:
            return real(handle, data[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.os, "write", full)
    reply = omni.ask("one", modalities=["text"])
    monkeypatch.undo()
    assert reply.complete
    assert [n.code for n in reply.notes] == ["not_recorded"]
    assert "the disk is full" in reply.notes[0]
    assert path.read_bytes() == b""  # the part that fitted was taken back
    assert omni.ask("two", modalities=["text"]).notes == ()
    assert [replaying(path).ask(w, modalities=["text"]).complete for w in ("one", "two")] == [True, True]


def test_where_it_cannot_be_recorded_is_told_before_anything_is_asked(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear all,\n")
    (tmp_path / "later.cassette").write_text('{"cassette": 9, "made_by": "omni_nb 9.0"}\n')
    for name, words in (
        ("no/such.cassette", "no folder"),
        ("", "a folder"),
        ("letter.txt", "no cassette"),
        ("later.cassette", "later version"),
    ):
        with pytest.raises(OmniError, match=words):
            Omni.simulated(record=tmp_path / name)
    assert (tmp_path / "letter.txt").read_text() == "Dear all,\n"
