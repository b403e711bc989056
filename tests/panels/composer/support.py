"""A composer whose page is a list of what it was told."""

import json
import time
from collections import deque
from typing import get_type_hints

from omni_nb import Omni
from omni_nb.widgets.protocol.form import ToForm
from omni_nb.widgets.protocol.reading import by_name, dispatch, fits
from omni_nb.widgets.protocol.sections import Sections, TurnView

SECTIONS = get_type_hints(Sections)
TURN = {
    "n": 1,
    "question": "",
    "words": "",
    "rest": "",
    "state": "",
    "bad": False,
    "pinned": False,
    "asked": "",
    "answer": "",
    "markdown": "",
}


class FakeForm:
    """Takes sections and messages that are as the protocol says; says what a page would."""

    made = deque(maxlen=20)

    def __init__(self, on_message):
        FakeForm.made.append(self)
        self.say, self.sections, self.told, self.closed = on_message, {}, [], False
        self.model_id = "form"

    def set(self, name, value):
        kind = TurnView | None if name.startswith("turn:") else SECTIONS[name]
        assert fits(json.loads(json.dumps(value)), kind), (name, value)
        assert value is not None or name != "options", "without options the page hides the voices, and letters are lost"
        self.sections[name] = value
        if value is None and name.startswith("turn:"):
            del self.sections[name]

    def note(self, name, value):
        assert fits(json.loads(json.dumps(value)), SECTIONS[name]), (name, value)
        self.sections[name] = value

    def send(self, content, buffers=None):
        dispatch(content, buffers or [], ToForm, dict.fromkeys(by_name(ToForm), lambda m, b: None))
        self.told.append((content, buffers))

    def close(self):
        self.closed = True


class Handle:
    """An output of a cell."""

    def __init__(self, bundle):
        self.shown = [bundle]

    def update(self, bundle, raw=False):
        self.shown.append(bundle)


class Desktop:
    """A composer on a page."""

    def __init__(self, monkeypatch, omni=None, **options):
        from omni_nb.panels import page_life
        from omni_nb.show import display
        from omni_nb.widgets import form

        self.handles = []
        monkeypatch.setattr(page_life, "GRACE_S", 0.01)
        monkeypatch.setattr(form, "Form", FakeForm)
        monkeypatch.setattr(display, "in_notebook", lambda: True)
        monkeypatch.setattr(display, "shows_widgets", lambda: True)
        monkeypatch.setattr(display, "show_object", lambda thing: None)
        monkeypatch.setattr(
            display, "show_replaceable", lambda bundle: self.handles.append(Handle(bundle)) or self.handles[-1]
        )
        self.omni = omni or Omni.simulated(pace=0, show=False, keep=False)
        self.composer = self.omni.compose(**options)
        self.composer._ipython_display_()
        self.form = FakeForm.made[-1]

    def say(self, t, buffers=(), **more):
        self.form.say({"t": t, **more}, list(buffers))
        return self.settle()

    def settle(self):
        """Until nothing is going on."""
        self.composer.wait(60)
        return self

    def until(self, condition):
        for _ in range(6_000):
            if condition():
                return
            time.sleep(0.01)
        raise AssertionError("it never came")

    def __getitem__(self, name):
        return self.form.sections.get(name)

    @property
    def turns(self):
        return [self[f"turn:{id}"] for id in reversed(self["order"])]

    @property
    def notice(self):
        return (self["notice"] or {}).get("text", "")

    def mend(self, title):
        key = next(m["key"] for p in self["check"]["problems"] for m in p["mends"] if m["title"].startswith(title))
        return self.say("mend", key=key)

    def upload(self, name, data, id="u1", slice_=1 << 20):
        import zlib

        self.say("file", id=id, name=name, size=len(data))
        for at in range(0, len(data), slice_):
            self.say("slice", [data[at : at + slice_]], id=id, at=at, crc=zlib.crc32(data[: at + slice_]))
        return self
