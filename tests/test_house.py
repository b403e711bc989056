"""The house as `docs/design.md` draws it: floors, doors, names, a test file for each module."""

import ast
import re
from pathlib import Path

import pytest

import omni_nb
from omni_nb import catalog
from tests.support import sentences

ROOT = Path(omni_nb.__file__).parent
TESTS = Path(__file__).parent
# Low to high. A file imports from floors below; inside a folder, see ORDER.
FLOORS = (
    "escape",
    "messages",
    "quantities",
    "errors",
    "notes",
    "catalog",
    "paths",
    "front_end",
    "sound",
    "prompt",
    "wire",
    "reply",
    "servers",
    "session",
    "kept",
    "compare",
    "sweep",
    "widgets",
    "show",
    "saving",
    "chat",
    "asking",
    "read_aloud",
    "panels",
    "comparing",
    "comparisons",
    "sweeping",
    "omni",
    "magic_line",
    "notebook",
    "doctor",
    "cli",
    "__init__",
)
ORDER = {
    "sweep": (
        "budget",
        "purse",
        "worst",
        "runs",
        "estimate",
        "work",
        "tables",
        "ledger",
        "engine",
        "local_runner",
        "site",
        "parcel",
        "in_worker",
        "pool_workers",
        "dask_lane",
        "dask_post",
        "dask_workers",
        "remote_runner",
        "executors",
    ),
    "sweeping": ("answers", "telling", "sweep", "progress", "making"),
    "front_end": ("marimo_page", "kind", "shown"),
    "messages": ("translations", "environment", "setting", "message", "__init__"),
    "catalog": (
        "data",
        "bounds",
        "languages",
        "sentences",
        "voice_list",
        "services",
        "model_list",
        "roles",
        "search",
        "__init__",
    ),
    "sound": (
        "formats",
        "sniffing",
        "pcm",
        "joined",
        "containers",
        "packets",
        "arrays",
        "headers",
        "mp3",
        "links",
        "files",
        "tracks",
        "clip",
        "foreign",
        "measure",
        "pauses",
        "loudness",
        "pitch",
        "sound_measures",
        "spectrum",
        "warping",
        "moments",
        "alignment",
        "align_clips",
        "plots",
        "small_multiples",
    ),
    "prompt": (
        "arrays",
        "signatures",
        "pixels",
        "opening",
        "pictures",
        "strangers",
        "videos",
        "video_frames",
        "video_trim",
        "media",
        "data_urls",
        "words",
        "strings",
        "foreign",
        "media_part",
        "parts",
        "options",
        "request",
        "report",
        "estimate",
        "media_checks",
        "preflight",
        "verbatim",
        "transcode",
        "remake",
        "remedies",
    ),
    "wire": (
        "server_words",
        "limits",
        "sse",
        "endings",
        "events",
        "dialects",
        "detection",
        "lessons",
        "encode",
        "cumulative",
        "transcript_merger",
        "thinking",
        "spelling",
        "complaint",
        "places",
        "sound_decoder",
        "event_builder",
        "decode",
    ),
    "wire.dialects": ("dialect", "dashscope", "openai_chat", "vllm_omni", "sglang_omni", "plain"),
    "reply": ("usage", "trace", "timing", "reply", "fold"),
    "servers": (
        "refusals",
        "retry_after",
        "hosts",
        "keys",
        "address",
        "network",
        "unreachable",
        "transport",
        "openai_sdk",
        "simulator",
        "cassette",
        "connect",
    ),
    "servers.cassette": (
        "scrub",
        "question",
        "sounds",
        "failures",
        "tape",
        "contents",
        "reading",
        "writing",
        "recorder",
        "nearest",
        "player",
        "app",
        "server",
    ),
    "servers.simulator": (
        "dialects",
        "espeak",
        "speech",
        "look",
        "openapi",
        "request",
        "refusals",
        "tools",
        "answers",
        "faults",
        "framing",
        "pump",
        "app",
        "server",
    ),
    "session": (
        "event_loop",
        "outcome",
        "receiver",
        "retries",
        "dialect_state",
        "limiter",
        "meanwhile",
        "sending",
        "request_writer",
        "run",
        "follow",
        "client",
        "conversation",
        "kept_run",
        "stream",
    ),
    "kept": (
        "disk",
        "plain",
        "record",
        "old_folder",
        "packing",
        "striking",
        "request_record",
        "searching",
        "entry",
        "schema",
        "complaints",
        "database",
        "replies",
        "drafts",
        "compressing",
        "archive",
        "salvage",
        "mending",
        "store",
        "samples",
        "conversations",
        "notebooks",
        "export",
        "forgotten",
        "arguments",
        "history",
    ),
    "compare": (
        "units",
        "alignment",
        "words",
        "placeholders",
        "prompt_values",
        "prompts",
        "differences",
        "stability",
        "ablation",
        "ids",
        "grid",
        "measures",
        "cell",
        "facts",
        "frames",
        "outlets",
        "comparison",
        "files",
        "disk",
        "of_replies",
        "plan",
        "questions",
        "cell_run",
        "run",
        "passport",
        "passport_plot",
        "listening",
    ),
    "compare.listening": (
        "votes",
        "shuffling",
        "trials",
        "design",
        "vote_file",
        "ballot",
        "merging",
        "recordings",
        "sifting",
        "coded",
        "quantiles",
        "spread",
        "bradley_terry",
        "scale",
        "resampling",
        "opinion",
        "abx",
        "agreement",
        "planning",
        "rows",
        "report",
        "fragment",
        "results",
    ),
    "widgets": (
        "protocol",
        "lean",
        "base",
        "saved_player",
        "audition",
        "live_text",
        "live_player",
        "recorder",
        "upload",
        "sectioned",
        "form",
        "comparison",
        "gallery",
        "history",
        "listening",
        "conversation_page",
    ),
    "widgets.protocol": (
        "reading",
        "pages",
        "turns",
        "form",
        "sections",
        "comparison",
        "gallery",
        "history",
        "listening",
    ),
    "show": (
        "looks",
        "display",
        "links",
        "formulas",
        "dialects",
        "blocks",
        "frames",
        "parsing",
        "stored",
        "layout",
        "markdown",
        "spoken",
        "media",
        "question",
        "console",
        "unseen",
        "static",
        "values",
        "terminal",
        "comparison_terminal",
        "pacing",
        "closing",
        "live_sound",
        "question_above",
        "live",
        "embedded",
        "table",
        "marked",
        "comparison_sounds",
        "comparison_cards",
        "comparison",
        "catalog_tables",
        "history_table",
        "passport",
        "programs",
        "code",
    ),
    "saving": ("talk", "file_names", "cues", "srt", "contents", "markdown_file", "page", "files"),
    "panels": ("tasks", "page_life", "sampling", "composer", "comparison", "listening", "gallery", "history"),
    "panels.comparison": (
        "sources",
        "measure_words",
        "hearing",
        "sound_feed",
        "progress",
        "cell_views",
        "arrangement",
        "kept",
        "word_places",
        "asking_form",
        "following",
        "shown",
        "page",
        "panel",
        "showing",
    ),
    "panels.history": ("choosing", "rows", "going_on", "staying", "below", "panel", "showing"),
    "panels.gallery": ("voice_cells", "choosing", "rows", "telling", "side_by_side", "panel", "gallery"),
    "panels.listening": ("folder", "page", "session", "exports", "listening_test", "making"),
    "panels.composer": (
        "cards",
        "card_sources",
        "transcript",
        "recall",
        "branch_names",
        "talks",
        "thread_view",
        "draft",
        "draft_check",
        "view_model",
        "export",
        "form_bridge",
        "keeping",
        "thread",
        "large_pictures",
        "outlets",
        "mending",
        "menus",
        "attachments",
        "voice_samples",
        "draft_editor",
        "turn_edit",
        "asking",
        "starter_media",
        "starters",
        "code_view",
        "earlier",
        "unsent",
        "without_form",
        "page_views",
        "composer",
    ),
}
# Each dependency enters here only, for the reason beside it.
DOORS = {
    "openai": {"servers.openai_sdk"},
    "soundfile": {"sound.files"},
    "av": {"sound.containers"},
    "soxr": {"sound.clip"},
    "pyloudnorm": {"sound.loudness"},
    "scipy": {"sound.loudness", "compare.listening.quantiles"},
    "matplotlib": {"sound.plots", "sound.small_multiples", "compare.passport_plot", "show.passport"},
    "PIL": {
        "prompt.pixels",
        "prompt.opening",
        "servers.simulator.look",
    },  # a client's pictures; the simulator's own eyes
    "pi_heif": {"prompt.opening"},
    "IPython": {"show.display", "notebook"},  # outputs; magics
    "marimo": {"front_end.marimo_page"},
    "anywidget": {"widgets.base"},
    "ipywidgets": {"sweeping.progress"},  # a button beside tqdm's bar
    "tqdm": {"sweeping.progress"},
    "markdown_it": {"show.parsing"},
    "nh3": {"show.markdown"},
    "pygments": {"show.frames"},
    "jiwer": {"compare.alignment"},
    "platformdirs": {"kept.disk"},
    "pandas": {"compare.frames"},
    "distributed": {"sweep.dask_lane", "sweep.dask_post"},  # in a worker, and in the program that runs a sweep
    "threading": {
        "session.kept_run",  # stands for a run, whose end others wait for
        "messages.setting",  # widgets are made on any thread
        "prompt.opening",  # warnings are silenced for the whole process
        "session.event_loop",
        "session.run",
        "kept.database",  # any thread writes a reply when it ends
        "kept.compressing",  # when nothing else happens
        "sweep.ledger",  # read while it is written
        "sweeping.sweep",  # one may run in the background
        "servers.simulator.server",
        "servers.simulator.espeak",
        "servers.simulator.faults",
        "servers.cassette.writing",  # recordings end on threads
        "sweep.dask_lane",  # the calls of a Dask client block
        "sweep.dask_post",
    },
    "asyncio": {
        "servers.transport",  # connections belong to one loop
        "session.event_loop",
        "session.limiter",
        "session.meanwhile",
        "session.sending",
        "session.run",
        "session.follow",
        *(f"servers.simulator.{n}" for n in ("pump", "app", "server")),
        "servers.cassette.recorder",  # what is written is written beside the loop
        "servers.cassette.player",  # and waits for its times
        "asking",  # a history is read beside the loop that waits
        "servers.cassette.app",
        "servers.cassette.server",
        "panels.tasks",
        "panels.page_life",
        "panels.comparison.following",
        "panels.comparison.panel",
        "panels.gallery.voice_cells",
        "panels.gallery.side_by_side",
        "panels.gallery.panel",
        "panels.history.panel",
        *(f"panels.composer.{n}" for n in ("thread", "voice_samples", "asking", "composer")),
        *(f"sweep.{n}" for n in ("in_worker", "pool_workers", "dask_workers", "remote_runner")),
    },
    "ctypes": {"servers.simulator.espeak"},
    "espeakng_loader": {"servers.simulator.espeak"},
    "starlette": {  # the routes of the simulator and of a cassette; what uvicorn carries
        "servers.simulator.app",
        "servers.simulator.pump",
        "servers.simulator.server",
        "servers.cassette.app",
    },
    "uvicorn": {"servers.simulator.server"},
    "fastjsonschema": {"servers.simulator.openapi"},  # what a body must be like
    "gettext": {"messages.translations"},
    "babel": set(),
    "sqlite3": {"kept.database", "sweep.tables"},
    "httpx": set(),
    "httpx2": set(),
    "requests": set(),
}
# The upward steps, inside a function. `comparison.listen()` makes a tool of a value, as `reply.show()` makes a look.
# A reply's rich display asks `show`. A formatter registered by `show` misses
# shells that are made later, and replies that were unpickled before `show` was imported.
UPWARD = {
    ("compare.words", "show.marked"),
    ("compare.differences", "show.marked"),
    ("compare.outlets", "compare.disk"),
    ("compare.outlets", "show.comparison"),
    ("compare.outlets", "panels.comparison.page"),
    ("reply.reply", "show.static"),
    ("sound.clip", "show.values"),
    ("prompt.parts", "show.values"),
    ("reply.reply", "saving.files"),
    ("kept.history", "compare.frames"),
    ("kept.history", "show.history_table"),
    ("kept.history", "compare.of_replies"),
    ("kept.history", "panels.history.showing"),
    ("panels.history.going_on", "omni"),
    ("compare.outlets", "panels.listening.making"),
    ("compare.comparison", "panels.comparison.showing"),
    ("compare.passport", "compare.passport_plot"),
    ("compare.passport", "show.passport"),
}


def modules():
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        yield path, name


def imports(path):
    """(module, line, only for types)"""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typed = {
        id(n)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for n in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((a.name, node.lineno, id(node) in typed) for a in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            sub = [f"{node.module}.{a.name}" for a in node.names]
            inner = [
                s
                for s in sub
                if (s.startswith("omni_nb.") and (ROOT.parent / s.replace(".", "/")).with_suffix(".py").exists())
                or ((ROOT.parent / s.replace(".", "/") / "__init__.py").exists() and s.startswith("omni_nb."))
            ]
            yield from ((s, node.lineno, id(node) in typed) for s in (inner or [node.module]))


def test_every_module_has_its_place():
    for _, name in modules():
        head, *rest = name.split(".")
        assert head in FLOORS, name
        folder = name.rpartition(".")[0]
        if rest and rest[-1] != "__init__":
            assert rest[-1] in ORDER[folder], f"{name} stands in no order"


def test_imports_go_down_only():
    for path, name in modules():
        for target, line, typed in imports(path):
            if not target.startswith("omni_nb."):
                continue
            there = target.removeprefix("omni_nb.")
            here_floor, there_floor = (FLOORS.index(n.split(".")[0]) for n in (name, there))
            if typed or (name, there) in UPWARD or name == "__init__":
                continue
            assert there_floor <= here_floor, f"{path}:{line} imports upward: {there}"
            folder, _, here = name.rpartition(".")
            if folder and there.startswith(folder + "."):
                other = there.removeprefix(folder + ".").split(".")[0]
                assert ORDER[folder].index(other) < ORDER[folder].index(here), (
                    f"{path}:{line} imports what stands after it: {there}"
                )


def test_each_dependency_has_its_doors():
    for path, name in modules():
        for target, line, typed in imports(path):
            top = target.split(".")[0]
            if top in DOORS and not typed:
                assert name in DOORS[top], f"{path}:{line} is no door for {top}"


def test_the_door_to_pillow_is_pictures():
    leaves = {"omni_nb.prompt.pixels", "omni_nb.prompt.opening"}
    for path, name in modules():
        for target, line, _ in imports(path):
            assert target not in leaves or name in ("prompt.pictures", "prompt.opening"), f"{path}:{line}: {target}"


def test_the_simulator_reads_the_protocol_by_itself():
    for path, name in modules():
        if name.startswith("servers.simulator"):
            for target, line, _ in imports(path):
                assert not target.startswith(("omni_nb.wire", "omni_nb.prompt.preflight", "omni_nb.reply")), (
                    f"{path}:{line}: {target}"
                )


def words_of_code(path):
    """(line, words) of every string that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    statements = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in statements:
            yield node.lineno, node.value


def test_the_catalog_alone_knows_models_and_hosts_by_name():
    ids = {m.id for m in catalog.models()} | {u.split("/")[2] for h in catalog.hosts() for u in (h.url, *h.suffixes, *h.regions.values()) if "//" in u}  # fmt: skip
    ids |= {s.lstrip(".") for h in catalog.hosts() for s in h.suffixes} | {h.key_variable for h in catalog.hosts()}
    for path, name in modules():
        for line, words in words_of_code(path):
            known = [i for i in ids if i in words]
            assert name.startswith("catalog.") or not known, f"{path}:{line} knows {known}: ask the catalog for a role"


def test_no_public_name_equals_a_submodules():
    names = {p.stem for p in ROOT.glob("*.py")} | {p.name for p in ROOT.iterdir() if p.is_dir()}
    assert not names & set(omni_nb.__all__) - {"__init__"}


@pytest.mark.parametrize("name", [n for _, n in modules() if not n.endswith("__init__") and n != "__init__"])
def test_every_module_has_a_test_file_of_its_name(name):
    *folder, stem = name.split(".")
    assert (TESTS.joinpath(*folder) / f"test_{stem}.py").exists()


def test_files_are_small_and_say_what_they_are():
    for path, name in modules():
        text = path.read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), name
        lines = len(text.splitlines())
        assert lines <= 300, f"{name} has grown to {lines} lines"
    for path in ROOT.rglob("*.js"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= 300, f"{path.name} has grown to {lines} lines"


def test_functions_are_small():
    """Not counting docstrings, which say what a caller needs."""
    for path, name in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                words = ast.get_docstring(node, clean=False)
                lines = node.end_lineno - node.lineno + 1 - len(words.splitlines() if words else [])
                assert lines <= 40, f"{name}.{node.name} has {lines} lines"


def test_nothing_names_a_private_place_or_holds_a_key():
    private = re.compile("/" + "work/|/" + "root/|sk-" + r"[A-Za-z0-9]{16,}")
    for path in [
        *ROOT.rglob("*.py"),
        *ROOT.rglob("*.js"),
        *ROOT.rglob("*.toml"),
        *ROOT.rglob("*.csv"),
        *ROOT.parent.glob("*.md"),
        *ROOT.parent.glob("notebooks/*.ipynb"),
    ]:
        assert not private.search(path.read_text(encoding="utf-8")), path


def test_sizes_and_times_become_words_in_one_place():
    """A number in an f-string before its unit, or minutes by hand. The simulator writes the words of a service."""
    by_hand = re.compile(
        r"(?<!!r)\} (?:s|ms|min|h|bytes|kB|MB|GB|minutes|seconds)(?![\w-])|\} ?秒|// ?60\b|% ?60\b|\bdivmod\(|/ ?(?:1e3|1024)\b"
    )
    for path, name in modules():
        if name != "quantities" and not name.startswith("servers.simulator"):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                assert not by_hand.search(line), f"{path}:{number}: quantities does that: {line.strip()}"


def test_what_people_read_stands_in_the_catalogue():
    """Sentences are said with `_()`; each has its translation, with the same placeholders, compiled."""
    for wrong in (sentences.sentences_past_the_catalogue(), sentences.faults()):
        assert not wrong, "\n".join(wrong)


def test_html_is_escaped_in_one_place_and_enters_a_page_in_three():
    """Whoever shows words of others goes through `escape`; JavaScript takes HTML only where Python has made it."""
    for path, name in modules():
        text = path.read_text(encoding="utf-8")
        assert name == "escape" or not re.search(r"(?<!escape\.)\bhtml\.escape\(|isprintable\(\) else", text), name
    sinks = r"innerHTML|insertAdjacentHTML|outerHTML|document\.write|createContextualFragment|DOMParser|setHTML|\beval\(|new Function"
    found = {p.name: len(re.findall(sinks, p.read_text(encoding="utf-8"))) for p in ROOT.rglob("*.js")}
    # a turn's question, words and rest (panels.transcript); finished blocks and the one that grows (show.markdown)
    assert {name: n for name, n in found.items() if n} == {"form_turn.js": 1, "history_opened.js": 1, "live_text.js": 2}


def test_javascript_finds_elements_by_hooks_and_never_by_their_words():
    """One label decided which players fall silent: translated, they would have gone on. What people read decides nothing."""
    selector = r"(?:querySelector(?:All)?|matches|closest|within)\([^)]*\[\s*(?:aria-|title|alt|placeholder)"
    decision = r"(?:textContent|innerText|ariaLabel)\s*(?:===|\.(?:includes|startsWith|match))"
    for path in ROOT.rglob("*.js"):
        found = re.search(f"{selector}|{decision}", path.read_text(encoding="utf-8"))
        assert not found, f"{path.name}: {found and found[0]}"


# Names with an underscore that tests reach, and why. A widget's or a shell's protocol is public, whatever its spelling.
PROTOCOLS = {
    "_repr_html_",
    "_repr_mimebundle_",
    "_ipython_display_",
    "_render_traceback_",
    "_esm",
    "_css",
    "_exit",
    "_replace",
    "_display_",
}
REACHED = {
    "a fault is put in there": {"_AsFloats", "_Taker", "_copied", "_frames", "_lexer", "_seconds", "_weight"},
    "work is counted there": {"_inert_words", "_look", "_renderer", "_seen"},
    "what a process remembers is bounded, or forgotten as by a new one": {"_library", "_here", "_ran", "_shown", "_stood", "_told", "_whose"},
    "the port of a simulator of one's own": {"_client"},
    "a private name of others that we depend on": {"_answer_while_cells_run", "_fetch_figure_metadata", "_reply_subshell_for"},
    "the list of what the front door holds": {"_HOMES"},
    "espeak-ng has one state for the whole process": {"_lock"},
}  # fmt: skip


def reached(path):
    """Private names of others in a test, and their lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) not in ("self", "cls"):
            names = [node.attr]
        elif isinstance(node, ast.ImportFrom):
            names = [a.name for a in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("setattr") and len(node.args) > 1:
            names = [str(node.args[1].value)] if isinstance(node.args[1], ast.Constant) else []
        yield from ((n, node.lineno) for n in names if re.match("_[^_]", n) and n not in PROTOCOLS)


def test_tests_take_the_public_face():
    """What is private may change without a test; the exceptions have names and reasons."""
    found = {name: f"{path}:{line}" for path in TESTS.rglob("*.py") for name, line in reached(path)}
    allowed = set().union(*REACHED.values())
    assert {name: where for name, where in found.items() if name not in allowed} == {}


def test_loops_of_tests_run_beside_playwrights():
    """Its loop counts as running in the tests' thread; whether a browser was there before is the scheduler's choice."""
    apart = {"tests/support/aio.py", *(str(p) for p in TESTS.glob("clients/with_*.py"))}  # processes of their own
    for path in {p for p in TESTS.rglob("*.py") if not str(p).endswith(tuple(apart))}:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) + "." + node.attr == "asyncio.run":
                pytest.fail(f"{path}:{node.lineno}: support.aio.run")
            named = node.attr if isinstance(node, ast.Attribute) else ""
            assert named not in ("run_until_complete", "run_forever"), f"{path}:{node.lineno}: support.aio.run"


def test_every_test_checks_something():
    """An assertion, an expected error, or a check of a helper that is named so; what must only not raise says `nothing`."""
    quiet = re.compile(r"crash|survives|nobody|nothing|none|open|any_text")
    for path in TESTS.rglob("test_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        helpers = {f.name: ast.unparse(f) for f in ast.walk(tree) if isinstance(f, ast.FunctionDef)}
        for name, source in helpers.items():
            if name.startswith("test_") and not quiet.search(name):
                called = " ".join(helpers[h] for h in helpers if h != name and re.search(rf"\b{h}\(", source))
                assert re.search(
                    r"\bassert\b|pytest\.(raises|warns|fail)|wait_for|until|check|harmless|simplefilter",
                    source + called,
                ), f"{path}: {name}"
        for node in ast.walk(tree):
            if isinstance(node, ast.Assert):
                assert not isinstance(node.test, ast.Constant | ast.Tuple | ast.Lambda), (
                    f"{path}:{node.lineno} cannot fail"
                )
                assert not (isinstance(node.test, ast.IfExp) and isinstance(node.test.orelse, ast.Constant)), (
                    f"{path}:{node.lineno}"
                )
