import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from omni_nb.messages import translations
from omni_nb.messages.translations import LOCALE, LOCALES, translation
from tests.support import sentences

PO = """
msgid "Use {model}."
msgstr "%s"

msgid "Ask again."
msgstr "%s"
"""


def faults(po, *, said=("Use {model}.", "Ask again."), compiled=None):
    here = sentences.Catalog()
    for text in said:
        here.add(text)
    there = sentences.catalogue(po)
    return sentences.faults_of(here, there, sentences.compiled(compiled or there))


def test_a_sentence_is_said_in_another_language():
    assert translation("What was received is kept. Ask again.", "zh") == "已收到的内容已保留。请重新提问。"
    assert translation("What was received is kept. Ask again.", "en") == "What was received is kept. Ask again."


def test_what_the_catalogue_has_not_is_none_and_neither_the_question_nor_the_head_of_the_file():
    assert [translation(text, "zh") for text in ("", "nobody says this", "{")] == ["", None, None]


def test_each_language_has_its_source_and_its_compiled_file():
    for folder in LOCALES.values():
        for kind in ("po", "mo"):
            assert (LOCALE / folder / "LC_MESSAGES" / f"omni_nb.{kind}").stat().st_size > 1_000


def test_an_installation_without_its_catalogue_speaks_english():
    spec = importlib.util.spec_from_file_location("translations_anew", translations.__file__)
    anew = importlib.util.module_from_spec(spec)  # as in a new kernel: a catalogue that was read is remembered
    spec.loader.exec_module(anew)
    assert anew.translation("Ask again.", "zh") == "请重新提问。"
    spec.loader.exec_module(anew)
    anew.LOCALE = Path("nowhere")
    assert anew.translation("Ask again.", "zh") is None
    assert anew.translation("Ask again.", "en") == "Ask again."


def test_faults_of_a_catalogue_are_found():
    whole = PO % ("请使用 {model}。", "请重试。")
    assert faults(whole) == []
    assert "no translation" in faults(PO % ("请使用 {model}。", ""))[0]
    assert "no translation" in faults(whole, said=("Use {model}.", "Ask again.", "New."))[0]
    assert "nobody says this" in faults(whole, said=("Use {model}.",))[0]
    assert "other placeholders" in faults(PO % ("请使用 {modell}。", "请重试。"))[0]
    assert "other placeholders" in faults(PO % ("请使用 {model。", "请重试。"))[0]
    assert "fuzzy" in faults(whole.replace('\nmsgid "Ask', '\n#, fuzzy\nmsgid "Ask'))[0]
    assert "the .mo is not" in faults(whole, compiled=sentences.catalogue(PO % ("请使用 {model}。", "再试。")))[0]


@pytest.mark.parametrize(
    "source",
    [
        'OmniError("no", repair="Ask again.")',
        'OmniError("no", repair=f"Use {model}.")',
        'OmniError("no", repair=_("Ask again.") + " Or not.")',
        'OmniError("no", repair="Ask again." if x else _("Use it."))',
        'x = ("Ask again.", "请重试。")',
        '_(f"Use {model}.")',
        "f'{_(\"Ask again.\")}'",
        '_("Use " + model)',
        '_("Use {model}.")',
        '_("Use {model}.", name=1)',
        'def f(m, _):\n    raise OmniError(_("Ask again."))',
        '_("Use it.", name=1)',
        'def f():\n    _, x = g()\n    raise OmniError("no", repair=_("Ask again."))',
    ],
)
def test_a_sentence_past_the_catalogue_is_found(source):
    assert sentences.passed_by(source)


def test_sentences_of_the_catalogue_and_what_is_passed_on_are_no_fault():
    source = '"""请重试。"""\ndef f():\n    for _ in x:\n        pass\n    return [a for a, _ in x]\nOmniError(cause, repair=_("Use {model}.", model=f"the {x} one"))\nOmniError(cause, repair=err.repair)'
    assert sentences.passed_by(source) == []


def test_a_wheel_brings_the_catalogue(tmp_path):
    """What is written into the package by hatchling, without an environment of its own."""
    pytest.importorskip("hatchling", reason="what builds the wheel is not installed: it was not looked into")
    root = Path(__file__).parents[2]
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=root, capture_output=True, check=True)
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    assert {f"omni_nb/messages/locale/zh_CN/LC_MESSAGES/omni_nb.{kind}" for kind in ("po", "mo")} <= set(names)
