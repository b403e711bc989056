// The cells of a comparison: a list box with one place in the tab order, and the keys that hear.

/** So long digits and letters that follow each other are one number, one name. */
const TYPED_MS = 700;

/**
 * @param {Stage} stage
 * @param {HTMLElement} root
 */
const makeCellList = (stage, root) => {
  const { audition, sections } = stage;
  const element = h("div", { role: "listbox", class: "cells", "aria-label": t(stage.says.list), "aria-orientation": "vertical" });
  const empty = h("div", "onb-empty empty", t(stage.says.nothing));
  /** @type {Map<string, ReturnType<typeof makeRow>>} */
  const rows = new Map();
  let typed = "", typed_ms = 0;

  const ids = () => sections.arrangement?.cells ?? [];
  const view = (id) => sections[`cell:${id}`];
  const row = (id) => {
    const one = rows.get(id) ?? makeRow(id, stage);
    rows.set(id, one);
    return one;
  };
  const current = stage.chosen;

  const focus = (id) => {
    stage.current = id;
    drawCurrent();
    rows.get(id)?.element.focus();
  };
  /** To another cell: silently until the person has asked for sound once, then it is heard. */
  const goTo = (id) => {
    if (id === undefined) return;
    focus(id);
    if (stage.asked && stage.arrowsPlay && stage.ready(id)) stage.hear(id);
    else stage.changed();
  };
  const step = (by) => {
    const all = ids();
    goTo(all[Math.max(0, Math.min(all.length - 1, all.indexOf(current() ?? "") + by))]);
  };
  const more = (key) => {
    const now = performance.now(), goes_on = now - typed_ms < TYPED_MS && /\d/.test(key) === /\d/.test(typed);
    typed = goes_on ? typed + key : key;
    typed_ms = now;
    return typed;
  };
  const byDigit = (key) => {
    const all = ids(), number = more(key);
    if (number === "0") return stage.hearAll();
    const n = Number(number) <= all.length ? Number(number) : Number((typed = key));
    if (n && n <= all.length) goTo(all[n - 1]);
  };
  /** The next one whose name begins so; the same letter again and again goes round. */
  const byLetter = (key) => {
    const all = ids(), text = more(key.toLowerCase()), one = [...text].every((c) => c === text[0]) ? text[0] : text;
    const from = all.indexOf(current() ?? "") + (one.length === 1 ? 1 : 0);
    const found = [...all.slice(from), ...all.slice(0, from)].find((id) => view(id)?.name.toLowerCase().startsWith(one));
    if (found !== undefined) goTo(found);
  };

  /** @type {{ [key: string]: (id: string) => void }} */
  const keys = {
    " ": (id) => stage.toggle(id), ArrowDown: () => step(1), ArrowUp: () => step(-1), Home: () => step(-Infinity), End: () => step(Infinity),
    PageDown: () => step(5), PageUp: () => step(-5), ArrowLeft: () => stage.nudge(-1), ArrowRight: () => stage.nudge(1),
    Enter: (id) => stage.pin(id), Escape: () => stage.silence(), Delete: (id) => remove(id),
    "[": () => stage.passageFrom(), "]": () => stage.passageTo(), Backspace: () => stage.noPassage(),
  };
  const remove = (id) => {
    const all = ids(), at = all.indexOf(id);
    stage.current = all[at + 1] ?? all[at - 1] ?? null;
    stage.remove(id);
  };
  const press = (e) => {
    const id = current();
    if (id === null || e.ctrlKey || e.metaKey || (e.altKey && e.key.length > 1)) return false;
    if (e.key === " " && e.shiftKey) stage.flip();
    else if (e.shiftKey && e.key.length > 1) return false;
    else if (Object.hasOwn(keys, e.key)) keys[e.key](id);
    else if (/^[0-9]$/.test(e.key)) byDigit(e.key);
    else if (/^\p{L}$/u.test(e.key)) byLetter(e.key);
    else return false;
    return true;
  };
  element.onkeydown = (e) => {
    if (!press(e)) return;
    e.preventDefault();
    e.stopPropagation(); // the notebook has its own ideas about these keys
  };
  element.addEventListener("focusin", (e) => {
    const id = /** @type {HTMLElement} */ (e.target).closest("[data-cell]")?.dataset.cell;
    if (id && id !== stage.current) { stage.current = id; drawCurrent(); stage.changed(); }
    audition.warm();
  });
  element.onpointerenter = () => audition.warm();

  const drawCurrent = () => rows.forEach((one, id) => one.current(id === current()));
  const scale = () => scaleOf(Math.max(0, ...ids().map((id) => audition.length(id))), Boolean(sections.progress?.busy));
  const gain = (id) => { const db = view(id)?.gain_db; return stage.matched && db ? 10 ** (db / 20) : 1; };
  /** One scale of level, so that the loudest reaches the edge. */
  const drawWaves = () => {
    const scale_s = scale(), colour = getComputedStyle(element).columnRuleColor, most = Math.max(0.05, ...ids().map((id) => loudest(audition.peaks(id)) * gain(id)));
    for (const id of ids()) {
      const v = view(id), trimmed = stage.trimmed && v && v.to_s !== null;
      row(id).wave.draw({
        peaks: audition.peaks(id), scale_s, level: (0.96 * gain(id)) / most, from_s: trimmed ? v.from_s : 0, to_s: trimmed ? v.to_s ?? Infinity : Infinity, colour,
      });
    }
  };
  const draw = () => {
    const all = ids(), inside = element.contains(document.activeElement);
    const wanted = all.map((id) => row(id).element);
    if (wanted.length !== element.children.length || wanted.some((e, i) => e !== element.children[i])) put(element, ...wanted);
    for (const id of rows.keys()) if (!sections[`cell:${id}`]) rows.delete(id);
    all.forEach((id, i) => { const v = view(id); if (v) row(id).draw(v, i + 1); });
    empty.hidden = all.length > 0 || !sections.arrangement?.hidden;
    drawCurrent();
    drawWaves();
    if (inside && !element.contains(document.activeElement) && current() !== null) rows.get(current() ?? "")?.element.focus({ preventScroll: true });
  };
  const follow = () => {
    const { now, playing } = audition.state;
    drawWaves();
    for (const id of ids()) {
      const mine = id === now;
      row(id).sounds(mine && playing);
      row(id).wave.follow(mine && (playing || audition.state.at_s > 0) ? audition.playhead : null, audition.loopOf(id));
    }
  };
  const sized = new ResizeObserver(() => { rows.forEach((one) => one.wave.redraw()); drawWaves(); });
  sized.observe(root);

  return {
    elements: [element, empty], draw, follow,
    focus: () => { const id = current(); if (id !== null) focus(id); },
    free: () => sized.disconnect(),
  };
};
