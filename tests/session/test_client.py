import pytest

from omni_nb.prompt.parts import Prompt
from omni_nb.servers.address import resolve
from omni_nb.servers.keys import Secret
from tests.support.clients import client


def test_options_go_over_the_defaults():
    a = client(voice="Ethan", system="Be brief.")
    s = a.settings({"temperature": 0.2})
    assert (s.model, s.voice, s.system, s.sound, s.temperature) == ("qwen3-omni-flash", "Ethan", "Be brief.", True, 0.2)
    assert a.settings({"system": None}).system is None
    assert a.settings({"thinking": True}).sound is False
    with pytest.raises(TypeError, match="did you mean temperature"):
        a.settings({"temprature": 1})


def test_it_writes_reviews_and_begins():
    a = client()
    prompt = Prompt.of("Repeat exactly: one")
    assert a.body(a.request(prompt, (), {"modalities": ["text"]}))["messages"][-1]["content"] == prompt.text
    assert (
        a.review(a.request(prompt, (), {"thinking": True, "modalities": ["text", "audio"]})).problems[0].code
        == "thinking_with_audio"
    )
    ended = []
    run = a.start(a.request(prompt, (), {"modalities": ["text"]}), on_end=ended.append)
    run.wait()
    assert [r.text for r in ended] == ["one"]
    assert a.reached().base_url.startswith("http://127.0.0.1:")
    assert a.address.base_url is None


@pytest.mark.parametrize(
    "option", [{"model": "m\ud800"}, {"voice": "v\udfff"}, {"system": "s\ud83d"}, {"extra": {"a": ["\ud800"]}}]
)
def test_half_of_a_character_is_refused_by_name_before_it_is_sent(option):
    (name,) = option
    with pytest.raises(ValueError, match=f"^{name} contains half of a character"):
        client().settings(option)


@pytest.mark.parametrize("voice", [5, ["Cherry"], {"voice": "Cherry", "gender": "female"}])
def test_what_is_no_voice_is_told(voice):
    with pytest.raises(TypeError, match="voice must be an id"):
        client().settings({"voice": voice})
    with pytest.raises(TypeError, match="voice must be an id"):
        client(voice=voice).settings({})


@pytest.mark.parametrize(
    ("model", "told"), [("", "model is empty"), (" \n", "model is empty"), (None, "model must be an id")]
)
def test_a_model_that_was_not_named_is_told_at_once(model, told):
    with pytest.raises((TypeError, ValueError), match=told):
        client(model)


def test_an_option_with_escapes_is_told_without_them():
    with pytest.raises(TypeError, match="no option a�"):
        client().settings({"a\x1b]0;x\x07": 1})


class Given:
    """A transport that answers a word, and remembers how long it was to wait."""

    base_url = "http://127.0.0.1:1/v1"

    def __init__(self):
        self.waited = []

    async def send(self, body, *, timeout_s):
        self.waited.append(timeout_s)
        yield 0.5, b'data: {"choices": [{"delta": {"content": "hi"}}]}\n\ndata: [DONE]\n\n'

    async def model_ids(self, *, timeout_s):
        self.waited.append(timeout_s)
        return ["m"]

    async def close(self): ...


def test_it_asks_through_the_transport_that_it_is_given_and_waits_as_long_as_is_said_now():
    given = Given()
    a = client(transport=given)
    for timeout_s in (3.0, 5.0):
        a.timeout_s = timeout_s
        run = a.start(a.request(Prompt.of("x"), (), {"modalities": ["text"]}), on_end=lambda reply: None)
        run.wait()
        assert (run.reply().text, run.reply().timing.first_text_s) == ("hi", 0.5)
    assert a.model_ids() == ["m"]
    assert a.reached().base_url == given.base_url
    assert given.waited == [3.0, 5.0, 5.0]


def test_raw_chunks_are_kept_when_they_are_asked_for_and_hold_no_key():
    for trace, kept in (("times", None), ("raw", '{"choices": [{"delta": {"content": "hi"}}]}')):
        a = client(transport=Given(), trace=trace)
        run = a.start(a.request(Prompt.of("x")), on_end=lambda reply: None)
        run.wait()
        assert [(c.raw, c.size_bytes) for c in run.reply().trace] == [(kept, 43)]
    with pytest.raises(ValueError, match="times, raw"):
        client(trace="all")


def test_a_raw_trace_holds_no_key_even_if_the_server_sends_it_in_two_chunks():
    key = "sk-" + "canary0123456789"

    class Repeats(Given):
        async def send(self, body, *, timeout_s):
            for piece in (key[:9], key[9:], key):
                yield 0.5, b'data: {"choices": [{"delta": {"content": "%s"}}]}\n\n' % piece.encode()
            yield 0.5, b"data: [DONE]\n\n"

    address = resolve(key=Secret(key), region=None, base_url="http://127.0.0.1:1/v1", server=None)
    a = client(address=address, transport=Repeats(), trace="raw")
    run = a.start(a.request(Prompt.of("x")), on_end=lambda reply: None)
    run.wait()
    raw = [chunk.raw for chunk in run.reply().trace]
    assert len(raw) == 3
    assert not [key[i : i + 5] for i in range(len(key) - 4) if key[i : i + 5] in "".join(raw)]
