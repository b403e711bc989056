import json

from omni_nb import set_language
from omni_nb.messages import _
from omni_nb.widgets.base import joined, script, sentences_in, words_for
from omni_nb.widgets.live_player import LivePlayer
from omni_nb.widgets.live_text import LiveText
from omni_nb.widgets.sectioned import SectionedWidget


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


class Saying(SectionedWidget):
    _esm = (
        joined("dom.js")
        + '\nexport default () => [t("Ask again."), later("Use https://."), t("nobody has this"), at("x")];'
    )

    def __init__(self):
        self.sent = []
        super().__init__(lambda content, buffers: None)
        self.sent.clear()

    def _send(self, msg, buffers=None):
        self.sent.append(json.loads(json.dumps(msg)))


def contents(widget):
    sent, widget.sent = widget.sent, []
    return [m.get("content") or m["state"] for m in sent if m["method"] in ("custom", "update")]


def test_a_script_names_its_sentences_and_gets_the_words_for_these_alone(chinese):
    assert script("wav.js").startswith("let words={};\n")  # language.js
    assert sentences_in(r'at("a"); t( "b\"c"); x.t("d"); later("e"); t(`f`); t("b\"c")') == ['b"c', "e"]
    assert words_for(Saying._esm) == {"": "zh-CN", "Ask again.": "请重新提问。", "Use https://.": "请改用 https://。"}
    set_language("en")
    assert words_for(Saying._esm) is None


def test_a_widget_that_is_shown_follows_the_language(chinese):
    set_language("en")
    widget = Saying()
    assert widget.get_state()["_sayings"] is None
    widget.set("note", {"text": _("Ask again.")})
    set_language("zh")
    late = Saying()
    set_language("en")
    words = {"": "zh-CN", "Ask again.": "请重新提问。", "Use https://.": "请改用 https://。"}
    assert contents(widget) == [
        {"t": "set", "name": "note", "value": {"text": "Ask again."}},
        {"_sayings": words},
        {"t": "all", "sections": {"note": {"text": "请重新提问。"}}, "me": widget.model_id},
        {"_sayings": None},
        {"t": "all", "sections": {"note": {"text": "Ask again."}}, "me": widget.model_id},
    ]
    assert contents(late) == [{"_sayings": None}]
    widget.close()
    set_language("zh")
    assert contents(widget) == []


def test_what_is_sent_is_said(chinese, monkeypatch):
    kernel = Kernel()
    piece(monkeypatch, Comm(kernel)).send_lean({"t": _("Ask again.")})
    monkeypatch.undo()
    assert kernel.session.sent[0][0][2]["data"]["content"] == {"t": "请重新提问。"}


def test_the_language_costs_a_live_reply_next_to_nothing_in_english():
    text, player = (kind().get_state() for kind in (LiveText, LivePlayer))
    assert [len(json.dumps({"_sayings": state["_sayings"]})) for state in (text, player)] == [18, 18]
