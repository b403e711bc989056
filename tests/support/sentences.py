"""What is wrong with the catalogue of sentences, and sentences that went past it."""

import ast
import gettext
import importlib.util
import io
import re
import string
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

_SPEC = importlib.util.spec_from_file_location("docs_messages", Path(__file__).parents[2] / "docs" / "messages.py")
tool = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(tool)

_CHINESE = re.compile("[\u4e00-\u9fff]")
# Chinese that is no sentence for the reader of the interface.
_NOT_FOR_READERS = {
    "servers/simulator/answers.py", "servers/simulator/tools.py", "servers/simulator/speech.py",  # the simulator's own words
    "prompt/verbatim.py", "prompt/remedies.py", "panels/sampling.py",  # what is said to a model
    "wire/lessons.py", "show/formulas.py", "compare/units.py", "messages/environment.py",  # what is looked for in a text
    "prompt/parts.py", "show/catalog_tables.py",  # an example, a column of the catalog
}  # fmt: skip


def placeholders(text: str) -> set[str]:
    """The names in a sentence; one that cannot be read is a fault by itself."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError as err:
        return {f"unreadable: {err}"}


def faults_of(said: Catalog, translated: Catalog, compiled: bytes) -> list[str]:
    """Where code, `.po` and `.mo` do not fit together."""
    here, there = ({m.id: m for m in c if m.id} for c in (said, translated))
    out = [
        f"no translation, run `python docs/messages.py` and write it: {text!r}"
        for text in here
        if text not in there or not there[text].string
    ]
    out += [f"nobody says this any more, run `python docs/messages.py`: {text!r}" for text in there if text not in here]
    for text, message in there.items():
        names = placeholders(text)
        if message.fuzzy:
            out.append(f"marked as fuzzy: {text!r}")
        if message.string and placeholders(message.string) - {"n"} != names - {"n"}:
            out.append(f"other placeholders than {sorted(names)}: {message.string!r}")
        out += [f"a placeholder is a plain name: {n!r} in {text!r}" for n in names if not n.isidentifier()]
    machine = gettext.GNUTranslations(io.BytesIO(compiled))
    out += [
        f"the .mo is not of this .po, run `python docs/messages.py`: {t!r}"
        for t, m in there.items()
        if m.string and machine.gettext(t) != m.string
    ]
    return out  # fmt: skip


def faults() -> list[str]:
    """All that is wrong with what stands."""
    said = tool.sentences()
    paths = sorted(tool.ROOT.rglob("*.po"))
    assert paths
    return [
        f"{path.name} ({path.parent.parent.name}): {fault}"
        for path in paths
        for fault in faults_of(said, tool.read(path), path.with_suffix(".mo").read_bytes())
    ]


def passed_by(source: str) -> list[tuple[int, str]]:
    """Lines of a program with a repair, or with Chinese, that is not of the catalogue."""
    tree = ast.parse(source)
    inside = {id(n) for call in ast.walk(tree) if isinstance(call, ast.Call) and ast.unparse(call.func) == "_" for n in ast.walk(call)}  # fmt: skip
    docs = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    out = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
            out += [
                (line, "_ is a variable of the function that says a sentence: write _name") for line in _hidden(node)
            ]
        if isinstance(node, ast.JoinedStr):
            out += [
                (n.lineno, "_() inside of an f-string is not collected: give it a name before")
                for n in ast.walk(node)
                if isinstance(n, ast.Call) and ast.unparse(n.func) == "_"
            ]
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("_", "messages._"):
            text = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
            if len(node.args) != 1 or not isinstance(text, str):
                out.append((node.lineno, "_() takes one sentence in quotes: nothing else can be collected"))
            elif (given := {k.arg for k in node.keywords}) - ({"n"} if "|" in text else set()) != placeholders(text) - (
                {"n"} if "|" in text else set()
            ):
                out.append((node.lineno, f"{sorted(map(str, given))} are given for {text!r}"))
        if isinstance(node, ast.keyword) and node.arg == "repair":
            own = [n for n in ast.walk(node.value) if isinstance(n, ast.Constant) and id(n) not in inside]
            out += [
                (n.lineno, f"{node.arg}= is a sentence by itself, write repair=_({n.value!r})")
                for n in own
                if isinstance(n.value, str) and " " in n.value
            ]
        elif isinstance(node, ast.Constant) and id(node) not in docs and _CHINESE.search(str(node.value)):
            out.append((node.lineno, f"Chinese stands in the catalogue: {node.value!r}"))
    return out


def _hidden(scope: ast.AST) -> list[int]:
    """Lines where `_` is made a variable of what calls it. What a comprehension calls so is its own."""
    own, todo = [], list(ast.iter_child_nodes(scope))
    while todo:
        node = todo.pop()
        own.append(node)
        if not isinstance(
            node,
            ast.FunctionDef
            | ast.AsyncFunctionDef
            | ast.Lambda
            | ast.ListComp
            | ast.SetComp
            | ast.DictComp
            | ast.GeneratorExp,
        ):
            todo += ast.iter_child_nodes(node)
    names = [n for n in own if isinstance(n, ast.Name) and n.id == "_"]
    stored = [n.lineno for n in names if not isinstance(n.ctx, ast.Load)]
    arguments = (
        [] if isinstance(scope, ast.Module) else [*scope.args.posonlyargs, *scope.args.args, *scope.args.kwonlyargs]
    )
    stored += [a.lineno for a in arguments if a.arg == "_"]
    called = any(isinstance(n, ast.Call) and ast.unparse(n.func) == "_" for n in ast.walk(scope))
    return stored if called else []  # fmt: skip


def sentences_past_the_catalogue() -> list[str]:
    """Of the whole package."""
    out = []
    for path in sorted(tool.ROOT.rglob("*.py")):
        name = path.relative_to(tool.ROOT).as_posix()
        for line, what in passed_by(path.read_text(encoding="utf-8")):
            here = "Chinese" in what and name in _NOT_FOR_READERS
            if not (here or name == "messages/message.py"):  # where `_` is made
                out.append(f"{name}:{line}: {what}")
    return out


def compiled(catalog: Catalog) -> bytes:
    """Its `.mo`."""
    body = io.BytesIO()
    write_mo(body, catalog)
    return body.getvalue()


def catalogue(text: str) -> Catalog:
    """A `.po` of a few lines, for tests of the tests."""
    return read_po(io.BytesIO(text.encode()))
