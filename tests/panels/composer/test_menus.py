from omni_nb import Omni
from omni_nb.errors import OmniError
from omni_nb.session.client import Client
from tests.panels.composer.support import Desktop


def ids(desk, menu="models"):
    return [c["id"] for c in desk[menu]]


def test_names_that_are_nearly_right_are_offered(desk):
    desk.say("near", menu="voice", text="Cherri")
    assert desk["near"]["ids"][0] == "Cherry"
    desk.say("near", menu="model", text="qwen3-omni-flsh")
    assert "qwen3-omni-flash" in desk["near"]["ids"]
    desk.say("near", menu="voice", text="zzzzqqq")
    assert desk["near"] == {"menu": "voice", "text": "zzzzqqq", "ids": []}


def test_what_a_server_lists_stands_beside_what_is_known_and_is_asked_for_once_it_came(monkeypatch):
    desk = Desktop(monkeypatch, Omni(base_url="http://127.0.0.1:9/v1", model="mine/omni", show=False, keep=False))
    assert ids(desk)[0] == "mine/omni"
    answers = [
        OmniError("nobody is there"),
        [],
        ["mine/omni", "other-\u202e", "qwen3-omni-flash", "x-realtime"],
        ["again"],
    ]

    def model_ids(self):
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(Client, "model_ids", model_ids)
    known = ids(desk)
    for _ in range(2):
        desk.say("models")
        assert (ids(desk), desk.notice) == (known, "")  # that a server lists nothing is no news
    for _ in range(2):
        desk.say("models")
    assert [c["name"] for c in desk["models"] if c["group"]] == ["mine/omni", "other-�"]
    assert len(ids(desk)) == len(known) + 1
    assert answers == [["again"]]
    desk.say("option", name="model", value="other-\u202e")
    assert desk["options"]["model"] == "other-\u202e"


def test_the_simulator_is_not_asked_what_it_has(desk, monkeypatch):
    monkeypatch.setattr(Client, "model_ids", lambda self: 1 / 0)
    desk.say("models")
    assert desk.notice == ""
