"""A history on a page that is a dict of sections."""

import asyncio

from omni_nb import Omni, history
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.show import display
from tests.panels.gallery.support import Handle, until
from tests.support.pages import tell


class Album:
    """A history that is shown."""

    def __init__(self, monkeypatch, kept=None):
        self.objects, self.handles, self.sections, self.sent = [], [], {}, []
        monkeypatch.setattr(display, "in_notebook", lambda: True)
        monkeypatch.setattr(display, "show_object", self.objects.append)
        monkeypatch.setattr(display, "show_replaceable", self._output)
        (kept or history())._ipython_display_()
        self.widget = self.objects[-1]
        self.widget.send = self._take
        tell(self.widget, "ready")
        until(lambda: "page" in self.sections or self.sections.get("notice"))

    def _output(self, bundle):
        self.handles.append(Handle(bundle))
        return self.handles[-1]

    def _take(self, content, buffers=()):
        if content["t"] == "all":
            self.sections = dict(content["sections"])
        elif content["t"] == "set" and content["value"] is None and content["name"].startswith("line:"):
            self.sections.pop(content["name"], None)
        elif content["t"] == "set":
            self.sections[content["name"]] = content["value"]
        else:
            self.sent.append((content, buffers))

    def says(self, what, /, **more):
        tell(self.widget, what, **more)

        async def behind():
            await asyncio.sleep(0)

        EVENT_LOOP.submit(behind()).result()
        return self

    def choose(self, **more):
        return self.says("choose", **{"text": "", "model": "", "voice": "", "kind": "", "since": "", **more})

    @property
    def ids(self):
        return self.sections["page"]["ids"]

    @property
    def questions(self):
        return [self.sections[f"line:{id}"]["question"] for id in self.ids]

    def until(self, wanted):
        until(lambda: wanted(self.sections))
        return self


def asked(n=3, **more):
    """So many replies in the history, the newest last."""
    omni = Omni.simulated(pace=0, show=False, **more)
    return [omni.ask(f"Repeat exactly: number {i}", modalities=["text"]) for i in range(n)]
