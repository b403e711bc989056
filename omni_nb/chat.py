"""Chat: a conversation that remembers its turns. `Omni.chat()` makes one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, Unpack

from omni_nb.escape import visible
from omni_nb.prompt.options import AskOptions, taken
from omni_nb.prompt.parts import PartLike, Prompt
from omni_nb.prompt.request import Request, Turn
from omni_nb.reply.reply import Reply
from omni_nb.saving.talk import ConversationTurn, Talk, turn_of
from omni_nb.session.conversation import Conversation
from omni_nb.session.follow import Settled


class Asks(Protocol):
    """What a chat needs of `Omni`."""

    @property
    def model(self) -> str:
        """The model that is asked by default."""
        ...

    def prepare(self, prompt: Prompt, turns: Sequence[Turn], options: AskOptions) -> Request:
        """What is to be asked, the defaults filled in."""
        ...

    def send(
        self, request: Request, *, show: bool | None, strict: bool | None, settled: Settled, reuse: bool = False
    ) -> Reply:
        """Ask, and show the reply while it comes."""
        ...

    async def asend(
        self, request: Request, *, show: bool | None, strict: bool | None, settled: Settled, reuse: bool = False
    ) -> Reply:
        """The same without blocking."""
        ...


class Chat:
    """A conversation: earlier turns go along, answers as text, media as they were.

    `.turns` are values; `fork()` and `undo()` never disturb another chat. `.last` is this chat's latest reply, also a
    cut or stopped one; None before the first, and after a question that was refused what it was before.

    Args:
        omni: Who is asked. `omni.chat(…)` makes a chat of it.
        system: The system prompt; None: that of `omni`.
        turns: What was said before; nothing by default.
    """

    def __init__(self, omni: Asks, *, system: str | None = None, turns: Conversation | None = None) -> None:
        self._omni, self.system = omni, taken("system", system)
        self.turns = Conversation() if turns is None else turns
        self.last: Reply | None = None

    def ask(
        self, *parts: PartLike, show: bool | None = None, strict: bool | None = None, reuse: bool = False, **options: Unpack[AskOptions],
    ) -> Reply:  # fmt: skip
        """Ask with all that was said before. A turn that failed or was cut is not remembered.

        Args:
            parts: The question, as for `Omni.ask`.
            show: Show the reply while it comes; None: as the `Omni` does.
            strict: Raise for a reply that was cut; None: as the `Omni` does.
            reuse: Take the answer to the same request from the history, where it holds one.
            options: `model`, `voice` and the others of `Omni.ask`.

        Returns:
            The reply; a cut one has `.error`. Raises what `Omni.ask` raises.
        """
        prompt = Prompt.of(*parts)
        request = self._request(prompt, options)
        return self.remember(
            prompt, self._omni.send(request, show=show, strict=strict, settled=self._latest, reuse=reuse)
        )

    async def aask(
        self, *parts: PartLike, show: bool | None = None, strict: bool | None = None, reuse: bool = False, **options: Unpack[AskOptions],
    ) -> Reply:  # fmt: skip
        """`ask` without blocking the kernel: `await chat.aask(…)`. It takes `parts`, `show`, `strict`, `reuse` and `options` alike."""
        prompt = Prompt.of(*parts)
        request = self._request(prompt, options)
        reply = await self._omni.asend(request, show=show, strict=strict, settled=self._latest, reuse=reuse)
        return self.remember(prompt, reply)

    def fork(self, at: int | None = None) -> Chat:
        """Another chat with the first `at` turns of this one (all by default).

        Raises:
            ValueError: There are fewer turns than that.
        """
        return Chat(self._omni, system=self.system, turns=self.turns.fork(at))

    def undo(self, n: int = 1) -> None:
        """Remove the last `n` turns.

        Raises:
            ValueError: There are fewer turns than that.
        """
        self.turns.undo(n)

    def save(self, path: str | Path) -> Path:
        """Write the conversation; the suffix says as what. What is there already is replaced.

        Args:
            path: `.md` is its words; `.html` a page that plays offline; `.zip` both, with every sound and attachment; `.srt`
                captions; `.wav` `.flac` `.mp3` `.ogg` `.opus` the answers' sound, one behind the other.

        Returns:
            Where it is.

        Raises:
            ValueError: Another suffix; nothing was said yet; there is no sound for captions or a sound file.
            MediaError: There is no such folder, or it may not be written to.
        """
        from omni_nb.saving.files import save

        return save(Talk.of(self._said()), path)

    def _said(self) -> list[ConversationTurn]:
        """The turns that are remembered, and the latest reply also where it is not: it was cut, and it was paid for."""
        found = [
            ConversationTurn(prompt=t.prompt, reply=self.turns.reply_of(t), answer=t.answer) for t in self.turns.turns
        ]
        if self.last is not None and all(t.reply is not self.last for t in found) and not self.last.complete:
            found.append(turn_of(self.last))
        return found

    def _latest(self, reply: Reply) -> None:
        self.last = reply

    def _request(self, prompt: Prompt, options: AskOptions) -> Request:
        own: AskOptions = options if self.system is None else {"system": self.system, **options}
        return self._omni.prepare(prompt, self.turns.turns, own)

    def remember(self, prompt: Prompt, reply: Reply) -> Reply:
        """Add a turn: `prompt` was asked and `reply` came, if it is whole; returns the reply."""
        self.last = reply
        if reply.complete and reply.text:
            self.turns.add(Turn(prompt, reply.text), reply)
        return reply

    def __len__(self) -> int:
        return len(self.turns)

    def __repr__(self) -> str:
        return visible(
            f"<Chat of {len(self.turns)} {'turn' if len(self.turns) == 1 else 'turns'} with {self._omni.model}>"
        )
