"""A client as `Omni` makes it, for the rooms that are given one."""

from typing import Any

from omni_nb.servers.address import resolve
from omni_nb.servers.connect import SimulatorTransport, transport_to
from omni_nb.servers.keys import wrap_key
from omni_nb.servers.simulator.server import Simulator
from omni_nb.session.client import Client


def client(
    model: str = "qwen3-omni-flash", *, server: str | None = "simulator", base_url: str | None = None, api_key: str | None = None, **more: Any
) -> Client:  # fmt: skip
    """Without a URL: of the simulator of this process."""
    key = None if api_key is None else wrap_key(api_key)[0]
    address = resolve(key=key, region=None, base_url=base_url, server=None if base_url or key else server)
    return Client(model, **{"address": address, "transport": transport_to(address, {}), **more})


def simulated(model: str = "qwen3-omni-flash", *, fault: str = "", dialect: str = "dashscope") -> Client:
    """Of a simulator of its own, which does not wait."""
    address = resolve(key=None, region=None, base_url=None, server="simulator")
    simulator = Simulator(pace=0, fault=fault, dialect=dialect)
    return Client(model, address=address, transport=SimulatorTransport(address, {}, simulator))
