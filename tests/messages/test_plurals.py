"""What is counted is said of one, too: no "1 turns". Both in sentences for people and in a value's `repr`."""

import ast
import re

from tests.support import sentences

ROOT = sentences.tool.ROOT
COUNTED = (
    "answers attachments bits branches bytes cells changes channels characters chunks clips copies files frames gaps images "
    "items languages lines listeners messages minutes models pairs parts people pictures problems prompts questions "
    "records replies requests rows runs samples seconds sentences sounds times tokens tries turns voices votes words"
)
_SAID = re.compile(
    rf"\{{(\w+)\}} (?:of \{{\w+\}} )?(?:more |other |input |megapixel )?({'|'.join(COUNTED.split())})\b(?!:| in text only)"
)
_IN_CODE = re.compile(rf"\{{\}} (?:{'|'.join(COUNTED.split())})\b")
# Always more than one, or a number with its decimals.
ALWAYS_MANY = {
    "{cells} cells": "over a limit",
    "{cells} runs": "over a limit",
    "{n} prompts": "over a limit",
    "{count} cells are called": "alike",
    "{count} pairs": "`all pairs`",
    "{count} turns": "said from two on",
    "{most} words": "a limit",
    "{n} languages": "said from four on",
    "{n} models": "said from two on",
    "{n} lines": "said of long questions",
    "{n} times": "asked again",
    "{n} answers": "of which one is kept",
    "{most} frames": "a limit",
    "{words} input tokens": "`about 1,234`, over a limit",
    "{count} tokens": "`about 1,234`",
    "{usual_fps} frames": "2",
    "{n} attachments": "over a limit",
    "{errors} changes": "more than were asked for",
    "{n} of {all} votes": "of several people",
    "{all} sounds": "of which some have no player",
    "{count} clips": "aligned with each other",
    "{shape2} pictures": "one is taken as it is",
    "{frames} samples": "over a limit",
    "{bits} bits": "of a sample",
    "{channels} channels": "a header that no file has",
    "{depth} bits": "8 to 16",
    "{n} characters, beginning": "a long one",
    "{seconds} seconds": "with decimals",
    "{all} seconds": "with decimals",
    "{tokens} input tokens": "of several requests",
    "Ask {n} voices": "two or more are picked",
    "{n} pairs": "over which chance is counted",
    "{shape2} channels": "over a limit",
}


def uncounted(said):
    """Sentences that have one form where there may be one and many."""
    return [
        text
        for text in said
        if "|" not in text and _SAID.search(text) and not any(many in text for many in ALWAYS_MANY)
    ]


def test_a_sentence_that_counts_has_a_form_for_one():
    said = [m.id for m in sentences.tool.sentences() if m.id]
    assert uncounted(["{n} turns", "{n} turn|{n} turns", "Wait.", "{lost} of {all} cells are missing"]) == [
        "{n} turns", "{lost} of {all} cells are missing",
    ]  # fmt: skip
    assert len(said) > 1_000
    assert uncounted(said) == []
    assert [many for many in ALWAYS_MANY if not any(many in text for text in said)] == [], "nobody says these any more"


def test_what_counts_elsewhere_has_a_form_for_one():
    """In an f-string that is for people: a `repr`."""
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(function, ast.FunctionDef) and function.name in ("__repr__", "__str__"):
                texts = [
                    "".join(v.value if isinstance(v, ast.Constant) else "{}" for v in node.values)
                    for node in ast.walk(function) if isinstance(node, ast.JoinedStr)
                ]  # fmt: skip
                found += [(path.name, text) for text in texts if _IN_CODE.search(text)]
    assert found == []
