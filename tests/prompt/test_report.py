import pytest

from omni_nb.catalog import model
from omni_nb.errors import PromptRefused
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.report import Problem, Report, Tokens
from tests.prompt.support import check

FLASH = model("qwen3-omni-flash")


def test_the_report_shows_itself_without_html_of_others():
    report = check(Prompt.of("x"), model("<b>"))
    assert "&lt;b&gt;" in report._repr_html_()
    assert "✗" in str(check(Prompt.of("x"), FLASH, thinking=True))


def test_a_report_prints_no_escapes_of_a_models_id():
    report = check(Prompt.of("hi"), model("m\x1b]0;x\x07<b>"))
    assert str(report).startswith("m�]0;x�<b>: about")
    assert "m�]0;x�&lt;b&gt;: about" in report._repr_html_()


def test_a_report_with_problems_raises_them_all_and_one_without_none():
    problems = (Problem(code="a", cause="too long", repair="Trim it."), Problem(code="b", cause="too wide", repair="Trim it."))  # fmt: skip
    report = Report(model="m", problems=problems, notes=(), tokens=Tokens(text=3, audio=4), input_cost=None)
    with pytest.raises(PromptRefused) as refused:
        report.raise_if_refused()
    assert (refused.value.code, refused.value.repair) == ("a", "Trim it.")
    assert "too long; too wide" in str(refused.value)
    assert str(report).startswith("m: about 7 input tokens\n✗ too long\n  → Trim it.")
    Report(model="m", problems=(), notes=(), tokens=Tokens(), input_cost=None).raise_if_refused()
