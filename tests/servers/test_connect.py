import gc
import socket
import sys
import weakref
from subprocess import run

import pytest

from omni_nb import Omni
from omni_nb.servers.address import resolve
from omni_nb.servers.connect import transport_to


def address(**more):
    return resolve(**{"key": None, "region": None, "base_url": None, "server": None, **more})


def test_a_server_is_where_it_was_said_to_be_and_the_simulator_where_it_was_started():
    assert transport_to(address(base_url="http://127.0.0.1:1/v1"), {}).base_url == "http://127.0.0.1:1/v1"
    simulator = transport_to(address(server="simulator"), {})
    host, port = simulator.base_url.removeprefix("http://").removesuffix("/v1").split(":")
    socket.create_connection((host, int(port)), 2).close()
    assert simulator.base_url == transport_to(address(server="simulator"), {}).base_url


def test_an_omni_that_nobody_holds_is_gone_and_its_server_with_it():
    omni = Omni.simulated(pace=0, show=False, keep=False)
    omni.ask("hello", modalities=["text"])
    there, port = weakref.ref(omni), int(omni._client.transport.base_url.split(":")[2].removesuffix("/v1"))
    socket.create_connection(("127.0.0.1", port), 2).close()
    del omni
    gc.collect()
    assert there() is None
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), 2)


def test_headers_reach_the_simulator_too():
    omni = Omni.simulated(pace=0, show=False, keep=False, headers={"X-Omni-Sim-Fault": "no-finish"})
    with pytest.warns(UserWarning, match="incomplete"):
        assert omni.ask("hello", modalities=["text"]).complete is False


def test_neither_the_sdk_nor_the_simulator_is_loaded_before_it_is_asked():
    code = (
        "import sys; from omni_nb import Omni; o = Omni(server='simulator'); o.request('x')\n"
        "print([m for m in ('openai', 'uvicorn') if m in sys.modules])"
    )
    assert run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
