import http.client
import json
import random
import socket
import time

import pytest

from omni_nb.servers.simulator import server
from omni_nb.servers.simulator.server import Simulator
from tests.support.http import COMPLETIONS, call

M = [{"role": "user", "content": "你是谁"}]
BODY = {"model": "qwen3-omni-flash", "messages": M, "stream": True}
PLAIN = {"model": "qwen3.5-plus", "messages": M}


def error(data):
    return json.loads(data)["error"]


# -- routes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [COMPLETIONS, "/compatible-mode/v1/chat/completions", "/chat/completions", "/v1/chat/completions/", "/v1/chat/completions?api-version=1&x=%20"])  # fmt: skip
def test_it_answers_under_any_prefix_and_with_a_query(simulator, path):
    assert call(simulator, path=path, body=BODY)[0] == 200


@pytest.mark.parametrize("path", ["/v1/models", "/models", "/v1/models/", "/v1/models?limit=1"])
def test_it_lists_models(simulator, path):
    status, headers, data = call(simulator, "GET", path)
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert "qwen3-omni-flash" in {m["id"] for m in json.loads(data)["data"]}


def test_it_knows_one_model_by_its_id_also_one_with_a_slash(simulator):
    for id in ("qwen3-omni-flash", "Qwen/Qwen3-Omni-30B-A3B-Instruct", "Qwen%2FQwen3-Omni-30B-A3B-Instruct"):
        status, _, data = call(simulator, "GET", f"/v1/models/{id}")
        assert (status, json.loads(data)["id"]) == (200, id.replace("%2F", "/"))
    status, _, data = call(simulator, "GET", "/v1/models/nobody")
    assert (status, error(data)["code"]) == (404, "model_not_found")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", COMPLETIONS, 405), ("PUT", COMPLETIONS, 405), ("DELETE", "/v1/models", 405), ("POST", "/v1/models", 405),
        ("POST", "/v1/embeddings", 404), ("GET", "/nowhere", 404), ("GET", "/v1/../etc/passwd", 404), ("PROPFIND", "/v1/models", 405),
    ],
)  # fmt: skip
def test_another_path_or_method_is_refused_in_json(simulator, method, path, status):
    got, headers, data = call(simulator, method, path)
    assert (got, headers["Content-Type"]) == (status, "application/json")
    assert method in error(data)["message"]
    assert status != 405 or headers["Allow"]


def test_head_has_the_heads_of_get_and_no_body(simulator):
    status, headers, data = call(simulator, "HEAD", "/v1/models")
    assert (status, data) == (200, b"")
    assert headers["Content-Length"] == call(simulator, "GET", "/v1/models")[1]["Content-Length"]


def test_it_describes_itself(simulator):
    status, _, data = call(simulator, "GET", "/openapi.json")
    told = json.loads(data)
    assert (status, told["openapi"]) == (200, "3.1.0")
    assert told["servers"] == [{"url": simulator.base_url}]


# -- who may ask ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "origin", ["http://localhost:3000", "http://127.0.0.1:8888", "https://app.localhost", "http://[::1]:5173"]
)
def test_a_browser_on_this_machine_may_ask(simulator, origin):
    wish = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type,x-stainless-os"}  # fmt: skip
    status, headers, _ = call(simulator, "OPTIONS", body=None, headers=wish)
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, origin)
    assert "x-stainless-os" in headers["Access-Control-Allow-Headers"]
    assert call(simulator, body=BODY, headers={"Origin": origin})[1]["Access-Control-Allow-Origin"] == origin


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost.evil.example", "http://127.0.0.1.evil.example", "null", "file://"])  # fmt: skip
def test_a_page_of_the_web_may_not(simulator, origin):
    assert "Access-Control-Allow-Origin" not in call(simulator, body=PLAIN, headers={"Origin": origin})[1]


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8091", "localhost.evil.example", "10.0.0.1", "169.254.169.254"]
)
def test_another_machines_name_as_host_is_refused(simulator, host):
    status, _, data = call(simulator, body=PLAIN, headers={"Host": host})
    assert (status, error(data)["code"]) == (403, "forbidden_host")


@pytest.mark.parametrize("host", ["localhost", "localhost:8091", "127.0.0.1:1", "[::1]:80", "LOCALHOST"])
def test_this_machines_names_are_taken(simulator, host):
    assert call(simulator, "GET", "/v1/models", headers={"Host": host})[0] == 200


# -- bodies -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "parse"), (b"{", "parse"), (b"[]", "JSON object"), (b"[" * 100_000, "nested"), (b"\xff", "parse"), (b'"text"', "JSON object"),
        (b'{"a": NaN}', "NaN is no JSON"), (b'{"a": ' + b"9" * 5_000 + b"}", "parse"), ('{"a": "é"}'.encode("latin-1"), "not UTF-8"),
    ],
)  # fmt: skip
def test_a_body_that_is_no_json_object_is_400(simulator, body, words):
    status, _, data = call(simulator, body=body)
    assert status == 400
    assert words in error(data)["message"]


def test_a_chunked_body_is_read(simulator):
    data = json.dumps(PLAIN).encode()
    c = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=60)
    c.request(
        "POST", COMPLETIONS, iter([data[:10], data[10:]]), {"Content-Type": "application/json"}, encode_chunked=True
    )
    assert c.getresponse().status == 200
    c.close()


def test_what_is_too_large_is_refused_while_it_is_read():
    with Simulator(pace=0, most_body_bytes=1_000) as simulator:
        assert call(simulator, body=b"x" * 2_000)[0] == 413
        c = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=60)
        c.request("POST", COMPLETIONS, iter([b"x" * 600] * 2), encode_chunked=True)
        answer = c.getresponse()
        assert (answer.status, error(answer.read())["code"]) == (413, "request_too_large")
        c.close()
        assert call(simulator, body=PLAIN)[0] == 200


def test_a_body_that_does_not_come_is_not_waited_for():
    with Simulator(pace=0, body_timeout_s=0.2) as simulator:
        c = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=60)
        c.putrequest("POST", COMPLETIONS)
        c.putheader("Content-Length", "100")
        c.endheaders(b"{")
        answer = c.getresponse()
        assert (answer.status, error(answer.read())["code"]) == (408, "request_timeout")
        c.close()


def test_half_a_character_is_refused_where_it_stands(simulator):
    status, _, data = call(
        simulator, body=b'{"model":"qwen3.5-plus","messages":[{"role":"user","content":"a\\ud800b"}]}'
    )
    assert (status, error(data)["param"]) == (400, "messages[0].content")
    whole = b'{"model":"qwen3.5-plus","messages":[{"role":"user","content":"a\\ud83d\\ude00b"}]}'
    assert call(simulator, body=whole)[0] == 200


def test_headers_choose_fault_dialect_and_pace(simulator):
    assert call(simulator, body=BODY, headers={server.FAULT_HEADER: "429"})[1]["Retry-After"] == "1"
    fast = {server.DIALECT_HEADER: "vllm-omni", server.PACE_HEADER: "0"}
    assert b'"modality"' in call(simulator, body=BODY, headers=fast)[2]
    for headers in (
        {server.FAULT_HEADER: "rain"}, {server.FAULT_HEADER: "429:often"}, {server.DIALECT_HEADER: "klingon"},
        {server.PACE_HEADER: "slow"}, {server.PACE_HEADER: "nan"}, {server.PACE_HEADER: "-1"}, {server.PACE_HEADER: "1e9"},
    ):  # fmt: skip
        status, _, data = call(simulator, body=BODY, headers=headers)
        assert status == 400, headers
        assert error(data)["message"]


# -- replies ----------------------------------------------------------------------------------


def test_some_refusals_come_inside_a_200_stream(simulator):
    body = {**BODY, "modalities": ["text", "audio"], "audio": {"voice": "Tina", "format": "wav"}}
    status, _, data = call(simulator, body=body)
    assert status == 200
    assert b"Voice 'Tina' is not supported" in data
    assert call(simulator, body={**BODY, "stream": False})[0] == 400


@pytest.mark.parametrize("fault", ["cut-mid-sample", "cut-mid-json", "stall"])
@pytest.mark.parametrize("modalities", [["text"], ["text", "audio"]])
def test_a_cut_breaks_the_line(fault, modalities):
    with Simulator(pace=0) as simulator:
        c = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=60)
        c.request("POST", COMPLETIONS, json.dumps({**BODY, "modalities": modalities}), {server.FAULT_HEADER: fault})
        answer = c.getresponse()
        if fault == "stall":
            answer.read(100)
            simulator.close()
        with pytest.raises(http.client.IncompleteRead):
            answer.read()
        c.close()


@pytest.mark.parametrize("fault", ["stream-error", "end-mid-json"])
def test_an_end_that_is_proper_closes_the_body(simulator, fault):
    data = call(simulator, body=BODY, headers={server.FAULT_HEADER: fault})[2]
    assert b"[DONE]" not in data
    assert (b"<500>" in data) == (fault == "stream-error")


def test_a_pace_is_kept(simulator):
    begun = time.monotonic()
    call(simulator, body=BODY, headers={server.PACE_HEADER: "0.2"})
    assert time.monotonic() - begun > 0.2 * 0.6  # the answer takes over half a second at the service's pace


def test_every_answer_has_a_request_id_of_its_own(simulator):
    ids = {call(simulator, body=b)[1]["X-Request-Id"] for b in (PLAIN, PLAIN, {}, {})}
    assert len(ids) == 4


# -- wrong types, in every field ---------------------------------------------------------------

RICH = {
    "model": "qwen3.5-omni-flash",
    "messages": [
        {"role": "system", "content": "be brief"},
        {"role": "user", "content": [{"type": "text", "text": "hi"}, {"type": "image_url", "image_url": {"url": "https://a.example/x.png"}}]},
        {"role": "assistant", "content": None, "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "c", "content": "4"},
        {"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": "https://a.example/x.wav", "format": "wav"}}, {"type": "video", "video": ["https://a.example/1.jpg"] * 4}]},
    ],
    "stream": True, "stream_options": {"include_usage": True}, "modalities": ["text", "audio"], "audio": {"voice": "Tina", "format": "wav"},
    "temperature": 0.5, "top_p": 0.9, "n": 1, "max_tokens": 50, "seed": 3, "stop": ["END"], "presence_penalty": 0.5, "enable_thinking": False,
    "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}}}}],
    "tool_choice": "auto", "response_format": {"type": "text"}, "audios": [], "speaker": None, "logprobs": False, "chat_template_kwargs": {},
}  # fmt: skip
ODD = (None, True, 0, -1, 1e308, 10**400, "", "x", "\x00", "\u202e", "😀" * 50, [], {}, [[]], [None], {"type": None}, {"$ref": "#"}, "data:,", "data:;base64,!!", "\\ud800")  # fmt: skip


def places(value, path=()):
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(inner, (*path, key))


def changed(value, path, odd):
    if not path:
        return odd
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(copy[path[0]], path[1:], odd)
    return copy


def test_the_rich_request_itself_is_answered(simulator):
    assert call(simulator, body=RICH)[0] == 200


def test_no_field_of_no_type_breaks_it(simulator):
    """718 malformed requests of others dropped the line in 52 cases; here each field gets each oddity, in JSON or over JSON."""
    chance, line = random.Random(7), http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=60)
    cases = [(path, odd) for path in places(RICH) for odd in ODD]
    seen = set()
    for path, odd in chance.sample(cases, 700):
        data = json.dumps(changed(RICH, path, odd)).encode().replace(b"\\\\ud800", b"\\ud800")
        line.request("POST", COMPLETIONS, data, {"Content-Type": "application/json"})
        answer = line.getresponse()
        body = answer.read()
        assert answer.status in (200, 400, 404), (path, odd, answer.status, body[:200])
        if answer.status != 200:
            assert error(body)["message"], (path, odd)
        seen.add(answer.status)
    line.close()
    assert seen == {200, 400, 404}


def test_a_line_that_goes_while_the_body_is_read_is_no_news(simulator, capfd):
    line = socket.create_connection(("127.0.0.1", simulator.port))
    line.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
    line.close()
    assert call(simulator, "GET", "/v1/models")[0] == 200
    assert capfd.readouterr() == ("", "")
