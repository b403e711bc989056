"""A cell that keeps its outputs in a list, and a clock that stands until it is moved."""

import threading

from omni_nb.show import display, static


class Outputs:
    """The outputs of a cell: some can be replaced."""

    def __init__(self, monkeypatch):
        self.shown = []
        self.updated = threading.Event()
        monkeypatch.setattr(display, "in_notebook", lambda: True)
        monkeypatch.setattr(display, "show_bundle", self.shown.append)
        monkeypatch.setattr(display, "show_object", self.replaceable)
        monkeypatch.setattr(display, "show_replaceable", self.replaceable)
        monkeypatch.setattr(static, "mark_shown", lambda r: None)

    def replaceable(self, thing):
        self.shown.append(thing)
        n = len(self.shown) - 1

        class Handle:
            def update(_, obj, raw=False):
                self.updates = getattr(self, "updates", 0) + 1
                self.shown[n] = obj
                self.updated.set()

        return Handle()


class Clock:
    now = 0.0

    def __call__(self):
        return self.now
