"""The tasks of `benchmarks/tasks.py` in the composer, in JupyterLab: each in the fewest actions that it shows a newcomer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.hand import CannotError, Hand, Task
from tests.support import tap
from tests.support.lab import Book, Lab

MAKE = "from omni_nb import Omni\nomni = Omni.simulated({how})\ncomposer = omni.compose()\ncomposer"
SOUNDING = """() => window.heard.some(h => h.blocks.slice(-40).some(b => b.some(v => v)))
  || window.played.some(a => !a.paused && a.currentTime > 0)"""
PLAYED = """() => { const played = window.played = [], play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () { played.push(this); return play.call(this); }; }"""
FORM = ".omni-nb-form"


class Ours:
    """A JupyterLab, and a notebook with a composer in it; `zoom` times as large as usual, in the same window."""

    def __init__(self, chromium: Any, lab: Lab, files: dict[str, Path], *, zoom: int = 1) -> None:
        self.lab, self.files, self.count = lab, files, 0
        context = chromium.new_context(
            viewport={"width": 1200 // zoom, "height": 900 // zoom}, device_scale_factor=zoom, accept_downloads=True
        )
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page = context.new_page()
        tap.install(self.page)
        self.page.add_init_script(f"({PLAYED})()")
        self.saved: list[Any] = []
        self.page.on("download", lambda one: self.saved.append(one))
        self.fresh()

    def fresh(self, how: str = "pace=0") -> None:
        """A new notebook, its cell run: what opening a page is elsewhere."""
        self.count += 1
        name = self.lab.write(f"tasks{self.count}.ipynb", MAKE.format(how=how), "")
        self.book = Book(self.page, self.lab, name)
        self.book.run(0)
        self.box.wait_for()
        self.page.wait_for_timeout(500)

    @property
    def box(self) -> Any:
        return self.page.locator(f"{FORM} textarea[data-key=words]")

    def key(self, name: str) -> Any:
        return self.page.locator(f"{FORM} [data-key={name}]").first

    def python(self, code: str) -> str:
        """What the kernel prints, in the second cell."""
        self.page.evaluate(
            "s => window.jupyterapp.shell.currentWidget.content.widgets.at(-1).model.sharedModel.setSource(s)", code
        )
        self.book.run(len(self.book.outputs()) - 1)
        return "".join(o.get("text", "") or str(o.get("traceback", "")) for o in self.book.outputs()[-1]).strip()

    def answered(self, turns: int) -> None:
        self.page.wait_for_function(
            "n => document.querySelectorAll('.omni-nb-form .turn').length === n && document.querySelector('.omni-nb-form [data-key=send]')",
            arg=turns, timeout=30_000,
        )  # fmt: skip
        self.page.wait_for_timeout(300)

    def ask(self, words: str, turns: int = 1) -> None:
        """Not counted: what comes before a task."""
        self.box.fill(words)
        self.box.press("Control+Enter")
        self.answered(turns)

    def attach(self, *paths: Path) -> None:
        for n, path in enumerate(paths, start=1):
            with self.page.expect_file_chooser() as chooser:
                self.key("attach").click()
            chooser.value.set_files(path)
            self.page.wait_for_function(
                "n => document.querySelectorAll('.omni-nb-form [data-card]').length === n", arg=n
            )
        self.box.fill("What is in it?")
        self.page.locator(f"{FORM} .problem").first.wait_for()

    def media(self, turns: int) -> str:
        self.answered(turns)
        return self.python(
            "print([(m.kind, round(m.info.duration_s or 0)) for t in composer.chat.turns for m in t.prompt.media])"
        )

    def sounding(self) -> None:
        self.page.wait_for_function(SOUNDING, timeout=15_000)

    # the tasks

    def tasks(self) -> list[Task]:
        return [*self._asking(), *self._reading(), *self._going_on()]

    def _into_text(self, hand: Hand) -> None:
        """The words go where the focus is; a click if it is elsewhere."""
        if not self.box.evaluate("e => e === document.activeElement"):
            hand.click(self.box, "into the text")

    def _send(self, words: str) -> Any:
        def do(hand: Hand) -> None:
            self._into_text(hand)
            hand.type(words)
            hand.key("Shift+Enter")

        return do

    def _mend(self, way: str, name: str) -> Any:
        def do(hand: Hand) -> None:
            hand.click(self.page.locator(f"{FORM} .problem button").filter(has_text=way).first, name)
            self.page.locator(f"{FORM} .problem").first.wait_for(state="detached", timeout=20_000)
            hand.click(self.key("send"), "send")

        return do

    def _asking(self) -> list[Task]:
        def leave_out(hand: Hand) -> None:
            hand.click(self.page.locator(f"{FORM} [data-key^=remove]").first, "remove the sound")
            hand.click(self.key("send"), "send")

        def reached(expected: str, turns: int = 1) -> Any:
            def check() -> None:
                found = self.media(turns)
                assert found == expected, found

            return check

        def with_files(*names: str) -> Any:
            def ready() -> None:
                self.fresh()
                self.attach(*(self.files[n] for n in names))

            return ready

        card = self.page.locator(f"{FORM} [data-card]")
        return [
            Task(goal="ask, and hear the reply", ready=lambda: self.fresh(""), do=self._send("Good morning."), reached=self.sounding),
            Task(
                goal="attach a picture from disk", ready=self.fresh, reached=card.locator("img").wait_for,
                do=lambda hand: hand.choose(self.key("attach"), "attach", self.files["picture"]),
            ),
            Task(
                goal="attach a sound, dragged in", ready=self.fresh, reached=card.get_by_text("2.0 s").wait_for,
                do=lambda hand: hand.drop(self.files["short"], self.box),
            ),
            Task(
                goal="a sound that is too long: ask with as much as the model takes", ready=with_files("long"),
                do=self._mend("trim to", "trim to 20 min"), reached=reached("[('audio', 1200)]"),
            ),
            Task(
                goal="a sound that is too long: ask without it", ready=with_files("long"), do=leave_out, reached=reached("[]"),
            ),
            Task(
                goal="a picture and a sound, of which the model takes one: ask with both, in turns",
                ready=with_files("picture", "short"), do=self._mend("split into turns", "split into turns"),
                reached=reached("[('image', 0), ('audio', 2)]", 2),
            ),
        ]  # fmt: skip

    def _reading(self) -> list[Task]:
        def spoken() -> None:
            self.fresh()
            self.ask("a list, a table and code please")
            self.page.wait_for_function(f"() => !({SOUNDING})()", timeout=60_000)
            self.page.wait_for_timeout(500)

        def find(hand: Hand) -> None:
            hand.click(self.key("voice"), "the menu of voices")
            hand.type("Cantonese")
            self.page.wait_for_timeout(500)
            hand.key("Enter")

        def chosen() -> None:
            self.page.wait_for_timeout(400)
            voice = self.python("print(composer.options.get('voice'))")
            assert voice in ("Rocky", "Kiki"), voice

        def copied(*words: str) -> Any:
            def check() -> None:
                self.page.wait_for_timeout(300)
                text = self.page.evaluate("() => navigator.clipboard.readText()")
                assert all(word in text for word in words), text

            return check

        def as_code(hand: Hand) -> None:
            self.box.fill("Who are you?")
            self.page.wait_for_timeout(400)
            hand.click(self.key("code"), "show as code")
            self.page.wait_for_function(
                "() => document.querySelector('.omni-nb-form pre.code')?.innerText.includes('Who are you')"
            )
            hand.click(self.page.locator(f"{FORM} .panel").get_by_role("button", name="Copy"), "copy")

        def save(hand: Hand) -> None:
            self.saved.clear()
            hand.click(self.key("save"), "save as")
            hand.click(self.key("save-html"), "web page")

        def file() -> None:
            while not self.saved:
                self.page.wait_for_timeout(100)
            text = Path(self.saved[-1].path()).read_text(encoding="utf-8")
            assert "a list, a table and code please" in text
            assert "data:audio" in text

        def copy_all(hand: Hand) -> None:
            hand.click(self.key("copytalk"), "copy the conversation")

        turn = self.page.locator(f"{FORM} .turn").first
        return [
            Task(
                goal="hear the last reply again", ready=spoken, reached=self.sounding,
                do=lambda hand: hand.click(turn.locator(".omni-nb-player .play").first, "play"),
            ),
            Task(
                goal="copy the code in an answer", ready=spoken, reached=copied("omni.ask"),
                do=lambda hand: hand.click(turn.locator("pre").locator("..").get_by_role("button").first, "copy"),
            ),
            Task(goal="copy the request as a program", ready=self.fresh, do=as_code, reached=copied("Who are you?", "import")),
            Task(goal="find and choose a Cantonese voice", ready=self.fresh, do=find, reached=chosen),
            Task(goal="copy the conversation", ready=spoken, do=copy_all, reached=copied("a list, a table and code please")),
            Task(goal="save the conversation as a file, with its sound", ready=spoken, do=save, reached=file),
        ]  # fmt: skip

    def _going_on(self) -> list[Task]:
        def one_turn() -> None:
            self.fresh()
            self.ask("The password is lighthouse.")
            self.book.save()

        def reloaded() -> None:
            one_turn()
            self.book = Book(self.page, self.lab, self.book.name)
            self.page.wait_for_timeout(2_000)

        def restarted() -> None:
            one_turn()
            self.page.evaluate(
                "() => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart(); }"
            )
            self.key("again").wait_for(timeout=20_000)
            self.page.wait_for_timeout(2_000)

        def on(hand: Hand) -> None:
            if self.key("again").count():
                hand.click(self.key("again"), "run the cell again")
                self.key("again").wait_for(state="detached", timeout=20_000)
                self.page.locator(f"{FORM} textarea[data-key=words]:not([readonly])").wait_for()
                self.page.wait_for_timeout(1_500)
            elif not self.box.count():
                raise CannotError("the page shows no composer")
            self.page.locator(f"{FORM} .turn").get_by_text("The password is lighthouse").first.wait_for()
            self.page.wait_for_timeout(500)
            self._send("What is the password?")(hand)

        def knows() -> None:
            self.answered(2)
            assert self.python("print(len(composer.chat.turns))") == "2"

        return [
            Task(goal="go on after the page was reloaded", ready=reloaded, do=on, reached=knows),
            Task(
                goal="go on after the kernel (gradio: the server) was restarted", ready=restarted, do=on, reached=knows
            ),
        ]


__all__ = ["Ours"]
