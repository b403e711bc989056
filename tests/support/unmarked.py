"""Sentences for people that were never marked for the catalogue: in Python and in the widgets' JavaScript.

A text counts as a sentence if it has two words, or stands where only words for people stand. What is none has a reason below.
"""

import ast
import json
import re
import subprocess
from pathlib import Path

from tests.support import node
from tests.support.sentences import tool

ROOT = tool.ROOT
# Files in which every text is for programs, for a model, or a service's.
NOT_FOR_READERS = {
    "servers/simulator/": "a service's own words, and what it says as a model",
    "catalog/": "names and sources of facts",
    "widgets/protocol/reading.py": "what a page and Python of different versions do not understand of each other",
}
# Calls whose texts are for programs.
_PROGRAMS = {"re.compile", "re.sub", "re.fullmatch", "re.match", "re.search", "re.findall", "re.split", "re.escape", "Path", "getattr", "setattr", "TypeVar"}  # fmt: skip
_MARKS = {"_", "messages._"}
_TWO_WORDS = re.compile(r"(?<![\w.{-])(?:[A-Za-z][a-z’]+|[aA])[,.:;!?]? (?:\{\} )?[A-Za-z]?[a-z’']+(?![\w(=])")
_CODE = re.compile(
    r"[\w-]+:\s?[^;]*;|^[\w-]+=|^(import|from|def|await|const|let|curl|return) |^\W*[a-z-]+( [a-z-]+)*\{"
)
_TAGS = re.compile(r"<[^<>]*>")


# Texts that look like sentences and are none that people read, by file, as they begin.
NO_SENTENCES: dict[str, tuple[str, ...]] = {
    # what is looked for in the words of servers and in files
    "servers/refusals.py": ("only support", "Voice [", "Multiple inputs", "provided URL", "max bytes", "audio is", "video file", "Range of", "Failed to", "does not support", "data_inspection", "(?<!", "insufficient"),
    "servers/openai_sdk.py": ("application/json", "407 Proxy"),
    "servers/unreachable.py": ("without sending",),
    "wire/lessons.py": ("(?:", "provided URL", "audio", "Supported values", "input_audio", "incorrect padding"),
    "wire/decode.py": ("whole transcript",),
    "prompt/strangers.py": ("<", "WEBVTT", "(X:"),
    # what is said to a model
    "prompt/remedies.py": ("Here is {} first", "a picture", "a sound", "a video"),
    "prompt/verbatim.py": ("Repeat exactly",),
    # programs that are written, and names in them
    "show/programs.py": ("",),
    "show/markdown.py": ("noopener",),
    "compare/cell_run.py": ("Write down exactly",),
    "panels/sampling.py": ("Repeat exactly",),
    # marks of files, keys, names by which something is counted, a repr, a style
    "compare/listening/vote_file.py": ("listening votes",),
    "listening_keep.js": ("listening votes", "omni_nb listening tests"),
    "compare/listening/merging.py": ("a listener without",),
    "compare/comparison.py": (", {} not whole",),
    "compare/passport_plot.py": ("axes fraction",),
    "cell_page.js": (".omni-nb-kept",),
    "form.js": (".omni-nb-kept",),
    "history.js": (".omni-nb-kept",),
    # a program for the browser's sound thread; a language in its own name
    "capture.js": ("\nregisterProcessor",),
    "form_settings.js": ("English",),
    # in both languages: a listener chooses, whatever the notebook's is
    "listening_words.js": ("",),
    "sound/plots.py": ("Noto", "Source Han", "Hiragino", "WenQuanYi", "Droid", "Arial"),
    "session/event_loop.py": ("omni_nb event loop",),
    # what only programmers of omni_nb can meet
    "kept/plain.py": ("{} is",),
    "kept/schema.py": ("CREATE", "INSERT", "SELECT"),
    "kept/replies.py": ("INSERT", "SELECT"),
    "kept/salvage.py": ("INSERT",),
    "kept/drafts.py": ("INSERT", "SELECT", "under way: "),
    "sweep/ledger.py": ("INSERT", "SELECT"),
    "kept/record.py": ("a note is no string",),
    "wire/detection.py": ("no dialect",),
    "__init__.py": ("module 'omni_nb'",),
    "omni.py": ("The argument",),  # a docstring
    "messages/setting.py": ("there are 'en'",),
}  # fmt: skip


def python(source: str, name: str = "") -> list[tuple[int, str]]:
    """(line, text) of what looks like a sentence and is not marked."""
    tree = ast.parse(source)
    known = _passed_over(tree)
    found = []
    for node_ in ast.walk(tree):
        if id(node_) in known or not isinstance(node_, ast.JoinedStr | ast.Constant):
            continue
        text = _text_of(node_)
        if isinstance(node_, ast.JoinedStr):
            known |= {id(part) for part in node_.values if isinstance(part, ast.Constant)}
        if text and is_sentence(text) and not any(text.startswith(known) for known in NO_SENTENCES.get(name, ())):
            found.append((node_.lineno, text))
    return found


def is_sentence(text: str) -> bool:
    """Two words one behind the other, outside of tags and style."""
    if _CODE.search(bare := _TAGS.sub(" ¦ ", text)):
        return False
    return _TWO_WORDS.search(bare) is not None


def _text_of(node_: ast.AST) -> str:
    if isinstance(node_, ast.Constant):
        return node_.value if isinstance(node_.value, str) else ""
    if not isinstance(node_, ast.JoinedStr):
        return ""
    return "".join(v.value if isinstance(v, ast.Constant) else "{}" for v in node_.values)


def _passed_over(tree: ast.AST) -> set[int]:
    """What is marked, written for programmers, or for programs."""
    out = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for n in ast.walk(tree):
        inside = []
        if isinstance(n, ast.Call):
            name = ast.unparse(n.func)
            if name in _MARKS or name in _PROGRAMS:
                inside = n.args
            if name == "Message" and not re.search(
                "[A-Za-z]", re.sub(r"\{\w*\}", "", _text_of(n.args[0]) if n.args else "x")
            ):
                inside = n.args
        elif isinstance(n, ast.arg | ast.AnnAssign | ast.FunctionDef | ast.AsyncFunctionDef):
            inside = [a for a in (getattr(n, "annotation", None), getattr(n, "returns", None)) if a is not None]
        elif isinstance(n, ast.Assign) and any(
            isinstance(x, ast.Name) and x.id in ("__all__", "_PROGRAM") for x in n.targets
        ):
            inside = [n.value]
        elif isinstance(n, ast.Assert):
            inside = [n]
        for each in inside:
            out |= {id(m) for m in ast.walk(each)}
    return out


# Told by TypeScript, which knows what is a string, whose argument it is and what it is compared with.
_JAVASCRIPT = r"""
const ts = require(process.argv[2]), fs = require("fs"), path = require("path");
const SHOWN = new Set(["title", "aria-label", "placeholder", "alt", "textContent", "innerText", "ariaLabel", "aria-roledescription", "aria-valuetext", "label"]);
const QUIET = new Set(["querySelector", "querySelectorAll", "closest", "matches", "addEventListener", "removeEventListener", "on", "off", "createElement", "getAttribute",
  "removeAttribute", "hasAttribute", "add", "remove", "toggle", "contains", "getContext", "setProperty", "includes", "startsWith", "split", "join", "Error", "RegExp", "createElementNS"]);
for (const file of process.argv.slice(3)) {
  const source = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const textOf = (n) => ts.isTemplateExpression(n) ? n.head.text + n.templateSpans.map((s) => "{}" + s.literal.text).join("") : n.text;
  const told = (n, shown) => console.log([path.basename(file), source.getLineAndCharacterOfPosition(n.getStart()).line + 1, Number(shown), JSON.stringify(textOf(n))].join("\t"));
  const nameOf = (call) => ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : call.expression.getText();
  /** Where the text ends up: up through choices, brackets and sums. */
  const place = (n) => {
    let at = n;
    while (ts.isConditionalExpression(at.parent) && at.parent.condition !== at || ts.isParenthesizedExpression(at.parent)
      || ts.isBinaryExpression(at.parent) && ["+", "||", "??", "&&"].includes(at.parent.operatorToken.getText())) at = at.parent;
    return at;
  };
  const shown = (n) => {
    const at = place(n), p = at.parent;
    if (ts.isPropertyAssignment(p) && p.initializer === at) return SHOWN.has(p.name.getText().replace(/^["']|["']$/g, ""));
    if (ts.isBinaryExpression(p) && p.operatorToken.getText() === "=" && ts.isPropertyAccessExpression(p.left)) return SHOWN.has(p.left.name.text);
    if (!ts.isCallExpression(p)) return false;
    const name = nameOf(p), i = p.arguments.indexOf(at);
    if (name === "h") return i >= 2;
    if (name === "setAttribute") return i === 1 && SHOWN.has(p.arguments[0].text);
    if (name === "make") return i === 3;
    return ["button", "append", "replaceChildren", "put", "say"].includes(name) && i >= 1 || name === "iconButton" && i === 2;
  };
  const quiet = (n) => {
    const p = n.parent, at = place(n).parent;
    if (ts.isPropertyAssignment(p) && p.name === n || ts.isElementAccessExpression(p) || ts.isCaseClause(p) || ts.isImportDeclaration(p)) return true;
    if (ts.isBinaryExpression(p) && /^[!=]==?$|^in$/.test(p.operatorToken.getText())) return true;
    if (ts.isPropertyAssignment(at) && /^["']?(class|style|className|cssText|viewBox|d|accept|what)["']?$/.test(at.name.getText())) return true;
    if (ts.isBinaryExpression(at) && /(className|cssText|font|\.style\.\w+)$/.test(at.left.getText())) return true;
    const call = ts.isCallExpression(at) || ts.isNewExpression(at) ? at : null;
    if (call && nameOf(call) === "h" && call.arguments[1] === place(n)) return true;  // a class
    return Boolean(call && QUIET.has(nameOf(call)));
  };
  const look = (n) => {
    const call = ts.isCallExpression(n) && ["t", "later"].includes(n.expression.getText());
    if (call && !ts.isStringLiteral(n.arguments[0] ?? n) && n.expression.getText() === "later") told({ ...n, head: { text: "later() of no literal" }, getStart: () => n.getStart(), text: "later() of no literal" }, true);
    if ((ts.isStringLiteral(n) || ts.isNoSubstitutionTemplateLiteral(n) || ts.isTemplateExpression(n)) && !quiet(n)) told(n, shown(n));
    n.forEachChild((c) => { if (!(call && c === n.arguments[0] && ts.isStringLiteral(c))) look(c); });
  };
  look(source);
}
"""
# One word on its own is a word for people where it is shown; these are none, in any language.
_NO_WORDS = re.compile(r"(?:[^A-Za-z]*\{\}|[^A-Za-z]|\b(?:omni_nb|Python|A|B|X|Ctrl|Cmd|Shift|Enter|Esc|Tab|kHz|Hz|dB|px|JSON|Markdown|HTML|WAV|MP3|wav|mp3)\b)*")  # fmt: skip


def javascript(paths: list[Path]) -> list[tuple[str, int, str]]:
    """(file, line, text) of what looks like a sentence and is not marked."""
    node.program("tsc")
    typescript = str(Path(node.program("tsc")).parent.parent / "typescript")
    done = subprocess.run(
        ["node", "-e", _JAVASCRIPT, "-", typescript, *map(str, paths)], capture_output=True, text=True, check=True
    )
    found = []
    for line in done.stdout.splitlines():
        file, number, shown, text = line.split("\t", 3)
        words = json.loads(text)
        if any(words.startswith(known) for known in NO_SENTENCES.get(file, ())):
            continue
        if is_sentence(words) or (shown == "1" and not _NO_WORDS.fullmatch(words)):
            found.append((file, int(number), words))
    return found
