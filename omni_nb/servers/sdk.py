"""The only import of openai: a request's JSON goes out, the bytes of the answer come in.

The SDK brings addresses, keys, time-outs and errors; what is in the bytes is the wire's business.
`with_streaming_response` is its documented way to the raw body. Reading that, and not the SDK's
own iterator, is what tells how a stream ended: the iterator stops alike at `[DONE]` and at the
end of the body. Retries are not the SDK's: it waits without a word and sends 20 MB bodies three times.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import openai

from omni_nb.errors import ConnectionFailed, OmniError, StreamBroken, TimedOut
from omni_nb.servers.address import Address, Secret
from omni_nb.servers.explain import server_error
from omni_nb.wire.dialect import Json


class Connection:
    """One server, reached through openai's asynchronous client. Bound to one event loop."""

    def __init__(self, address: Address, *, timeout_s: float, headers: dict[str, str] | None = None) -> None:
        assert address.base_url is not None
        self._secret = address.key
        self._client = openai.AsyncOpenAI(
            api_key=address.key.reveal(),
            base_url=address.base_url,
            timeout=openai.Timeout(timeout_s, connect=min(timeout_s, 10.0)),
            max_retries=0,
            default_headers=headers,
            # With HTTP_PROXY set, a server on this machine was unreachable.
            http_client=openai.DefaultAsyncHttpxClient(trust_env=False) if address.loopback else None,
        )
        if address.host != "api.openai.com":  # the SDK takes these from the environment and sends them to anyone
            self._client.organization = self._client.project = None

    async def post(self, body: Json) -> AsyncIterator[bytes]:
        """Send a chat completion; yields the body's bytes as they come.

        Raises:
            OmniError: Refused or unreachable (before the first bytes), or cut (after them).
        """
        begun = False
        failure: OmniError | None = None
        create = self._client.chat.completions.with_streaming_response.create
        stream: dict[str, Any] = {"stream": True} if body.get("stream") else {}
        try:
            async with create(model=body["model"], messages=[], extra_body=body, **stream) as response:
                begun = True
                async for data in response.iter_bytes():
                    yield data
        except Exception as err:  # while reading, raw transport errors come too (httpx, httpx2, ssl, h11 …)
            failure = error_of(err, self._secret, begun=begun)
        # Raised here, outside of the except: the SDK's frames hold the key in their variables,
        # and a verbose traceback would print them.
        if failure is not None:
            raise failure

    async def model_ids(self) -> list[str]:
        """What `GET /v1/models` lists.

        Raises:
            OmniError: Refused or unreachable.
        """
        failure: OmniError | None = None
        try:
            page = await self._client.models.list()
            return [m.id for m in page.data]
        except Exception as err:
            failure = error_of(err, self._secret, begun=False)
        raise failure

    async def close(self) -> None:
        """Let the connections go."""
        await self._client.close()


def error_of(err: Exception, secret: Secret, *, begun: bool) -> OmniError:
    """Any exception of the SDK or its transport as one of ours, the key struck out."""
    words = secret.scrub(str(err) or type(err).__name__)
    if isinstance(err, OmniError):
        return err
    if isinstance(err, openai.APIStatusError):
        return _of_status(err, secret)
    timed_out = isinstance(err, openai.APITimeoutError) or "Timeout" in type(err).__name__
    if timed_out and begun:
        return StreamBroken(
            "nothing more came for longer than the time-out; the reply is cut",
            code="stalled",
            repair="What came is kept. Ask again, or give a longer timeout_s.",
            repair_zh="已收到的内容已保留，可重试或加大 timeout_s。",
        )
    if timed_out:
        return TimedOut(
            "the server did not answer in time",
            repair="Try again, or give a longer timeout_s.",
            repair_zh="请重试或加大 timeout_s。",
        )
    if begun:
        return StreamBroken(
            f"the line broke while the reply was coming: {words}",
            code="cut",
            repair="What came is kept. Ask again for the whole.",
            repair_zh="已收到的内容已保留，请重试。",
        )
    if isinstance(err, openai.APIConnectionError):
        deeper = err.__cause__
        return ConnectionFailed(
            secret.scrub(f"no connection to the server: {deeper or words}"),
            repair="Check the address and the network; behind a proxy set HTTPS_PROXY.",
            repair_zh="请检查服务地址与网络（代理请设置 HTTPS_PROXY）。",
        )
    return OmniError(f"{type(err).__name__}: {words}", code="sdk_error")


def _of_status(err: openai.APIStatusError, secret: Secret) -> OmniError:
    body: Any = err.body
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        body = body["error"]
    message = body.get("message") if isinstance(body, dict) else None
    code = body.get("code") if isinstance(body, dict) else None
    headers = err.response.headers
    wait = headers.get("retry-after-ms"), headers.get("retry-after")
    return server_error(
        secret.scrub(message if isinstance(message, str) and message else str(err.message)),
        status=err.status_code,
        service_code=str(code) if code else None,
        request_id=headers.get("x-request-id") or (err.body.get("request_id") if isinstance(err.body, dict) else None),
        retry_after_s=_seconds(wait[0], 1000) if wait[0] else _seconds(wait[1], 1),
    )


def _seconds(value: str | None, divisor: int) -> float | None:
    try:
        return min(max(float(value) / divisor, 0.0), 3600.0) if value else None
    except ValueError:  # an HTTP date: the default wait will do
        return None
