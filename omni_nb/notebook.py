"""`%omni` and `%%omni`. Thin: options are those of `Omni.ask`, and the reply is `_omni`.

%load_ext omni_nb
%%omni --voice Cherry --audio cherry.wav
这段音频在说什么
"""

from __future__ import annotations

import argparse
import shlex
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_cell_magic, magics_class

from omni_nb.omni import Omni
from omni_nb.prompt import catalog
from omni_nb.prompt.parts import audio, image, video
from omni_nb.reply.reply import Reply


class _Parser(argparse.ArgumentParser):
    """Raises what a notebook shows well, instead of ending the process."""

    def error(self, message: str) -> Any:
        raise UsageError(f"%omni: {message}\n{self.format_usage()}")

    def exit(self, status: int = 0, message: str | None = None) -> Any:
        raise UsageError(message or "")


def parser() -> argparse.ArgumentParser:
    """The options, shared by the line and the cell magic."""
    p = _Parser(prog="%omni", add_help=False, description="Ask a multimodal model.")
    p.add_argument("words", nargs="*", help="the question; in a cell, the cell")
    p.add_argument("--voice", "-v")
    p.add_argument("--model", "-m")
    p.add_argument("--audio", action="append", default=[], metavar="FILE")
    p.add_argument("--image", action="append", default=[], metavar="FILE")
    p.add_argument("--video", action="append", default=[], metavar="FILE")
    p.add_argument("--system")
    p.add_argument("--text-only", "-t", action="store_true", help="no sound")
    p.add_argument("--thinking", action="store_true")
    p.add_argument("--simulated", action="store_true", help="ask the built-in simulator")
    p.add_argument("--to", metavar="NAME", help="the variable for the reply (default: _omni)")
    return p


@magics_class
class OmniMagics(Magics):  # type: ignore[misc]
    """Holds one `Omni` for the real service and one for the simulator."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self._omnis: dict[bool, Omni] = {}

    @line_cell_magic  # type: ignore[untyped-decorator]
    def omni(self, line: str, cell: str | None = None) -> Reply:
        """Ask a multimodal model. `%omni --help` lists the options; the reply is also in `_omni`."""
        if line.strip() in ("-h", "--help", "?"):
            raise UsageError(parser().format_help())
        try:
            words = shlex.split(line)
        except ValueError as err:  # an apostrophe in a question is no open quote
            if cell is not None:
                raise UsageError(f"%omni: {err}") from None
            words = line.split()
        args = parser().parse_args(words)
        question = "\n".join(t for t in (" ".join(args.words), (cell or "").strip()) if t)
        media = [*map(image, args.image), *map(audio, args.audio), *map(video, args.video)]
        options = {k: v for k in ("voice", "model", "system") if (v := getattr(args, k)) is not None}
        if args.text_only:
            options["modalities"] = ["text"]
        if args.thinking:
            options["thinking"] = True
        reply = self._omni(args.simulated).ask(*media, question, **options)
        self.shell.user_ns[args.to or "_omni"] = reply
        return reply

    def _omni(self, simulated: bool) -> Omni:
        """A user's own `omni` variable goes first, so that magics and calls speak to the same server."""
        theirs = self.shell.user_ns.get("omni")
        if isinstance(theirs, Omni) and not simulated:
            return theirs
        if simulated not in self._omnis:
            self._omnis[simulated] = Omni.simulated() if simulated else Omni()
        return self._omnis[simulated]


def complete(_shell: Any, event: Any) -> list[str]:
    """Options, voices and models for a line that begins with %omni."""
    words = event.line.split()
    before = words[-1] if event.line.endswith((" ", "\t")) else (words[-2] if len(words) > 1 else "")
    if before in ("--voice", "-v"):
        model = next((words[i + 1] for i, w in enumerate(words[:-1]) if w in ("--model", "-m")), "qwen3-omni-flash")
        return [f'"{v.id}"' if " " in v.id else v.id for v in catalog.model(model).voices]
    if before in ("--model", "-m"):
        return [m.id for m in catalog.models()]
    if before in ("--audio", "--image", "--video"):
        return []  # file names: IPython's own
    return [option for action in parser()._actions for option in action.option_strings if option.startswith("--")]


def register(ipython: Any) -> None:
    """Called by `%load_ext omni_nb`."""
    ipython.register_magics(OmniMagics)
    ipython.set_hook("complete_command", complete, re_key=r"^%{1,2}omni\b")
