import inspect
import logging
import pickle
import threading
import traceback
import warnings

import pytest

from omni_nb import errors, set_language
from omni_nb.errors import Interrupted, OmniError, PromptRefused, RateLimited, ServerError
from omni_nb.messages import _, say
from tests.support import hostile

AMONG_WORKERS = ("MediaMissing",)
"""No person sees these, and they are there only where a sweep's modules were imported before."""


def every_error():
    todo, seen = [OmniError], []
    while todo:
        kind = todo.pop()
        seen += [kind] if kind.__name__ not in AMONG_WORKERS else []
        todo += kind.__subclasses__()
    return seen


def test_an_error_says_what_happened_and_what_to_do():
    err = OmniError("no bread", repair="Bake some.")
    assert str(err) == "no bread\n→ Bake some."
    assert (err.cause, err.code, err.repair) == ("no bread", "omni_error", "Bake some.")


def test_an_error_without_repair_is_just_its_cause():
    assert str(OmniError("no bread", code="bread")) == "no bread"


def test_each_error_has_a_code_and_stands_in_the_drawing():
    for kind in every_error():
        assert kind.__name__ in errors.__doc__
        assert kind.code


def test_a_refused_prompt_is_a_value_error_with_its_report():
    err = PromptRefused("no", report="the report")
    assert isinstance(err, ValueError)
    assert err.report == "the report"


def test_an_interrupt_stops_run_all_and_carries_the_reply():
    assert issubclass(Interrupted, KeyboardInterrupt)
    assert Interrupted("partial").reply == "partial"
    assert "omni.last" in str(Interrupted())


def test_a_notebook_shows_the_message_and_the_place_not_our_frames(monkeypatch):
    def ask():
        raise OmniError("no bread\nat all", repair="Bake some.")

    try:
        ask()
    except OmniError as err:
        raised = err
    assert raised._render_traceback_()[:3] == [
        "OmniError: no bread\nat all",
        "→ Bake some.",
        raised._render_traceback_()[2],
    ]
    assert "of ask)" in raised._render_traceback_()[2]
    assert OmniError("x")._render_traceback_() == ["OmniError: x", ""]
    monkeypatch.setenv("OMNI_NB_TRACEBACK", "full")
    assert raised._render_traceback_()[0].startswith("Traceback")


@pytest.mark.parametrize("kind", every_error())
def test_no_words_of_others_in_an_error_reach_a_terminal_as_escapes(kind):
    own = [k.__init__ for k in kind.__mro__ if issubclass(k, OmniError)]
    words = {
        n: hostile.ALL for f in own for n, p in inspect.signature(f).parameters.items() if "str" in str(p.annotation)
    }
    del words["cause"]
    err = kind(hostile.ALL, **words)
    for name, value in {**vars(err), "args": err.args[0]}.items():
        if isinstance(value, str):
            assert hostile.unseen(value) == "", name
            assert hostile.MARK in value, name
    plain = "".join(traceback.format_exception(err))
    for shown in (str(err), repr(err), plain, "\n".join(err._render_traceback_())):
        assert hostile.unseen(shown) == ""
        assert hostile.MARK in shown


def test_an_error_is_said_in_one_language_wherever_python_prints_it(chinese):
    err = OmniError(_("Use https://."), repair=_("Use a key of {company}.", company="\x1b[31mthem"))
    said = "请改用 https://。\n→ 请使用 �[31mthem 的密钥。"
    assert (str(err), f"{err}", f"{err.sentence}") == (said, said, said.replace("\n→ ", ""))
    assert said in "".join(traceback.format_exception(err))
    assert "请改用" in repr(err)
    assert [line.strip() for line in err._render_traceback_()] == [
        "OmniError: 请改用 https://。",
        "→ 请使用 �[31mthem 的密钥。",
        "",
    ]
    again = pickle.loads(pickle.dumps(err))
    set_language("en")
    assert str(again) == "Use https://.\n→ Use a key of �[31mthem."
    assert again == err


def test_an_error_that_only_now_is_told_of_by_another_is_said_in_its_language(chinese):
    inner = ValueError(_("Use https://."))
    outer = OmniError(_("Use a key of {company}.", company=inner), repair=_("Ask again."))
    assert str(outer) == "请使用请改用 https://。 的密钥。\n→ 请重新提问。"
    assert say(outer.message, "en") == "Use a key of Use https://..\n→ Ask again."
    assert say(OmniError(_("Use a key of {company}.", company=outer)).message, "en").count("→") == 1
    assert say(OmniError(_("no {thing}", thing=KeyError("a"))).message, "en") == "no 'a'"


def test_a_log_and_a_thread_say_it_too(chinese, caplog, capsys, monkeypatch):
    logging.getLogger("x").warning(_("Ask again."))
    logging.getLogger("x").warning("so: %s", OmniError(_("Ask again.")))
    assert caplog.messages == ["请重新提问。", "so: 请重新提问。"]
    with pytest.warns(UserWarning, match="^请重新提问。$"):
        warnings.warn(_("Ask again."), stacklevel=1)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert "OmniError: 请改用 https://。" in capsys.readouterr().err


def fail():
    raise OmniError(_("Use https://."))


def test_errors_are_values_equal_when_they_say_the_same():
    one, same, other = RateLimited("x", status=429), RateLimited("x", status=429), RateLimited("x", status=503)
    assert one == same
    assert len({one, same, other, OmniError("x")}) == 3
    assert one != other
    assert OmniError("x") != ServerError("x")


@pytest.mark.parametrize(
    ("cause", "repair", "sentence"),
    [
        ("it is damaged", "Save it again.", "it is damaged. Save it again."),
        ("It is damaged.", "Save it again.", "It is damaged. Save it again."),
        ("why?", "Ask.", "why? Ask."),
        ("余额不足。", "Top up.", "余额不足。 Top up."),
        ("it is damaged", "", "it is damaged"),
        ("", "", ""),
    ],
)
def test_what_happened_and_what_to_do_are_sentences_in_one_line(cause, repair, sentence):
    assert OmniError(cause, repair=repair).sentence == sentence
