"""What a newcomer does first, in clicks and keys: the composer in JupyterLab beside gradio's chat. Writes `docs/tasks.md`.

Each task is really done, and counted only when its goal was reached. `OMNI_NB_GRADIO` names the Python of an environment
that has gradio; without it only ours are done. Numbers behind it are the tasks to do. What went well is kept in
`build/tasks.json`, and the page is written as soon as all tasks of both are there. `OMNI_NB_ZOOM=2` does ours in a page that
is zoomed to 200 %, and leaves the page as it is.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.hand import Done, carry_out  # noqa: E402
from benchmarks.tasks_gradio_later import GradioLater  # noqa: E402
from benchmarks.tasks_ours_later import OursLater  # noqa: E402
from omni_nb import Clip  # noqa: E402
from omni_nb.catalog.voice_list import voice_sets  # noqa: E402
from tests.support.lab import Lab, browser  # noqa: E402
from tests.support.media import picture  # noqa: E402

VOICES = 60
KEPT = ROOT / "build" / "tasks.json"
HEAD = """# First tasks, in clicks and keys

What a newcomer does first, counted: a click, a key or chord, a text that is typed, a drag, a choice in a dialog of the system is one action each. Ours is the composer in JupyterLab, in a cell that was run; beside it is gradio {gradio}'s chat as its guide has it (`gr.ChatInterface`, `multimodal=True`, a player for sound, a menu of the same {n} voices and one of models, a stop button, `editable=True`, `save_history=True`, a `validator` for what the model does not take). `benchmarks/tasks.py` does each task in Chromium and counts it only when the goal is reached: the sound is heard, the clipboard holds the code, the model was told what was said before.

| task | omni_nb | gradio | |
|---|---|---|---|
"""


def made(folder: Path) -> dict[str, Path]:
    """What is attached: a picture, a sound, a sound of 20 min 10 s; and what gradio's chat answers with."""

    def tone(seconds: float) -> bytes:
        t = np.arange(int(16_000 * seconds)) / 16_000
        return Clip((8_000 * np.sin(2 * np.pi * 440 * t)).astype(np.int16), 16_000).encode()

    files = {
        "reply.wav": tone(2),
        "long.wav": tone(1_210),
        "short.wav": tone(2),
        "picture.png": picture(size=(640, 480)),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return {name.split(".")[0]: folder / name for name in files}


def kept() -> dict[str, dict[str, Done]]:
    """What went well so far, of each side by goal."""
    told = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    return {
        side: {goal: Done(actions=tuple(one["actions"]), why_not=one["why_not"]) for goal, one in found.items()}
        for side, found in told.items()
    }


def keep(side: str, goal: str, one: Done | None) -> None:
    all_ = kept()
    all_.setdefault(side, {}).pop(goal, None)
    if one is not None:
        all_[side][goal] = one
    told = {name: {g: dataclasses.asdict(d) for g, d in found.items()} for name, found in all_.items()}
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(told, indent=1))


def do(side: Any, only: set[int], *, name: str = "") -> list[str]:
    """Do the tasks of one side, and keep what went well under that name; returns the goals of all of them."""
    tasks, name = side.tasks(), name or type(side).__name__
    for n, task in enumerate(tasks):
        if only and n not in only:
            continue
        try:
            one = carry_out(task, side.page)
        except Exception as err:
            side.page.screenshot(path=f"failed-{name}-{n}.png")
            keep(name, task.goal, None)
            print(f"{n:2} {name} FAILED {task.goal}: {type(err).__name__}: {str(err)[:400]}", flush=True)
            continue
        keep(name, task.goal, one)
        print(f"{n:2} {name:12}{one!s:>7}  {task.goal}: {', '.join(one.actions) or one.why_not}", flush=True)
    return [task.goal for task in tasks]


def table(ours: dict[str, Done], theirs: dict[str, Done], gradio: str) -> str:
    def how(one: Done) -> str:
        runs = [(each, len(list(same))) for each, same in itertools.groupby(one.actions)]
        told = [each if n == 1 else f"{n} times {each}" for each, n in runs]
        return ", ".join(told) or one.why_not or "it stands there"

    rows = [
        f"| {goal} | {ours[goal]} | {theirs[goal]} | {how(ours[goal])}{'.' if how(ours[goal]) == how(theirs[goal]) else '; gradio: ' + how(theirs[goal]) + '.'} |"
        for goal in ours
    ]
    return HEAD.format(gradio=gradio, n=VOICES) + "\n".join(rows) + NOTES


NOTES = """

After a restart of its server gradio's page is as before, and says nothing: whoever asks at once, or reloads the page first, goes on without what was said; whoever clicks the conversation in the list first goes on with it. With the voices' dialects in its labels gradio's menu finds “Cantonese” as well, in two actions more than ours: one opens “Additional inputs”, one takes the name away that stands there. Retry and edit in gradio put the new answer in the place of the old one; ours keep it in a branch. A program as in gradio's guide fails when a question is edited there (`message` is then a string, and no longer a dict); the one here takes both. After a restart or a reload our button runs the cell again, and the conversation goes on where it was. What gradio has and we have not: a link with which others use the running page (`share=True`; it needs gradio's server), and a page for whoever is not in a notebook at all.

Every task of ours was done at 200 % zoom, too (a window of 600 × 450), with the same clicks and keys.

Looked at side by side at 800 px, light and dark: gradio's page is calmer, since it shows less. It has one line to write in, a paperclip and a microphone; models and voices are behind “Additional inputs”, and an empty chat is an empty frame. Its question stands at the right and its answer at the left, as in a messenger, and its picture is larger. Ours shows model, voice, price and the key that sends, offers first questions until something is written, says of each attachment what it is, and its player has speed and volume; gradio's icons are smaller and paler. A picture has a sign that it opens in both now; before, the pointer alone told so in ours.
"""


def main() -> None:
    python, only = os.environ.get("OMNI_NB_GRADIO", ""), set(map(int, sys.argv[1:]))
    zoom, folder = int(os.environ.get("OMNI_NB_ZOOM", "1")), Path(tempfile.mkdtemp())
    files = made(folder)
    names = list(dict.fromkeys(v.id for voices in voice_sets().values() for v in voices))
    voices = [*[n for n in names if n not in ("Rocky", "Kiki")][: VOICES - 2], "Rocky", "Kiki"]
    lab = Lab(Path(tempfile.mkdtemp()))
    with browser() as chromium:
        try:
            goals = do(OursLater(chromium, lab, files, zoom=zoom), only, name="" if zoom == 1 else f"zoomed {zoom}")
        finally:
            lab.close()
        if zoom > 1:
            return
        if not python:
            print("(gradio: set OMNI_NB_GRADIO to the Python of an environment that has it)")
            return
        side = GradioLater(chromium, python, folder, files, voices)
        try:
            do(side, only)
        finally:
            side.stop()
    ours, theirs = kept().get("OursLater", {}), kept().get("GradioLater", {})
    if missing := [goal for goal in goals if goal not in ours or goal not in theirs]:
        print("not written, for these are missing:", *missing, sep="\n  ")
        return
    version = subprocess.run(
        [python, "-c", "import gradio; print(gradio.__version__)"], capture_output=True, text=True, check=True
    )
    page = table({g: ours[g] for g in goals}, theirs, version.stdout.strip())
    (ROOT / "docs" / "tasks.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
