import asyncio

from omni_nb.servers.cassette import app
from omni_nb.servers.refusals import server_error
from tests.support import aio
from tests.support.cassettes import body, chunk, player, record


def asked(application, body):
    """The messages that an application sends for one request, and how long was waited for it."""
    import json

    out = []

    async def go():
        async def receive():
            if not out:
                return {"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}
            return await asyncio.Event().wait()

        async def send(message):
            out.append(message)

        scope = {
            "type": "http", "method": "POST", "path": "/v1/chat/completions", "raw_path": b"", "query_string": b"", "root_path": "",
            "headers": [(b"host", b"127.0.0.1"), (b"content-type", b"application/json")], "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 1),
        }  # fmt: skip
        await application(scope, receive, send)

    aio.run(go())
    return out


def made(path, speed):
    return app.make(player(path), name="a", speed=speed, stopping=asyncio.Event(), base_url=lambda: "")


def test_arrivals_are_written_one_by_one_at_their_times(tmp_path):
    record(tmp_path / "a.cassette", [(0.01, chunk("a")), (0.02, chunk("b")), (0.03, b"")])
    for speed in (1.0, float("inf")):
        out = asked(made(tmp_path / "a.cassette", speed), body())
        assert out[0]["status"] == 200
        assert [m["body"] for m in out[1:] if m["body"]] == [chunk("a"), chunk("b")]
        assert not out[-1].get("more_body", False)


def test_how_long_a_service_wants_to_be_waited_for_is_told_at_the_speed_of_the_replay(tmp_path):
    refused = server_error("Too fast.", status=429, service_code="limit", retry_after_s=6.0, param="p")
    record(tmp_path / "a.cassette", [refused])
    said = {}
    for speed in (1.0, 4.0, float("inf")):
        headers = dict(asked(made(tmp_path / "a.cassette", speed), body())[0]["headers"])
        said[speed] = headers[b"Retry-After"], headers.get(b"Retry-After-Ms")
    assert said == {1.0: (b"6", None), 4.0: (b"1.5", b"1500"), float("inf"): (b"0", b"1")}
