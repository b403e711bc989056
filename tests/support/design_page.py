"""All components of the design language in all their states, in a page of its own: `python -m tests.support.design_page FILE.html`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from omni_nb.widgets.base import joined, style

# What stands on which ground, and how much contrast it needs (WCAG 2.2: 1.4.3 for text, 1.4.11 for edges).
PAIRS = [
    *((ink, ground, 4.5) for ink in ("ink", "quiet", "accent", "danger", "warn", "good") for ground in ("paper", "wash")),
    *((edge, ground, 3.0) for edge in ("line-strong", "focus") for ground in ("paper", "wash")),
    ("on-accent", "accent", 4.5),
    ("on-danger", "danger", 4.5),
]  # fmt: skip
MAKER = """
const root = document.querySelector("main"), row = (title, ...children) => root.append(h("h2", {}, title), h("div", { class: "onb-toolbar" }, ...children));
const none = () => {};
for (const [name, more] of [["usual", {}], ["pressed", { "aria-pressed": "true" }], ["disabled", { disabled: true }]])
  row(`Buttons, ${name}`, button("a", "Plain", none, more), button("b", [icon("arrow-up"), "Send"], none, { class: "primary", ...more }),
    button("c", [icon("square"), "Stop"], none, { class: "danger", ...more }), button("d", [icon("copy"), "Quiet"], none, { class: "quiet", ...more }),
    iconButton("e", "play", `Play, ${name}`, none, more), iconButton("f", "settings-2", `Settings, ${name}`, none, { class: "quiet", ...more }));
const select = h("select", { class: "onb-select", "aria-label": "voice" }, h("option", {}, "Cherry"), h("option", {}, "Ethan"));
row("Select, field", select, h("input", { class: "onb-field", placeholder: "a placeholder", "aria-label": "empty" }), h("input", { class: "onb-field", value: "words", "aria-label": "full" }),
  h("input", { class: "onb-field", value: "refused", "aria-invalid": "true", "aria-label": "refused" }), h("input", { class: "onb-field", value: "locked", disabled: true, "aria-label": "locked" }));
row("Menu", h("div", { style: "position:relative;height:130px;width:200px" }, h("div", { class: "onb-menu", role: "listbox", "aria-label": "menu", tabindex: "0" },
  h("div", { role: "option", "aria-selected": "true" }, icon("download"), "Markdown"), h("div", { role: "option", "aria-selected": "false" }, icon("code"), "A web page"),
  h("div", { role: "option", "aria-selected": "false", "aria-disabled": "true" }, icon("music"), "The sounds"))));
row("Chips", h("span", { class: "onb-chip" }, icon("image"), "cat.png"), h("label", { class: "onb-chip" }, h("input", { type: "checkbox", checked: true }), "chosen"),
  h("label", { class: "onb-chip" }, h("input", { type: "checkbox" }), "not chosen"), h("button", { class: "onb-chip", "aria-pressed": "true" }, "pressed"));
for (const [tone, name, words] of [["info", "info", "A reply is kept for a week."], ["warn", "triangle-alert", "This voice speaks Cantonese only."], ["error", "circle-x", "The key was refused."]])
  row(`Notice, ${tone}`, h("div", { class: `onb-notice ${tone}` }, icon(name), h("span", {}, words), button("x", "Mend", none)));
row("Text", h("span", {}, "ink"), ...["quiet", "accent", "danger", "warn", "good"].map((t) => h("span", { style: `color:var(--onb-${t})` }, t)), h("kbd", { class: "onb-key" }, "Space"));
row("Busy, empty", h("span", { class: "onb-busy" }, icon("loader"), "Waiting for the first word"), h("div", { class: "onb-card onb-empty" }, "Nothing was asked yet."));
row("Icons", ...Object.keys(ICONS).map((name) => h("span", { title: name }, icon(name))));
"""


def html(colour_scheme: str = "light dark") -> str:
    """The page; `colour_scheme` is what it says of itself."""
    looks = f":root {{ color-scheme: {colour_scheme}; }} body {{ margin: 0; }} main {{ padding: 16px; background: var(--onb-paper); }} h2 {{ font-size: 1em; margin: 14px 0 6px; }}"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Components</title><style>{style()}{looks}</style>'
        f'<body><main class="omni-nb"></main><script type="module">{joined("language.js", "icons.js", "dom.js")}{MAKER}</script>'
    )


def tokens(page: Any, names: set[str]) -> dict[str, str]:
    """The colours of these tokens, as the page computes them."""
    ask = """names => { const e = document.createElement('i'); document.querySelector('main').append(e);
      const found = {}; for (const n of names) { e.style.color = `var(--onb-${n})`; found[n] = getComputedStyle(e).color; } e.remove(); return found; }"""
    return page.evaluate(ask, sorted(names))


def contrast(ink: str, ground: str, *, under: str = "rgb(255, 255, 255)") -> float:
    """By WCAG 2: of two CSS colours, 1 to 21. What is transparent lets the next one through."""
    base = _over(_rgba(ground), _rgba(under)[:3])
    light, dark = sorted((_luminance(_over(_rgba(ink), base)), _luminance(base)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _rgba(colour: str) -> tuple[float, float, float, float]:
    values = [float(v) for v in re.findall(r"[-+]?\d*\.?\d+(?:e-?\d+)?", colour.removeprefix("color(srgb "))]
    if not colour.startswith(("rgb", "color(srgb")) or len(values) not in (3, 4):
        raise ValueError(f"no colour: {colour!r}")
    most = 1 if colour.startswith("color") else 255
    return (values[0] / most, values[1] / most, values[2] / most, values[3] if len(values) == 4 else 1.0)


def _over(colour: tuple[float, ...], ground: tuple[float, ...]) -> tuple[float, float, float]:
    alpha = colour[3]
    r, g, b = (alpha * c + (1 - alpha) * under for c, under in zip(colour[:3], ground[:3], strict=True))
    return r, g, b


def _luminance(rgb: tuple[float, float, float]) -> float:
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(html(), encoding="utf-8")
