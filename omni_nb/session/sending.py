"""What a run needs beside the question: how it is sent, and the outside, so that tests can bring their own."""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from omni_nb.errors import OmniError
from omni_nb.notes import Note
from omni_nb.reply.reply import Reply
from omni_nb.servers.transport import Transport
from omni_nb.session.dialect_state import DialectState
from omni_nb.session.limiter import Limiter
from omni_nb.session.meanwhile import Told
from omni_nb.wire.lessons import Lesson
from omni_nb.wire.limits import Limits
from omni_nb.wire.server_words import ServerWords


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What earlier tries of a request came to, for whoever sends it again. It can be pickled.

    Attributes:
        failed: Tries of the way in which it is written now.
        tried: What refusals taught, and is not known to be true yet.
        first: The first refusal that taught something; where it did not help, that is the one to read.
    """

    failed: int = 0
    tried: tuple[Lesson, ...] = ()
    first: OmniError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How a request is sent, and how long and for how much is waited. Nothing of it is part of the question.

    Attributes:
        max_retries: Tries after a failure that may pass.
        silence_s: The longest time without anything of the reply, whatever signs of life come.
        limits: How much one reply may be.
        raw_trace: The trace holds the chunks themselves.
        tokens: What it weighs where a limiter counts tokens a minute.
        rate_limit_retries: Tries after "too fast", where that is more: for whoever sends many at once.
        once: It is sent once, whatever comes: `Run.again` has what another try needs, for whoever pays for it.
        earlier: What was tried before.
    """

    max_retries: int = 2
    tokens: int = 0
    rate_limit_retries: int = 0
    silence_s: float = math.inf
    limits: Limits = field(default_factory=Limits)
    raw_trace: bool = False
    once: bool = False
    earlier: Earlier = field(default_factory=Earlier)


Remarks = Callable[[Reply], Sequence[Note]]
"""Notes about a whole reply, by whoever knows what was wanted of it."""


@dataclass(slots=True, kw_only=True)
class Tools:
    """The outside of a run: the way to the server, what is known of it, who is told, time and chance.

    Attributes:
        on_end: Told of a reply that has ended with something in it, on a thread beside the event loop.
        meanwhile: Told now and then of what has come of a long one, on such a thread.
        on_done: Told of the end in any case, on the event loop's thread, when the run has its reply.
    """

    transport: Transport
    dialect_state: DialectState
    on_end: Callable[[Reply], None] | None = None
    meanwhile: Told | None = None
    on_done: Callable[[], None] = lambda: None
    remarks: Remarks | None = None
    limiter: Limiter | None = None
    clock: Callable[[], float] = time.perf_counter
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = field(default=random.random)
    words: ServerWords = field(default_factory=ServerWords)  # strikes the key out, should a server repeat it
