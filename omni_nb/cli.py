"""The command line: ask, simulate, doctor, lab. Thin."""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from omni_nb import __version__, catalog
from omni_nb.errors import FileMissing, Interrupted, OmniError
from omni_nb.escape import visible
from omni_nb.messages import Message, _, listed, say
from omni_nb.paths import local_path
from omni_nb.servers.simulator import dialects
from omni_nb.show import console
from omni_nb.show.console import Console
from omni_nb.sound.files import format_of


def main(argv: Sequence[str] | None = None) -> int:
    """`omni-nb`. Returns the exit status: 0 done, 1 refused or failed, 2 misuse, 3 incomplete, 130 stopped."""
    with _argparse_speaks():
        parser = _parser()
        if not (sys.argv[1:] if argv is None else argv):
            parser.print_help(sys.stderr)
            return 2
        args, rest = parser.parse_known_args(argv)
        if rest and args.run is not _lab:
            parser.error(visible(_("unrecognized arguments: {rest}", rest=" ".join(rest))))
    args.rest = rest
    status = _run(args)
    if console.settle():
        _say(
            Message(
                "{name}: {problem}",
                name="omni-nb",
                problem=_("not all of the output could be written; is the disk full?"),
            )
        )
        return status or 1
    return status


def _run(args: argparse.Namespace) -> int:
    try:
        return int(args.run(args))
    except (Interrupted, KeyboardInterrupt):
        return 130
    except (OmniError, ValueError, OSError) as err:
        _say(Message("{name}: {error}", name="omni-nb", error=err))
        return 1


def _say(text: str, stream: TextIO | None = None) -> None:
    """A line, for people on stderr by default, whatever it holds and whatever the stream takes: in English if need be."""
    stream = stream or sys.stderr
    Console(stream).line(visible(text if console.takes(str(text), stream) else say(text, "en")))


def _examples() -> str:
    head, who, what = _("examples:"), _("Who are you?"), _("What is in it?")
    return f"""{head}
  omni-nb ask "{who}" --voice Cherry -o hello.wav
  omni-nb ask "{what}" --image cat.png --text-only
  omni-nb COMMAND --help
"""


# What argparse says by itself, by its own names: it asks gettext, which knows only its own folders.
_ARGPARSE = (
    _("usage: "), _("positional arguments"), _("options"), _("show this help message and exit"),
    _("show program's version number and exit"), _("the following arguments are required: %s"), _("expected one argument"),
    _("expected at least one argument"), _("invalid choice: %(value)r (choose from %(choices)s)"),
    _("invalid %(type)s value: %(value)r"), _("argument %(argument_name)s: %(message)s"),
    _("%(prog)s: error: %(message)s\n"), _("ambiguous option: %(option)s could match %(matches)s"),
)  # fmt: skip


@contextlib.contextmanager
def _argparse_speaks() -> Iterator[None]:
    """Inside, argparse says its sentences in the current language."""
    ours, before = {say(text, "en"): str(text) for text in _ARGPARSE}, vars(argparse)["_"]
    vars(argparse)["_"] = lambda text: ours.get(text, text)
    try:
        yield
    finally:
        vars(argparse)["_"] = before


class _Parser(argparse.ArgumentParser):
    """It writes an ASCII colon behind each heading by itself; behind Chinese words stands a wide one."""

    def format_help(self) -> str:
        return re.sub(r"(?m)^([^\s:].*[\u4e00-\u9fff]):$", r"\1：", super().format_help())


def _parser() -> argparse.ArgumentParser:
    top = _Parser(
        prog="omni-nb", formatter_class=argparse.RawDescriptionHelpFormatter, epilog=_examples(),
        description=str(_("Ask multimodal models, and hear them answer. Without a key, the built-in simulator answers.")),
    )  # fmt: skip
    top.add_argument(
        "--version",
        action="version",
        version=f"omni_nb {__version__}",
        help=_("show program's version number and exit"),
    )
    commands = top.add_subparsers(required=True, title=str(_("commands")), metavar="COMMAND")
    _add_ask(commands.add_parser("ask", help=_("ask a model: prints the text as it arrives, saves the sound with -o")))
    _add_simulate(commands.add_parser("simulate", help=_("run the simulator as a server for any OpenAI client")))
    _add_replay(
        commands.add_parser("replay", help=_("play a cassette as a server for any OpenAI client, without a network"))
    )
    commands.add_parser(
        "doctor", help=_("show what is installed, which keys are set, and which server would be asked")
    ).set_defaults(run=_doctor)
    lab = commands.add_parser("lab", help=_("open JupyterLab in this folder; further arguments go to it"))
    lab.add_argument("paths", nargs="*")
    lab.set_defaults(run=_lab)
    return top


def _add_ask(p: argparse.ArgumentParser) -> None:
    p.add_argument("words", nargs="+", help=_("the question"))
    for kind in ("image", "audio", "video"):
        p.add_argument(
            f"--{kind}", action="append", default=[], metavar="FILE", help=_("a path or URL; may be repeated")
        )
    p.add_argument("--voice", "-v", help=_("the voice of the answer, e.g. Cherry"))
    p.add_argument("--model", "-m", default=catalog.default_model().id, help=_("the model's id (default: %(default)s)"))
    p.add_argument("--system", metavar="TEXT", help=_("a system prompt"))
    p.add_argument("--base-url", metavar="URL", help=_("the URL of another server, up to and including /v1"))
    p.add_argument("--region", help=_("a region of DashScope: beijing, singapore, us"))
    p.add_argument("--trust-server", action="store_true", help=_("allow the key to go there over plain http"))
    p.add_argument("--text-only", "-t", action="store_true", help=_("no sound"))
    p.add_argument("--thinking", action="store_true", help=_("let the model think first, where it can"))
    p.add_argument("--simulated", action="store_true", help=_("ask the built-in simulator, whatever keys are set"))
    p.add_argument("--record", metavar="FILE", help=_("a cassette: the answer is added to it"))
    p.add_argument("--replay", metavar="FILE", help=_("a cassette that answers; no server is asked"))
    p.add_argument("--output", "-o", metavar="FILE", help=_("save the sound: .wav .flac .mp3 .ogg .opus"))
    p.set_defaults(run=_ask)


def _add_simulate(p: argparse.ArgumentParser) -> None:
    p.add_argument("--port", type=int, default=8091, help=_("(default: %(default)s)"))
    p.add_argument("--pace", type=float, default=1.0, help=_("1: like the service; 0: no waiting"))
    p.add_argument(
        "--dialect",
        default=dialects.USUAL,
        help=_("the server's dialect of the protocol: {names}", names=listed(dialects.NAMES)),
    )
    p.add_argument("--fault", default="", help=_("what goes wrong, e.g. stall or 429:2; --fault list shows all"))
    p.set_defaults(run=_simulate)


def _add_replay(p: argparse.ArgumentParser) -> None:
    p.add_argument("cassette", metavar="FILE", help=_("a file that Omni(record=…) made"))
    p.add_argument("--port", type=int, default=8092, help=_("(default: %(default)s)"))
    p.add_argument("--speed", type=float, default=1.0, help=_("1: as it was recorded; 2: twice as fast; inf: at once"))
    p.add_argument("--list", action="store_true", help=_("tell what is recorded, and end"))
    p.set_defaults(run=_replay)


def _ask(args: argparse.Namespace) -> int:
    from omni_nb.omni import Omni
    from omni_nb.prompt.parts import audio, image, video

    more: dict[str, Any] = {"show": True, "record": args.record, "replay": args.replay}
    omni = (
        Omni.simulated(args.model, **more)
        if args.simulated
        else Omni(args.model, base_url=args.base_url, region=args.region, trust_server=args.trust_server, **more)
    )
    options: dict[str, Any] = {k: v for k in ("voice", "system") if (v := getattr(args, k)) is not None}
    if args.text_only:
        options["modalities"] = ["text"]
    if args.thinking:
        options["thinking"] = True
    if args.output:
        _look_at_target(local_path(args.output), sound=not args.text_only)
    media = [*map(image, args.image), *map(audio, args.audio), *map(video, args.video)]
    try:
        reply = omni.ask(*media, _typed(" ".join(args.words)), **options)
    except Interrupted as stopped:
        reply = stopped.reply
        if args.output and reply is not None and reply.audio is not None:
            reply.save(args.output)
        raise
    if args.output:
        _say(_("saved {path}", path=reply.save(args.output)))
    return 0 if reply.complete else 3


def _look_at_target(path: Path, *, sound: bool) -> None:
    """What cannot be saved is told before it is paid for."""
    format_of(path)
    if not sound:
        raise ValueError(
            _("--text-only returns no sound, but {path} is a sound file; remove one of the two", path=path)
        )
    if path.is_dir():
        raise FileMissing(
            _("{path} is a folder", path=path), repair=_("Give a file name in that folder; nothing was sent.")
        )
    if not path.parent.is_dir():
        raise FileMissing(
            _("there is no folder {parent}", parent=path.parent), repair=_("Create the folder first; nothing was sent.")
        )


def _typed(words: str) -> str:
    """Under LANG=C the bytes that were typed come as half characters; they were UTF-8."""
    return os.fsencode(words).decode("utf-8", "replace") if re.search("[\ud800-\udfff]", words) else words


def _simulate(args: argparse.Namespace) -> int:
    from omni_nb.servers.simulator import espeak, faults
    from omni_nb.servers.simulator.server import Simulator
    from omni_nb.servers.simulator.speech import HOW_TO_SPEAK

    if args.fault == "list":
        for name, (status, message, *_rest) in faults.HTTP_FAULTS.items():
            _say(f"{name:18} HTTP {status}: {message}", sys.stdout)
        for name, what in faults.STREAM_FAULTS.items():
            _say(f"{name:18} {what}", sys.stdout)
        return 0
    with Simulator(port=args.port, pace=args.pace, dialect=args.dialect, fault=args.fault) as simulator:
        _say(
            _("omni_nb simulator on {base_url} (any key will do; Ctrl-C stops it)", base_url=simulator.base_url),
            sys.stdout,
        )
        if not espeak.available():
            _say(
                _("It makes speech-like sounds only. For real speech: {how_to_speak}", how_to_speak=HOW_TO_SPEAK),
                sys.stdout,
            )
        simulator.wait()
    return 0


def _replay(args: argparse.Namespace) -> int:
    from omni_nb.prompt.options import taken
    from omni_nb.servers.cassette.server import CassetteServer

    with CassetteServer(args.cassette, speed=taken("speed", args.speed), port=0 if args.list else args.port) as server:
        if server.player.damage is not None:
            _say(server.player.damage)
        questions = server.player.listing()
        if args.list:
            for line in questions:
                _say(line, sys.stdout)
            return 0
        what = _("{n} question|{n} questions", n=len(questions))
        told = _("{name} ({what}) on {base_url} (any key will do; Ctrl-C stops it)", name=args.cassette, what=what, base_url=server.base_url)  # fmt: skip
        _say(told, sys.stdout)
        server.wait()
    return 0


def _doctor(_args: argparse.Namespace) -> int:
    from omni_nb import doctor

    for line in doctor.lines():
        _say(line, sys.stdout)
    return 0


def _lab(args: argparse.Namespace) -> int:
    if importlib.util.find_spec("jupyterlab") is None:
        _say(
            Message(
                "{name}: {problem}",
                name="omni-nb",
                problem=_('JupyterLab is not installed: pip install "omni_nb[lab]"'),
            )
        )
        return 1
    jupyter = shutil.which("jupyter", path=os.path.dirname(sys.executable)) or "jupyter"
    os.execv(jupyter, [jupyter, "lab", *args.paths, *args.rest])
    return 0


if __name__ == "__main__":
    sys.exit(main())
