"""Our own JavaScript and CSS as it is sent to a page: without what only its readers need, and without what nothing names.

Nothing is renamed, and each outermost statement has its line. It knows our files, not the languages: in the tests TypeScript and a
browser take both texts apart and compare them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator

# Texts are left alone: strings, templates (in them one more at most), and regular expressions, which stand behind no value.
_TEMPLATE = r"`(?:\\.|\$\{(?:`[^`]*`|[^`])*?\}|[^`\\])*`"
_REGEXP = (
    r"(?:(?<=[\n(,=:\[!&|?{};])|(?<=[(,=:\[!&|?{;>] )|(?<=return ))/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/"
)
_TEXT = rf""""(?:\\.|[^"\\\n])*"|{_TEMPLATE}|{_REGEXP}"""
_NOTE = r"/\*(?:[^*]|\*(?!/))*\*/"
# Around a mark a space means nothing; around a sign only where another one follows.
_SCRIPT = re.compile(
    r"""(?=["`/ \t{}()\[\];,:=<>*?|&!])(?:"""  # the rest is quickly passed
    rf"(?P<text>{_TEXT})|{_NOTE} ?|[ \t]*//[^\n]*|[ \t]*(?P<mark>[{{}}()\[\];,:=<>*?|&!])[ \t]*| (?P<sign>[-+/%]) (?![-+/]))"
)
_LINES = re.compile(r"\s*\n\s*")
_NEEDLESS = re.compile(
    r"""(?=["`/(;,\n)\]}])(?:"""
    rf"(?P<text>{_TEXT})|(?<![\w$])\((?P<only>\w+)\)(?==>)|(?<=[(,=:])\((?P<plain>[\w$.]+)\)(?=[),;}}])"
    r"|;\n?(?=\})|,?\n?(?<=[,\n])(?=[)\]}])|(?<=[{(\[,])\n)"
)
_PIECE = re.compile(
    rf"""(?=["`/{{}}()\[\];\n])(?:{_TEXT}|(?P<opens>[{{(\[])|(?P<closes>[}})\]])|(?P<ends>;\n?|(?<=\}})\n))"""
)
# What does nothing by being there: a function, a class, a value that is written out.
_ARGUMENTS = r"(?:\w+|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))"
_IDLE = re.compile(rf"const ([\w$]+)=(?:(?:async ?)?{_ARGUMENTS}=>|\(?[^(=`]*;$|`[^`$]*`;$)|class (\w+)\{{")
_NAME = re.compile(r"(?:(?<![.\w$])|(?<=\.\.\.))[\w$]+")  # of a variable, not of a property
_WORDS = re.compile(rf"""(?=["`/])(?:{_TEXT})""")
_DECLARES = re.compile(r"(const|let)(?: |(?=[{\[]))")
_ICON = re.compile(r'"([\w-]+)":"[Mm][-MmLlHhVvAaCcSsQqTtZz0-9. ,]+",?')

_STYLE = re.compile(rf"""("[^"\n]*")|{_NOTE}|\s*([{{}};,>])\s*|(:)\s+|\n\s*""")
_QUOTED = re.compile(r'(?<=\[)([\w-]+[$^*~|]?=)"([A-Za-z][\w-]*)"(?=\])')
_INSIDE = r"(?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*"  # of brackets, and what they hold
_ALIKE = re.compile(rf":(is|where|not)\(({_INSIDE})\)")
_ALTERNATIVE = re.compile(rf"(?:[^,(\[]|\({_INSIDE}\)|\[[^\]]*\])+")
_TOKEN = re.compile(r"--(onb-[\w-]+):([^;{}]*)(?:;|(?=\}))")
_MOTION = re.compile(r"@keyframes ([\w-]+)\{(?:[^{}]|\{[^{}]*\})*\}\n?")
_OURS = re.compile(r"(?::where\(\.omni-nb\) |\.omni-nb[ -]|\.onb-)")
_ROOT = re.compile(r":where\(\.omni-nb\)(?= )|(?:\.omni-nb-[\w-]+)+")


def lean_script(source: str) -> str:
    """JavaScript without comments, spaces, and what nothing in it names: functions, written values, icons of `icons.js`."""
    kept = [(statement, _names(statement)) for statement in _statements(squeezed(source))]
    names, before = Counter[str](), 0
    for _, own in kept:
        names.update(own)
    while len(kept) != before:
        before = len(kept)
        for one in list(kept):
            if (m := _IDLE.match(one[0])) and names[m[1] or m[2]] == one[1][m[1] or m[2]]:
                kept.remove(one)
                names.subtract(one[1])
    text = _tight("\n".join(statement for statement, _ in kept))
    return _ICON.sub(lambda m: m[0] if text.count(f'"{m[1]}"') > 1 else "", text)


def squeezed(source: str) -> str:
    """JavaScript without comments and spaces, and without marks that mean nothing where they stand."""
    text = _LINES.sub("\n", _SCRIPT.sub(_kept, source)).strip()
    return _NEEDLESS.sub(lambda m: m["text"] or m["only"] or m["plain"] or "", text)


def _kept(m: re.Match[str]) -> str:
    text = m["text"]
    if text and "registerProcessor" in text:  # a script for the audio thread
        return f"`{squeezed(text[1:-1])}`"
    return text or m["mark"] or m["sign"] or ""


def _names(statement: str) -> Counter[str]:
    """The variables that it names, and how often; what stands in a text is none, but for a template's values."""
    return Counter(_NAME.findall(_WORDS.sub(lambda m: m[0] if "${" in m[0] else "", statement)))


def _statements(text: str) -> Iterator[str]:
    """Of a squeezed script: its outermost ones."""
    depth = begin = 0
    for m in _PIECE.finditer(text):
        depth += bool(m["opens"]) - bool(m["closes"])
        if not depth and (m["ends"] or "").endswith("\n"):
            yield text[begin : m.end() - 1]
            begin = m.end()
    yield text[begin:]


def _tight(text: str) -> str:
    """Neighbours that are `const`, or `let`, are said so once, and only what is outermost has a line of its own."""

    def word(at: int) -> str:
        return m[1] if (m := _DECLARES.match(text, at)) else ""

    parts, begin, last = [], 0, [word(0)]  # for each block that is open: the word that its last statement began with
    for m in _PIECE.finditer(text):
        if m["opens"]:
            last.append(word(m.end()))
        elif m["closes"]:
            last.pop()
        elif m["ends"]:
            before, last[-1] = last[-1], word(m.end())
            if m["ends"] != "\n":
                same = before != "" and before == last[-1]
                parts.append(text[begin : m.start()] + (";", ",")[same] + ("" if last[1:] else m["ends"][1:]))
                begin = _DECLARES.match(text, m.end()).end() if same else m.end()  # type: ignore[union-attr]
    return "".join(parts) + text[begin:]


def lean_style(source: str, script: str | None = None) -> str:
    """CSS without comments and spaces, rules of one element in one block.

    With the script of the widget, if no HTML with components comes from Python: without those that it does not name.
    """
    text = _QUOTED.sub(r"\1\2", _STYLE.sub(lambda m: m[1] or m[2] or m[3] or "", source))
    text = _grouped(text, None if script is None else set(re.findall(r"[\w-]+", script))).strip()
    return text if script is None else _fewer_tokens(text, script)


def _fewer_tokens(text: str, script: str) -> str:
    """Lengths of the design that are the same everywhere stand where they are used; what is used nowhere is left out."""
    said = Counter(m[1] for m in _TOKEN.finditer(text))
    plain = {m[1]: m[2] for m in _TOKEN.finditer(text) if said[m[1]] == 1 and re.fullmatch(r"\d+px", m[2])}
    text = re.sub(r"var\(--(onb-[\w-]+)\)", lambda m: plain.get(m[1], m[0]), text)
    text = _TOKEN.sub(lambda m: m[0] if f"--{m[1]}" in script or f"var(--{m[1]}" in text else "", text)
    return _MOTION.sub(lambda m: m[0] if text.count(m[1]) > 1 else "", text).strip()


def _grouped(text: str, named: Collection[str] | None) -> str:
    parts: list[tuple[str, list[str]]] = []
    for selector, body in _rules(text):
        if selector.startswith(("@media", "@container")):
            inner = _grouped(body, named)
            root, rule = "", f"{selector}{{{inner}}}" if inner else ""
        else:
            kept = _living(selector, named) if named is not None and _OURS.match(selector) else selector
            root, rule = _below(kept, body) if kept else ("", "")
        if rule and parts and root and parts[-1][0] == root:
            parts[-1][1].append(rule)
        elif parts and root and parts[-1] == ("", [f"{root}{{{parts[-1][1][0][len(root) + 1 : -1]}}}"]):
            parts[-1] = (root, [f"{parts[-1][1][0][len(root) + 1 : -1]};", rule])  # its own, and what is below it
        elif rule:
            parts.append((root, [rule]))
    return "".join(f"{root}{{{''.join(rules)}}}\n" if root else rules[0] + "\n" for root, rules in parts)


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """(selector, what is in its braces) of the outermost rules of a squeezed sheet."""
    depth = begin = 0
    opened = 0
    for m in re.finditer(r'"[^"]*"|[{}]', text):
        if m[0] == "{":
            depth += 1
            opened = m.end() if depth == 1 else opened
        elif m[0] == "}":
            depth -= 1
            if not depth:
                yield text[begin : opened - 1].strip(), text[opened : m.start()].removesuffix(";")
                begin = m.end()


def _alternatives(selectors: str) -> list[str]:
    """Of a list of selectors: those between its outermost commas."""
    return _ALTERNATIVE.findall(selectors)


def _below(selectors: str, body: str) -> tuple[str, str]:
    """The element that a rule is about something below of, and the rule as it stands in that one's block."""
    found = _ROOT.match(selectors)
    root, each = found[0] if found else "", _alternatives(selectors)
    if not root or selectors == root or not all(re.match(rf"{re.escape(root)}[ >.:\[]", s) for s in each):
        return "", f"{selectors}{{{body}}}"
    inside = [re.sub(r"^ |^(?=[.:\[])", lambda m: "" if m[0] else "&", s[len(root) :]) for s in each]
    return root, f"{','.join(inside)}{{{body}}}"


def _living(selectors: str, named: Collection[str]) -> str:
    """Those of a list of selectors that can be of something: a component that our script does not name is not there."""
    return ",".join(kept for s in _alternatives(selectors) if (kept := _with_living_lists(s, named)))


def _with_living_lists(selector: str, named: Collection[str]) -> str:
    def fewer(m: re.Match[str]) -> str:
        kept = _living(m[2], named)
        if not kept:
            return "" if m[1] == "not" else "\0"
        # one alone needs no list
        return kept if m[1] == "is" and re.fullmatch(r"[.:][^ ,>+~]*", kept) else f":{m[1]}({kept})"

    kept = _ALIKE.sub(fewer, selector)
    names = re.findall(r"\.(onb-(?!icon)[\w-]+)", _ALIKE.sub("", kept))
    return "" if "\0" in kept or any(name not in named for name in names) else kept
