// Combo: a long menu with a search field (the combobox of the ARIA practices). Its list stands in the page and pushes down what
// follows, for an output of a notebook, and the frame of an editor, cut off whatever opens over others.

let ids = 0;
/** An id for this page. */
const newId = () => `onb-${Date.now().toString(36)}-${ids++}`;
/** As `catalog.search` in Python. @param {string} text */
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
/** @param {string} text */
const wordsIn = (text) => folded(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

/**
 * Those that have all the words: a word of theirs begins so, or else holds it. Chinese has no spaces.
 *
 * @param {Protocol.Choice[]} choices
 * @param {string} text
 */
const choicesWith = (choices, text) => {
  const words = wordsIn(text);
  /** @param {(known: string, word: string) => boolean} has */
  const those = (has) => choices.filter((c) => words.every((word) => has(c.words, word)));
  const begin = those((known, word) => known.includes(/^[a-z0-9]/.test(word) ? ` ${word}` : word));
  return begin.length ? begin : those((known, word) => known.includes(word));
};

/**
 * @param {{ menu: "model" | "voice", label: string, all: string, choices: () => Protocol.Choice[], chosen: () => string, near: () => Protocol.Near | null | undefined,
 *   pick: (id: string) => void, send: Send, opened?: () => void }} menu `all`: what its list is called
 */
const makeCombo = ({ menu, label, all, choices, chosen, near, pick, send, opened = () => {} }) => {
  const listId = newId(), name = h("span", {}, label), said = h("div", { class: "faint said", role: "status" });
  const input = h("input", {
    class: "onb-field", type: "text", role: "combobox", "data-key": menu, "aria-label": label, "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list",
    autocomplete: "off", spellcheck: "false",
  });
  const list = h("div", { role: "listbox", id: listId, "aria-label": all, class: "options" });
  const place = h("div", { class: "combo-list", hidden: true }, said, list);
  const field = h("label", "combo", name, h("span", "combo-field", input, icon("chevron-down")));
  /** @type {{ id: string, element: HTMLElement }[]} */
  let shown = [];
  let open = false, at = -1, typed = "";

  const current = () => choices().find((c) => c.id === chosen());
  const drawField = () => {
    if (!open) input.value = current()?.name ?? chosen();
    input.title = open ? "" : (current()?.line ?? "");
    setAttribute(input, "aria-expanded", String(open));
    place.hidden = !open;
  };
  /** @param {number} to */
  const mark = (to) => {
    at = shown.length ? (to + shown.length) % shown.length : -1;
    shown.forEach(({ element }, i) => setAttribute(element, "aria-selected", String(i === at)));
    if (at < 0) return void input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", shown[at].element.id);
    shown[at].element.scrollIntoView({ block: "nearest" });
  };
  /** @param {string} id @param {Child[]} children */
  const option = (id, ...children) => {
    const element = h("div", { role: "option", id: newId(), "aria-selected": "false", "data-id": id, onclick: () => choose(id) }, ...children);
    shown.push({ id, element });
    return element;
  };
  /** @param {Protocol.Choice} c */
  const row = (c) => option(c.id, h("span", "name", c.name), c.line ? h("span", "faint", c.line) : null, c.id === chosen() ? icon("check") : null);
  /** @param {Protocol.Choice[]} found */
  const groups = (found) => [...new Set(found.map((c) => c.group))].map((group) => {
    const rows = found.filter((c) => c.group === group).map(row), head = newId();
    return group ? h("div", { role: "group", "aria-labelledby": head }, h("div", { class: "head faint", id: head }, group), ...rows) : rows;
  }).flat();
  const draw = () => {
    drawField();
    if (!open) return;
    const every = choices(), text = typed.trim(), found = choicesWith(every, text), told = near();
    const like = found.length || told?.menu !== menu || told.text !== text ? [] : told.ids.flatMap((id) => every.find((c) => c.id === id) ?? []);
    if (text && !found.length && told?.text !== text) send({ t: "near", menu, text });
    shown = [];
    const own = () => (text && !every.some((c) => c.id === text) ? [option(text, h("span", {}, t("Use “{text}” as it is", { text })))] : []);
    // a model's id is often one that no list knows; a voice's is mostly a slip
    const first = menu === "model" && !found.length ? own() : [], rows = groups(found.length ? found : like);
    put(list, ...first, ...rows, ...(first.length ? [] : own()));
    setText(said, found.length ? t("{n} of {all}", { n: found.length, all: every.length }) : like.length ? t("No exact match for “{text}”; similar names:", { text }) : t("No matches."));
    mark(text ? 0 : shown.findIndex((one) => one.id === chosen()));
  };
  const show = () => {
    if (open || input.disabled) return;
    open = true;
    typed = "";
    input.select();
    draw();
    opened();
  };
  const close = () => { open = false; typed = ""; shown = []; input.removeAttribute("aria-activedescendant"); draw(); };
  /** @param {string} id */
  const choose = (id) => {
    close();
    input.value = choices().find((c) => c.id === id)?.name ?? id; // Python's answer comes a little later
    pick(id);
  };
  input.onclick = show;
  input.onbeforeinput = show; // what stands there is chosen first, so that the first letter takes its place and stays
  input.oninput = () => { open = true; typed = input.value; draw(); };
  input.onblur = () => {
    const exact = open && choices().find((c) => [c.id, c.name].some((n) => folded(n) === folded(typed.trim())));
    if (exact) choose(exact.id);
    else if (open) close();
  };
  place.onmousedown = (e) => e.preventDefault(); // the focus stays in the field
  /** @type {{ [key: string]: (e: KeyboardEvent) => void }} */
  const acts = {
    ArrowDown: (e) => (open ? mark(at + 1) : (show(), e.altKey || at >= 0 || mark(0))),
    ArrowUp: (e) => (!open ? show() : e.altKey ? close() : mark(at < 0 ? -1 : at - 1)),
    PageDown: () => open && mark(Math.min(at + 8, shown.length - 1)),
    PageUp: () => open && mark(Math.max(at - 8, 0)),
    Enter: () => (!open ? show() : at >= 0 && choose(shown[at].id)),
    Escape: (e) => { if (open) { close(); input.select(); e.stopPropagation(); } },
  };
  input.onkeydown = (e) => {
    if (e.isComposing || e.keyCode === 229 || !acts[e.key] || e.ctrlKey || e.metaKey) return;
    acts[e.key](e);
    if (e.key !== "Escape") e.preventDefault();
  };
  return { field, place, input, draw, close };
};
