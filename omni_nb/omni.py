"""Omni: the face that ties session, show and panels together. No protocol and no drawing here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, Unpack

from omni_nb import catalog
from omni_nb.asking import Asking
from omni_nb.chat import Chat
from omni_nb.comparing import Comparing
from omni_nb.comparisons import Comparisons
from omni_nb.escape import visible
from omni_nb.prompt.options import AskOptions, Modality, taken
from omni_nb.prompt.parts import PartLike, Prompt
from omni_nb.prompt.report import Report
from omni_nb.read_aloud import read_aloud
from omni_nb.reply.reply import Reply
from omni_nb.servers.connect import SimulatorTransport, instead, way_to
from omni_nb.servers.keys import clean_headers, wrap_key
from omni_nb.session.client import Client, TraceKind
from omni_nb.session.stream import EventStream
from omni_nb.show import unseen
from omni_nb.show.catalog_tables import models_table
from omni_nb.show.table import Table
from omni_nb.sweeping.making import Sweeping
from omni_nb.wire.limits import Limits

DEFAULT_MODEL = catalog.default_model().id

if TYPE_CHECKING:
    from omni_nb.panels.composer.composer import Composer
    from omni_nb.panels.composer.view_model import SendKey


def _default(name: str, *, none: bool = True, of: str = "_client") -> Any:
    """A default of every request, which the user may set; `of` holds it."""

    def put(self: Omni, value: Any) -> None:
        setattr(getattr(self, of), name, taken(name, value, none=none))

    return property(lambda self: getattr(getattr(self, of), name), put, doc=f"The argument `{name}`; may be set.")


class Omni(Comparisons, Sweeping):
    """A model on a server, ready to be asked.

    Args:
        model: The model's id. An unknown one is sent as it is, with a note.
        voice: The voice of its speech; the model's default if None.
        region: A DashScope region: `beijing`, `singapore`, `us`.
        api_key: The key. Better in the environment: `DASHSCOPE_API_KEY` for DashScope,
            `OPENAI_API_KEY` for OpenAI, `OPENROUTER_API_KEY` for OpenRouter, else `OMNI_NB_API_KEY`.
        base_url: Any server that speaks a dialect of OpenAI's chat completions, up to and with `/v1`.
        server: `simulator`, `dashscope`, `openai` or `openrouter`.
        dialect: `auto` learns it; a name (see `omni_nb.wire.detection`) fixes it.
        modalities: `["text"]` or `["text", "audio"]`; by default sound where the model has it.
        system: A system prompt for every request.
        timeout_s: Longest silence of the server, in seconds. Comments and pings are silence, too.
        max_retries: Tries after a failure that may pass, before the first chunk only.
        limits: How large one reply may be: `Limits(sound_bytes=…)`.
        keep: Keep each reply in the history, or in the one at this path; False, or `OMNI_NB_KEEP=0`, switches it off.
        strict: Raise for a reply that was cut, instead of returning what came.
        show: Show replies while they come; by default in notebooks and IPython.
        headers: Further HTTP headers for every request.
        trust_server: Let the key go there over plain http, or where it seems another's; see `OMNI_NB_TRUSTED_HOSTS`.
        trace: What `reply.trace` holds of each chunk: `times` (and sizes), or `raw`: its JSON, too, without keys.
        record: A cassette: every answer is added to this file as it came, without keys. See `docs/cassettes.md`.
        replay: A cassette whose recorded answers are played; no server is asked, and no key is needed.
        speed: How fast a replay is: 1.0 as recorded, `float("inf")` at once.

    `passport("Cherry", "Ethan")` measures voices, `sweep(…)` asks thousands; `ask_again(comparison)` and `ablate(comparison)` do
    for one that was read from disk what its own methods do. `history()`: the replies that were kept, by whichever kernel.

    With nothing named and no `DASHSCOPE_API_KEY` it is the built-in simulator, and every reply says so.

    Raises:
        KeyMissing: A region or server was named and there is no key for it, or the key is another company's.
        NetworkMisconfigured: The key would go over plain http to another machine.
        ValueError: A malformed key, URL or header, an unknown region, server, dialect or trace.
    """

    model = _default("model", none=False)
    voice = _default("voice")
    system = _default("system")
    modalities = _default("modalities")
    timeout_s = _default("timeout_s", none=False)
    max_retries = _default("max_retries", none=False)
    keep = _default("keep", of="_asking")
    strict = _default("strict", of="_asking")
    show = _default("show", of="_asking")

    def __init__(
        self, model: str = DEFAULT_MODEL, *, voice: str | None = None, region: str | None = None, api_key: str | None = None,
        base_url: str | None = None, server: str | None = None, dialect: str = "auto", modalities: Sequence[Modality] | None = None,
        system: str | None = None, timeout_s: float = 120.0, max_retries: int = 2, keep: bool | str | PathLike[str] = True, strict: bool = False,
        show: bool | None = None, headers: Mapping[str, str] | None = None, trust_server: bool = False,
        limits: Limits | None = None, trace: TraceKind = "times", record: str | PathLike[str] | None = None,
        replay: str | PathLike[str] | None = None, speed: float = 1.0,
    ) -> None:  # fmt: skip
        # The bare key must not be in a variable when anything is raised: verbose tracebacks print them.
        secret, problem = wrap_key(api_key) if api_key is not None else (None, "")
        del api_key
        if problem:
            raise ValueError(problem)
        way = way_to(
            key=secret, region=taken("region", region), base_url=taken("base_url", base_url), server=taken("server", server), headers=headers,
            trusted=taken("trust_server", trust_server), record=taken("record", record), replay=taken("replay", replay), speed=taken("speed", speed, none=False),
        )  # fmt: skip
        self._client = Client(
            model, address=way.address, transport=way.transport, voice=voice, system=system, modalities=modalities, dialect=dialect,
            timeout_s=timeout_s, max_retries=max_retries, headers=way.headers, limits=limits, trace=trace, sleep=way.sleep, clock=way.clock, notices=way.notices,
        )  # fmt: skip
        self._asking = asking = Asking(self._client, keep=keep, strict=strict, show=show)
        asking.omni = self
        self._comparing = comparing = Comparing(asking)
        self.ask_again, self.ablate, self.passport = comparing.ask_again, comparing.ablate, comparing.passport
        self.prepare, self.send, self.asend, self.history = asking.prepare, asking.send, asking.asend, asking.history

    @classmethod
    def simulated(
        cls, model: str = DEFAULT_MODEL, *, pace: float = 1.0, fault: str = "", speaks: str | None = None, **kwargs: Any
    ) -> Omni:
        """The built-in simulator, whatever keys there are.

        Args:
            model: Any model id that the catalog knows.
            pace: 1.0 is the service's pace, 0 as fast as it goes.
            fault: What shall go wrong, e.g. `"cut-mid-sample"` or `"429:1"`; see `omni_nb.servers.simulator.faults`.
            speaks: How it writes the protocol: `dashscope`, `openai`, `openrouter`, `vllm-omni`,
                `vllm-omni-old`, `sglang-omni`, `plain`. By default as the model suggests.
            kwargs: As for `Omni`.
        """
        pace, fault, speaks = taken("pace", pace, none=False), taken("fault", fault, none=False), taken("speaks", speaks)  # fmt: skip
        omni = cls(model, server="simulator", **kwargs)
        speaks = speaks or catalog.model(model).dialect
        if pace != 1.0 or fault or speaks != catalog.default_host().dialect:
            from omni_nb.servers.simulator.server import Simulator

            simulator = Simulator(pace=pace, fault=fault, dialect=speaks)  # type: ignore[arg-type]
            headers = clean_headers(kwargs.get("headers") or {})
            own = SimulatorTransport(omni._client.address, headers, simulator)
            omni._client.transport = instead(omni._client.transport, own)
        return omni

    @property
    def last(self) -> Reply | None:
        """The latest reply, also a cut or stopped one."""
        return self._asking.last

    def ask(
        self, *parts: PartLike, show: bool | None = None, strict: bool | None = None, reuse: bool = False,
        **options: Unpack[AskOptions],
    ) -> Reply:  # fmt: skip
        """Ask, show the reply while it comes, and return it.

        Args:
            parts: Anything a notebook user holds: text, paths, URLs of media, bytes, `PIL.Image`, matplotlib
                figures, `(samples, rate)`, `Clip`, earlier replies, `IPython.display` objects.
            show: As in `Omni`.
            strict: As in `Omni`.
            reuse: If the history holds this server's complete answer to the same request, return that, with a note.
            options: `model`, `voice`, `modalities`, `system`, `thinking`, `temperature`, `top_p`, `max_tokens`,
                `seed`, `stream` and `extra` (further fields of the JSON).

        Returns:
            The reply; a cut one has `.error` and `.complete == False`.

        Raises:
            PromptRefused: It cannot work; the message says why and what to do. Nothing was sent.
            OmniError: The server refused it, or nothing came at all.
            Interrupted: The kernel was interrupted; `.reply` and `omni.last` hold what had come.
        """
        return self._asking.send(self._asking.prepare(Prompt.of(*parts), (), options), show=show, strict=strict, reuse=reuse)  # fmt: skip

    async def aask(
        self, *parts: PartLike, show: bool | None = None, strict: bool | None = None, reuse: bool = False,
        **options: Unpack[AskOptions],
    ) -> Reply:  # fmt: skip
        """`ask` (`parts`, `show`, `strict`, `reuse`, `options`) without blocking: `await omni.aask(…)`; cancelling stops it."""
        return await self._asking.asend(self._asking.prepare(Prompt.of(*parts), (), options), show=show, strict=strict, reuse=reuse)  # fmt: skip

    def stream(self, *parts: PartLike, reuse: bool = False, **options: Unpack[AskOptions]) -> EventStream:
        """Typed events, one by one; `.reply` afterwards. Shows nothing. `parts`, `reuse` and `options` as for `ask`.

        An answer that is reused has its words and its sound in one event each, at once.
        """
        return self._asking.stream(self._asking.prepare(Prompt.of(*parts), (), options), reuse=reuse)

    def say(
        self, text: str, *, retries: int = 0, show: bool | None = None, strict: bool | None = None,
        **options: Unpack[AskOptions],
    ) -> Reply:  # fmt: skip
        """Have the words read out exactly. The models are no TTS: a note tells how many words differ, and the first.

        Compared is the service's own text, by the rules of `omni_nb.compare.units`; the sound may differ from it.

        Args:
            text: The words.
            retries: How often to ask again while words differ; each is paid for. The nearest answer is returned; a note
                tells how often it was asked and what all cost. A seed counts up.
            show: As in `Omni`; each answer is shown.
            strict: As in `Omni`.
            options: As for `ask`, and so are errors; of one that is stopped `.reply` is the nearest that had come.
        """
        return read_aloud(self._asking, text, retries=retries, show=show, strict=strict, options=options)

    def chat(self, *, system: str | None = None) -> Chat:
        """A conversation that remembers its turns; `system` is its system prompt (None: the system prompt of this `Omni`)."""
        return Chat(self._asking, system=system)

    def compose(self, *, send_key: SendKey | None = None, **options: Unpack[AskOptions]) -> Composer:
        """A form to ask with, for a notebook: any mix of media, the reply live below it, turn after turn.

        Args:
            send_key: Which key sends: `"both"` (Shift+Enter and Ctrl+Enter, ⌘+Enter on a Mac), `"shift+enter"`, `"ctrl+enter"`,
                or `"enter"` (a new line is Shift+Enter then). None: as it was last chosen in the form, at first both.
            options: What the form begins with, all of which can be changed in it: `model`, `voice`, `modalities`,
                `system`, `thinking`, `temperature`, `seed`, `max_tokens`.

        Returns:
            The composer; a cell's last line shows it. `.prompt`, `.chat` and `.reply` are read and set from Python.
        """
        from omni_nb.panels.composer.composer import NOT_HERE, Composer

        unseen.tool_unseen(NOT_HERE)
        return Composer(
            self._client, new_chat=self.chat, kept=self._asking, given_url=self._client.address.base_url,
            send_key=send_key, options={k: v for k, v in {"system": self.system, **options}.items() if v is not None},
        )  # fmt: skip

    def check(self, *parts: PartLike, **options: Unpack[AskOptions]) -> Report:
        """What would be refused and how to mend it; tokens and cost. Sends nothing. `parts` and `options` as for `ask`."""
        return self._client.review(self._asking.prepare(Prompt.of(*parts), (), options))

    def request(self, *parts: PartLike, **options: Unpack[AskOptions]) -> dict[str, Any]:
        """Exactly the JSON that would be sent. It holds no key: that is in a header. `parts` and `options` as for `ask`."""
        return self._client.body(self._asking.prepare(Prompt.of(*parts), (), options))

    def models(self) -> Table:
        """What is known of models, as a table."""
        return models_table()

    def served_models(self) -> list[str]:
        """The ids that the server itself lists (`GET /v1/models`)."""
        return self._client.model_ids()

    def __repr__(self) -> str:
        voice = f", voice {self.voice}" if self.voice else ""
        return visible(f"<Omni {self.model} on {self._client.address.title}{voice}>")
