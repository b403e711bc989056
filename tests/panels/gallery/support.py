"""A gallery on a page that is a dict of sections, and voices that speak when a test says so."""

import asyncio

from omni_nb import Omni, catalog
from omni_nb.session.event_loop import EVENT_LOOP
from omni_nb.show import display
from tests.support.pages import tell

MODEL = catalog.default_model()


def until(wanted):
    async def come():
        while not wanted():
            await asyncio.sleep(0.005)

    EVENT_LOOP.submit(asyncio.wait_for(come(), 60)).result()


class Handle:
    def __init__(self, bundle):
        self.shown = [bundle]

    def update(self, bundle, raw=False):
        self.shown.append(bundle)


class Wall:
    """A gallery that is shown."""

    def __init__(self, monkeypatch, omni=None, model=None):
        self.objects, self.handles, self.sections, self.pieces = [], [], {}, []
        monkeypatch.setattr(display, "in_notebook", lambda: True)
        monkeypatch.setattr(display, "show_object", self.objects.append)
        monkeypatch.setattr(display, "show_replaceable", self._output)
        self.omni = omni or Omni.simulated(pace=0, show=False)
        self.gallery = self.omni.voices(model)
        self.show()

    def show(self):
        self.gallery._ipython_display_()
        self.widget = self.objects[-1]
        self.widget.send = self.widget.send_lean = self._take
        for _ in range(2):  # all that was said before, and all sound
            tell(self.widget, "ready")
        self.settle()

    def _output(self, bundle):
        self.handles.append(Handle(bundle))
        return self.handles[-1]

    def _take(self, content, buffers=()):
        if content["t"] == "all":
            self.sections = dict(content["sections"])
        elif content["t"] == "set":
            self.sections[content["name"]] = content["value"]
        elif content["t"] == "pcm":
            self.pieces += zip(content["pieces"], buffers, strict=True)

    def says(self, kind, **more):
        tell(self.widget, kind, **more)
        return self.settle()

    def settle(self):
        """Until what was said is taken: behind it on the loop."""

        async def behind():
            await asyncio.sleep(0)

        EVENT_LOOP.submit(behind()).result()
        return self

    def idle(self):
        """Until nothing is asked, and all that came is shown."""
        until(lambda: not self.sections["progress"]["busy"])
        return self

    def number(self, voice):
        return str([row["voice"] for row in self.gallery].index(voice))

    def row(self, voice):
        return self.sections[f"cell:{self.number(voice)}"]

    def hear(self, voice, kind="hear"):
        self.says(kind, cell=self.number(voice))
        until(lambda: self.row(voice)["state"] in ("done", "failed"))
        return self.idle().row(voice)

    def sound(self, voice):
        return b"".join(bytes(b) for piece, b in self.pieces if piece["cell"] == self.number(voice))

    def begun(self, monkeypatch):
        """A list of the voices that are asked from now on."""
        from omni_nb.session.client import Client

        voices, start = [], Client.start
        monkeypatch.setattr(
            Client, "start", lambda self, r, **k: voices.append(r.settings.voice) or start(self, r, **k)
        )
        return voices
