"""The site: Sphinx reads the pages of this folder, the notebooks and the docstrings. `make docs` builds it."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from sphinx.application import Sphinx

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path.insert(0, str(ROOT))

from omni_nb import __version__  # noqa: E402

project, author = "omni_nb", "the omni_nb authors"
copyright = re.search(r"Copyright \(c\) (.*)", (ROOT / "LICENSE").read_text("utf-8")).group(1)
version = release = __version__

# The notebooks are pages of the tutorial. Sphinx reads below its own folder only, so they are copied (and git-ignored).
TUTORIAL = DOCS / "tutorial"
shutil.rmtree(TUTORIAL, ignore_errors=True)
TUTORIAL.mkdir()
for _notebook in (ROOT / "notebooks").glob("*.ipynb"):
    shutil.copy2(_notebook, TUTORIAL)

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "index"
exclude_patterns = ["_build"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}

nb_execution_mode = "off"  # what is saved is shown; the tests run them
nb_ipywidgets_js = {}  # would come from a CDN; the saved notebooks hold no widgets
myst_enable_extensions = ["attrs_inline", "colon_fence"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_use_unqualified_type_names = True
default_role = "code"  # `names` in our docstrings stand in single backticks
napoleon_google_docstring, napoleon_numpy_docstring, napoleon_use_ivar = True, False, True
maximum_signature_line_length = 88


def _as_on_the_site(_app: Sphinx, page: str, source: list[str]) -> None:
    """Links to the repository's notebooks lead to their copies; a pattern of the index may match no page yet."""
    text = source[0].replace("](../notebooks/", "](tutorial/")
    if page == root_doc:
        text = re.sub(
            r"^[\w/]+\*\n", lambda found: found[0] if any(DOCS.glob(found[0].strip())) else "", text, flags=re.M
        )
    source[0] = text


_SEVERAL = re.compile(r"( +)(\w+(?:, \w+)+): ")


def _one_name_each(_app: Sphinx, _what: str, _name: str, _thing: object, _options: object, lines: list[str]) -> None:
    """`width_px, height_px: …` is an entry for each: Sphinx takes the first names for the type of the last, and looks for it."""
    out: list[str] = []
    while lines:
        entry = [lines.pop(0)]
        found = _SEVERAL.match(entry[0])
        while found and lines and lines[0].startswith(found[1] + " "):
            entry.append(lines.pop(0))
        for name in found[2].split(", ") if found else [""]:
            out += [f"{found[1]}{name}: {entry[0][found.end() :]}" if found else entry[0], *entry[1:]]
    lines[:] = out


def _levels(app: Sphinx, _problem: Exception | None) -> None:
    """What screen readers cannot use: a toctree's caption is a heading of no level, both sidebars have no name."""
    more = {
        'role="heading">': 'role="heading" aria-level="2">',
        '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="pages">',
        '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="on this page">',
    }
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text("utf-8")
        for old, new in more.items():
            text = text.replace(old, new)
        page.write_text(text, "utf-8")


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", _as_on_the_site)
    app.connect("autodoc-process-docstring", _one_name_each, priority=400)  # before napoleon reads it
    app.connect("build-finished", _levels)


html_theme = "furo"
html_title = "omni_nb"
html_static_path = ["_static"]
html_css_files, html_js_files = ["site.css"], [("site.js", {"defer": "defer"})]
html_copy_source = False
pygments_style, pygments_dark_style = "a11y-high-contrast-light", "github-dark"  # 4.5:1, unlike most
