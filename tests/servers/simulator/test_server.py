import http.client
import json

import pytest

from omni_nb.servers.simulator import server
from omni_nb.servers.simulator.server import Simulator

BODY = {"model": "qwen3-omni-flash", "messages": [{"role": "user", "content": "你是谁"}], "stream": True}


def call(simulator, method="POST", path="/v1/chat/completions", body=BODY, headers=None):
    c = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=20)
    c.request(method, path, body if isinstance(body, bytes) else json.dumps(body), headers or {})
    r = c.getresponse()
    data = r.read()
    c.close()
    return r.status, dict(r.headers), data


def test_it_streams(simulator):
    status, headers, data = call(simulator)
    assert (status, headers["Content-Type"]) == (200, "text/event-stream; charset=utf-8")
    assert data.endswith(b"data: [DONE]\n\n")


def test_it_answers_under_any_prefix_and_lists_models(simulator):
    assert call(simulator, path="/compatible-mode/v1/chat/completions")[0] == 200
    status, _, data = call(simulator, "GET", "/v1/models", b"")
    assert status == 200
    assert "qwen3-omni-flash" in {m["id"] for m in json.loads(data)["data"]}
    assert call(simulator, "GET", "/", b"")[0] == 200
    assert call(simulator, "GET", "/nowhere", b"")[0] == 404
    assert call(simulator, path="/v1/embeddings")[0] == 404


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"[" * 100_000, b"\xff"])
def test_a_body_that_is_no_json_object_is_400(simulator, body):
    status, _, data = call(simulator, body=body)
    assert status == 400
    assert json.loads(data)["error"]["message"]


def test_a_body_of_unknown_or_senseless_length_is_refused(simulator):
    for length, status in (("many", 411), (str(1 << 40), 413)):
        c = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=5)
        c.putrequest("POST", "/v1/chat/completions")
        c.putheader("Content-Length", length)
        c.endheaders()
        assert c.getresponse().status == status
        c.close()


def test_headers_choose_fault_dialect_and_pace(simulator):
    assert call(simulator, headers={server.FAULT_HEADER: "429"})[1]["Retry-After"] == "1"
    assert b'"modality"' in call(simulator, headers={server.DIALECT_HEADER: "vllm-omni", server.PACE_HEADER: "0"})[2]
    for headers in ({server.FAULT_HEADER: "rain"}, {server.DIALECT_HEADER: "klingon"}, {server.PACE_HEADER: "slow"}):
        assert call(simulator, headers=headers)[0] == 400


def test_some_refusals_come_inside_a_200_stream(simulator):
    body = {**BODY, "modalities": ["text", "audio"], "audio": {"voice": "Tina", "format": "wav"}}
    status, _, data = call(simulator, body=body)
    assert status == 200
    assert b"Voice 'Tina' is not supported" in data
    assert call(simulator, body={**BODY, "stream": False})[0] == 400


@pytest.mark.parametrize("fault", ["cut-mid-sample", "cut-mid-json"])
def test_a_cut_breaks_the_line(simulator, fault):
    with pytest.raises(http.client.IncompleteRead):
        call(simulator, headers={server.FAULT_HEADER: fault})


def test_closing_cuts_what_is_under_way_and_frees_the_port():
    with Simulator(fault="stall", pace=0) as simulator:
        c = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=20)
        c.request("POST", "/v1/chat/completions", json.dumps(BODY))
        response = c.getresponse()
        response.read(10)
    with pytest.raises(http.client.IncompleteRead):
        response.read()
    c.close()
    with Simulator(port=simulator.port) as again:
        assert again.base_url.endswith(f":{simulator.port}/v1")


def test_pace_and_dialect_are_checked():
    with pytest.raises(ValueError, match="pace"):
        Simulator(pace=-1)
    with pytest.raises(ValueError, match="klingon"):
        Simulator(dialect="klingon")


def test_the_shared_one_is_one():
    assert server.shared() is server.shared()
