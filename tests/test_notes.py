import ast
import copy
import json
import pickle
import typing
from pathlib import Path

import pytest

import omni_nb
from omni_nb import Omni, Reply
from omni_nb.kept import record
from omni_nb.notes import Note, NoteCode, notes_of
from omni_nb.prompt.parts import Prompt
from tests.support.wires import wire

NOTE = Note("retry", "trying again in 1 s")


def test_a_note_is_its_sentence_wherever_a_string_is_taken():
    assert (f"{NOTE}", str(NOTE), repr(NOTE), "again" in NOTE) == (NOTE, NOTE, "'trying again in 1 s'", True)
    assert ", ".join([NOTE, NOTE]) == "trying again in 1 s, trying again in 1 s"
    assert json.loads(json.dumps([NOTE])) == ["trying again in 1 s"]
    assert {NOTE: 1}["trying again in 1 s"] == 1
    assert NOTE.upper().startswith("TRYING")


def test_its_code_stays_with_it_and_is_not_changed():
    for same in (pickle.loads(pickle.dumps(NOTE)), copy.copy(NOTE), copy.deepcopy(NOTE)):
        assert (same, same.code, type(same)) == (NOTE, "retry", Note)
    with pytest.raises(AttributeError):
        NOTE.code = "media"


def test_strings_that_somebody_else_made_are_notes_without_a_code():
    assert [n.code for n in notes_of(["odd", NOTE])] == ["unknown", "retry"]
    assert Reply(notes=("odd",)).notes[0].code == "unknown"


def test_a_reply_that_is_kept_keeps_text_and_code():
    data = record.to_json(Reply(text="hi", notes=(NOTE, Note("media", "smaller"))))
    back = record.from_json(data, lambda: None)
    assert [(n.code, n) for n in back.notes] == [("retry", "trying again in 1 s"), ("media", "smaller")]


@pytest.mark.parametrize("codes", [None, [], ["retry"], ["retry", "of a later version"], [{}, 3], "no list"])
def test_notes_of_before_and_of_later_and_damaged_ones_are_read(codes):
    plain = json.loads(record.to_json(Reply(text="hi", notes=("one", "two")))) | {"note_codes": codes}
    back = record.from_json(json.dumps(plain).encode(), lambda: None)
    assert back.notes == ("one", "two")
    assert {n.code for n in back.notes} <= {"retry", "unknown"}
    del plain["note_codes"]
    assert record.from_json(json.dumps(plain).encode(), lambda: None).notes == ("one", "two")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("look at https://a.example/cat.png please", "sent_as_words"),
        ("https://a.example/", "sent_as_words"),
        ("what is in cat.png", "sent_as_words"),
        ("a\ud800", "half_characters"),
    ],
)
def test_what_a_person_should_know_of_their_words_has_a_code(words, code):
    assert [n.code for n in Prompt.of(words).notes] == [code]


def test_codes_are_words_and_each_stands_once():
    codes = typing.get_args(NoteCode)
    assert len(set(codes)) == len(codes)
    assert all(code.replace("_", "").isalpha() and code.islower() for code in codes)


def test_what_was_sent_although_it_is_not_known_is_on_the_reply_and_what_the_check_says_of_a_model_is_not():
    with wire() as server:
        omni = Omni("no-such-model", base_url=f"http://127.0.0.1:{server.port}/v1", show=False)
        assert [n.code for n in omni.ask("x", modalities=["text"]).notes] == ["model_unknown"]
        omni.model = "qwen3.5-plus"
        assert [n.code for n in omni.check("x").notes] == ["model"]
        assert omni.ask("x", modalities=["text"]).notes == ()


def test_nobody_decides_by_the_sentence_of_a_note_or_an_error():
    """`"Sent as it is" in note` decided which notes went with a reply; a sentence written anew would have lost them."""
    sentences = ("note", "notes", "cause", "repair")
    found = []
    for path in Path(omni_nb.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Compare(left=ast.Constant(value=str()), ops=[ast.In() | ast.NotIn()], comparators=[asked]):
                    names = (*sentences, "n")
                case ast.Call(
                    func=ast.Attribute(value=asked, attr="startswith" | "endswith"), args=[ast.Constant(), *_]
                ):
                    names = sentences
                case _:
                    continue
            if getattr(asked, "attr", getattr(asked, "id", "")) in names:
                found.append(f"{path.name}:{node.lineno}: {ast.unparse(node)}")
    assert found == []
