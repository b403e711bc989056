// Elements, for every widget. Joined behind: icons.js.

/** @param {Child} child @returns {child is Node | string} */
const isThere = (child) => child !== null && child !== undefined && child !== false;

/** The element whose value was changed. @param {Event} e */
const changedIn = (e) => /** @type {HTMLInputElement} */ (e.target);

/**
 * Nothing, null and false among the children are left out, and so are such attributes.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string | { [name: string]: any }} attributes `on…` is a handler; a text is its class
 * @param {...Child} children
 */
const h = (tag, attributes = {}, ...children) => {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(typeof attributes === "string" ? { class: attributes } : attributes)) {
    if (k.startsWith("on")) Object.assign(e, { [k]: v });
    else if (v === true) e.setAttribute(k, "");
    else if (isThere(v)) e.setAttribute(k, /** @type {string} */ (v));
  }
  e.append(...children.filter(isThere));
  return e;
};

/** @typedef {keyof typeof ICONS} IconName */
/** What stands for something that has begun or that ends: a surface, not a line. */
const SOLID = ["play", "pause", "square"];

/**
 * A picture beside a word, or in a button that has a label: it says nothing of its own.
 *
 * @param {IconName} name
 * @param {boolean} solid
 */
const icon = (name, solid = SOLID.includes(name)) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), path = document.createElementNS(svg.namespaceURI, "path");
  const looks = {
    class: "onb-icon", "data-icon": name, "aria-hidden": "true", viewBox: "0 0 24 24", width: "16", height: "16", fill: solid ? "currentColor" : "none",
    stroke: "currentColor", "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round",
  };
  for (const [k, v] of Object.entries(looks)) svg.setAttribute(k, v);
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
};

/**
 * A button with a word, or with an icon and a word.
 *
 * @param {string} key says where the focus was when its neighbours are drawn anew
 * @param {Child | Child[]} label
 * @param {(e: MouseEvent & { currentTarget: HTMLElement }) => void} onclick
 * @param {{ [name: string]: any }} more `class`: `primary`, `danger`, `quiet`, and the widget's own
 */
const button = (key, label, onclick, more = {}) =>
  h("button", { type: "button", "data-key": key, onclick, ...more, class: `onb-button ${more.class ?? ""}`.trim() }, ...[label].flat());

/**
 * A button that is an icon; its label is read aloud and shown to a pointer that stays.
 *
 * @param {string} key
 * @param {IconName} name
 * @param {string} label
 * @param {(e: MouseEvent & { currentTarget: HTMLElement }) => void} onclick
 * @param {{ [name: string]: any }} more
 */
const iconButton = (key, name, label, onclick, more = {}) =>
  button(key, icon(name), onclick, { "aria-label": label, title: label, ...more, class: `icon ${more.class ?? ""}` });

/**
 * Another icon in a button, and another label; nothing is written that stands there.
 *
 * @param {HTMLElement} e made by `iconButton`, or a button with an icon and its word behind
 * @param {IconName} name
 * @param {string} label
 * @param {boolean} [solid]
 */
const setIcon = (e, name, label, solid = SOLID.includes(name)) => {
  const old = e.querySelector("svg");
  if (old && (old.dataset.icon !== name || (old.getAttribute("fill") !== "none") !== solid)) old.replaceWith(icon(name, solid));
  if (!e.classList.contains("icon")) return void setText(e.lastChild, label);
  setAttribute(e, "aria-label", label);
  setAttribute(e, "title", label);
};

// Written only where they differ: the page pays for each write, also of the same.
/** @param {Element} e @param {string} name @param {string} value */
const setAttribute = (e, name, value) => { if (e.getAttribute(name) !== value) e.setAttribute(name, value); };
/** @param {Node | null} e @param {string} text */
const setText = (e, text) => { if (e && e.textContent !== text) e.textContent = text; };

const NOTICES = /** @type {const} */ ({ info: "info", warn: "triangle-alert", error: "circle-x" });
/**
 * A place for a sentence that matters, behind its icon; hidden while there is none.
 *
 * @param {keyof typeof NOTICES} tone
 * @param {{ [name: string]: any }} more
 */
const makeNotice = (tone, more = {}) => {
  const said = h("span"), element = h("div", { role: "alert", ...more, hidden: true, class: `onb-notice ${tone} ${more.class ?? ""}` }, icon(NOTICES[tone]), said);
  /** @param {string} words */
  const say = (words) => {
    setText(said, words);
    element.hidden = !words;
  };
  return { element, say };
};

/** These and nothing else, in their order. @param {Element} place @param {...Child} children */
const put = (place, ...children) => place.replaceChildren(...children.filter(isThere).filter((c) => c !== ""));

/**
 * Draw, and leave whoever was on a button there: lists are drawn anew.
 *
 * @param {HTMLElement} root
 * @param {() => void} otherwise where the button is gone
 * @param {() => void} draw
 */
const keepFocus = (root, otherwise, draw) => {
  const key = root.contains(document.activeElement) ? document.activeElement?.dataset.key : undefined;
  draw();
  if (key === undefined || document.activeElement?.dataset.key === key) return;
  const next = /** @type {HTMLButtonElement[]} */ ([...root.querySelectorAll("[data-key]")]).find((e) => e.dataset.key === key);
  if (next && !next.disabled) next.focus({ preventScroll: true });
  else otherwise();
};
