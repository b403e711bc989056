import gc
import http.client
import json
import socket
import threading
import time

import pytest

from omni_nb.errors import OmniError
from omni_nb.servers.simulator import server
from omni_nb.servers.simulator.server import Simulator
from tests.support.http import COMPLETIONS, call, spoken
from tests.support.ports import free_port

BODY = {"model": "qwen3-omni-flash", "messages": [{"role": "user", "content": "你是谁"}], "stream": True}


def test_it_streams_on_a_port_of_this_machine(simulator):
    status, headers, data = call(simulator, body=BODY)
    assert (status, headers["Content-Type"]) == (200, "text/event-stream; charset=utf-8")
    assert data.endswith(b"data: [DONE]\n\n")
    assert simulator.base_url == f"http://127.0.0.1:{simulator.port}/v1"


def test_closing_cuts_what_is_under_way_and_frees_the_port():
    with Simulator(fault="stall", pace=0, port=free_port()) as simulator:
        c = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=60)
        c.request("POST", COMPLETIONS, json.dumps(BODY))
        response = c.getresponse()
        response.read(10)
    with pytest.raises(http.client.IncompleteRead):
        response.read()
    c.close()
    with Simulator(port=simulator.port) as again:
        assert again.base_url.endswith(f":{simulator.port}/v1")
    again.close()  # twice is once
    assert not [t for t in threading.enumerate() if t.name == "omni_nb simulator" and not t.daemon]


def test_a_port_that_is_taken_is_an_error_at_once(simulator):
    with pytest.raises(OmniError, match="is in use"):
        Simulator(port=simulator.port)


def test_pace_dialect_and_faults_are_checked():
    for pace in (-1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="pace"):
            Simulator(pace=pace)
    with pytest.raises(ValueError, match="klingon"):
        Simulator(dialect="klingon")
    with pytest.raises(ValueError, match="rain"):
        Simulator(fault="rain")


def test_the_shared_one_is_one():
    assert server.shared() is server.shared()


@pytest.mark.parametrize(
    "raw",
    [
        b"hello\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: \xb2\r\n\r\n",
        b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"GET /v1/models HTTP/1.1\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_no_http_is_refused_in_json(simulator, raw, capfd):
    head, _, body = spoken(simulator, raw).partition(b"\r\n\r\n")
    assert head.split(b" ")[1] == b"400"
    assert json.loads(body)["error"]["code"] == "invalid_http"
    assert capfd.readouterr() == ("", "")


def test_a_kept_connection_and_pipelined_requests_are_answered_in_order(simulator):
    one = b"GET /v1/models/qwen3-omni-flash HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = b"GET /v1/models/qwen3.5-plus HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    out = spoken(simulator, one + last)
    assert out.count(b"HTTP/1.1 200") == 2
    assert out.index(b"qwen3-omni-flash") < out.index(b"qwen3.5-plus")


def test_a_slow_reader_of_twenty_minutes_costs_no_more_than_its_pieces(tmp_path):
    """Gone through and thrown away piece by piece: what is held at any time is a paragraph and a write."""
    import tracemalloc

    body = {
        **BODY,
        "messages": [{"role": "user", "content": "Talk for 1200 seconds"}],
        "modalities": ["text", "audio"],
    }
    with Simulator(pace=0) as simulator:
        line = socket.create_connection(("127.0.0.1", simulator.port), 20)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        data = json.dumps(body).encode()
        gc.collect()
        tracemalloc.start()
        line.sendall(
            b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(data) + data
        )
        read = 0
        while read < 8_000_000:  # of some 77
            read += len(line.recv(65_536))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        line.close()
    assert peak < 24e6


def test_two_hundred_clients_at_once_all_get_the_whole(simulator):
    lines = [http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=60) for _ in range(200)]
    body = json.dumps({**BODY, "modalities": ["text", "audio"]})
    for line in lines:
        line.request("POST", COMPLETIONS, body, {"Content-Type": "application/json"})
    answers = [line.getresponse().read() for line in lines]
    for line in lines:
        line.close()
    assert all(a.endswith(b"data: [DONE]\n\n") for a in answers)
    assert len({json.loads(a.split(b"\n\n")[0][6:])["id"] for a in answers}) == 200


def test_a_client_that_goes_frees_what_stalls():
    with Simulator(fault="stall", pace=0) as simulator:
        before = set(threading.enumerate())  # other tests have some, too
        for _ in range(20):
            c = http.client.HTTPConnection("127.0.0.1", simulator.port, timeout=60)
            c.request("POST", COMPLETIONS, json.dumps(BODY))
            c.getresponse().read(10)
            c.close()
        assert call(simulator, "GET", "/v1/models")[0] == 200
        while (
            len(set(threading.enumerate()) - before) >= 12
        ):  # the loop's own helpers stay, none of the twenty holds one
            time.sleep(0.01)
