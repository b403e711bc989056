"""The command line: ask, simulate, doctor, lab. Thin."""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Sequence
from typing import Any

from omni_nb import __version__
from omni_nb.errors import Interrupted, OmniError
from omni_nb.escape import visible


def main(argv: Sequence[str] | None = None) -> int:
    """`omni-nb`. Returns the exit status: 0 done, 1 refused or failed, 2 misuse, 3 incomplete, 130 stopped."""
    parser = _parser()
    args, rest = parser.parse_known_args(argv)
    if rest and args.run is not _lab:
        parser.error(visible(f"unrecognized arguments: {' '.join(rest)}"))
    args.rest = rest
    try:
        return int(args.run(args))
    except Interrupted:
        return 130
    except (OmniError, ValueError, OSError) as err:
        print(visible(f"omni-nb: {err}"), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


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
    p.add_argument("--model", "-m", default="qwen3-omni-flash")
    p.add_argument("--system")
    p.add_argument("--base-url")
    p.add_argument("--region")
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
        default="dashscope",
        help="dashscope, openai, openrouter, vllm-omni, vllm-omni-old, sglang-omni, plain",
    )
    p.add_argument("--fault", default="", help="what shall go wrong, e.g. stall or 429:2; --fault list shows all")
    p.set_defaults(run=_simulate)


def _ask(args: argparse.Namespace) -> int:
    from omni_nb.omni import Omni
    from omni_nb.prompt.parts import audio, image, video

    omni = (
        Omni.simulated(args.model, show=True)
        if args.simulated
        else Omni(args.model, base_url=args.base_url, region=args.region, show=True)
    )
    options: dict[str, Any] = {k: v for k in ("voice", "system") if (v := getattr(args, k)) is not None}
    if args.text_only:
        options["modalities"] = ["text"]
    if args.thinking:
        options["thinking"] = True
    media = [*map(image, args.image), *map(audio, args.audio), *map(video, args.video)]
    try:
        reply = omni.ask(*media, " ".join(args.words), **options)
    except Interrupted as stopped:
        reply = stopped.reply
        if args.output and reply is not None and reply.audio is not None:
            reply.save(args.output)
        raise
    if args.output:
        print(visible(f"saved {reply.save(args.output)}"), file=sys.stderr)
    return 0 if reply.complete else 3


def _simulate(args: argparse.Namespace) -> int:
    from omni_nb.servers.simulator import espeak, faults
    from omni_nb.servers.simulator.server import Simulator
    from omni_nb.servers.simulator.speech import HOW_TO_SPEAK

    if args.fault == "list":
        for name, (status, message, *_rest) in faults.HTTP_FAULTS.items():
            print(f"{name:18} HTTP {status}: {message}")
        for name, what in faults.STREAM_FAULTS.items():
            print(f"{name:18} {what}")
        return 0
    with Simulator(port=args.port, pace=args.pace, dialect=args.dialect, fault=args.fault) as simulator:
        print(f"omni_nb simulator on {simulator.base_url} (any key will do; Ctrl-C stops it)", flush=True)
        if not espeak.available():
            print(f"It babbles. For speech: {HOW_TO_SPEAK}", flush=True)
        simulator.wait()
    return 0


def _doctor(_args: argparse.Namespace) -> int:
    from importlib.metadata import PackageNotFoundError, version

    from omni_nb.history import kept
    from omni_nb.omni import Omni

    print(f"omni_nb {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    for name in (
        "openai",
        "ipywidgets",
        "anywidget",
        "numpy",
        "soundfile",
        "matplotlib",
        "pillow",
        "av",
        "pi-heif",
        "espeakng-loader",
        "jupyterlab",
    ):
        try:
            print(f"  {name:16} {version(name)}")
        except PackageNotFoundError:
            print(f"  {name:16} not installed{_EXTRAS.get(name, '')}")
    for name in ("DASHSCOPE_API_KEY", "OPENAI_API_KEY", "OPENROUTER_API_KEY", "OMNI_NB_API_KEY"):
        print(f"  {name:20} {'set' if os.environ.get(name, '').strip() else 'not set'}")
    print(visible(f"  replies are kept in {kept.folder()}") if kept.switched_on() else "  replies are not kept")
    print(f"  Omni() would be {Omni()!r}")
    return 0


_EXTRAS = {
    "pi-heif": ' (pip install "omni_nb[heic]" for photographs of an iPhone)',
    "av": ' (pip install "omni_nb[media]" for mp4, m4a, webm)',
    "espeakng-loader": ' (pip install "omni_nb[simulator]" for speech from the simulator)',
    "jupyterlab": ' (pip install "omni_nb[lab]")',
}


def _lab(args: argparse.Namespace) -> int:
    if importlib.util.find_spec("jupyterlab") is None:
        print('omni-nb: JupyterLab is not installed: pip install "omni_nb[lab]"', file=sys.stderr)
        return 1
    jupyter = shutil.which("jupyter", path=os.path.dirname(sys.executable)) or "jupyter"
    os.execv(jupyter, [jupyter, "lab", *args.paths, *args.rest])
    return 0


if __name__ == "__main__":
    sys.exit(main())
