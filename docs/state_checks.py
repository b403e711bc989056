"""What a program can tell of a state's looks: nothing is cut off or sticks out, targets, words left in English, axe."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.support.axe import complaints

# Elements of the widgets and of what stays in a notebook that can be seen, with their shadow roots' (the enlarged, marimo)
LOOK = r"""([selector, english]) => {
  const found = [], seen = new Set();
  const tell = (what, e, more = '') => {
    const at = (e.closest?.('[data-key]')?.dataset.key ?? e.className?.baseVal ?? e.className ?? '').toString().slice(0, 40);
    const line = `${what}: <${e.tagName?.toLowerCase()} ${at}> ${more}`;
    if (!seen.has(line)) { seen.add(line); found.push(line); }
  };
  const visible = e => { const r = e.getBoundingClientRect(), s = getComputedStyle(e);
    return r.width > 1 && r.height > 1 && s.visibility !== 'hidden' && s.opacity !== '0' && e.checkVisibility?.() !== false; };
  const words = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  const scrolls = e => { for (let p = e.parentElement; p; p = p.parentElement) {
    if (/auto|scroll|hidden|clip/.test(getComputedStyle(p).overflowX) && p.closest('.omni-nb, .jp-OutputArea')) return true;
    if (p.matches('.omni-nb, .jp-OutputArea')) return false; } return false; };
  for (const root of document.querySelectorAll(selector)) {
    if (!visible(root)) continue;
    const edge = root.getBoundingClientRect();
    if (root.scrollWidth > root.clientWidth + 1 && getComputedStyle(root).overflowX !== 'auto') tell('wider than its place', root, `${root.scrollWidth} > ${root.clientWidth}`);
    for (const e of root.querySelectorAll('*')) {
      if (!visible(e)) continue;
      const r = e.getBoundingClientRect(), s = getComputedStyle(e), hiddenForEyes = s.clipPath !== 'none' || s.clip !== 'auto';
      if (hiddenForEyes) continue;
      if ((r.right > edge.right + 2 || r.left < edge.left - 7) && !scrolls(e) && s.position !== 'fixed') tell('sticks out', e, `${Math.round(r.right - edge.right)} px: ${e.textContent.trim().slice(0, 40)}`);
      const cut = e.scrollWidth > e.clientWidth + 1 && e.clientWidth && /hidden|clip/.test(s.overflowX);
      if (cut && words(e) && !(e.title || e.closest('[title]'))) tell('cut off', e, `${e.scrollWidth} > ${e.clientWidth}: ${e.textContent.trim().slice(0, 60)}`);
      if (e.scrollHeight > e.clientHeight + 3 && e.clientHeight && /hidden|clip/.test(s.overflowY) && words(e) && s.webkitLineClamp === 'none') tell('cut off below', e, `${e.scrollHeight} > ${e.clientHeight}: ${e.textContent.trim().slice(0, 60)}`);
      if (e.matches('button, select, input:not([type=hidden]), textarea, summary, audio, [role=slider], [role=tab], [role=option], [role=button]') && (r.width < 23.5 || r.height < 23.5)) {
        const label = e.closest('label')?.getBoundingClientRect(); // a box in a label: both are the target
        if (!(label && label.width >= 23.5 && label.height >= 23.5)) tell('small target', e, `${Math.round(r.width)} × ${Math.round(r.height)} ${e.getAttribute('aria-label') ?? e.textContent.trim().slice(0, 30)}`);
      }
    }
    if (!english) continue;
    const known = english.map(p => new RegExp(`^${p}$`, 's'));
    const check = (text, e, where) => { const said = text.trim().replace(/\s+/g, ' ');
      if (/[A-Za-z]{2}/.test(said) && known.some(k => k.test(said))) tell('English', e, `${where} ${said.slice(0, 80)}`); };
    for (const e of [root, ...root.querySelectorAll('*')]) {
      if (!visible(e) || e.closest('.words, pre, code, option[lang], [lang=en]:not(.lm-Widget)')) continue;
      for (const n of e.childNodes) if (n.nodeType === 3) check(n.data, e, 'text');
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) if (e.getAttribute(name)) check(e.getAttribute(name), e, name);
    }
  }
  return found;
}"""
CATALOGUE = Path("omni_nb/messages/locale/zh_CN/LC_MESSAGES/omni_nb.po")


def english_sentences(root: Path) -> list[str]:
    """Those that have a Chinese sentence, as regular expressions with their places open."""
    text = (root / CATALOGUE).read_text(encoding="utf-8")
    found = []
    for block in text.split("\n\n"):
        keys = re.findall(r'^msgid(?:_plural)? ((?:".*"\n?)+)', block, re.MULTILINE)
        for key in keys:
            sentence = "".join(re.findall(r'"(.*)"', key)).replace(r"\"", '"').replace(r"\n", " ")
            for form in sentence.split("|"):
                bare = re.sub(r"\{[^}]*\}", "", form)
                if re.search(r"[A-Za-z]{2}", bare):
                    places = re.split(r"\{[^}]*\}", form)
                    found.append("(?:.+?)".join(re.escape(" ".join(p.split()) if p.strip() else p) for p in places))
    return [re.sub(r"\\([\s\"'#&,:;<=>@`~%!-])", r"\1", each) for each in found]


def faults(page: Any, selector: str, english: list[str], axe: bool) -> list[str]:
    """What is wrong in all that the selector finds, a line each."""
    found: list[str] = page.evaluate(LOOK, [selector, english])
    if axe:
        found += [f"axe {' '.join(each.split())[:300]}" for each in complaints(page, selector)]
    return found
