from omni_nb.widgets.base import joined
from omni_nb.widgets.live_text import LiveText


def test_the_files_are_joined_in_their_order_and_one_exports():
    text = joined("speaker.js", "live_player.js")
    assert text.index("class Speaker") < text.index("new Speaker({")
    assert text.count("export default") == 1


class Session:
    def __init__(self):
        self.sent = []

    def send(self, *args, **more):
        self.sent.append((args, more))


class Kernel:
    iopub_socket = "socket"

    def __init__(self):
        self.session = Session()


class Comm:
    comm_id, topic = "c", b"comm-c"

    def __init__(self, kernel):
        self.kernel = kernel


def piece(monkeypatch, comm):
    widget = LiveText()
    monkeypatch.setattr(LiveText, "comm", comm, raising=False)
    return widget


def test_a_lean_message_does_not_name_the_cell(monkeypatch):
    kernel = Kernel()
    piece(monkeypatch, Comm(kernel)).send_lean({"t": "x"}, [b"data"])
    (args, more) = kernel.session.sent[0]
    assert args == ("socket", "comm_msg", {"data": {"method": "custom", "content": {"t": "x"}}, "comm_id": "c"})
    assert more == {"parent": {}, "ident": b"comm-c", "buffers": [b"data"]}


def test_elsewhere_it_is_a_plain_message(monkeypatch):
    widget, sent = piece(monkeypatch, object()), []
    widget.send = lambda content, buffers=None: sent.append((content, buffers))
    widget.send_lean({"t": "x"})
    assert sent == [({"t": "x"}, None)]


def test_what_was_made_for_a_widget_is_closed_with_it():
    widget = LiveText()
    layout = widget.layout
    widget.close()
    assert widget.comm is None
    assert layout.comm is None
    widget.close()
