import ast
import inspect
import re
import subprocess
import sys
import textwrap

import pytest

import omni_nb


def test_the_names_are_sorted_and_all_can_be_had():
    assert omni_nb.__all__ == sorted(omni_nb.__all__)
    assert dir(omni_nb) == sorted(omni_nb.__all__)
    for name in omni_nb.__all__:
        assert getattr(omni_nb, name) is not None
    assert set(omni_nb.__all__) == {*omni_nb._HOMES, "__version__"}


def test_help_names_what_there_is():
    named = re.findall(r"\b(omni|omni_nb|reply)\.(\w+)", omni_nb.__doc__)
    assert len(named) > 12
    homes = {"omni": omni_nb.Omni, "omni_nb": omni_nb, "reply": omni_nb.Reply}
    for home, name in named:
        assert hasattr(homes[home], name), (home, name)


MADE_BY_US = {"Composer", "ListeningTest", "PromptRefused", "Sweep", "Recorder"}
"""Nobody calls these classes by hand, or all of it comes from a library's class."""


def public_calls():
    for name in omni_nb.__all__:
        thing = getattr(omni_nb, name)
        if not callable(thing):
            continue
        if name not in MADE_BY_US:
            yield name, thing
        for member, call in (
            inspect.getmembers(thing, lambda m: inspect.isfunction(m) or inspect.ismethod(m))
            if inspect.isclass(thing)
            else ()
        ):
            if not member.startswith("_") and call.__module__.startswith("omni_nb") and name != "Recorder":
                yield f"{name}.{member}", call


def raised_by(call):
    """What its own lines raise; what others raise for it is not looked for."""
    own = [vars(call)[n] for n in ("__init__", "__post_init__") if n in vars(call)] if inspect.isclass(call) else [call]
    own = [f for f in own if f.__code__.co_filename == inspect.getsourcefile(call)]  # dataclasses write some themselves
    trees = [ast.parse(textwrap.dedent(inspect.getsource(f))) for f in own]
    calls = [n.exc for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Raise)]
    return {c.func.id for c in calls if isinstance(c, ast.Call) and isinstance(c.func, ast.Name)}


def test_help_tells_of_each_argument_and_of_what_is_raised():
    """By its name, in `Args:` or in the sentence."""
    checked = 0
    for name, call in public_calls():
        told, checked = inspect.getdoc(call) or "", checked + 1
        lacking = [
            p for p in inspect.signature(call).parameters if p not in ("self", "cls", "kept_hash") and p not in told
        ]
        assert lacking == [], f"{name}: {lacking}"
        listed = re.search(r"Args:\n(.*?)(?:\n\n|\Z)", told, re.DOTALL)
        for argument in re.findall(r"^    (\w+):", listed.group(1), re.MULTILINE) if listed else ():
            assert argument in inspect.signature(call).parameters or argument == "kwargs", f"{name}: no {argument}"
        raised = {n for n in raised_by(call) if n not in told}
        assert raised == set(), f"{name} does not tell that it raises {raised}"
    assert checked > 60
    for name, member in inspect.getmembers(omni_nb.Omni, lambda m: isinstance(m, property)):
        assert member.__doc__, name


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'smell'"):
        omni_nb.smell  # noqa: B018


def test_importing_it_loads_nothing_heavy():
    code = "import sys, omni_nb; print([m for m in ('openai','matplotlib','ipywidgets','soundfile','numpy','IPython','anywidget') if m in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )


def test_asking_for_text_loads_neither_widgets_nor_matplotlib():
    code = (
        "import sys; from omni_nb import Omni; Omni.simulated(pace=0).ask('hello', modalities=['text']);"
        "print([m for m in ('matplotlib','ipywidgets','IPython','anywidget') if m in sys.modules])"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
