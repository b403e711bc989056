"""How each state is reached: the cells of a notebook, and what is done in it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.lab import Book
from tests.support.media import picture, video_file

FORM = ".omni-nb-form"
RECORDER = "[data-omni-nb=recorder] button, [aria-label=recorder] button"
START = "import os\nos.environ['OMNI_NB_LANGUAGE'] = '{language}'\nos.environ['OMNI_NB_DATA_DIR'] = '{data}'\nfrom omni_nb import Omni\n"
MEDIA = """from pathlib import Path
from PIL import Image, ImageDraw
import numpy as np
sky = Image.new("RGB", (640, 420), (126, 178, 228))
pen = ImageDraw.Draw(sky)
pen.ellipse((470, 40, 560, 130), fill=(250, 214, 90))
pen.polygon([(0, 420), (210, 170), (400, 420)], fill=(74, 110, 92))
t = np.arange(5 * 16_000) / 16_000
song = 0.4 * np.sin(2 * np.pi * 440 * t) * (0.55 + 0.45 * np.sin(2 * np.pi * 1.3 * t))
long = np.tile(song, 44)
"""
LONG_NAME = "a recording of the meeting on the third of November, second part (final) (2).wav"
WORDS = {"en": "What do you see, and what do you hear?", "zh": "您看到了什么？听到了什么？"}
LIST = {"en": "a list, a table and code please", "zh": "请给我一个列表、一个表格和一段代码"}
READ = {
    "en": "Repeat exactly: "
    + "The train to the coast leaves at five in the morning, and nobody is at the station yet. " * 8,
    "zh": "请朗读：" + "开往海边的火车早上五点出发，车站里还没有人。" * 12,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A state.

    Attributes:
        code: The cells; `{words}`, `{list}`, `{read}` are in the language.
        go: What is done when the first cell has run.
        selector: What is checked.
        cell: The cell whose output is pictured.
        wait: Whether the first cell ends before `go`.
    """

    code: tuple[str, ...]
    go: Callable[[Any, Book], None] = lambda page, book: None
    selector: str = ".omni-nb"
    cell: int = 0
    wait: bool = True

    def cells(self, language: str) -> list[str]:
        start = START.replace("{language}", language).replace(
            "{data}", f"data-{language}-{abs(hash(self.code)) % 10**6}"
        )
        said = {"words": WORDS, "list": LIST, "read": READ}
        cells = [start + self.code[0], *self.code[1:]]
        for name, words in said.items():
            cells = [c.replace(f"{{{name}}}", words[language]) for c in cells]
        return [c.replace("{language}", language) for c in cells]

    def reach(self, book: Book) -> None:
        (book.run if self.wait else book.start)(0)
        book.page.wait_for_timeout(600)
        self.go(book.page, book)
        book.page.wait_for_timeout(400)


def files(root: Path) -> None:
    """What is attached by path."""
    (root / "video.mp4").write_bytes(video_file(2.5, size=(64, 48), sound=True))
    (root / "cat.png").write_bytes(picture(size=(640, 480)))


def composer(more: str = "", pace: str = "pace=0", options: str = "", *cells: str) -> tuple[str, ...]:
    return (f"{MEDIA}omni = Omni.simulated({pace})\ncomposer = omni.compose({options})\n{more}\ncomposer", *cells)


def click(key: str) -> Callable[[Any, Book], None]:
    def go(page: Any, book: Book) -> None:
        page.locator(f"{FORM} [data-key={key}]").first.click()
        page.wait_for_timeout(600)

    return go


def asked(*questions: str) -> str:
    return "\n".join(f"composer.chat.ask({q})" for q in questions)


def answering(page: Any, book: Book) -> None:
    page.locator("[data-key=send]").click()
    page.wait_for_function(
        "() => document.querySelector('.omni-nb-form [data-omni-nb=player], .omni-nb-form [role=slider]')",
        timeout=20_000,
    )
    page.wait_for_timeout(1_500)


def send(*words: str) -> Callable[[Any, Book], None]:
    """Asks one after the other, and waits for each."""

    def go(page: Any, book: Book) -> None:
        for n, each in enumerate(words, start=1):
            page.locator(f"{FORM} [data-key=words]").focus()
            page.keyboard.insert_text(each)
            page.wait_for_timeout(400)
            page.keyboard.press("Control+Enter")
            page.wait_for_function(
                "n => document.querySelectorAll('.omni-nb-form .turn').length >= n", arg=n, timeout=20_000
            )
            page.locator("[data-key=send]").wait_for(timeout=30_000)
            page.wait_for_timeout(600)

    return go


def both(*steps: Callable[[Any, Book], None]) -> Callable[[Any, Book], None]:
    def go(page: Any, book: Book) -> None:
        for step in steps:
            step(page, book)

    return go


def restart(page: Any, book: Book) -> None:
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart(); }")
    page.wait_for_timeout(4_000)


def dead(page: Any, book: Book) -> None:
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.sessionContext.shutdown(); }")
    page.wait_for_timeout(3_000)


def record(page: Any, book: Book) -> None:
    click("record")(page, book)
    page.locator(RECORDER).first.click()
    page.wait_for_timeout(2_000)


def recorded(page: Any, book: Book) -> None:
    record(page, book)
    page.locator(RECORDER).first.click()
    page.wait_for_timeout(800)


def wide(book: Book) -> None:
    """No folder of files beside the notebook; Notebook 7 has none."""
    if book.lab.app == "jupyterlab":
        book.command("application:toggle-left-area")


def untrusted(page: Any, book: Book) -> None:
    """The file as another machine would open it."""
    book.save()
    name = book.name.replace(".ipynb", "-elsewhere.ipynb")
    text = (book.lab.root / book.name).read_text()
    (book.lab.root / name).write_text(
        text.replace('"nbformat_minor": 5', '"nbformat_minor":  5').replace("Python 3", "Python  3")
    )
    Book(page, book.lab, name)
    wide(book)
    page.wait_for_timeout(1_500)


def begin(page: Any, book: Book) -> None:
    page.wait_for_function("() => document.querySelector('.omni-nb-listening .body')")
    page.evaluate("() => document.querySelector('.omni-nb-listening .body').focus()")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    page.keyboard.press("Space")
    page.wait_for_timeout(800)


def search(menu: str, words: str) -> Callable[[Any, Book], None]:
    """A menu, and what is looked for in it."""

    def go(page: Any, book: Book) -> None:
        click(menu)(page, book)
        page.keyboard.insert_text(words)
        page.wait_for_timeout(900)

    return go


def stopped(page: Any, book: Book) -> None:
    answering(page, book)
    page.locator("[data-key=stop]").click()
    page.locator("[data-key=send]").wait_for(timeout=20_000)


def pinned(page: Any, book: Book) -> None:
    """Three turns, the first of them asked again; one pinned."""
    send("Who are you?", "And then?")(page, book)
    page.locator("[data-key^=retry]").last.click()
    page.wait_for_timeout(2_500)
    page.locator("[data-key^=pin]").first.click()
    page.wait_for_timeout(600)


def drag(page: Any, book: Book) -> None:
    """A file is held over the form."""
    page.evaluate("""() => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(9)], 'cat.png'));
      document.querySelector('.omni-nb-form [data-key=words]').dispatchEvent(new DragEvent('dragover', { dataTransfer: data, bubbles: true, cancelable: true, clientY: 160 }));
    }""")


def reopened(page: Any, book: Book) -> None:
    """The saved notebook, trusted, with a new kernel."""
    book.save()
    Book(page, book.lab, book.name)
    wide(book)
    page.wait_for_timeout(1_500)


def file_page(name: str) -> Callable[[Any, Book], None]:
    """A page that a cell has saved, opened from disk."""

    def go(page: Any, book: Book) -> None:
        language = "zh" if book.name.endswith("-zh.ipynb") else "en"
        page.goto((book.lab.root / name.replace("LANGUAGE", language)).as_uri())
        page.wait_for_timeout(1_000)

    return go


def exported(page: Any, book: Book) -> None:
    """What nbconvert makes of the notebook."""
    book.save()
    subprocess.run([sys.executable, "-m", "nbconvert", "--to", "html", "--output", "exported.html", book.name], cwd=book.lab.root, env=book.lab.env, check=True, capture_output=True)  # fmt: skip
    file_page("exported.html")(page, book)


KEPT = f"""{MEDIA}
omni = Omni.simulated(pace=0, show=False, keep="kept-{{language}}.db")
for n in range(18): omni.ask(f"{{words}} {{n}}", modalities=["text"])
omni.ask("{{list}}", voice="Ethan")
omni.ask(sky, "{{words}}", voice="Cherry")
talk = omni.chat(system="{{words}}")
talk.ask("{{list}}", temperature=0.2); talk.ask("{{words}}")
kept = omni.history()
kept.pin(kept[1]); kept.vote(kept[2], 1); kept.remark(kept[2], "for Friday")
kept"""


def opened(line: int) -> Callable[[Any, Book], None]:
    """Opens a reply of the history."""

    def go(page: Any, book: Book) -> None:
        page.locator(".omni-nb-history .head").nth(line).click()
        page.locator(".omni-nb-history .whole").wait_for()
        page.wait_for_timeout(500)

    return go


def picked(page: Any, book: Book) -> None:
    """Picks two, and is asked whether they are to be deleted."""
    page.locator(".omni-nb-history [data-key=older]").click()
    page.wait_for_timeout(600)
    for n in range(2):
        page.locator(".omni-nb-history .pick input").nth(n).check()
    page.locator("[data-key=remove-picked]").click()


FULL = "composer.prompt = [sky, (song, 16_000), '{words}']"
COMPARE = 'omni = Omni.simulated(pace=0)\nomni.compare("Good morning. The train to the coast leaves at five.", voices=["Cherry", "Ethan", "Serena", "Kai"], say=True)'
LISTEN = """import numpy as np
from omni_nb import Clip, listen
t = np.arange(24_000) / 24_000
sounds = {name: Clip.of(0.2 * np.sin(2 * np.pi * (150 + 60 * n) * t), 24_000) for n, name in enumerate(("Cherry", "Ethan", "Kai"))}
listen(sounds, listener="Mei", repeats=1, folder="study-{language}")"""
SETUPS: dict[str, Setup] = {
    "empty": Setup(code=composer()),
    "full": Setup(code=composer("composer.prompt = [sky, sky, '{words}']")),
    "refused": Setup(code=composer("composer.prompt = [sky, (long, 16_000), '{words}']")),
    "media": Setup(code=composer("composer.prompt = [sky, (song, 16_000), Path('video.mp4'), '{words}']")),
    "toolong": Setup(code=composer("composer.prompt = '{words}' * 6_000")),
    "wrongvoice": Setup(code=composer("composer.prompt = '{words}'", "pace=0", "voice='Cherri'")),
    "nokey": Setup(code=composer("composer.prompt = '{words}'", "pace=0, fault='401'"), go=click("send")),
    "server": Setup(code=composer("composer.prompt = '{words}'", "pace=0, fault='500'"), go=click("send")),
    "cut": Setup(code=composer("composer.prompt = '{words}'", "pace=0, fault='cut-mid-sample'"), go=both(click("send"), lambda page, book: page.wait_for_timeout(2_000))),
    "stopped": Setup(code=composer("composer.prompt = ['{read}']", pace=""), go=stopped),
    "pinned": Setup(code=composer("composer.prompt = [sky]"), go=pinned),
    "drag": Setup(code=composer(FULL), go=drag),
    "drag-empty": Setup(code=composer(), go=drag),
    "search": Setup(code=composer(), go=search("voice", "Cherri")),
    "search-many": Setup(code=composer(), go=search("voice", "female")),
    "search-none": Setup(code=composer(), go=search("model", "zzzz")),
    "badurl": Setup(code=composer(), go=both(click("url"), lambda page, book: page.keyboard.insert_text("http://192.168.1.5/cat.png"), lambda page, book: page.keyboard.press("Enter"))),
    "voices": Setup(code=composer(), go=click("voice")),
    "models": Setup(code=composer(), go=click("model")),
    "settings": Setup(code=composer(), go=click("settings")),
    "path": Setup(code=composer(), go=click("path")),
    "code": Setup(code=composer(FULL), go=click("code")),
    "record": Setup(code=composer(), go=record),
    "recorded": Setup(code=composer(), go=recorded),
    "camera": Setup(code=composer(), go=click("camera")),
    "answering": Setup(code=composer("composer.prompt = ['{read}']", pace=""), go=answering),
    "thread": Setup(code=composer("composer.prompt = [sky]"), go=send(LIST["en"], "And then? " * 60, "你是谁")),
    "branches": Setup(code=composer(), go=both(send("Who are you?", "And then?"), click("save"))),
    "restart": Setup(code=composer("composer.prompt = [sky, '{words}']"), go=both(send("Who are you?"), restart)),
    "dead": Setup(code=composer(), go=both(send("Who are you?"), dead)),
    "speaking": Setup(code=("omni = Omni.simulated()\nreply = omni.ask('{read}')",), go=lambda page, book: page.wait_for_timeout(4_000), wait=False),
    "ended": Setup(code=(f"{MEDIA}omni = Omni.simulated(pace=0)\nreply = omni.ask(sky, '{{list}}', voice='Cherry')",), selector=".jp-OutputArea-output"),
    "saved": Setup(code=(f"{MEDIA}omni = Omni.simulated(pace=0)\nreply = omni.ask(sky, '{{list}}', voice='Cherry')",), go=untrusted, selector=".jp-OutputArea-output"),
    "reopened": Setup(code=composer("composer.prompt = [sky]"), go=both(send("Who are you?"), reopened), selector=".jp-OutputArea-output"),
    "saved-talk": Setup(code=composer("composer.prompt = [sky]"), go=both(send("Who are you?", LIST["en"]), untrusted), selector=".jp-OutputArea-output"),
    "page": Setup(code=composer("composer.prompt = [sky, '{list}']\ncomposer.send(); composer.wait(30); composer.prompt = '{read}'; composer.send(); composer.wait(60); composer.pin(1); composer.save('talk-{language}.html')"), go=file_page("talk-LANGUAGE.html"), selector="body"),
    "exported": Setup(code=composer("composer.prompt = [sky]"), go=both(send("Who are you?", LIST["en"]), exported), selector="body"),
    "comparison": Setup(code=(COMPARE,)),
    "comparison-saved": Setup(code=(COMPARE,), go=untrusted, selector=".jp-OutputArea-output"),
    "comparison-page": Setup(code=(COMPARE.replace("omni.compare(", "c = omni.compare(") + "\nc.save('compare-{language}.html')",), go=file_page("compare-LANGUAGE.html"), selector="body"),
    "asking": Setup(code=("omni = Omni.simulated(pace=0)\nomni.compare()",)),
    "gallery": Setup(code=("omni = Omni.simulated(pace=0)\nomni.voices()",)),
    "history": Setup(code=(KEPT,)),
    "history-empty": Setup(code=("from omni_nb import history\nhistory('none.db')",)),
    "history-open": Setup(code=(KEPT,), go=opened(1)),
    "history-picked": Setup(code=(KEPT,), go=picked),
    "welcome": Setup(code=(LISTEN,)),
    "listening": Setup(code=(LISTEN.replace("study-", "study2-"),), go=begin),
}  # fmt: skip
