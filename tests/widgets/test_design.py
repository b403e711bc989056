"""The design language in a real browser: what stands on what can be read, in every front end's light and dark."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from omni_nb.widgets.base import joined
from tests.support.axe import complaints
from tests.support.design_page import PAIRS, contrast, html, tokens

ROOT = Path(__file__).parents[2]
# ipywidgets' own sheet defines light ones for any page that embeds it, dark or not.
STRAY = ":root { --jp-layout-color1: white; --jp-ui-font-color1: #212121; }"


def lab(name):
    """A theme as JupyterLab ships it."""
    path = Path(sys.prefix, f"share/jupyter/lab/themes/@jupyterlab/theme-{name}-extension/index.css")
    return path.read_text(encoding="utf-8")


def vscode(ink, paper, **more):
    named = {"editor-foreground": ink, "editor-background": paper, **more}
    return ":root {" + "".join(f"--vscode-{name}: {value};" for name, value in named.items()) + "}"


# Of each front end: its ground, its style sheet, what it says of itself on <html> and on <body>.
FRONT_ENDS = {
    "plain": ("light", "", {}, {}),
    "plain, dark": ("dark", ":root { color-scheme: dark; }", {}, {}),
    "JupyterLab Light": ("light", lab("light"), {}, {"data-jp-theme-light": "true"}),
    "JupyterLab Dark": ("dark", lab("dark"), {}, {"data-jp-theme-light": "false"}),
    "JupyterLab Dark High Contrast": ("dark", lab("dark-high-contrast"), {}, {"data-jp-theme-light": "false"}),
    "Voila, dark": ("dark", lab("dark"), {}, {"class": "jp-Notebook theme-dark"}),
    "VS Code Light": ("light", vscode("#3b3b3b", "#ffffff"), {}, {"data-vscode-theme-kind": "vscode-light"}),
    "VS Code Dark": ("dark", vscode("#cccccc", "#1f1f1f") + STRAY, {}, {"data-vscode-theme-kind": "vscode-dark"}),
    "VS Code High Contrast": ("dark", vscode("#ffffff", "#000000", contrastBorder="#6fc3df"), {}, {"data-vscode-theme-kind": "vscode-high-contrast"}),
    "VS Code High Contrast Light": ("light", vscode("#292929", "#ffffff", contrastBorder="#0f4a85"), {}, {"data-vscode-theme-kind": "vscode-high-contrast-light"}),
    "Colab, dark": ("dark", STRAY, {"theme": "dark"}, {}),
    "marimo, dark": ("dark", "", {}, {"class": "dark"}),
    "Quarto, dark": ("dark", "", {}, {"class": "quarto-dark"}),
}  # fmt: skip
DRESS = """([sheet, html, body]) => {
  document.querySelector('#front-end')?.remove();
  document.head.append(Object.assign(document.createElement('style'), { id: 'front-end', textContent: sheet }));
  for (const [e, named] of [[document.documentElement, html], [document.body, body]]) {
    for (const name of ['theme', 'class', 'data-jp-theme-light', 'data-vscode-theme-kind']) e.removeAttribute(name);
    for (const [name, value] of Object.entries(named)) e.setAttribute(name, value);
  }
}"""


@pytest.mark.browser
def test_what_stands_on_what_can_be_read_in_every_front_end(page):
    page.set_content(html("normal"))
    names = {name for pair in PAIRS for name in pair[:2]}
    weak = []
    for front_end, (ground, *dress) in FRONT_ENDS.items():
        page.evaluate(DRESS, dress)
        colours = tokens(page, names)
        behind = "rgb(255, 255, 255)" if ground == "light" else "rgb(0, 0, 0)"
        assert (contrast(colours["paper"], "rgb(0, 0, 0)") > 10) == (ground == "light"), front_end
        weak += [
            f"{front_end}: {ink} on {paper} {has:.2f}"
            for ink, paper, needs in PAIRS
            if (has := contrast(colours[ink], colours[paper], under=behind)) < needs
        ]
    assert weak == []


def test_contrast_is_what_wcag_says():
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert contrast("rgb(128, 136, 150)", "rgb(255, 255, 255)") == pytest.approx(3.57, abs=0.01)
    assert contrast("rgba(0, 0, 0, 0.54)", "rgb(255, 255, 255)") == pytest.approx(4.61, abs=0.05)
    assert contrast("color(srgb 0 0 0)", "color(srgb 1 1 1 / 0.5)") == pytest.approx(21)
    assert contrast("color(srgb 0 0 0)", "color(srgb 1 1 1 / 0.5)", under="rgb(0, 0, 0)") == pytest.approx(
        5.28, abs=0.02
    )


@pytest.mark.browser
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_components_are_accessible_and_can_be_hit(page, colours):
    page.emulate_media(color_scheme=colours)
    page.set_content(html())
    assert complaints(page, "main") == []
    sizes = "() => [...document.querySelectorAll('.onb-button, .onb-select, .onb-field, .onb-chip, .onb-menu > *')].map(e => e.getBoundingClientRect()).map(r => Math.min(r.width, r.height))"
    assert min(page.evaluate(sizes)) >= 24
    assert page.evaluate("() => getComputedStyle(document.querySelector('.onb-busy svg')).animationName") == "onb-turn"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate("() => getComputedStyle(document.querySelector('.onb-busy svg')).animationName") == "none"


@pytest.mark.browser
def test_in_forced_colours_what_is_pressed_has_an_edge_of_its_own(page):
    page.emulate_media(forced_colors="active")
    page.set_content(html())
    edge = "which => { const s = getComputedStyle(document.querySelector(which)); return s.outlineStyle + s.outlineWidth; }"
    assert page.evaluate(edge, '[data-key=a][aria-pressed="true"]') == "solid2px"
    assert page.evaluate(edge, "[data-key=a]:not([aria-pressed])") != "solid2px"
    ground = "which => getComputedStyle(document.querySelector(which)).backgroundColor"
    assert page.evaluate(ground, "[data-key=b]") == page.evaluate(ground, "[data-key=a]")  # no text on a highlight


def test_what_is_written_on_the_accent_has_a_ground_of_its_own_in_forced_colours():
    """Behind a word on Highlight a browser paints a plate of Canvas, and the word is of its colour, too."""
    filled = re.compile(
        r"^ *([^{}\n]+?) \{[^{}]*background: var\(--onb-(?:accent|danger)\);[^{}]*[; ]color:", re.MULTILINE
    )
    found = []
    for path in sorted((ROOT / "omni_nb" / "widgets").glob("*.css")):
        usual, _, forced = path.read_text(encoding="utf-8").partition("@media (forced-colors: active)")
        for selector in filled.findall(usual):
            found.append(selector)
            stem = re.sub(r":where\(\.(primary|danger)\)", ":where(.primary, .danger)", selector)
            assert re.search(re.escape(stem) + r" \{[^{}]*background: [^;]+; color: ", forced), (path.name, selector)
    assert len(found) >= 3


@pytest.fixture
def maker():
    spec = importlib.util.spec_from_file_location("docs_icons", ROOT / "docs" / "icons.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("shapes", "path"),
    {
        '<path d="m5 12 7-7"/><path d="m2 2h3"/>': "M5 12l7-7M2 2h3",
        '<path d="m9.5-2.5.5.5z"/>': "M9.5 -2.5l.5.5z",
        '<circle cx="9" cy="9" r="2"/>': "M7 9a2 2 0 1 0 4 0a2 2 0 1 0 -4 0",
        '<rect x="2" y="6" width="14" height="12"/>': "M2 6h14v12h-14v-12z",
        '<line x1="1" y1="2" x2="3" y2="4"/><polyline points="1 2 3 4"/>': "M1 2L3 4M1 2 3 4",
    }.items(),
)
def test_shapes_become_one_path(maker, shapes, path):
    assert maker.one_path(f'<svg xmlns="http://www.w3.org/2000/svg">{shapes}</svg>') == path


def test_a_shape_that_is_not_known_is_refused(maker):
    with pytest.raises(SystemExit, match="ellipse"):
        maker.one_path('<svg xmlns="http://www.w3.org/2000/svg"><ellipse cx="1" cy="1" rx="1" ry="2"/></svg>')


def test_icons_name_their_licence_and_are_paths_alone(maker):
    text = joined("icons.js")
    assert text.startswith(maker.HEAD)
    assert "ISC" in text
    assert "Lucide" in (ROOT / "NOTICE").read_text(encoding="utf-8")
    lines = text.removeprefix(maker.HEAD).splitlines()
    assert all(re.fullmatch(r'  "[a-z0-9-]+": "M[-MmLlHhVvAaCcSsQqTtZz0-9. ,]+",|};', line) for line in lines)
