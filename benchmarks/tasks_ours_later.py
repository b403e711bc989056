"""Further tasks of `benchmarks/tasks.py` in the composer: what comes to mind once a first answer is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.hand import Hand, Task
from benchmarks.tasks_ours import FORM, SOUNDING, Ours

SLOW = "() => document.querySelector('.omni-nb-form .turn .omni-nb-player select').value === '0.5'"
PASTED = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 400 });
  canvas.getContext("2d").fillRect(0, 0, 300, 200);
  const png = await new Promise((done) => canvas.toBlob(done, "image/png"));
  await navigator.clipboard.write([new ClipboardItem({ "image/png": png })]);
}"""


class OursLater(Ours):
    """The same page."""

    def tasks(self) -> list[Task]:
        return [*super().tasks(), *self._hearing(), *self._asking_anew(), *self._putting_in(), *self._by_keys()]

    def _one(self, how: str = "pace=0") -> Any:
        def ready() -> None:
            self.fresh(how)
            self.ask("Who are you?")
            self.page.wait_for_timeout(1_000)

        return ready

    @property
    def player(self) -> Any:
        return self.page.locator(f"{FORM} .turn").first.locator(".omni-nb-player").first

    def _hearing(self) -> list[Task]:
        def slower(hand: Hand) -> None:
            hand.pick(self.player.get_by_label("Speed"), "the speed", "0.5")
            hand.click(self.player.locator(".play"), "play")

        def download(hand: Hand) -> None:
            self.saved.clear()
            hand.click(self.player.locator("a[download], button").filter(has_text="mp3").first, "mp3")

        def file() -> None:
            for _ in range(50):
                if self.saved:
                    break
                self.page.wait_for_timeout(100)
            assert Path(self.saved[-1].path()).stat().st_size > 4_000

        def speaking() -> None:
            self.fresh("")
            self.box.fill("Count to thirty, slowly.")
            self.box.press("Control+Enter")
            self.sounding()

        def silent() -> None:
            self.page.wait_for_timeout(500)
            self.page.wait_for_function("() => !window.played.some(a => !a.paused)")
            self.key("send").wait_for(timeout=10_000)

        def heard() -> None:
            self._one()()
            self.page.wait_for_function(f"() => !({SOUNDING})()", timeout=60_000)
            self.page.wait_for_timeout(500)

        def slow() -> None:
            self.sounding()
            assert self.page.evaluate(SLOW)

        def written() -> None:
            self.fresh()
            self.box.fill("Who are you?")

        def cost() -> None:
            self.page.locator(f"{FORM} .line").get_by_text("CNY").wait_for(timeout=10_000)

        return [
            Task(
                goal="hear the last reply again, at half the speed", ready=heard, do=slower, reached=slow,
            ),
            Task(goal="download the sound of the last reply", ready=heard, do=download, reached=file),
            Task(
                goal="stop an answer that speaks", ready=speaking, reached=silent,
                do=lambda hand: hand.click(self.key("stop"), "stop"),
            ),
            Task(goal="find out what a question costs, before it is sent", ready=written, do=lambda hand: None, reached=cost),
        ]  # fmt: skip

    def _asking_anew(self) -> list[Task]:
        def other(menu: str, words: str) -> Any:
            def do(hand: Hand) -> None:
                hand.click(self.key(menu), f"the menu of {menu}s")
                hand.type(words)
                self.page.wait_for_timeout(500)
                hand.key("Enter")
                hand.click(self.page.locator(f"{FORM} [data-key^=retry]").first, "ask again")

            return do

        def answered(expected: str, attribute: str) -> Any:
            def check() -> None:
                self.page.wait_for_function(
                    "() => document.querySelectorAll('.omni-nb-form .branches button').length === 2", timeout=20_000
                )
                self.answered(1)
                assert self.python(f"print(composer.reply.{attribute})") == expected
                assert len(self.page.locator(f"{FORM} .branches button").all()) == 2  # the first answer is there still

            return check

        def edited(hand: Hand) -> None:
            hand.click(self.page.locator(f"{FORM} [data-key^=edit]").first, "edit")
            self.page.wait_for_function("() => document.activeElement?.dataset.key === 'words'")
            hand.type(" In one word.")
            hand.key("Shift+Enter")

        def changed() -> None:
            self.page.wait_for_function(
                "() => document.querySelectorAll('.omni-nb-form .branches button').length === 2", timeout=20_000
            )
            self.answered(1)
            found = self.python("print([t.prompt.text for t in composer.chat.turns])")
            assert found == "['Who are you? In one word.']", found

        return [
            Task(goal="ask the same of another voice", ready=self._one(), do=other("voice", "Ethan"), reached=answered("Ethan", "voice")),
            Task(
                goal="ask the same of another model", ready=self._one(), do=other("model", "qwen3.5-omni-plus"),
                reached=answered("qwen3.5-omni-plus", "model"),
            ),
            Task(goal="ask again, with a word changed", ready=self._one(), do=edited, reached=changed),
        ]  # fmt: skip

    def _putting_in(self) -> list[Task]:
        card = self.page.locator(f"{FORM} [data-card]")

        def attached() -> None:
            self.fresh()
            with self.page.expect_file_chooser() as chooser:
                self.key("attach").click()
            chooser.value.set_files(self.files["picture"])
            card.locator("img").wait_for()

        def copied() -> None:
            self.fresh()
            self.page.evaluate(PASTED)

        def paste(hand: Hand) -> None:
            self._into_text(hand)
            hand.key("Control+V")

        def record(hand: Hand) -> None:
            main = self.page.locator(f"{FORM} .panel [data-key=main]")
            hand.click(self.key("record"), "the microphone")
            for again in (False, True):
                hand.click(main, "record again" if again else "record")
                self.page.wait_for_timeout(1_500)
                hand.click(main, "stop")
                self.page.wait_for_timeout(500)
            hand.click(self.page.locator(f"{FORM} .panel [data-key=use]"), "attach")

        return [
            Task(
                goal="take an attachment away", ready=attached, do=lambda hand: hand.click(self.page.locator(f"{FORM} [data-key^=remove]").first, "remove"),
                reached=lambda: card.wait_for(state="detached"),
            ),
            Task(goal="paste a screenshot", ready=copied, do=paste, reached=card.locator("img").wait_for),
            Task(goal="record a question, and record it better", ready=self.fresh, do=record, reached=card.wait_for),
        ]  # fmt: skip

    def _by_keys(self) -> list[Task]:
        def asked() -> None:
            self._one()()
            self.box.focus()
            self.page.evaluate("() => navigator.clipboard.writeText('')")

        def copy(hand: Hand) -> None:
            hand.key("Alt+ArrowDown")
            hand.key("c")

        def copied() -> None:
            self.page.wait_for_function("async () => (await navigator.clipboard.readText()).length > 20")

        return [Task(goal="copy the last answer with the keyboard alone", ready=asked, do=copy, reached=copied)]


__all__ = ["OursLater"]
