"""Further tasks of `benchmarks/tasks.py` in gradio: what comes to mind once a first answer is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.hand import Hand, Task
from benchmarks.tasks_gradio import PLAYING, Gradio, cannot, nothing
from benchmarks.tasks_ours_later import PASTED

FOCUSED = "() => document.activeElement?.getAttribute('aria-label') ?? ''"


class GradioLater(Gradio):
    """The same page."""

    def tasks(self) -> list[Task]:
        return [*super().tasks(), *self._hearing(), *self._asking_anew(), *self._putting_in(), *self._by_keys()]

    def _one(self) -> None:
        self.fresh()
        self.ask("Who are you?")
        self.page.wait_for_timeout(3_000)

    def _hearing(self) -> list[Task]:
        self.loading: Any = None

        def download(hand: Hand) -> None:
            with self.page.expect_download(timeout=10_000) as self.loading:
                hand.click(self.page.get_by_label("Download").last, "download")

        def file() -> None:
            assert Path(self.loading.value.path()).stat().st_size > 4_000

        def coming() -> None:
            self.fresh()
            self.box.fill("Count slowly. " * 200)
            self.box.press("Enter")
            self.page.locator("button.stop-button").wait_for(timeout=10_000)

        def stopped() -> None:
            self.page.get_by_label("Submit").first.wait_for(timeout=5_000)
            self.page.wait_for_timeout(500)
            assert not self.page.evaluate(PLAYING)

        return [
            Task(
                goal="hear the last reply again, at half the speed", reached=nothing,
                do=cannot("the player of a chat has no speed"),
            ),
            Task(goal="download the sound of the last reply", ready=self._one, do=download, reached=file),
            Task(
                goal="stop an answer that speaks", ready=coming, reached=stopped,
                do=lambda hand: hand.click(self.page.locator("button.stop-button"), "stop"),
            ),
            Task(
                goal="find out what a question costs, before it is sent", reached=nothing,
                do=cannot("it knows no prices"),
            ),
        ]  # fmt: skip

    def _asking_anew(self) -> list[Task]:
        def other(label: str, words: str) -> Any:
            def do(hand: Hand) -> None:
                hand.click(self.page.get_by_text("Additional inputs"), "additional inputs")
                hand.click(self.page.get_by_label(label, exact=True), f"the menu of {label.lower()}s")
                hand.click(self.page.get_by_role("option", name=words, exact=True), words)
                hand.click(self.page.get_by_label("Retry").last, "retry")

            return do

        def answered(expected: str, key: str) -> Any:
            def check() -> None:
                for _ in range(100):
                    if self.asked()[-1][key] == expected:
                        break
                    self.page.wait_for_timeout(100)
                assert self.asked()[-1][key] == expected, self.asked()[-1]
                assert self.asked()[-1]["text"] == "Who are you?"

            return check

        def edited(hand: Hand) -> None:
            hand.click(self.page.get_by_label("Edit").first, "edit")
            self.page.wait_for_timeout(500)
            field = self.page.locator(".message textarea, textarea.edit-textarea").first
            if not field.evaluate("e => e === document.activeElement"):
                hand.click(field, "into the question")
            hand.key("Control+End")
            hand.type(" In one word.")
            hand.click(self.page.get_by_label("Submit").first, "submit")

        def changed() -> None:
            for _ in range(100):
                if self.asked()[-1]["text"].endswith("In one word."):
                    break
                self.page.wait_for_timeout(100)
            assert self.asked()[-1]["text"] == "Who are you? In one word.", self.asked()[-1]

        return [
            Task(goal="ask the same of another voice", ready=self._one, do=other("Voice", "Ethan"), reached=answered("Ethan", "voice")),
            Task(
                goal="ask the same of another model", ready=self._one, do=other("Model", "qwen3.5-omni-plus"),
                reached=answered("qwen3.5-omni-plus", "model"),
            ),
            Task(goal="ask again, with a word changed", ready=self._one, do=edited, reached=changed),
        ]  # fmt: skip

    def _putting_in(self) -> list[Task]:
        shown = self.page.locator(".thumbnail-item")

        def attached() -> None:
            self.fresh()
            with self.page.expect_file_chooser() as chooser:
                self.page.get_by_label("Upload a file").click()
            chooser.value.set_files(self.files["picture"])
            shown.wait_for()

        def copied() -> None:
            self.fresh()
            self.page.evaluate(PASTED)

        def paste(hand: Hand) -> None:
            self._into_text(hand)
            hand.key("Control+V")

        def record(hand: Hand) -> None:
            hand.click(self.page.get_by_label("Record audio"), "the microphone")
            for again in (False, True):
                if again:
                    hand.click(self.page.get_by_label("Clear audio"), "clear")
                    hand.click(self.page.get_by_label("Record audio"), "the microphone")
                hand.click(self.page.get_by_label("Start recording"), "record")
                self.page.wait_for_timeout(1_500)
                hand.click(self.page.get_by_label("Stop recording"), "stop")
                self.page.wait_for_timeout(1_000)
            hand.click(self.page.get_by_label("Attach audio"), "attach")

        def recorded() -> None:
            self._into_text(Hand(self.page))
            self.page.keyboard.press("Enter")
            self.page.wait_for_timeout(3_000)
            assert any(name.endswith((".wav", ".webm")) for name in self.asked()[-1]["files"]), self.asked()[-1]

        return [
            Task(
                goal="take an attachment away", ready=attached, reached=lambda: shown.wait_for(state="detached"),
                do=lambda hand: hand.click(self.page.get_by_label("Remove file").first, "remove"),
            ),
            Task(goal="paste a screenshot", ready=copied, do=paste, reached=shown.locator("img").wait_for),
            Task(goal="record a question, and record it better", ready=self.fresh, do=record, reached=recorded),
        ]  # fmt: skip

    def _by_keys(self) -> list[Task]:
        def asked() -> None:
            self._one()
            self.box.focus()
            self.page.evaluate("() => navigator.clipboard.writeText('')")

        def copy(hand: Hand) -> None:
            for _ in range(60):
                hand.key("Shift+Tab")
                if self.page.evaluate(FOCUSED) == "Copy message":
                    break
            hand.key("Enter")

        def copied() -> None:
            self.page.wait_for_timeout(300)
            assert self.clipboard(), "nothing was copied"

        return [Task(goal="copy the last answer with the keyboard alone", ready=asked, do=copy, reached=copied)]


__all__ = ["GradioLater"]
