"""Every word of a server, a file or a person, in every field that can hold one, in each of the ways of showing it.

Fields are enumerated, not listed: one that is new is tried here without a line being written.
"""

import contextlib
import dataclasses
import io
import itertools
import os
import subprocess
import sys
import typing
import warnings

import pytest

from omni_nb import Omni, Reply, cli, recent
from omni_nb.errors import OmniError
from omni_nb.escape import visible
from omni_nb.panels.composer.cards import Card
from omni_nb.panels.composer.transcript import Exchange, transcript
from omni_nb.prompt.parts import MediaPart
from omni_nb.prompt.report import Problem, Report
from omni_nb.reply.fold import Origin, ReplyFold
from omni_nb.show import display, live, static
from omni_nb.show.embedded import EmbeddedView, LiveWidgets
from omni_nb.show.table import Table
from omni_nb.show.terminal import TerminalView
from omni_nb.wire.events import Ended, Event
from tests.panels.composer.support import Desktop
from tests.support import hostile
from tests.support.hostile import ALL, MARK, poisoned
from tests.support.media import TONE, picture

SENT = ALL.encode("utf-8", "replace").decode()
"""What can be sent at all: half of a character cannot."""
EACH = pytest.mark.parametrize("word", [w for _, w in hostile.each()], ids=[k for k, _ in hostile.each()])


def harmless(bundle, *, shown=True):
    """Nothing in an output runs, loads, restyles or hides; and the word is there."""
    assert set(bundle) <= {"text/html", "text/markdown", "text/plain"}
    assert hostile.html_faults(bundle.get("text/html", "")) == []
    assert hostile.markdown_faults(bundle.get("text/markdown", "")) == []
    assert hostile.unseen(bundle["text/plain"]) == ""
    if shown:
        assert MARK in "".join(bundle.values())


def said(text):
    assert hostile.unseen(text) == ""
    assert MARK in text


def folded(word):
    """A fold that was fed every event there is, with the word in each of its fields, and its reply."""
    fold = ReplyFold(poisoned(Origin, word))
    for kind in typing.get_args(Event):
        fold.feed(poisoned(kind, word))
    fold.feed(Ended(0.5, "failed", OmniError(word, code=word, repair=word)))
    return fold, fold.reply()


@EACH
def test_what_a_reply_leaves_in_a_notebook(word):
    for reply in (folded(word)[1], poisoned(Reply, word)):
        words, *between, facts = static.bundles(reply)
        for bundle in between:  # players and pictures of sound
            harmless(bundle, shown=False)
        for bundle in (words, facts, static.together(reply)):
            harmless(bundle)


@EACH
def test_a_reply_at_a_terminal(word, capsys):
    fold, reply = folded(word)
    out, aside = io.StringIO(), io.StringIO()
    view = TerminalView(out, aside)
    view.tick(fold)
    view.finish(reply, fold)
    said(out.getvalue())
    said(aside.getvalue())
    reply.show()
    print(reply)
    print(repr(reply))
    said(capsys.readouterr().out)


class Cell:
    """Outputs of a cell, and what their widgets were sent."""

    def __init__(self, monkeypatch):
        self.bundles, self.sent = [], []
        monkeypatch.setattr(display, "show_bundle", self.bundles.append)
        monkeypatch.setattr(display, "show_replaceable", lambda b: self.bundles.append(b) or self)
        monkeypatch.setattr(display, "show_object", lambda widget: self)

    def update(self, bundle, raw=False):
        self.bundles.append(bundle)


@pytest.fixture
def cell(monkeypatch):
    from omni_nb.widgets.base import BaseWidget

    found = Cell(monkeypatch)
    monkeypatch.setattr(BaseWidget, "send_lean", lambda self, content, buffers=None: found.sent.append(content))
    monkeypatch.setattr(BaseWidget, "send", lambda self, content, buffers=None: found.sent.append(content))
    return found


@EACH
@pytest.mark.parametrize("kind", [live.WidgetView, live.ReplacingView, EmbeddedView])
def test_a_reply_while_it_comes(kind, word, cell):
    each_later = itertools.count().__next__
    view = (
        EmbeddedView(lambda slot, widget: None, LiveWidgets(), each_later)
        if kind is EmbeddedView
        else kind(clock=each_later)
    )
    fold = ReplyFold(poisoned(Origin, word))
    for event in typing.get_args(Event):  # a note and nothing else first: it is the status then
        fold.feed(poisoned(event, word))
        view.tick(fold)
    view.finish(fold.reply(), fold)
    for bundle in cell.bundles:
        harmless({"text/plain": "", **bundle}, shown=False)
    for content in cell.sent:
        for place, text in hostile.strings(content):
            if place in ("blocks", "tail", "more"):
                assert hostile.html_faults(text) == [] or content["t"] == "words"
            assert ascii(hostile.unseen(text)) == ascii(""), place  # a lone surrogate in a message ends xdist
    shown = "".join(t for c in [*cell.sent, *cell.bundles] for _, t in hostile.strings(c))
    assert MARK in shown


@EACH
def test_a_note_and_nothing_else_is_the_status_of_what_comes(word, cell):
    for kind in (live.WidgetView, live.ReplacingView):
        view, fold = kind(), ReplyFold(Origin(model="m"))
        fold.notes.append(word)
        view.tick(fold)
        view.discard()
    assert hostile.html_faults(cell.bundles[-2]["text/html"]) == []
    assert MARK in cell.bundles[-2]["text/html"]
    said(cell.sent[-1]["status"])


@EACH
def test_a_conversation_that_stays(word):
    prompt = hostile.prompt_of(word)
    turns = [Exchange("a", prompt, folded(word)[1]), Exchange("b", prompt, answer=word, remembered=True)]
    for turn in turns:
        turn.draw_question()
        turn.draw_reply()
    harmless(transcript(list(enumerate(turns, 1)), key="0a"))


@EACH
def test_what_is_written_as_one_line(word, capsys):
    omni = Omni(word, base_url="http://127.0.0.1:9/v1", voice=word, show=False)
    report = poisoned(Report, word)
    table = Table([{word: word, "b": [word]}])
    for thing in (
        omni,
        omni.chat(),
        report,
        table,
        poisoned(MediaPart, word),
        poisoned(Problem, word),
        poisoned(Reply, word),
    ):
        said(repr(thing))
        said(str(thing))
    flat = " ".join(visible(word).split())  # a line that a word has makes none in a table
    assert repr(table) == repr(Table([{flat: flat, "b": [flat]}]))
    whole = word.encode("utf-8", "replace").decode()
    print(omni.check(whole, voice=whole, model=whole))
    said(capsys.readouterr().out)
    for shown in (table._repr_html_(), report._repr_html_()):
        assert hostile.html_faults(shown) == []
        assert MARK in shown


@EACH
def test_the_title_of_a_picture(word):
    from matplotlib import pyplot

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", "Glyph .* missing|constrained_layout not applied")
        axes = Reply(audio=TONE, complete=True).plot(title=word)
        axes.figure.canvas.draw()
    said(axes.get_title())
    pyplot.close(axes.figure)


# -- composer ----------------------------------------------------------------------------------

# What is not shown as words: values of fields and menus, which must come back as they were.
_STATE = (
    "draft.text",
    "options.",
    "voices.id",
    "voices.words",
    "models.id",
    "models.words",
    "code.text",
    "sampling",
    "refused.value",
    "near.text",
)


def sections_harmless(desk):
    for place, text in hostile.strings(desk.form.sections):
        if place.endswith((".asked", ".answer")):
            continue  # the words as they are, to be copied: they enter no page
        if place.startswith("turn:"):
            assert hostile.html_faults(text) == [], place
        elif not place.startswith(_STATE):
            assert ascii(hostile.unseen(text)) == ascii(""), place  # a lone surrogate in a message ends xdist
    for handle in desk.handles:
        for bundle in handle.shown:
            harmless(bundle, shown=False)


@pytest.mark.parametrize("wants", ["answer", "refuse", "retry", "fail", "cut", "odd"])
def test_a_composer_with_a_hostile_server(wants, monkeypatch):
    with hostile.enemy() as server:
        omni = Omni(SENT, base_url=server.url, show=False, keep=False)
        desk = Desktop(monkeypatch, omni, voice=SENT, system=SENT, modalities=["text"])
        desk.say("send", text=f"{wants} {SENT}")
        sections_harmless(desk)
        if wants == "refuse":
            assert MARK in desk.notice
        else:
            assert MARK in desk.handles[0].shown[-1]["text/html"]
        said(repr(desk.composer))
        desk.composer.close()


@EACH
def test_a_composer_with_hostile_files(word, monkeypatch):
    desk = Desktop(monkeypatch)
    name = word.replace("/", "").replace("\\", "")
    desk.upload(name, picture(), id="u1").upload(name, b"nothing", id="u2")
    desk.say("path", value=f"/nowhere/{name}")
    desk.say("url", value=f"https://x.org/{name}", kind="image")
    desk.say("url", value=word, kind="")
    desk.say("option", name=word, value=word)
    desk.say("option", name="voice", value=word)
    desk.say("option", name="model", value=word)
    sections_harmless(desk)
    assert any(MARK in c["name"] for c in desk["cards"])
    said(desk["voices"][0]["name"])
    desk.composer.close()


@EACH
def test_the_look_of_a_card(word):
    look = poisoned(Card, word, state="bad", part=MediaPart("image", picture(), name=word), thumb="", id="c1").look()
    for place, text in hostile.strings(look):
        assert ascii(hostile.unseen(text)) == ascii(""), place  # a lone surrogate in a message ends xdist


# -- command line, tracebacks, warnings --------------------------------------------------------


@pytest.mark.parametrize("wants", ["answer", "refuse", "retry", "fail", "cut", "odd"])
def test_the_command_line_with_a_hostile_server(wants, capsys, tmp_path):
    with hostile.enemy() as server:
        at = ["--base-url", server.url, "--model", SENT]
        cli.main(["ask", wants, "-t", *at])
        out = capsys.readouterr()
    assert hostile.unseen(out.out + out.err) == ""
    assert MARK in out.err


ARGUMENT = ALL.replace("\x00", "").replace("\ud800\udfff", "")


@pytest.mark.parametrize(
    "args",
    [
        ["ask", "x", "--image", f"nowhere {ARGUMENT}"],
        ["ask", "x", f"--{ARGUMENT.replace(chr(32), '')}"],
        ["simulate", "--fault", ARGUMENT],
        ["doctor"],
    ],
)
def test_the_command_line_with_hostile_names(args, capsys, monkeypatch):
    monkeypatch.setenv("OMNI_NB_DATA_DIR", f"/nowhere/{MARK}\x1b]0;x\x07")
    with contextlib.suppress(SystemExit):
        cli.main(args)
    out = capsys.readouterr()
    said(out.out + out.err)


ASK = """
import sys, warnings
from omni_nb import Omni
from omni_nb.errors import OmniError
omni = Omni("m", base_url=sys.argv[1], show=False, keep=False, max_retries=0)
"""
WAYS = {
    "traceback": "try: omni.ask('refuse', modalities=['text'])\nexcept OmniError: sys.__excepthook__(*sys.exc_info())",
    "warning": "print(ascii(omni.ask('fail', modalities=['text']).error))",
    "error of a reply": "r = omni.ask('fail', modalities=['text']); print(r.error)\ntry: raise r.error\nexcept OmniError: sys.__excepthook__(*sys.exc_info())",
    "a group": "try: omni.ask('refuse', modalities=['text'])\nexcept Exception as e: error = ExceptionGroup('two', [e, e]); sys.__excepthook__(type(error), error, e.__traceback__)",
    "a chain": "try:\n  try: omni.ask('refuse', modalities=['text'])\n  except Exception as e: raise RuntimeError('mine') from e\nexcept RuntimeError: sys.__excepthook__(*sys.exc_info())",
    "log": "import logging; logging.basicConfig(level='WARNING')\ntry: omni.ask('refuse', modalities=['text'])\nexcept Exception: logging.exception('it failed')",
    "events": "for e in omni.stream('fail', modalities=['text']): print(e)",
    "printed": "r = omni.ask('odd', modalities=['text']); print(r); print(repr(r)); print([r], r.notes, r.usage)",
    "models": "print(omni.served_models())",
}  # fmt: skip


def test_a_program_with_a_hostile_server():
    """What Python itself prints of an error, a warning, a log."""
    between = "the next way"
    code = ASK + "".join(f"{way}\nprint({between!r}, flush=True)\n" for way in WAYS.values())
    with hostile.enemy() as server:
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-u", "-c", code, server.url],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "COLUMNS": "80"}, timeout=300,
        )  # fmt: skip
    said = done.stdout.decode("utf-8", "surrogateescape").split(between)
    assert len(said) == len(WAYS) + 1, said[-1]
    for way, shown in zip(WAYS, said, strict=False):
        assert hostile.unseen(shown) == "", way
        assert MARK in shown, way


KEY = "sk-" + "canary-0123456789abcdef"


@pytest.mark.parametrize("wants", ["answer", "refuse", "retry", "fail", "cut", "odd"])
def test_a_key_that_a_server_repeats_in_every_field_is_seen_nowhere(wants, monkeypatch, capsys):
    with hostile.enemy(KEY) as server:
        omni = Omni("m", base_url=server.url, api_key=KEY, show=True, max_retries=1)
        seen = []
        for ask in (omni.ask, lambda *a, **k: [*omni.stream(*a, **k)]):
            try:
                seen.append(ask(wants, modalities=["text"]))
            except OmniError as err:
                seen += [err, vars(err), *err._render_traceback_()]
        reply = omni.last
        if reply is not None:
            seen += [
                [getattr(reply, f.name) for f in dataclasses.fields(reply)],
                *static.bundles(reply),
                vars(reply.error or OmniError("")),
            ]
        desk = Desktop(monkeypatch, omni, modalities=["text"])
        desk.say("send", text=wants)
        seen += [desk.form.sections, [h.shown for h in desk.handles], omni.served_models(), *map(repr, recent())]
        desk.composer.close()
    seen += [capsys.readouterr()]
    assert KEY not in repr(seen) + "".join(map(str, seen))
    assert "‹key›" in repr(seen)
