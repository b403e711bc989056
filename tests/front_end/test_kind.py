import sys
from types import SimpleNamespace

import pytest

from omni_nb.front_end.kind import front_end, shell
from tests.front_end import fake_marimo

KERNEL = SimpleNamespace(kernel=1, user_ns={})


class SpyderKernel:
    pass


SpyderKernel.__module__ = "spyder_kernels.console.kernel"


@pytest.mark.parametrize(
    ("running", "variables", "modules", "kind"),
    [
        (None, {}, (), "program"),
        (SimpleNamespace(), {}, (), "terminal"),
        (SimpleNamespace(kernel=None), {}, (), "terminal"),
        (KERNEL, {}, (), "jupyter"),
        (SimpleNamespace(kernel=1), {}, (), "jupyter"),
        (SimpleNamespace(kernel=SpyderKernel()), {}, (), "terminal"),
        (KERNEL, {"VSCODE_PID": "7"}, (), "vscode"),
        (SimpleNamespace(kernel=1, user_ns={"__vsc_ipynb_file__": "a.ipynb"}), {}, (), "vscode"),
        (KERNEL, {}, ("google.colab",), "colab"),
        (SimpleNamespace(), {"VSCODE_PID": "7"}, (), "terminal"),  # IPython in VS Code's terminal
        (None, {"VSCODE_PID": "7"}, (), "program"),
    ],
)
def test_what_this_is(monkeypatch, running, variables, modules, kind):
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: running))
    monkeypatch.delenv("VSCODE_PID", raising=False)
    monkeypatch.delattr(sys, "ps1", raising=False)  # IPython sets it for good
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for name in modules:
        monkeypatch.setitem(sys.modules, name, SimpleNamespace())
    assert front_end().kind == kind
    assert front_end().rich == (kind in ("jupyter", "vscode", "colab"))


def test_a_person_types_into_plain_python(monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    monkeypatch.delattr(sys, "ps1", raising=False)
    assert not front_end().live
    monkeypatch.setattr(sys, "ps1", ">>> ", raising=False)
    assert (front_end().kind, front_end().live) == ("prompt", True)


def test_marimo_goes_before_all_others(monkeypatch):
    fake_marimo.install(monkeypatch)
    assert (front_end().kind, front_end().drops) == ("marimo", True)


def test_where_nobody_imported_ipython_neither_do_we(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert shell() is None
    assert "IPython" not in sys.modules
