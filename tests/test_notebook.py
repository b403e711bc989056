import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.error import UsageError

from omni_nb import Omni, Reply, audio, image
from omni_nb import notebook as magics
from omni_nb.prompt.parts import Prompt
from tests.support import hostile, ipython
from tests.support.clients import client
from tests.support.media import TONE, picture
from tests.support.programs import HISTORY, OPTIONS, PROMPTS, write


@pytest.fixture(scope="module")
def ip():
    with ipython.shell() as running:
        yield running


@pytest.fixture(autouse=True)
def _fast(ip):
    ip.user_ns["omni"] = Omni.simulated(pace=0, show=False)
    yield
    ip.user_ns.pop("omni", None)


def test_a_cell_asks_with_the_options_of_its_line(ip, tmp_path):
    (tmp_path / "x.wav").write_bytes(TONE.encode())
    reply = ip.run_cell_magic("omni", f"--voice Ethan --audio {tmp_path / 'x.wav'}", "What is this?\n")
    assert "440 Hz" in reply.text
    assert reply.voice == "Ethan"
    assert ip.user_ns["_omni"] is reply


def test_a_line_asks_too(ip):
    reply = ip.run_line_magic("omni", "-t what's a list? --to answer")
    assert "- first" in reply.text
    assert reply.audio is None


def test_pictures_thinking_and_a_name_for_the_reply(ip, tmp_path):
    (tmp_path / "x.png").write_bytes(picture())
    ip.run_cell_magic("omni", f"--image {tmp_path / 'x.png'} --thinking --system brief --to answer", "What is this?")
    assert isinstance(ip.user_ns["answer"], Reply)
    assert ip.user_ns["answer"].reasoning


def test_a_line_keeps_backslashes_quotes_and_spaces(ip, recorded, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in (r"C:\pics\a b.png", r"C:\pics\b.png", "c d.png"):
        (tmp_path / name).write_bytes(picture())
    ip.user_ns["omni"] = Omni(base_url=recorded.url, show=False)
    line = r"""-t --image "C:\pics\a b.png" --image C:\pics\b.png --image=c\ d.png What does "\d+"  mean in C:\new, it's?"""
    ip.run_line_magic("omni", line)
    ((body, _),) = recorded.bodies
    *media, words = body["messages"][-1]["content"]
    assert len(media) == 3
    assert words["text"] == r"""What does "\d+"  mean in C:\new, it's?"""


def test_a_file_of_earlier_turns_is_words_where_it_says_words(ip, recorded, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ip.user_ns["omni"] = Omni(base_url=recorded.url, show=False)
    (tmp_path / "turns.json").write_text('{"turns": [{"ask": [{"text": "nope.png"}], "answer": "a"}]}')
    ip.run_cell_magic("omni", "-t --conversation turns.json", "and?")
    ((body, _),) = recorded.bodies
    assert [m["content"] for m in body["messages"]] == ["nope.png", "a", "and?"]
    with pytest.raises(FileNotFoundError, match="there is no such file"):
        ip.run_cell_magic("omni", "-t --conversation none.json", "and?")


@pytest.mark.parametrize(
    "said",
    [
        "no JSON", "null", "[]", "{}", "[" * 100_000, '{"turns": 5}', '{"turns": [5]}', '{"system": 5, "turns": []}',
        '{"turns": [{"ask": [{"text": "a"}]}]}', '{"turns": [{"ask": [{"text": "a"}], "answer": null}]}',
        '{"turns": [{"ask": "a", "answer": "b"}]}', '{"turns": [{"ask": [{"text": 5}], "answer": "b"}]}',
        '{"turns": [{"ask": [{"odd": "a"}], "answer": "b"}]}', '{"turns": [{"ask": [{"frames": {}}], "answer": "b"}]}',
        '{"turns": [{"ask": [{"frames": {"files": ["a"], "fps": "x"}}], "answer": "b"}]}',
    ],
)  # fmt: skip
def test_a_file_that_holds_no_earlier_turns_is_said_to_be_none(ip, tmp_path, said):
    (tmp_path / "turns.json").write_text(said)
    with pytest.raises(UsageError, match="not a JSON file of earlier turns"):
        ip.run_cell_magic("omni", f"-t --conversation {tmp_path / 'turns.json'}", "and?")


def test_without_a_variable_of_that_name_it_makes_its_own(ip):
    del ip.user_ns["omni"]
    replies = [ip.run_line_magic("omni", f"{option} -t hello") for option in ("", "--simulated")]
    assert ["simulator" in reply.text for reply in replies] == [True, True]


def test_misuse_is_a_usage_error_and_help_helps(ip):
    for line in ("--smell x", "--voice", "--help"):
        with pytest.raises(UsageError, match="omni"):
            ip.run_line_magic("omni", line)
    with pytest.raises(UsageError, match="quotation"):
        ip.run_cell_magic("omni", "--voice 'x", "hello")


@pytest.mark.parametrize(
    ("line", "found"),
    [("%omni --voice ", "Cherry"), ("%omni --voice Ch", "Cherry"), ("%omni --model qwen3.5-omni-plus -v ", "Tina"), ("%omni -v ", '"Ono Anna"'),
     ("%%omni --model ", "qwen3.5-omni-plus"), ("%omni --", "--text-only")],
)  # fmt: skip
def test_voices_models_and_options_complete(line, found):
    assert found in magics.complete(None, type("Event", (), {"line": line}))


def test_file_names_are_left_to_ipython():
    assert magics.complete(None, type("Event", (), {"line": "%omni --audio "})) == []


def test_completion_is_wired_into_the_shell(ip):
    line = "%%omni --voice Ch"
    with provisionalcompleter():
        assert {c.text for c in ip.Completer.completions(line, len(line))} == {"Cherry", "Chelsie"}


@pytest.mark.parametrize("options", OPTIONS, ids=["sound", "thinking", "system"])
def test_a_cell_sends_exactly_what_its_composer_sends(options, ip, recorded, tmp_path, monkeypatch):
    monkeypatch.setenv("OMNI_NB_API_KEY", "canary-of-the-environment")
    shell = ip
    shell.user_ns.pop("omni", None)
    omni = client(base_url=recorded.url)
    mixed = {"both": (audio(TONE), image(picture()), "?")}
    for name, parts in {**PROMPTS, **mixed}.items():
        chosen = {**options, "model": "qwen3.5-omni-flash"} if name == "both" else options
        chosen = {k: v for k, v in chosen.items() if not (name == "both" and k in ("voice", "thinking"))}
        history = HISTORY if name in ("text", "URL") else []
        cell = write("magic", omni, parts, chosen, history, monkeypatch, tmp_path)
        recorded.bodies.clear()
        shell.run_cell(cell)
        ((body, _),) = recorded.bodies
        assert body == omni.body(omni.request(Prompt.of(*parts), history, chosen)), name


def test_neither_a_servers_words_nor_an_option_drive_the_terminal_of_ipython(ip, capsys):
    with hostile.enemy() as server:
        ip.user_ns["enemy"] = Omni("m", base_url=server.url, show=False, keep=False)
        ip.run_cell("enemy.ask('refuse', modalities=['text'])")
        ip.run_cell(f"%omni --base-url {server.url} --nothing-{hostile.MARK}\x1b]0;x\x07 x")
    out = capsys.readouterr()
    shown = (out.out + out.err).replace("\x1b[", "").replace("\x1b", "ESC")  # IPython's own colours
    assert hostile.unseen(shown) == ""
    assert shown.count(hostile.MARK) > 1
    assert "ESC" not in shown


@pytest.mark.parametrize(
    "odd",
    ["{__import__('os').system('touch ran')}", "$omni", "${omni}", "$$omni it's", "{omni} isn't $omni", "{", "}", "{{x}}", "%%omni", "a'b\"c\\d", "`x` $(x)"],
)  # fmt: skip
def test_a_name_from_elsewhere_is_no_program_in_a_cell(odd, ip, recorded, tmp_path, monkeypatch):
    omni = client(base_url=recorded.url)
    options = {"modalities": ["text"], "model": f"m {odd} n", "system": f"it's {odd}"}
    parts = (image(f"https://x.org/{odd.replace(' ', '')}.png"), f"{odd} ?")
    cell = write("magic", omni, parts, options, [], monkeypatch, tmp_path)
    ip.run_cell(cell)
    ((body, _),) = recorded.bodies
    assert body == Omni(base_url=recorded.url).request(*parts, **options)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("words", ["In [1]: x\n   ...: y", "... a\nb", "!ls", "%%bash\nls", "?x", "x?"])
def test_a_question_that_looks_like_a_prompt_stays_as_it_is(words, ip, recorded, tmp_path, monkeypatch):
    omni = client(base_url=recorded.url)
    ip.run_cell(write("magic", omni, (words,), {"modalities": ["text"]}, [], monkeypatch, tmp_path))
    ((body, _),) = recorded.bodies
    assert body == Omni(base_url=recorded.url).request(words, modalities=["text"])


def test_what_a_cell_cannot_hold_is_said(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="use the Python code"):
        write("magic", client(), ("why?\n>>> 1 + 1\n3",), {"modalities": ["text"]}, [], monkeypatch, tmp_path)
    with pytest.raises(ValueError, match="use the Python code"):
        write("magic", client(), ("hi",), {"model": "m\u2028x", "modalities": ["text"]}, [], monkeypatch, tmp_path)


def test_frames_whose_names_hold_commas_are_that_many_frames(ip, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = [f"shot,{n}.png" for n in range(3)] + ["plain.png"]
    for name in names:
        (tmp_path / name).write_bytes(picture())
    reply = ip.run_line_magic("omni", f"-t --frames {','.join(names)} what happens?")
    assert [frame.name for frame in reply.asked.media[0].frames] == names
