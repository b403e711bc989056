"""Client: a server, its dialect and its connection, and the defaults of every request.

What `Omni`, a chat and the composer share. It shows nothing and keeps nothing: whoever asks is
told of the end.
"""

from __future__ import annotations

import dataclasses
import json
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from omni_nb import catalog
from omni_nb.catalog import Model
from omni_nb.messages import _, listed
from omni_nb.notes import Note
from omni_nb.prompt import preflight
from omni_nb.prompt.options import AskOptions, Modality, checked, taken
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.report import Report
from omni_nb.prompt.request import Request, Settings, Turn
from omni_nb.reply.fold import Origin
from omni_nb.reply.reply import Reply
from omni_nb.servers.address import Address
from omni_nb.servers.keys import piece_striker, striker
from omni_nb.servers.transport import Transport
from omni_nb.session.dialect_state import DialectState
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.session.limiter import AT_ONCE, Limiter
from omni_nb.session.meanwhile import Told, told_by
from omni_nb.session.run import Run
from omni_nb.session.sending import Earlier, Remarks, Sending, Tools
from omni_nb.wire import detection
from omni_nb.wire.dialects.dialect import Json
from omni_nb.wire.encode import encode
from omni_nb.wire.lessons import rewritten
from omni_nb.wire.limits import Limits
from omni_nb.wire.server_words import ServerWords

TraceKind = Literal["times", "raw"]
_ABSENT: Any = object()
_PATIENCE = 8  # tries of one among many: all of them wait together, and each wait lets some through


class Client:
    """Writes, checks and begins requests.

    Attributes:
        model, voice, system, modalities: Defaults, as in `Omni`.
        address: The server; `base_url` is None for the simulator.
        transport: The way to it.
        dialect_state: The dialect that is known by now.
        has_headers: It sends headers of the user's own.
    """

    def __init__(
        self, model: str, *, address: Address, transport: Transport, voice: str | None = None, system: str | None = None,
        modalities: Sequence[Modality] | None = None, dialect: str = "auto", timeout_s: float = 120.0, max_retries: int = 2,
        headers: Mapping[str, str] | None = None, limits: Limits | None = None, trace: TraceKind = "times",
        sleep: Callable[[float], Awaitable[None]] | None = None, clock: Callable[[], float] | None = None, notices: Callable[[], Sequence[Note]] = tuple,
    ) -> None:  # fmt: skip
        if not catalog.model(model).id.strip():
            raise ValueError(_("model is empty; name one (omni.models()), or leave it out"))
        self.model, self.voice, self.system = (
            taken("model", model, none=False),
            taken("voice", voice),
            taken("system", system),
        )
        self.modalities = taken("modalities", modalities)
        self.timeout_s = taken("timeout_s", timeout_s, none=False)
        self.max_retries = taken("max_retries", max_retries, none=False)
        dialect = taken("dialect", dialect, none=False)
        if not isinstance(limits, Limits | None):
            raise TypeError(_("limits must be an omni_nb Limits(…), got {name}", name=type(limits).__name__))
        self.address, self.transport = address, transport
        self._sleep, self._clock, self._notices, self.has_headers = sleep, clock, notices, bool(headers)
        self.limits = limits or Limits()
        if trace not in get_args(TraceKind):
            raise ValueError(
                _(
                    "trace must be one of {kinds}, got {trace}",
                    kinds=listed(get_args(TraceKind)),
                    trace=repr(trace),
                )
            )
        self._raw_trace = trace == "raw"
        self._words = ServerWords()
        if headers or not address.key.empty:
            given = headers or {}
            pieces = piece_striker(address.key, given) if self._raw_trace else str
            self._words = ServerWords(
                strike=striker(address.key, given), open_end=address.key.open_end, strike_pieces=pieces
            )
        guess = detection.from_host(address.host, model) if dialect == "auto" else detection.by_name(dialect)
        self.dialect_state = DialectState(guess, fixed=dialect != "auto", owned=catalog.host(address.host) is not None)

    @property
    def strike(self) -> Callable[[str], str]:
        """Takes the key and secret headers out of a text, in whatever form."""
        return self._words.strike

    def request(self, prompt: Prompt, turns: Sequence[Turn] = (), options: AskOptions | None = None) -> Request:
        """What is to be asked, the defaults filled in.

        Raises:
            TypeError, ValueError: An option that there is not, or a value that it cannot have.
        """
        return Request(prompt=prompt, turns=tuple(turns), settings=self.settings(options or {}))

    def start(
        self, request: Request, *, on_end: Callable[[Reply], None] | None, remarks: Remarks | None = None,
        with_events: bool = False, limiter: Limiter | None = None, on_done: Callable[[], None] = lambda: None,
        tokens: int = 0, once: Earlier | None = None, meanwhile: Told | None = None,
    ) -> Run:  # fmt: skip
        """Send it.

        `on_end` is told of the reply, also a cut one, on a thread beside the event loop (None: nobody is); `remarks` adds notes to it
        before; `on_done` is told of the end in any case, on the event loop's thread. With a `limiter` it waits for its turn, and longer where the server says "too fast"; `tokens` is
        what it weighs there. With `once`, what earlier tries came to, it is sent once, and `Run.again` says whether
        another try would help: for whoever pays for each. `meanwhile` is told of what has come of a long one; by default
        what `on_end` calls so.

        Raises:
            PromptRefused: It cannot work. Nothing was sent.
        """
        settings = request.settings
        report = self.review(request)
        report.raise_if_refused()
        origin = Origin(
            model=settings.model, voice=settings.voice if settings.sound else None, server=self.address.title,
            simulated=self.address.simulated, request=request, id=uuid.uuid4().hex[:12],
            created=datetime.now(UTC).isoformat(timespec="milliseconds"), sound=settings.sound,
            notes=_worth_saying(report),
        )  # fmt: skip
        sending = Sending(
            max_retries=self.max_retries if once is None else 0, tokens=tokens, silence_s=self.timeout_s, limits=self.limits, raw_trace=self._raw_trace,
            rate_limit_retries=_PATIENCE if limiter is not None or once is not None else 0, once=once is not None, earlier=once or Earlier(),
        )  # fmt: skip
        tools = Tools(
            transport=self.transport,
            dialect_state=self.dialect_state,
            on_end=on_end,
            meanwhile=meanwhile or told_by(on_end),
            on_done=on_done,
            remarks=self._all_remarks(remarks),
            limiter=limiter,
            words=self._words,
        )
        tools.sleep = self._sleep or tools.sleep
        return Run(request, tools, origin=origin, sending=sending, with_events=with_events)

    def limiter(
        self, *, at_once: int = AT_ONCE, per_minute: int | None = None, tokens_per_minute: int | None = None
    ) -> Limiter:
        """A limiter for many requests of it, by its own time: what was waited for in a recording is not waited for in a replay at once.

        Raises:
            ValueError: A limit is less than 1.
        """
        own: dict[str, Any] = {"clock": self._clock, "sleep": self._sleep} if self._clock and self._sleep else {}
        return Limiter(at_once=at_once, per_minute=per_minute, tokens_per_minute=tokens_per_minute, **own)

    def _all_remarks(self, remarks: Remarks | None) -> Remarks | None:
        """With what the way to the server has to say; None where nobody has: then no thread is troubled."""
        if self._notices is tuple:
            return remarks
        return lambda reply: (*(remarks(reply) if remarks else ()), *self._notices())

    def body(self, request: Request) -> Json:
        """Exactly the JSON that would be sent."""
        state = self.dialect_state
        return rewritten(encode(request, state.dialect), state.known_of(request.settings))

    def review(self, request: Request) -> Report:
        """What would be refused, tokens, cost. Sends nothing."""
        return preflight.check(request, dialect=self.dialect_state.dialect.name)

    def settings(self, options: AskOptions) -> Settings:
        """The options of one request over the defaults."""
        given: dict[str, Any] = dict(checked(options))
        model = catalog.model(given.pop("model", None) or self.model)
        voice = given.pop("voice", None)
        thinking = given.get("thinking")
        sound = self._wants_sound(model, given.pop("modalities", None) or self.modalities, voice, thinking)
        system = given.pop("system", _ABSENT)
        found = Settings(
            model=model.id, can_speak=model.audio_out, voice=voice or self.voice or model.default_voice, sound=sound,
            system=self.system if system is _ABSENT else system, **given,
        )  # fmt: skip
        _refuse_halves(found)
        return found

    def _wants_sound(
        self, model: Model, modalities: Sequence[str] | None, voice: str | None, thinking: bool | None
    ) -> bool:
        if modalities is not None:
            wanted = {modalities} if isinstance(modalities, str) else set(modalities)
            if "text" not in wanted or not wanted <= {"text", "audio"}:
                raise ValueError(
                    _('modalities must be ["text"] or ["text", "audio"], got {list}', list=repr(list(modalities)))
                )
            return "audio" in wanted
        if voice is not None:
            return True
        return model.audio_out and not thinking and self.dialect_state.gives_sound(model.id)

    def reached(self) -> Address:
        """The server, the simulator's port included: it is started."""
        return dataclasses.replace(self.address, base_url=self.transport.base_url)

    def model_ids(self) -> list[str]:
        """What the server itself lists.

        Raises:
            OmniError: Refused, unreachable, or no list.
        """
        return EVENT_LOOP.submit(self.transport.model_ids(timeout_s=self.timeout_s)).result()


def _refuse_halves(settings: Settings) -> None:
    """Half of a character cannot be sent at all: a file's name that was read as text may hold some."""
    for name, value in ((f.name, getattr(settings, f.name)) for f in dataclasses.fields(settings)):
        try:
            json.dumps(value, ensure_ascii=False, default=str).encode()
        except UnicodeEncodeError:
            shown = f": {value!r}" if isinstance(value, str) else ""
            raise ValueError(
                _(
                    "{name} contains half of a character (a lone surrogate), which is not valid text{shown}",
                    name=name,
                    shown=shown,
                )
            ) from None


def _worth_saying(report: Report) -> tuple[Note, ...]:
    """Notes of the check that belong to a reply: all but what is worth knowing only before it is sent."""
    return tuple(n for n in report.notes if n.code not in ("model", "media_unchecked", "frame_rate"))
