"""Which server a worker is to ask, and how: all of a client that may be sent, and nothing that is secret.

The key is the worker's own, from its environment.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from omni_nb import __version__
from omni_nb.errors import OmniError
from omni_nb.messages import _
from omni_nb.servers import connect
from omni_nb.servers.address import Address, resolve
from omni_nb.servers.keys import EMPTY
from omni_nb.session.client import Client
from omni_nb.wire.limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A server as a worker is told of it.

    Attributes:
        base_url: Up to and with `/v1`.
        simulated: It is the built-in simulator.
        model: The default.
        dialect: As it was named, or `auto`.
        timeout_s, limits: As in `Omni`.
        sweep: Which sweep it is for.
        version: Of the program that sends it.
    """

    base_url: str
    simulated: bool
    model: str
    dialect: str
    timeout_s: float
    limits: Limits
    sweep: str = field(default_factory=lambda: uuid.uuid4().hex)
    version: str = __version__

    @classmethod
    def of(cls, client: Client) -> Site:
        """Where a client asks.

        Raises:
            ValueError: It has what cannot be sent: headers, which may be secret, or a cassette.
        """
        if client.has_headers:
            raise ValueError(
                _(
                    "headers= cannot be sent to workers, for they may be secret: leave headers= out, or leave executor= and client= out"
                )
            )
        if connect.of_cassette(client.transport):
            raise ValueError(_("record= and replay= work in this program only: leave executor= and client= out"))
        state = client.dialect_state
        return cls(
            base_url=client.transport.base_url, simulated=client.address.simulated, model=client.model,
            dialect=state.dialect.name if state.fixed or client.address.simulated else "auto", timeout_s=client.timeout_s, limits=client.limits,
        )  # fmt: skip

    def client(self) -> Client:
        """A client of this process, with its key.

        Raises:
            KeyMissing, NetworkMisconfigured: This process has no key for that server, or it would not be safe with it.
            OmniError: This process has another version of omni_nb.
        """
        if self.version != __version__:
            raise OmniError(
                _("a worker has omni_nb {theirs}, and this program {ours}", theirs=__version__, ours=self.version),
                code="version", repair=_("Install the same version in both."),
            )  # fmt: skip
        if self.simulated:
            address = Address(base_url=None, key=EMPTY, title=_("the simulator"))
            transport = connect.transport_to(address, {}, at=self.base_url)
        else:
            address = resolve(key=None, region=None, base_url=self.base_url, server=None)
            transport = connect.transport_to(address, {})
        return Client(
            self.model, address=address, transport=transport, dialect=self.dialect, timeout_s=self.timeout_s, limits=self.limits, max_retries=0
        )  # fmt: skip
