"""The tasks of `benchmarks/tasks.py` in gradio: each in the fewest actions that its page shows a newcomer."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

from benchmarks.hand import CannotError, Hand, Task
from tests.support.ports import free_port

# a player's element need not be in the page
HEAR = """() => { const played = window.played = [], play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () { played.push(this); return play.call(this); }; }"""
PLAYING = "() => window.played.some(a => !a.paused && a.currentTime > 0)"
APP = Path(__file__).parent / "gradio_chat.py"


class Gradio:
    """A server of gradio's, and a page of it."""

    def __init__(self, chromium: Any, python: str, folder: Path, files: dict[str, Path], voices: list[str]) -> None:
        self.python, self.folder, self.files, self.voices = python, folder, files, voices
        self.port = free_port()
        self.start()
        context = chromium.new_context(viewport={"width": 1200, "height": 900})
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.add_init_script(f"({HEAR})()")
        self.page = context.new_page()
        self.fresh()

    def start(self) -> None:
        env = {**os.environ, "GRADIO_ANALYTICS_ENABLED": "False", "NO_PROXY": "127.0.0.1"}
        env["GRADIO_TEMP_DIR"] = str(self.folder / "gradio")
        command = [self.python, APP, self.port, self.folder, self.files["reply"], *self.voices]
        self.server = subprocess.Popen([str(each) for each in command], cwd=self.folder, env=env)

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait(10)

    def fresh(self) -> None:
        """The page anew, as soon as the server is there."""
        for _ in range(120):
            try:
                self.page.goto(f"http://127.0.0.1:{self.port}/", timeout=20_000)
                break
            except Exception:
                time.sleep(0.5)
        self.box.wait_for(timeout=60_000)
        self.page.wait_for_timeout(500)

    @property
    def box(self) -> Any:
        return self.page.locator("textarea").first

    def asked(self) -> list[dict[str, Any]]:
        """What the model was asked so far."""
        path = self.folder / "asked.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def answered(self, times: int) -> None:
        """So many replies of this page are there, with their sound."""
        self.page.wait_for_function(
            "n => document.querySelectorAll('[data-testid=waveform-Audio]').length >= n", arg=times, timeout=20_000
        )
        self.page.wait_for_timeout(300)

    def ask(self, words: str) -> None:
        """Not counted: what comes before a task."""
        n = self.page.get_by_test_id("waveform-Audio").count()
        self.box.fill(words)
        self.box.press("Enter")
        self.answered(n + 1)

    def clipboard(self) -> str:
        return str(self.page.evaluate("() => navigator.clipboard.readText()"))

    # the tasks

    def tasks(self) -> list[Task]:
        return [*self._asking(), *self._reading(), *self._going_on()]

    def _into_text(self, hand: Hand) -> None:
        """At the left, where no message of gradio's covers it."""
        self.box.click(position={"x": 40, "y": 8}, timeout=5_000)
        hand.actions.append("click into the text")

    def _send(self, words: str) -> Any:
        def do(hand: Hand) -> None:
            self._into_text(hand)
            hand.type(words)
            hand.key("Enter")

        return do

    def _asking(self) -> list[Task]:
        shown = self.page.locator(".thumbnail-item")
        both = (self.files["picture"], self.files["short"])

        def reached(files: list[str]) -> Any:
            def check() -> None:
                self.answered(1)
                assert self.asked()[-1]["files"] == files, self.asked()

            return check

        def refused(*paths: Path) -> Any:
            def ready() -> None:
                self.fresh()
                for n, path in enumerate(paths, start=1):
                    with self.page.expect_file_chooser() as chooser:
                        self.page.get_by_label("Upload a file").click()
                    chooser.value.set_files(path)
                    self.page.wait_for_function("n => document.querySelectorAll('.thumbnail-item').length === n", arg=n)
                before = len(self.asked())
                self.box.fill("What is in it?")
                self.box.press("Enter")
                self.page.get_by_text("model takes").first.wait_for()
                assert len(self.asked()) == before

            return ready

        def hear(hand: Hand) -> None:
            self._send("Good morning.")(hand)
            self.answered(1)
            self.page.wait_for_timeout(500)
            if not self.page.evaluate(PLAYING):  # autoplay=True is not heeded in a chat
                hand.click(self.page.get_by_label("Play").last, "play")

        def leave_out(hand: Hand) -> None:
            hand.click(self.page.get_by_label("Remove file").first, "remove the sound")
            self._into_text(hand)
            hand.key("Enter")

        def in_turns(hand: Hand) -> None:
            hand.click(self.page.get_by_label("Remove file").last, "remove the sound")
            self._into_text(hand)
            hand.key("Enter")
            self.answered(1)
            hand.drop(self.files["short"], self.box)
            shown.first.wait_for()
            self._into_text(hand)
            hand.type("What is in it?")
            hand.key("Enter")

        def two() -> None:
            self.answered(2)
            assert [a["files"] for a in self.asked()[-2:]] == [["picture.png"], ["short.wav"]]

        return [
            Task(goal="ask, and hear the reply", do=hear, reached=lambda: self.page.wait_for_function(PLAYING)),
            Task(
                goal="attach a picture from disk", ready=self.fresh, reached=shown.locator("img").wait_for,
                do=lambda hand: hand.choose(self.page.get_by_label("Upload a file"), "attach", self.files["picture"]),
            ),
            Task(
                goal="attach a sound, dragged in", ready=self.fresh, reached=shown.wait_for,
                do=lambda hand: hand.drop(self.files["short"], self.box),
            ),
            Task(
                goal="a sound that is too long: ask with as much as the model takes",
                do=cannot("no part of it shortens a sound; it would be done in another program"), reached=nothing,
            ),
            Task(
                goal="a sound that is too long: ask without it",
                ready=refused(self.files["long"]), do=leave_out, reached=reached([]),
            ),
            Task(
                goal="a picture and a sound, of which the model takes one: ask with both, in turns",
                ready=refused(*both), do=in_turns, reached=two,
            ),
        ]  # fmt: skip

    def _reading(self) -> list[Task]:
        def spoken() -> None:
            self.fresh()
            self.ask("Show me code.")
            self.page.wait_for_function(f"() => !({PLAYING})()", timeout=30_000)

        def find(words: str) -> Any:
            def do(hand: Hand) -> None:
                hand.click(self.page.get_by_text("Additional inputs"), "additional inputs")
                hand.click(self.page.get_by_label("Voice", exact=True), "the menu of voices")
                hand.key("Control+A")  # else the words stand behind the name that is there
                hand.type(words)
                self.page.wait_for_timeout(300)
                found = self.page.get_by_role("option").all_inner_texts()
                if not any("Rocky" in each or "Kiki" in each for each in found):
                    raise CannotError("the menu has names; which of them is Cantonese stands elsewhere")
                hand.key("ArrowDown")
                hand.key("Enter")

            return do

        def chosen() -> None:
            self.box.fill("Who speaks?")
            self.box.press("Enter")
            self.answered(1)
            assert self.asked()[-1]["voice"] in ("Rocky", "Kiki")

        def copied(*words: str) -> Any:
            def check() -> None:
                self.page.wait_for_timeout(200)
                assert all(word in self.clipboard() for word in words), self.clipboard()

            return check

        play, code = self.page.get_by_label("Play").last, self.page.locator(".copy_code_button").last
        return [
            Task(
                goal="hear the last reply again", ready=spoken, do=lambda hand: hand.click(play, "play"),
                reached=lambda: self.page.wait_for_function(PLAYING, timeout=5_000),
            ),
            Task(
                goal="copy the code in an answer", ready=spoken, reached=copied("print(sum(range(10)))"),
                do=lambda hand: hand.click(code, "copy"),
            ),
            Task(
                goal="copy the request as a program", reached=nothing,
                do=cannot("“Use via API” has the call of the app, not of the model, and not this question"),
            ),
            Task(goal="find and choose a Cantonese voice", ready=self.fresh, do=find("Cantonese"), reached=chosen),
            Task(
                goal="copy the conversation", ready=spoken, reached=copied("Show me code.", "print(sum(range(10)))"),
                do=lambda hand: hand.click(self.page.get_by_label("Copy conversation"), "copy conversation"),
            ),
            Task(
                goal="save the conversation as a file, with its sound", reached=nothing,
                do=cannot("there is no such file; each sound has a download of its own"),
            ),
        ]  # fmt: skip

    def _going_on(self) -> list[Task]:
        def one_turn() -> None:
            self.fresh()
            self.ask("The password is lighthouse.")
            self.page.wait_for_timeout(3_000)  # the list of conversations is written after the reply

        def restarted() -> None:
            one_turn()
            self.stop()
            self.start()
            self.page.wait_for_timeout(15_000)  # its page is back by itself by then

        def reloaded() -> None:
            one_turn()
            self.fresh()
            self.page.wait_for_timeout(3_000)

        def back(hand: Hand) -> None:
            hand.click(self.page.get_by_text("The password is lighthouse").first, "the conversation in the list")
            self.page.wait_for_timeout(3_000)
            self._send("What is the password?")(hand)

        def knows() -> None:
            self.page.get_by_text("You said: What is the password?").first.wait_for()
            assert self.asked()[-1]["before"] >= 1, self.asked()[-1]

        return [
            Task(goal="go on after the page was reloaded", ready=reloaded, do=back, reached=knows),
            # whoever asks at once, or reloads the page first, goes on without what was said: gradio says nothing of it
            Task(goal="go on after the kernel (gradio: the server) was restarted", ready=restarted, do=back, reached=knows),
        ]  # fmt: skip


def cannot(why: str) -> Any:
    def do(hand: Hand) -> None:
        raise CannotError(why)

    return do


def nothing() -> None:
    """No goal to wait for."""
