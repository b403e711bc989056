import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import openai
import pytest

from omni_nb import errors
from omni_nb.servers.address import Address
from omni_nb.servers.keys import EMPTY, Secret
from omni_nb.servers.openai_sdk import OpenAITransport, error_of
from omni_nb.wire.server_words import ServerWords
from tests.support import aio

KEY = "sk-" + "canary0123456789"
DOOR = ServerWords(strike=Secret(KEY).scrub)
BODY = {"model": "m", "messages": [{"role": "user", "content": "x"}], "stream": True, "top_k": 3}


class Echo(BaseHTTPRequestHandler):
    """Answers with what it was told to, and remembers what it got."""

    protocol_version = "HTTP/1.1"
    answer = (200, {}, b"data: {}\n\n")
    got: list = []

    def log_message(self, *args): ...

    def do_POST(self):
        data = self.rfile.read(int(self.headers["Content-Length"] or 0))
        type(self).got.append((self.path, dict(self.headers), data))
        status, headers, body = self.answer
        self.send_response(status)
        for k, v in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(k, v)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST


@pytest.fixture
def echo():
    Echo.got = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def post(port, body=BODY, *, key=KEY, timeout_s=5.0, host="127.0.0.1", headers=None, times=1):
    async def go():
        address = Address(base_url=f"http://{host}:{port}/v1", key=Secret(key), title="x")
        transport = OpenAITransport(address, headers=headers)
        try:
            sent = [transport.send(body, timeout_s=timeout_s) for _ in range(times)]
            return b"".join([data for arrivals in sent async for _, data in arrivals])
        finally:
            await transport.close()

    return aio.run(go())


def test_exactly_our_json_goes_out_and_the_bytes_come_in(echo):
    import json

    Echo.answer = (200, {}, b"data: {}\n\n")
    assert post(echo) == b"data: {}\n\n"
    path, headers, data = Echo.got[0]
    assert path == "/v1/chat/completions"
    assert json.loads(data) == BODY
    assert {k.lower(): v for k, v in headers.items()}["authorization"] == f"Bearer {KEY}"


def test_what_the_environment_holds_of_openais_is_told_to_nobody_else(echo, monkeypatch, tmp_path):
    for name in ("ORG_ID", "PROJECT_ID", "ADMIN_KEY", "API_KEY", "WEBHOOK_SECRET", "API_VERSION"):
        monkeypatch.setenv(f"OPENAI_{name}", "leak-" + name)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/leak")
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "leak-azure")
    names = (
        "X-Leak",
        "Authorization",
        "User-Agent",
        "Cookie",
        "Host",
        "X-Stainless-Lang",
        "Content-Type",
        "OpenAI-Organization",
    )
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "\n".join(f"{n}: leak-{n}" for n in names))
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password leak-netrc")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    Echo.answer = (200, {"Set-Cookie": "a=leak-cookie"}, b"ok")
    assert post(echo, times=2) == b"okok"
    assert len(Echo.got) == 2
    for path, headers, _ in Echo.got:
        assert "leak" not in f"{path} {headers}".lower()
        assert {k.lower(): v for k, v in headers.items()}["authorization"] == f"Bearer {KEY}"
        assert {k.lower(): v for k, v in headers.items()}["content-type"] == "application/json"


def test_the_users_own_headers_go_along_and_never_replace_the_key(echo, monkeypatch):
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Team: leak")
    Echo.answer = (200, {}, b"ok")
    post(echo, headers={"X-Team": "sound", "user-agent": "mine", "Cookie": "c=1", "Host": "virtual.test"})
    got = {k.lower(): v for k, v in Echo.got[0][1].items()}
    assert (got["x-team"], got["user-agent"], got["cookie"], got["host"]) == ("sound", "mine", "c=1", "virtual.test")
    assert got["authorization"] == f"Bearer {KEY}"
    with pytest.raises(ValueError, match="api_key="):
        post(echo, headers={"authorization": "Bearer other"})


def test_names_below_localhost_reach_this_machine_under_their_name(echo):
    Echo.answer = (200, {}, b"ok")
    assert post(echo, host="Llm.localhost") == b"ok"
    assert {k.lower(): v for k, v in Echo.got[0][1].items()}["host"] == f"llm.localhost:{echo}"


def test_the_log_of_the_sdk_holds_no_key(echo, caplog):
    import logging

    Echo.answer = (200, {}, b"ok")
    with caplog.at_level(logging.DEBUG):
        post(echo)
    assert caplog.records
    assert KEY not in caplog.text


def test_versions_that_do_not_fit_are_told(monkeypatch):
    from omni_nb.servers import openai_sdk

    monkeypatch.setattr(openai_sdk.openai, "__version__", "1.52.0")
    monkeypatch.setattr(openai_sdk, "version", lambda name: "0.28.1")
    assert openai_sdk.misfit() == "openai 1.52.0 does not work with httpx 0.28.1"

    def fails(**kwargs):
        raise TypeError(f"AsyncClient.__init__() got an unexpected keyword argument 'proxies' {KEY}")

    monkeypatch.setattr(openai_sdk.openai, "AsyncOpenAI", fails)
    with pytest.raises(errors.NetworkMisconfigured, match=r"1\.52\.0 does not work with httpx") as err:
        post(1)
    assert "pip install 'httpx<0.28'" in err.value.repair
    assert KEY not in str(err.value)
    for ours, theirs in (("1.55.3", "0.28.1"), ("1.52.0", "0.27.2"), ("3.57.0", "1.0.0b1")):
        monkeypatch.setattr(openai_sdk.openai, "__version__", ours)
        monkeypatch.setattr(openai_sdk, "version", lambda name, v=theirs: v)
        assert openai_sdk.misfit() == ""


def test_a_body_without_stream_has_no_stream(echo):
    import json

    Echo.answer = (200, {}, b"{}")
    body = {k: v for k, v in BODY.items() if k != "stream"}
    assert post(echo, body) == b"{}"
    assert json.loads(Echo.got[0][2]) == body


def test_proxy_variables_do_not_apply_on_this_machine(echo, monkeypatch):
    Echo.answer = (200, {}, b"ok")
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert post(echo) == b"ok"


def test_nothing_is_retried_by_the_sdk(echo):
    Echo.answer = (500, {}, b'{"error": {"message": "no"}}')
    with pytest.raises(errors.ServerFailed):
        post(echo)
    assert len(Echo.got) == 1


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"retry-after-ms": "250"}, 0.25),
        ({"Retry-After": "Wed, 21 Oct 2020 07:28:00 GMT"}, 0.0),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_the_servers_wait_is_read(echo, headers, wait):
    Echo.answer = (429, headers, b'{"error": {"message": "slow", "code": "limit_requests"}, "request_id": "r9"}')
    with pytest.raises(errors.RateLimited) as err:
        post(echo)
    assert (err.value.retry_after_s, err.value.service_code) == (wait, "limit_requests")


@pytest.mark.parametrize("body", [b"<html>502</html>", b"", b"[]", b'{"error": "words"}', b'{"message": "top"}'])
def test_an_error_page_of_any_kind_is_an_error_of_ours(echo, body):
    Echo.answer = (502, {}, body)
    with pytest.raises(errors.ServerFailed):
        post(echo)


@pytest.mark.parametrize(
    "body",
    [b'[{"error": {"message": "the words"}}]', b'{"detail": [{"loc": ["body", "x"], "msg": "the words"}]}', b'{"error": "the words"}',
     b'{"detail": "the words"}', b'{"error": {"error": {"message": "the words"}}}', b'"the words"', b"the words",
     b"<html><head><title>the words</title></head></html>", b'{"code": "X", "message": "the words"}'],
)  # fmt: skip
@pytest.mark.parametrize("status", [400, 404, 422, 502])
def test_a_refusal_in_any_form_says_its_words(echo, body, status):
    Echo.answer = (status, {}, body)
    with pytest.raises(errors.ServerError) as err:
        post(echo)
    assert "the words" in err.value.cause
    assert err.value.status == status


def test_no_field_of_a_refusal_holds_the_key_or_an_escape(echo):
    evil = f"{KEY} \x1b]52;c;x\x07"
    Echo.answer = (400, {"x-request-id": KEY}, __import__("json").dumps({"error": {"message": evil, "code": evil, "type": evil, "param": evil}}).encode())  # fmt: skip
    with pytest.raises(errors.RequestRefused) as err:
        post(echo)
    said = str(err.value) + str(vars(err.value))
    assert KEY not in said
    assert "\x1b" not in said
    assert "x1b" not in said


def test_a_server_that_repeats_the_key_does_not_bring_it_into_the_message(echo):
    Echo.answer = (401, {}, f'{{"error": {{"message": "Incorrect API key provided: {KEY}."}}}}'.encode())
    with pytest.raises(errors.AuthenticationFailed) as err:
        post(echo)
    assert KEY not in str(err.value)
    assert "‹key›" in str(err.value)
    assert err.value.__cause__ is None
    assert err.value.__context__ is None


def test_nobody_listening_is_a_failed_connection():
    from tests.support.ports import nobody

    with nobody() as port, pytest.raises(errors.ConnectionFailed, match="no connection"):
        post(port)


def listed(base_url, key=EMPTY):
    async def go():
        transport = OpenAITransport(Address(base_url=base_url, key=key, title="x"))
        try:
            return await transport.model_ids(timeout_s=5)
        finally:
            await transport.close()

    return aio.run(go())


def test_the_models_that_the_server_lists(simulator):
    assert "qwen3-omni-flash" in listed(simulator.base_url)


def test_an_id_in_a_servers_list_holds_neither_the_key_nor_escapes(echo):
    ids = [{"id": f"m {KEY}"}, {"id": "a\x1b]0;x\x07b"}, {"id": None}, {}]
    Echo.answer = (200, {}, json.dumps({"object": "list", "data": ids}).encode())
    assert listed(f"http://127.0.0.1:{echo}/v1", Secret(KEY)) == ["m ‹key›", "a�]0;x�b"]
    Echo.answer = (200, {}, b'["m", {"id": "n"}]')  # bare lists are seen too
    assert listed(f"http://127.0.0.1:{echo}/v1") == ["m", "n"]


@pytest.mark.parametrize(
    "body", [b"<html><title>Sign in</title>", b"3", b"null", b'{"data": null}', b'{"data": 3}', b"{}", b'"x"', b""]
)
def test_what_is_no_list_of_models_is_said_to_be_none(echo, body):
    kind = "text/html" if body.startswith(b"<") else "application/json"
    Echo.answer = (200, {"Content-Type": kind}, body)
    with pytest.raises(errors.OmniError) as err:
        listed(f"http://127.0.0.1:{echo}/v1")
    assert "contains no list of models" in err.value.cause


def every_sdk_error():
    todo, seen = [openai.OpenAIError], []
    while todo:
        kind = todo.pop()
        todo += kind.__subclasses__()
        seen.append(kind)
    return seen


def made(kind):
    """An instance of an SDK error, whatever its constructor wants."""
    err = kind.__new__(kind)
    Exception.__init__(err, "words")
    err.message, err.body, err.code = "words", {"error": {"message": "words", "code": "c"}}, "c"

    class response:
        headers: dict = {}

    err.response, err.status_code = response, getattr(kind, "status_code", 499)
    return err


@pytest.mark.parametrize("kind", every_sdk_error(), ids=lambda k: k.__name__)
@pytest.mark.parametrize("begun", [False, True])
def test_every_sdk_error_becomes_one_of_ours(kind, begun):
    ours = error_of(made(kind), DOOR, begun=begun)
    assert isinstance(ours, errors.OmniError)
    if issubclass(kind, openai.APIStatusError):
        assert isinstance(ours, errors.ServerError)


@pytest.mark.parametrize(
    ("err", "begun", "kind", "code"),
    [
        (ValueError("bad json"), True, errors.StreamBroken, "cut"),
        (TimeoutError("ReadTimeout"), True, errors.StreamBroken, "stalled"),
        (TimeoutError("x"), False, errors.TimedOut, "timed_out"),
        (ValueError("x"), False, errors.OmniError, "sdk_error"),
        (errors.MediaError("mine"), False, errors.MediaError, "media_unreadable"),
        (RuntimeError(f"with {KEY}"), True, errors.StreamBroken, "cut"),
    ],
)
def test_other_errors_become_ours_too(err, begun, kind, code):
    ours = error_of(err, DOOR, begun=begun)
    assert type(ours) is kind
    assert ours.code == code
    assert KEY not in str(ours)
