"""`%omni` and `%%omni`. Thin: options are those of `Omni.ask`, and the reply is `_omni`.

%load_ext omni_nb
%%omni --voice Cherry --audio cherry.wav
这段音频在说什么
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_cell_magic, magics_class

from omni_nb import catalog, magic_line
from omni_nb.chat import Chat
from omni_nb.errors import MediaError
from omni_nb.escape import visible
from omni_nb.messages import Message, _
from omni_nb.omni import Omni
from omni_nb.paths import local_path, read_bytes
from omni_nb.prompt.parts import USUAL_FPS, Prompt, TextPart, audio, image, video
from omni_nb.prompt.request import Turn
from omni_nb.reply.reply import Reply


class _Parser(argparse.ArgumentParser):
    """Raises what a notebook shows well, instead of ending the process."""

    def error(self, message: str) -> Any:
        raise UsageError(visible(f"%omni: {message}\n{self.format_usage()}"))

    def exit(self, status: int = 0, message: str | None = None) -> Any:
        raise UsageError(message or "")


def parser() -> argparse.ArgumentParser:
    """The options, shared by the line and the cell magic."""
    p = _Parser(prog="%omni", add_help=False, description=str(_("Ask a multimodal model.")))
    p.add_argument("words", nargs="*", help=_("the question; in a cell, the cell"))
    p.add_argument("--voice", "-v")
    p.add_argument("--model", "-m")
    for kind in ("audio", "image", "video", "frames"):
        many = "FILE,FILE,…" if kind == "frames" else "FILE"
        p.add_argument(f"--{kind}", action=_Media, dest="media", default=[], metavar=many)
    p.add_argument("--fps", type=float, default=USUAL_FPS, help=_("frame rate of the frames"))
    p.add_argument("--system")
    p.add_argument("--conversation", metavar="FILE", help=_("system prompt and earlier turns, as JSON"))
    p.add_argument("--text-only", "-t", action="store_true", help=_("no sound"))
    p.add_argument("--thinking", action=argparse.BooleanOptionalAction)
    p.add_argument("--temperature", type=float)
    p.add_argument("--top-p", type=float)
    p.add_argument("--seed", type=int)
    p.add_argument("--max-tokens", type=int)
    p.add_argument("--simulated", action="store_true", help=_("ask the built-in simulator"))
    p.add_argument("--base-url", metavar="URL", help=_("ask this server"))
    p.add_argument("--to", metavar="NAME", help=_("the variable for the reply (default: _omni)"))
    return p


class _Media(argparse.Action):
    """All kinds in one list, in the order in which they were written."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option_string: str | None = None) -> None:
        namespace.media = [*namespace.media, ((option_string or "").lstrip("-"), values)]


@magics_class
class OmniMagics(Magics):  # type: ignore[misc]
    """Holds one `Omni` for the real service, one for the simulator and one for each server named."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self._omnis: dict[Any, Omni] = {}

    @line_cell_magic  # type: ignore[untyped-decorator]
    def omni(self, line: str, cell: str | None = None) -> Reply:
        """Ask a multimodal model. `%omni --help` lists the options; the reply is also in `_omni`."""
        if line.strip() in ("-h", "--help", "?"):
            raise UsageError(parser().format_help())
        try:
            args = parser().parse_args(magic_line.split(line))
        except ValueError as err:
            raise UsageError(Message("{name}: {error}", name="%omni", error=err)) from None
        question = "\n".join(t for t in (magic_line.question(line, args.words), (cell or "").strip()) if t)
        media = [_part(kind, value, args.fps) for kind, value in args.media]
        names = ("voice", "model", "system", "thinking", "temperature", "top_p", "seed", "max_tokens")
        options = {k: v for k in names if (v := getattr(args, k)) is not None}
        if args.text_only:
            options["modalities"] = ["text"]
        elif args.voice:
            options["modalities"] = ["text", "audio"]
        chat = self._omni(args.simulated, args.base_url).chat()
        if args.conversation:
            _recall(chat, args.conversation)
        reply = chat.ask(*media, question, **options)
        self.shell.user_ns[args.to or "_omni"] = reply
        return reply

    def _omni(self, simulated: bool, base_url: str | None) -> Omni:
        """A user's own `omni` variable goes first, so that magics and calls speak to the same server."""
        theirs = self.shell.user_ns.get("omni")
        if isinstance(theirs, Omni) and not simulated and not base_url:
            return theirs
        where = base_url or simulated
        if where not in self._omnis:
            self._omnis[where] = Omni(base_url=base_url) if base_url else Omni.simulated() if simulated else Omni()
        return self._omnis[where]


def _part(kind: str, value: Any, fps: float) -> Any:
    if kind == "frames":
        return video([image(f) for f in magic_line.files(value, exists=_exists)], fps=fps)
    if kind == "image":
        return image(value)
    return audio(value) if kind == "audio" else video(value)


def _exists(name: str) -> bool:
    try:
        return local_path(name).is_file()
    except (MediaError, OSError):
        return False


def _recall(chat: Chat, path: str) -> None:
    """Earlier turns from a file: `{"system": …, "turns": [{"ask": [{"image": path}, {"text": …}], "answer": …}]}`."""
    try:
        kept = json.loads(read_bytes(path))
    except (ValueError, RecursionError):
        kept = None
    if not _are_turns(kept):
        raise UsageError(visible(_("%omni: {path} is not a JSON file of earlier turns", path=path)))
    chat.system = kept.get("system") or chat.system
    for turn in kept["turns"]:
        parts = [part for piece in turn["ask"] for part in _pieces(piece)]
        chat.turns.add(Turn(Prompt.of(*parts), turn["answer"]))


def _are_turns(kept: Any) -> bool:
    """Whoever wrote the file by hand is told that it is none, and not by a KeyError."""
    if not isinstance(kept, dict) or not isinstance(kept.get("turns"), list):
        return False
    return isinstance(kept.get("system") or "", str) and all(
        isinstance(turn, dict)
        and isinstance(turn.get("answer"), str)
        and isinstance(turn.get("ask"), list)
        and all(isinstance(piece, dict) and all(_is_piece(*item) for item in piece.items()) for piece in turn["ask"])
        for turn in kept["turns"]
    )


def _is_piece(kind: str, value: Any) -> bool:
    if kind == "frames":
        files = value.get("files") if isinstance(value, dict) else None
        named = isinstance(files, list) and all(isinstance(f, str) for f in files)
        return named and isinstance(value.get("fps") or 0, (int, float))
    return kind in ("text", "image", "audio", "video") and isinstance(value, str)


def _pieces(piece: dict[str, Any]) -> Any:
    for kind, value in piece.items():
        if kind == "text":
            yield TextPart(value)  # it was asked as words
        elif kind == "frames":
            yield video([image(f) for f in value["files"]], fps=value.get("fps"))
        else:
            yield _part(kind, value, USUAL_FPS)


def complete(_shell: Any, event: Any) -> list[str]:
    """Options, voices and models for a line that begins with %omni."""
    words = event.line.split()
    before = words[-1] if event.line.endswith((" ", "\t")) else (words[-2] if len(words) > 1 else "")
    if before in ("--voice", "-v"):
        model = next(
            (words[i + 1] for i, w in enumerate(words[:-1]) if w in ("--model", "-m")), catalog.default_model().id
        )
        return [f'"{v.id}"' if " " in v.id else v.id for v in catalog.model(model).voices]
    if before in ("--model", "-m"):
        return [m.id for m in catalog.models()]
    if before in ("--audio", "--image", "--video", "--frames", "--conversation"):
        return []  # file names: IPython's own
    return [option for action in parser()._actions for option in action.option_strings if option.startswith("--")]


def register(ipython: Any) -> None:
    """Called by `%load_ext omni_nb`."""
    ipython.register_magics(OmniMagics)
    ipython.set_hook("complete_command", complete, re_key=r"^%{1,2}omni\b")
