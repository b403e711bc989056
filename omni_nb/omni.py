"""Omni and Chat: the face that ties session and show together. No protocol and no drawing here."""

from __future__ import annotations

import asyncio
import dataclasses
import functools
import re
import uuid
import warnings
import weakref
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

from omni_nb.errors import Interrupted, OmniError
from omni_nb.history import kept
from omni_nb.prompt import catalog, preflight
from omni_nb.prompt.catalog import Model
from omni_nb.prompt.parts import FramesPart, MediaPart, PartLike, Prompt
from omni_nb.prompt.preflight import Report
from omni_nb.reply.reply import Origin, Reply
from omni_nb.servers.address import Address, resolve, wrap_key
from omni_nb.session.conversation import Conversation
from omni_nb.session.run import Connects, Request, Run, Speaks, Tools
from omni_nb.session.stream import EventStream
from omni_nb.session.worker import WORKER
from omni_nb.show.live import View, view_for
from omni_nb.show.table import Table
from omni_nb.wire import detection
from omni_nb.wire.encode import Settings, Turn, encode

Modality = Literal["text", "audio"]
_ABSENT: Any = object()


class Omni:
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
        timeout_s: Longest silence of the server, in seconds.
        max_retries: Tries after a failure that may pass, before the first chunk only.
        keep: Keep each reply on disk for `omni_nb.recent()`; `OMNI_NB_KEEP=0` switches it off.
        strict: Raise for a reply that was cut, instead of returning what came.
        show: Show replies while they come; by default in notebooks and IPython.

    With nothing named and no `DASHSCOPE_API_KEY` it is the built-in simulator, and every reply says so.

    Raises:
        KeyMissing: A region or server was named and there is no key for it.
        ValueError: A malformed key, an unknown region, server or dialect.
    """

    last: Reply | None = None
    """The latest reply, also a cut or stopped one."""

    def __init__(
        self, model: str = "qwen3-omni-flash", *, voice: str | None = None, region: str | None = None, api_key: str | None = None,
        base_url: str | None = None, server: str | None = None, dialect: str = "auto", modalities: Sequence[Modality] | None = None,
        system: str | None = None, timeout_s: float = 120.0, max_retries: int = 2, keep: bool = True, strict: bool = False,
        show: bool | None = None, headers: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        # The bare key must not be in a variable when anything is raised: verbose tracebacks print them.
        secret, problem = wrap_key(api_key) if api_key is not None else (None, "")
        del api_key
        if problem:
            raise ValueError(problem)
        self.model, self.voice, self.system, self.modalities = model, voice, system, modalities
        self.timeout_s, self.max_retries, self.keep, self.strict, self.show = timeout_s, max_retries, keep, strict, show
        self._address = resolve(key=secret, region=region, base_url=base_url, server=server)
        self._headers = dict(headers or {})
        guess = detection.from_host(self._address.host, model) if dialect == "auto" else detection.by_name(dialect)
        self._speaks = Speaks(guess, fixed=dialect != "auto")
        self._simulator: Any = None
        self._connection: tuple[int, Any] | None = None

    @classmethod
    def simulated(
        cls,
        model: str = "qwen3-omni-flash",
        *,
        pace: float = 1.0,
        fault: str = "",
        speaks: str | None = None,
        **kwargs: Any,
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
        omni = cls(model, server="simulator", **kwargs)
        speaks = speaks or catalog.model(model).dialect
        if pace != 1.0 or fault or speaks != "dashscope":
            from omni_nb.servers.simulator.server import Simulator

            omni._simulator = Simulator(pace=pace, fault=fault, dialect=speaks)  # type: ignore[arg-type]
            weakref.finalize(omni, omni._simulator.close)
        return omni

    def ask(self, *parts: PartLike, show: bool | None = None, strict: bool | None = None, **options: Any) -> Reply:
        """Ask, show the reply while it comes, and return it.

        Args:
            parts: Anything a notebook user holds: text, paths, URLs of media, bytes, `PIL.Image`, matplotlib
                figures, `(samples, rate)`, `Clip`, earlier replies, `IPython.display` objects.
            show: As in `Omni`.
            strict: As in `Omni`.
            options: `model`, `voice`, `modalities`, `system`, `thinking`, `temperature`, `top_p`, `max_tokens`,
                `seed`, `stream` and `extra` (further fields of the JSON).

        Returns:
            The reply; a cut one has `.error` and `.complete == False`.

        Raises:
            PromptRefused: It cannot work; the message says why and what to do. Nothing was sent.
            OmniError: The server refused it, or nothing came at all.
            Interrupted: The kernel was interrupted; `.reply` and `omni.last` hold what had come.
        """
        return self._ask(Prompt.of(*parts), (), show, strict, options)

    async def aask(
        self, *parts: PartLike, show: bool | None = None, strict: bool | None = None, **options: Any
    ) -> Reply:
        """The same without blocking the kernel: `await omni.aask(…)`; cancelling stops the request."""
        return await self._aask(Prompt.of(*parts), (), show, strict, options)

    def stream(self, *parts: PartLike, **options: Any) -> EventStream:
        """Typed events, one by one; `.reply` afterwards. Shows nothing. Options as for `ask`."""
        return EventStream(self._start(Prompt.of(*parts), (), options, with_events=True))

    def say(self, text: str, **options: Any) -> Reply:
        """Have the words read out exactly. The models are no TTS: a note tells where the words differ."""
        zh = bool(re.search(r"[\u4e00-\u9fff]", text))
        reply = self.ask(
            f"请逐字朗读，不要增减任何字：{text}" if zh else f"Repeat exactly, word for word: {text}", **options
        )
        if [*re.findall(r"\w", reply.text.casefold())] != [*re.findall(r"\w", text.casefold())]:
            reply = dataclasses.replace(reply, notes=(*reply.notes, "the words read are not exactly those given"))
            self.last = reply
        return reply

    def chat(self, *, system: str | None = None) -> Chat:
        """A conversation that remembers its turns."""
        return Chat(self, system=system)

    def check(self, *parts: PartLike, **options: Any) -> Report:
        """What would be refused, tokens, cost, repairs. Sends nothing. Options as for `ask`."""
        return self._check(Prompt.of(*parts), (), self._settings(options), options)

    def request(self, *parts: PartLike, **options: Any) -> dict[str, Any]:
        """Exactly the JSON that would be sent. It holds no key: that travels in a header."""
        return encode(Prompt.of(*parts), self._settings(options), self._speaks.dialect)

    def models(self) -> Table:
        """What is known of models, as a table."""
        return Table(
            {
                "model": m.id, "sound out": m.audio_out, "mixes media": m.mixes, "thinking": m.thinking, "voices": len(m.voices) or None,
                "default voice": m.default_voice, "audio in, s": m.audio.max_s, "video in, s": m.video.max_s,
                "sound out, CNY/M tokens": m.price.audio_out, "note": m.note,
            }
            for m in catalog.models()
        )  # fmt: skip

    def served_models(self) -> list[str]:
        """The ids that the server itself lists (`GET /v1/models`)."""
        return self._on_worker(lambda connection: connection.model_ids())  # type: ignore[no-any-return]

    def voices(self, model: str | None = None) -> Table:
        """The voices of a model (this one's by default), as a table."""
        known = catalog.model(model or self.model).voices
        return Table(
            {"voice": v.id, "name": v.name_zh, "gender": v.gender, "speaks": v.speaks, "default": v.default or None}
            for v in known
        )

    def __repr__(self) -> str:
        return f"<Omni {self.model} on {self._address.title}{f', voice {self.voice}' if self.voice else ''}>"

    # From here on: not for users.

    def _ask(
        self,
        prompt: Prompt,
        history: Sequence[Turn],
        show: bool | None,
        strict: bool | None,
        options: Mapping[str, Any],
    ) -> Reply:
        run = self._start(prompt, history, options)
        view = self._view(show)
        try:
            run.wait(functools.partial(view.tick, run.fold))
        except KeyboardInterrupt:
            run.stop()
            raise Interrupted(self._settle(run, view)) from None
        except Exception:  # a display that fails: nothing is left running, what came is in `last`
            run.stop()
            self.last = run.reply()
            raise
        return self._finish(run, view, strict)

    async def _aask(
        self,
        prompt: Prompt,
        history: Sequence[Turn],
        show: bool | None,
        strict: bool | None,
        options: Mapping[str, Any],
    ) -> Reply:
        run = self._start(prompt, history, options)
        view = self._view(show)
        try:
            while not run.done.is_set():
                view.tick(run.fold)
                await asyncio.sleep(0.04)
        except asyncio.CancelledError:
            run.stop()
            self._settle(run, view)
            raise
        except Exception:
            run.stop()
            self.last = run.reply()
            raise
        return self._finish(run, view, strict)

    def _start(
        self, prompt: Prompt, history: Sequence[Turn], options: Mapping[str, Any], *, with_events: bool = False
    ) -> Run:
        settings = self._settings(options)
        report = self._check(prompt, history, settings, options)
        report.raise_if_refused()
        origin = Origin(
            model=settings.model, voice=settings.voice if settings.sound else None, server=self._address.title,
            simulated=self._address.simulated, prompt=prompt.text, id=uuid.uuid4().hex[:12],
            created=datetime.now(UTC).isoformat(timespec="milliseconds"), sound=settings.sound,
        )  # fmt: skip
        size = sum(_size(p) for turn in (prompt, *(t.prompt for t in history)) for p in turn.media)
        request = Request(
            prompt=prompt, settings=settings, origin=origin, history=tuple(history), max_retries=self.max_retries, size_bytes=size,
            notes=_worth_saying(report),
        )  # fmt: skip
        tools = Tools(connect=self._connect, speaks=self._speaks, on_end=self._on_end, scrub=self._address.key.scrub)
        return Run(request, tools, with_events=with_events)

    def _finish(self, run: Run, view: View, strict: bool | None) -> Reply:
        if run.refused is not None:
            view.discard()
            raise run.refused
        reply = self._settle(run, view)
        if reply.error is not None and (self.strict if strict is None else strict):
            raise reply.error
        if reply.error is not None and not view.visible:
            warnings.warn(f"{reply.error}", stacklevel=4)
        return reply

    def _settle(self, run: Run, view: View) -> Reply:
        """The end, however it came: the latest reply, shown for good."""
        self.last = reply = run.reply()
        view.finish(reply, run.fold)
        return reply

    def _view(self, show: bool | None) -> View:
        return view_for(self.show if show is None else show)

    def _on_end(self, reply: Reply) -> None:
        self.last = reply
        if self.keep and kept.switched_on():
            kept.keep(reply)

    def _settings(self, options: Mapping[str, Any]) -> Settings:
        given = dict(options)
        model = catalog.model(given.pop("model", None) or self.model)
        voice = given.pop("voice", None)
        thinking = given.get("thinking")
        sound = self._wants_sound(model, given.pop("modalities", None) or self.modalities, voice, thinking)
        system = given.pop("system", _ABSENT)
        known = {f.name for f in dataclasses.fields(Settings)}
        if wrong := given.keys() - known:
            near = catalog.nearest(next(iter(wrong)), [*known, "modalities"])
            hint = f"; did you mean {near[0]}?" if near else "; other fields of the JSON go into extra={…}"
            raise TypeError(f"ask() has no option {', '.join(sorted(wrong))}{hint}")
        return Settings(
            model=model.id, voice=voice or self.voice or model.default_voice, sound=sound,
            system=self.system if system is _ABSENT else system, **given,
        )  # fmt: skip

    def _wants_sound(
        self, model: Model, modalities: Sequence[str] | None, voice: str | None, thinking: bool | None
    ) -> bool:
        if modalities is not None:
            wanted = {modalities} if isinstance(modalities, str) else set(modalities)
            if "text" not in wanted or not wanted <= {"text", "audio"}:
                raise ValueError(f'modalities must be ["text"] or ["text", "audio"], got {list(modalities)!r}')
            return "audio" in wanted
        if voice is not None:
            return True
        return model.audio_out and not thinking and self._speaks.dialect.audio_format is not None

    def _check(self, prompt: Prompt, history: Sequence[Turn], settings: Settings, options: Mapping[str, Any]) -> Report:
        return preflight.check(
            prompt, catalog.model(settings.model), voice=options.get("voice") or self.voice, sound=settings.sound,
            thinking=bool(settings.thinking), dialect=self._speaks.dialect.name, stream=settings.stream,
            history_text="".join(t.prompt.text + t.answer for t in history),
        )  # fmt: skip

    def _connect(self) -> Connects:
        """The connection, made anew when the worker's loop is. Called on the worker."""
        generation = WORKER.generation
        if self._connection is None or self._connection[0] != generation:
            from omni_nb.servers.sdk import Connection

            made = Connection(self._reached(), timeout_s=self.timeout_s, headers=self._headers)
            self._connection = (generation, made)
            weakref.finalize(self, _close, made).atexit = False
        connection: Connects = self._connection[1]
        return connection

    def _reached(self) -> Address:
        if not self._address.simulated:
            return self._address
        if self._simulator is None:
            from omni_nb.servers.simulator.server import shared

            self._simulator = shared()
        return dataclasses.replace(self._address, base_url=self._simulator.base_url)

    def _on_worker(self, work: Callable[[Any], Any]) -> Any:
        async def go() -> Any:
            return await work(self._connect())

        return WORKER.submit(go()).result()


class Chat:
    """A conversation: earlier turns go along, answers as text, media as they were.

    `.turns` are values; `fork()` and `undo()` never disturb another chat.
    """

    def __init__(self, omni: Omni, *, system: str | None = None, turns: Conversation | None = None) -> None:
        self._omni, self.system = omni, system
        self.turns = turns or Conversation()
        self.last: Reply | None = None

    def ask(self, *parts: PartLike, show: bool | None = None, strict: bool | None = None, **options: Any) -> Reply:
        """Ask with all that was said before. A turn that failed or was cut is not remembered."""
        prompt = Prompt.of(*parts)
        try:
            reply = self._omni._ask(prompt, self.turns.turns, show, strict, self._with_system(options))
        except (Interrupted, OmniError):
            self.last = self._omni.last
            raise
        return self._remember(prompt, reply)

    async def aask(
        self, *parts: PartLike, show: bool | None = None, strict: bool | None = None, **options: Any
    ) -> Reply:
        """The same without blocking the kernel."""
        prompt = Prompt.of(*parts)
        reply = await self._omni._aask(prompt, self.turns.turns, show, strict, self._with_system(options))
        return self._remember(prompt, reply)

    def fork(self, at: int | None = None) -> Chat:
        """Another chat with the first `at` turns of this one (all by default)."""
        return Chat(self._omni, system=self.system, turns=self.turns.fork(at))

    def undo(self, n: int = 1) -> None:
        """Take the last `n` turns back."""
        self.turns.undo(n)

    def _with_system(self, options: Mapping[str, Any]) -> Mapping[str, Any]:
        return options if self.system is None else {"system": self.system, **options}

    def _remember(self, prompt: Prompt, reply: Reply) -> Reply:
        self.last = reply
        if reply.complete and reply.text:
            self.turns.add(Turn(prompt, reply.text))
        return reply

    def __len__(self) -> int:
        return len(self.turns)

    def __repr__(self) -> str:
        return f"<Chat of {len(self.turns)} turns with {self._omni.model}>"


def _close(connection: Any) -> None:
    WORKER.submit(connection.close())


def _size(part: MediaPart | FramesPart) -> int:
    return sum(f.size_bytes for f in part.frames) if isinstance(part, FramesPart) else part.size_bytes


def _worth_saying(report: Report) -> tuple[str, ...]:
    """Notes of the check that belong to a reply: what was sent although it is not known."""
    return tuple(n for n in report.notes if "Sent as it is" in n or "is also a file here" in n)
