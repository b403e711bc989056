"""Every error of the package, drawn as one tree.

Each error says what happened (`cause`), has a stable `code`, and says what to do next (`repair`), both in the language
of who reads it, at the moment of reading: an error that is kept or pickled can be said in another one. Misuse of a function is plain `ValueError`/`TypeError`;
what the world does is an `OmniError`.

This module knows no vendor and no library. A server's and a file's words are in them, and Python itself prints them
(a traceback, a warning, a log), so they are made visible here: no escape in them ever reaches a terminal.

::

    OmniError
    ├── KeyMissing              no key for the server that was named
    ├── MediaError              a picture, sound or video that cannot be read
    │   └── FileMissing         there is no such file (also a FileNotFoundError)
    ├── MissingExtra            an optional package is not installed
    ├── PromptRefused           preflight says it cannot work (also a ValueError)
    ├── ServerError             the server answered with a refusal
    │   ├── AuthenticationFailed   401
    │   ├── PermissionRefused      403
    │   ├── NotFound               404
    │   ├── RequestRefused         400, 413, 422
    │   ├── RateLimited            429
    │   └── ServerFailed           5xx
    ├── ConnectionFailed        nothing answered
    │   └── NetworkMisconfigured   the way there is set up wrong: proxy, certificates, redirects, plain http
    ├── TimedOut                nothing came in time
    ├── StreamBroken            the reply was cut or garbled after it began
    └── CassetteError           a cassette cannot be read or written
        └── NotRecorded            it holds no answer to what was asked
    Interrupted (KeyboardInterrupt)   the user stopped it; carries `.reply`
"""

from __future__ import annotations

import os
import traceback
from typing import Any

from omni_nb.escape import visible
from omni_nb.messages import Message, _, joined, say


class OmniError(Exception):
    """An error from outside: a server, a file or the network. (Wrong use is a `ValueError` or a `TypeError`.)

    Args:
        cause: What happened and what was received: a sentence of the catalogue, `_("…")`, without a full stop.
        code: A stable word for programs.
        repair: What to do next: another one, with a full stop.
    """

    code = "omni_error"

    def __init__(self, cause: str, *, code: str | None = None, repair: str = "") -> None:
        self.cause = _shown(cause)
        self.code = visible(code or type(self).code)
        self.repair = _shown(repair)
        super().__init__(self.cause)

    def __str__(self) -> str:
        return str(self.message)

    @property
    def message(self) -> Message:
        """What happened and, in a second line, what to do next."""
        if not self.repair:
            return Message("{cause}", cause=self.cause)
        return Message("{cause}\n→ {repair}", cause=self.cause, repair=self.repair)

    @property
    def sentence(self) -> Message:
        """What happened and what to do next, in one line."""
        if not self.repair or say(self.cause, "en").endswith((".", "!", "?", "…", "。", "！", "？")):
            return joined([self.cause, self.repair])
        return _("{cause}. {repair}", cause=self.cause, repair=self.repair) if self.cause else joined([self.repair])

    def __eq__(self, other: object) -> bool:
        """Of the same kind, with the same words: a reply that is read back from disk equals itself."""
        return type(self) is type(other) and _said(self) == _said(other)

    def __hash__(self) -> int:
        return hash((type(self), self.code, self.cause))

    def _render_traceback_(self) -> list[str]:
        """What IPython shows instead of pages of our frames: the message, and where the cell asked.

        `OMNI_NB_TRACEBACK=full` shows them all.
        """
        if os.environ.get("OMNI_NB_TRACEBACK", "").lower() in ("full", "1"):
            return visible("".join(traceback.format_exception(self))).splitlines()
        own = __name__.partition(".")[0]
        theirs = [
            f
            for f, _line in traceback.walk_tb(self.__traceback__)
            if f.f_globals.get("__name__", "").split(".")[0] != own
        ]
        lines = [n for f, n in traceback.walk_tb(self.__traceback__) if f in theirs]
        where = f"  ({_where(theirs[-1].f_code.co_name, lines[-1])})" if lines else ""
        said = str(self.cause)
        return [f"{type(self).__name__}: {said}", *str(self).splitlines()[len(said.splitlines()) :], where]


def _where(function: str, line: int) -> Message:
    if function == "<module>":
        return _("line {line} of the cell", line=line)
    return _("line {line} of {function}", line=line, function=function)


def _shown(text: str) -> str:
    """What others wrote is made visible; a sentence stays one."""
    return text.mapped(visible) if isinstance(text, Message) else visible(text)


def _said(error: OmniError) -> dict[str, Any]:
    """All that an error says. A refusal's report says the same once more, in parts, and is not kept on disk."""
    return {name: value for name, value in vars(error).items() if name != "report"}


class KeyMissing(OmniError):
    """A region or server was named, but there is no key for it."""

    code = "key_missing"


class MediaError(OmniError):
    """A picture, sound or video could not be read or written."""

    code = "media_unreadable"


class FileMissing(MediaError, FileNotFoundError):
    """There is no such file."""

    code = "file_missing"


class MissingExtra(OmniError, ImportError):
    """An optional package is needed. The message names the extra that brings it."""

    code = "missing_extra"


class PromptRefused(OmniError, ValueError):
    """The prompt cannot work as it is. `report` lists each problem with its repair."""

    code = "prompt_refused"

    def __init__(self, cause: str, *, report: Any = None, **kwargs: Any) -> None:
        super().__init__(cause, **kwargs)
        self.report = report


class ServerError(OmniError):
    """The server answered with an error.

    Attributes:
        status: HTTP status, or the `<NNN>` of an in-stream error; None if neither was given.
        service_code: The service's own code, such as `invalid_api_key`.
        service_message: The service's own words.
        request_id: For the service's support, if given.
        retry_after_s: What the server asked to wait, in seconds, or None.
        param: The parameter that it is about, if the service names one.
    """

    code = "server_error"

    def __init__(
        self,
        cause: str,
        *,
        status: int | None = None,
        service_code: str | None = None,
        service_message: str = "",
        request_id: str | None = None,
        retry_after_s: float | None = None,
        param: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(cause, **kwargs)
        self.param = param and visible(param)
        self.retry_after_s = retry_after_s
        self.status = status
        self.service_code = service_code and visible(service_code)
        self.service_message = visible(service_message)
        self.request_id = request_id and visible(request_id)


class AuthenticationFailed(ServerError):
    """401: wrong key, or a key of another region."""

    code = "authentication_failed"


class PermissionRefused(ServerError):
    """403: the key may not use this."""

    code = "permission_refused"


class NotFound(ServerError):
    """404: no such model, or no such path on this server."""

    code = "not_found"


class RequestRefused(ServerError):
    """400, 413, 422: the request is not to the server's liking."""

    code = "request_refused"


class RateLimited(ServerError):
    """429: wait."""

    code = "rate_limited"


class ServerFailed(ServerError):
    """5xx: the server's own failure; trying again may help."""

    code = "server_failed"


class ConnectionFailed(OmniError):
    """Nothing answered at the address."""

    code = "connection_failed"


class NetworkMisconfigured(ConnectionFailed):
    """The way to the server is set up wrong; trying again does not help. `code` says what.

    `proxy`, `certificate`, `redirected`, `key_over_http`, `not_http`, `versions`.
    """

    code = "network_misconfigured"


class TimedOut(OmniError):
    """Nothing came for longer than the time-out."""

    code = "timed_out"


class StreamBroken(OmniError):
    """The reply had begun and then was cut or garbled. All that came is kept."""

    code = "stream_broken"


class CassetteError(OmniError):
    """A cassette cannot be read or written. `code` says what: `no_cassette`, `later_version`, `damaged`, `sound_lost`."""

    code = "cassette"


class NotRecorded(CassetteError):
    """A cassette holds no answer to what was asked. The message names the nearest question in it, and the ways on."""

    code = "not_recorded"


class Interrupted(KeyboardInterrupt):
    """The user stopped the reply. `.reply` holds what had come, or None; `.comparison` what had come of all its cells; `.sweep` the sweep.

    A `KeyboardInterrupt`, so that *Run All* stops as it does for any interrupted cell.
    """

    def __init__(self, reply: Any = None, *, comparison: Any = None, sweep: Any = None) -> None:
        if sweep is not None:
            super().__init__(_("stopped; what was answered is kept: run the same sweep again to continue"))
        elif comparison is not None:
            super().__init__(_("stopped; what was received is in `.comparison` and in `omni.last_comparison`"))
        else:
            super().__init__(_("stopped; what was received is in `.reply` and in `omni.last`"))
        self.reply, self.comparison, self.sweep = reply, comparison, sweep
