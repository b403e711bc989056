"""The transport over openai's SDK, and its only import: a request's JSON goes out, the bytes of the answer come in.

The SDK brings addresses, keys, time-outs and errors; what is in the bytes is the wire's business.
`with_streaming_response` is its documented way to the raw body. Reading that, and not the SDK's
own iterator, is what tells how a stream ended: the iterator stops alike at `[DONE]` and at the
end of the body. Retries are not the SDK's: it waits without a word and sends 20 MB bodies three times.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import urlsplit

import openai

from omni_nb import catalog
from omni_nb.errors import NetworkMisconfigured, OmniError, ServerError, StreamBroken
from omni_nb.messages import Message, _
from omni_nb.servers import network
from omni_nb.servers.address import Address
from omni_nb.servers.hosts import dialled
from omni_nb.servers.keys import Secret, clean_headers, striker
from omni_nb.servers.refusals import server_error
from omni_nb.servers.retry_after import seconds_to_wait
from omni_nb.servers.transport import Arrival
from omni_nb.servers.unreachable import Route, why
from omni_nb.wire import complaint
from omni_nb.wire.dialects.dialect import Json
from omni_nb.wire.server_words import ServerWords

# What HTTP itself needs, and the word by which the SDK remembers that the body is wanted raw; all else is written here.
_OF_HTTP = frozenset(
    {"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "x-stainless-raw-response"}
)


class OpenAITransport:
    """One server, reached through openai's asynchronous client. Bound to one event loop.

    Args:
        address: The server and the key for it.
        headers: Further headers of every request.
        clock: Tells the time of each arrival, in seconds.

    Raises:
        NetworkMisconfigured: Proxy or certificates that this machine names cannot be used.
        MissingExtra: A SOCKS proxy without the package for it.
    """

    def __init__(
        self, address: Address, *, headers: Mapping[str, str] | None = None, clock: Callable[[], float] = time.perf_counter
    ) -> None:  # fmt: skip
        assert address.base_url is not None
        self.base_url = address.base_url
        self._secret, self._clock = address.key, clock
        self._words = ServerWords(strike=striker(address.key, headers or {}))
        self._route = Route(url=address.base_url, proxy=network.proxy_for(address.base_url))
        failure: OmniError | None = None
        given = clean_headers(headers or {})
        try:
            self._client = self._make(address, given)
        except OmniError:
            raise
        except Exception as err:
            failure = _unusable(err, self._secret)
        if failure is not None:
            raise failure

    def _make(self, address: Address, headers: dict[str, str]) -> openai.AsyncOpenAI:
        proxy = self._route.proxy
        # Without TLS an empty list of certificates, which believes nobody: to read the usual one takes 17 ms.
        tls = self.base_url.startswith("https:")
        trusts = network.certificates() if tls else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        http = openai.DefaultAsyncHttpxClient(
            trust_env=False,  # the environment is read by `network`, which knows whose fault it is
            follow_redirects=False,  # neither the key nor what is asked goes where nobody named
            event_hooks={"request": [_Courier(address, headers)]},
            proxy=proxy.url.reveal() if proxy else None,
            verify=trusts or True,
        )
        # With a client of our own, openai 1.52 works beside httpx 0.28 too: its own would be given `proxies`.
        return openai.AsyncOpenAI(
            api_key=address.key.reveal(),
            base_url=_to_dial(self.base_url),
            max_retries=0,
            default_headers=headers,
            http_client=http,
        )

    async def send(self, body: Json, *, timeout_s: float) -> AsyncGenerator[Arrival, None]:
        """As in `Transport`."""
        begun = False
        failure: OmniError | None = None
        create = self._client.chat.completions.with_streaming_response.create
        stream: dict[str, Any] = {"stream": True} if body.get("stream") else {}
        clock, sent_s = self._clock, self._clock()
        try:
            async with create(
                model=body["model"], messages=[], extra_body=body, timeout=_timeout(timeout_s), **stream
            ) as response:
                begun = True
                async for data in response.iter_bytes():
                    yield clock() - sent_s, data
        except Exception as err:  # while reading, raw transport errors come too (httpx, httpx2, ssl, h11 …)
            failure = error_of(err, self._words, begun=begun, route=self._route)
        if begun:
            yield clock() - sent_s, b""
        # Raised here, outside of the except: the SDK's frames hold the key in their variables,
        # and a verbose traceback would print them.
        if failure is not None:
            raise failure

    async def model_ids(self, *, timeout_s: float) -> list[str]:
        """As in `Transport`: what `GET /v1/models` lists."""
        failure: OmniError | None = None
        try:
            found = await self._client.get("/models", cast_to=object, options={"timeout": _timeout(timeout_s)})
            return _ids(found, self._words)
        except ValueError:  # no JSON at all
            failure = _no_list()
        except Exception as err:
            failure = error_of(err, self._words, begun=False, route=self._route)
        raise failure

    async def close(self) -> None:
        """As in `Transport`."""
        await self._client.close()


def _timeout(timeout_s: float) -> openai.Timeout:
    return openai.Timeout(timeout_s, connect=min(timeout_s, 10.0))


class _Courier:
    """Sees every request last, and lets nothing out that was not meant for this server.

    The SDK reads headers, an account and keys of OpenAI's from the environment (`OPENAI_CUSTOM_HEADERS`,
    `OPENAI_ORG_ID`, `OPENAI_PROJECT_ID`, `OPENAI_ADMIN_KEY`, and what comes to be) and sends them to anyone.
    """

    def __init__(self, address: Address, headers: Mapping[str, str]) -> None:
        owner = catalog.host(address.host)
        self._secret, self._sdks_own = address.key, owner is not None and owner.makes_sdk
        self._place = urlsplit(str(address.base_url))
        self._given = {k.lower(): v for k, v in headers.items()}

    async def __call__(self, request: Any) -> None:
        if not self._sdks_own:
            for name in {*map(str.lower, request.headers)} - _OF_HTTP - set(self._given):
                del request.headers[name]
            if self._place.hostname != dialled(self._place.hostname or ""):
                request.headers["host"] = self._place.netloc.lower()
                request.extensions["sni_hostname"] = self._place.hostname
            elif "host" not in self._given:
                request.headers["host"] = request.url.netloc.decode("ascii")
            ours = {
                "accept": "application/json, text/event-stream",
                "user-agent": f"AsyncOpenAI/Python {openai.__version__}",
            }
            if request.method == "POST":
                ours["content-type"] = "application/json"
            request.headers.update({**ours, **self._given})
        request.headers["authorization"] = f"Bearer {self._secret.reveal()}"


def _to_dial(url: str) -> str:
    split = urlsplit(url)
    host = split.hostname or ""
    return (
        url
        if dialled(host) == host
        else split._replace(netloc=split.netloc.lower().replace(host, dialled(host))).geturl()
    )


def _ids(answer: object, words: ServerWords) -> list[str]:
    """Not by the SDK's own `models.list`, which breaks inside on whatever is no list."""
    listed = answer.get("data") if isinstance(answer, Mapping) else answer
    if not isinstance(listed, list):
        raise _no_list()
    found = (m.get("id") if isinstance(m, Mapping) else m for m in listed)
    return [name for id in found if (name := words.name(id))]


def _no_list() -> ServerError:
    return ServerError(
        _("the server's response to GET /models contains no list of models"),
        repair=_("Check base_url: for most servers it ends in /v1."),
    )


def error_of(err: Exception, door: ServerWords, *, begun: bool, route: Route | None = None) -> OmniError:
    """Any exception of the SDK or its transport as one of ours, the key struck out."""
    words = door.message(str(err) or type(err).__name__)
    if isinstance(err, OmniError):
        return err
    if isinstance(err, openai.APIStatusError):
        return _redirected(err, route) if 300 <= err.status_code < 400 else _of_status(err, door, route)
    timed_out = isinstance(err, openai.APITimeoutError) or "Timeout" in type(err).__name__
    if timed_out and begun:
        return StreamBroken(
            _("nothing more arrived within the time-out; the reply was cut off"),
            code="stalled",
            repair=_("What was received is kept. Ask again, or give a longer timeout_s."),
        )
    if begun:
        return StreamBroken(
            _("the connection was lost while the reply was arriving: {words}", words=words),
            code="cut",
            repair=_("What was received is kept. Ask again for the whole reply."),
        )
    if timed_out or isinstance(err, openai.APIConnectionError):
        deeper = err.__cause__
        return why(err, route or Route(url=""), door.message(deeper or words))
    return OmniError(Message("{name}: {words}", name=type(err).__name__, words=words), code="sdk_error")


def _unusable(err: Exception, secret: Secret) -> OmniError:
    """The SDK could not be set up: as far as is known, versions that do not fit together."""
    return NetworkMisconfigured(
        _(
            "openai {version} could not be set up here: {why}",
            version=openai.__version__,
            why=misfit() or secret.scrub(str(err)),
        ),
        code="versions",
        repair=_("pip install --upgrade openai; to keep that version: pip install 'httpx<0.28'."),
    )


def misfit() -> str:
    """Of openai and httpx: what does not fit, in words, or nothing.

    openai up to 1.55.2 gives `proxies` to httpx, which 0.28 no longer takes. It does not concern us, who bring our
    own client, but the user's own programs.
    """
    try:
        http = version("httpx")
    except PackageNotFoundError:
        return ""
    if _numbers(openai.__version__) < (1, 55, 3) and _numbers(http) >= (0, 28):
        return _("openai {version} does not work with httpx {http}", version=openai.__version__, http=http)
    return ""


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(n) if n.isdigit() else 0 for n in text.split(".")[:3])


def _redirected(err: openai.APIStatusError, route: Route | None) -> OmniError:
    there = network.shown(str(err.response.headers.get("location") or ""))
    here = route.where if route else _("the server")
    cause = _("{here} answered {status}: a redirect, which was not followed", here=here, status=err.status_code)
    return NetworkMisconfigured(
        cause + (Message(": {there}", there=there) if there else ""),
        code="redirected",
        repair=_(
            "If it is a login page, sign in, or use the network that the server is on. If the server has moved, give its new address as base_url."
        ),
    )


def _of_status(err: openai.APIStatusError, words: ServerWords, route: Route | None) -> OmniError:
    if err.status_code == 407 and route is not None and route.proxy is not None:
        return why(_ProxyError("407 Proxy Authentication Required"), route)
    body: Any = err.body
    if isinstance(body, str) and body and not body.isspace():
        body = complaint.text_of_page(body)
    said = complaint.complaint_of(
        body or _("no message, only the status {status_code}", status_code=err.status_code), body
    )
    headers = err.response.headers
    through = (
        _(" (through the proxy {proxy})", proxy=route.proxy)
        if route and route.proxy and err.status_code in (403, *range(502, 505))
        else ""
    )
    return server_error(
        words.message(said.message) + through,
        status=err.status_code,
        service_code=words.name(said.code) or None,
        request_id=words.name(headers.get("x-request-id") or said.request_id) or None,
        retry_after_s=seconds_to_wait(headers, now=datetime.now(UTC)),
        param=words.name(said.param) or None,
    )


class _ProxyError(Exception):
    """A proxy's refusal of a request that needs no tunnel comes as a status."""
