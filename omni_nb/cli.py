"""The command line: ask, simulate, doctor, lab. Thin."""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from omni_nb import __version__, catalog
from omni_nb.errors import FileMissing, Interrupted, OmniError
from omni_nb.escape import visible
from omni_nb.messages import _
from omni_nb.paths import local_path
from omni_nb.servers.simulator import dialects
from omni_nb.show import console
from omni_nb.show.console import Console
from omni_nb.sound.files import format_of


def main(argv: Sequence[str] | None = None) -> int:
    """`omni-nb`. Returns the exit status: 0 done, 1 refused or failed, 2 misuse, 3 incomplete, 130 stopped."""
    parser = _parser()
    args, rest = parser.parse_known_args(argv)
    if rest and args.run is not _lab:
        parser.error(visible(f"unrecognized arguments: {' '.join(rest)}"))
    args.rest = rest
    status = _run(args)
    if console.settle():
        _say("omni-nb: not all of the output could be written; is the disk full?")
        return status or 1
    return status


def _run(args: argparse.Namespace) -> int:
    try:
        return int(args.run(args))
    except (Interrupted, KeyboardInterrupt):
        return 130
    except (OmniError, ValueError, OSError) as err:
        english = f"{err.cause}\n→ {err.repair}" if isinstance(err, OmniError) and err.repair else str(err)
        _say(f"omni-nb: {err if console.takes(str(err), sys.stderr) else english}")
        return 1


def _say(text: str, stream: TextIO | None = None) -> None:
    """A line, for people on stderr by default, whatever it holds and whatever the stream takes."""
    Console(stream or sys.stderr).line(visible(text))


def _parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="omni-nb", description="Ask multimodal models; hear them answer.")
    top.add_argument("--version", action="version", version=f"omni_nb {__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _add_ask(commands.add_parser("ask", help="ask a model; the words come live, the sound goes to a file"))
    _add_simulate(commands.add_parser("simulate", help="run the built-in server for any OpenAI client"))
    commands.add_parser("doctor", help="what is installed and which server would be asked").set_defaults(run=_doctor)
    lab = commands.add_parser("lab", help="open JupyterLab here; further arguments are passed on to it")
    lab.add_argument("paths", nargs="*")
    lab.set_defaults(run=_lab)
    return top


def _add_ask(p: argparse.ArgumentParser) -> None:
    p.add_argument("words", nargs="+", help="the question")
    for kind in ("image", "audio", "video"):
        p.add_argument(f"--{kind}", action="append", default=[], metavar="FILE")
    p.add_argument("--voice", "-v")
    p.add_argument("--model", "-m", default=catalog.default_model().id)
    p.add_argument("--system")
    p.add_argument("--base-url")
    p.add_argument("--region")
    p.add_argument("--trust-server", action="store_true", help="let the key go there over plain http too")
    p.add_argument("--text-only", "-t", action="store_true")
    p.add_argument("--thinking", action="store_true")
    p.add_argument("--simulated", action="store_true", help="the built-in simulator, whatever keys there are")
    p.add_argument("--output", "-o", metavar="FILE", help="where the sound goes: .wav .flac .mp3 .ogg .opus")
    p.set_defaults(run=_ask)


def _add_simulate(p: argparse.ArgumentParser) -> None:
    p.add_argument("--port", type=int, default=8091)
    p.add_argument("--pace", type=float, default=1.0, help="1: like the service; 0: no waiting")
    p.add_argument(
        "--dialect",
        default=dialects.USUAL,
        help=", ".join(dialects.NAMES),
    )
    p.add_argument("--fault", default="", help="what shall go wrong, e.g. stall or 429:2; --fault list shows all")
    p.set_defaults(run=_simulate)


def _ask(args: argparse.Namespace) -> int:
    from omni_nb.omni import Omni
    from omni_nb.prompt.parts import audio, image, video

    omni = (
        Omni.simulated(args.model, show=True)
        if args.simulated
        else Omni(args.model, base_url=args.base_url, region=args.region, trust_server=args.trust_server, show=True)
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
        _say(f"saved {reply.save(args.output)}")
    return 0 if reply.complete else 3


def _look_at_target(path: Path, *, sound: bool) -> None:
    """What cannot be saved is told before it is paid for."""
    format_of(path)
    if not sound:
        raise ValueError(f"--text-only brings no sound, and {path} is to hold it; leave one of the two out")
    if path.is_dir():
        raise FileMissing(f"{path} is a folder", repair=_("Name a file in it; nothing was asked."))
    if not path.parent.is_dir():
        raise FileMissing(f"there is no folder {path.parent}", repair=_("Make it first; nothing was asked."))


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
        _say(f"omni_nb simulator on {simulator.base_url} (any key will do; Ctrl-C stops it)", sys.stdout)
        if not espeak.available():
            _say(f"It babbles. For speech: {HOW_TO_SPEAK}", sys.stdout)
        simulator.wait()
    return 0


def _doctor(_args: argparse.Namespace) -> int:
    from omni_nb import doctor

    for line in doctor.lines():
        _say(line, sys.stdout)
    return 0


def _lab(args: argparse.Namespace) -> int:
    if importlib.util.find_spec("jupyterlab") is None:
        _say('omni-nb: JupyterLab is not installed: pip install "omni_nb[lab]"')
        return 1
    jupyter = shutil.which("jupyter", path=os.path.dirname(sys.executable)) or "jupyter"
    os.execv(jupyter, [jupyter, "lab", *args.paths, *args.rest])
    return 0


if __name__ == "__main__":
    sys.exit(main())
