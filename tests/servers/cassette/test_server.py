import http.client
import json
import threading

import pytest

from omni_nb import Omni
from omni_nb.errors import CassetteError, FileMissing, OmniError, ServerError, StreamBroken
from omni_nb.servers.cassette.server import CassetteServer
from omni_nb.servers.refusals import server_error
from tests.support.cassettes import AT_ONCE, body, chunk, record
from tests.support.http import COMPLETIONS, call, spoken

DONE = b"data: [DONE]\n\n"


@pytest.fixture
def served(tmp_path):
    """Serves what scripts say, each for one of its bodies."""
    servers = []

    def serve(*scripts, **more):
        path = tmp_path / "a.cassette"
        record(path, *scripts, **more)
        servers.append(CassetteServer(path, speed=AT_ONCE))
        return servers[-1]

    yield serve
    for server in servers:
        server.close()


def test_the_sdk_hears_what_was_recorded(tmp_path):
    import openai

    path = tmp_path / "lesson.cassette"
    live = Omni.simulated(record=path, show=False, keep=False, pace=0).ask("你是谁", voice="Cherry")
    with CassetteServer(path, speed=AT_ONCE) as server:
        client = openai.OpenAI(
            api_key="any", base_url=server.base_url, http_client=openai.DefaultHttpxClient(trust_env=False)
        )
        chunks = client.chat.completions.create(
            model="qwen3-omni-flash", messages=[{"role": "user", "content": [{"type": "text", "text": "你是谁"}]}], stream=True,
            modalities=["text", "audio"], audio={"voice": "Cherry", "format": "wav"},
        )  # fmt: skip
        said = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
        assert said == live.text
        ours = Omni(base_url=server.base_url, show=False, keep=False).ask("你是谁", voice="Cherry")
        assert (ours.text, ours.audio, ours.usage) == (live.text, live.audio, live.usage)
        with pytest.raises(openai.NotFoundError, match="The nearest of 1 that it holds"):
            client.chat.completions.create(
                model="qwen3-omni-flash", messages=[{"role": "user", "content": "x"}], stream=True
            )
        assert [m.id for m in client.models.list()] == ["qwen3-omni-flash"]
        client.close()


def test_refusals_cuts_and_ends_are_as_they_were(served):
    refused = server_error("Too fast.", status=429, service_code="limit", retry_after_s=2.0, param="p")
    cut = StreamBroken("the line broke", code="cut")
    server = served(
        [refused], [(0.1, chunk("a")), (0.2, b""), cut], [(0.1, chunk("b") + DONE)], [(0.1, b'{"choices": []}'), (0.2, b"")],
        bodies=[body("r"), body("c"), body("d"), body("n", stream=False)],
    )  # fmt: skip
    status, headers, data = call(server, body=body("r"))
    assert (status, headers["Retry-After"], headers["Retry-After-Ms"]) == (429, "0", "1")  # at this speed
    assert json.loads(data)["error"] == {"message": "Too fast.", "type": "limit", "param": "p", "code": "limit"}
    with pytest.raises(http.client.IncompleteRead):
        call(server, body=body("c"))
    status, headers, data = call(server, body=body("d"))
    assert (status, headers["Content-Type"], data) == (200, "text/event-stream; charset=utf-8", chunk("b") + DONE)
    status, headers, data = call(server, body=body("n", stream=False))
    assert (status, headers["Content-Type"], data) == (200, "application/json", b'{"choices": []}')


def test_who_asks_wrongly_is_told_in_json(served):
    server = served([(0.1, chunk("a"))])
    for raw, status in (
        (b"{", 400),
        (b"[]", 400),
        (b"\xff", 400),
        (b"{}", 404),
        (json.dumps(body("other")).encode(), 404),
    ):
        found, _headers, data = call(server, body=raw)
        assert found == status
        assert json.loads(data)["error"]["message"]
    assert call(server, "GET", "/v1/nonsense")[0] == 404
    assert (
        call(server, "GET", "/")[2]
        == json.dumps(
            {"omni_nb": "cassette", "name": "a.cassette", "base_url": server.base_url}, separators=(",", ":")
        ).encode()
    )
    assert (
        b"403" in spoken(server, b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n").splitlines()[0]
    )


def test_nobody_there_when_it_was_recorded_is_a_bad_gateway(served):
    from omni_nb.errors import ConnectionFailed

    status, _headers, data = call(served([ConnectionFailed("nothing answers there")]), body=body())
    assert status == 502
    assert "nothing answers there" in json.loads(data)["error"]["message"]


def test_many_clients_at_once(served):
    server = served(*[[(0.1, chunk(str(i)) + DONE)] for i in range(12)], bodies=[body(str(i)) for i in range(12)])
    heard = {}
    threads = [
        threading.Thread(target=lambda i=i: heard.update({i: call(server, body=body(str(i)))[2]})) for i in range(12)
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert heard == {i: chunk(str(i)) + DONE for i in range(12)}


def test_what_cannot_be_served_is_told_at_once(tmp_path, simulator):
    with pytest.raises(FileMissing):
        CassetteServer(tmp_path / "none")
    (tmp_path / "x").write_text("hello")
    with pytest.raises(CassetteError):
        CassetteServer(tmp_path / "x")
    (tmp_path / "empty").touch()
    with pytest.raises(OmniError, match="in use"):
        CassetteServer(tmp_path / "empty", port=simulator.port)


def test_a_refusal_through_the_server_is_the_refusal(served):
    server = served([server_error("No.", status=400, service_code="c")], bodies=[{**body("x"), "model": "m"}])
    with pytest.raises(ServerError, match=r"No\.") as info:
        Omni("m", base_url=server.base_url, show=False, keep=False, max_retries=0, modalities=["text"]).ask(
            "x", extra={"stream_options": None}
        )
    assert info.value.status == 400
    assert COMPLETIONS.endswith("completions")
