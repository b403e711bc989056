// Elements with handlers and children, for the form, which has a style sheet.

/** @param {Child} child @returns {child is Node | string} */
const isThere = (child) => child !== null && child !== undefined && child !== false;

/** The section of a turn. @param {string} name @returns {name is `turn:${string}`} */
const isTurn = (name) => name.startsWith("turn:");

/** @param {PageSections} sections */
const namesOf = (sections) => /** @type {(keyof PageSections)[]} */ (Object.keys(sections));

/** The element whose value was changed. @param {Event} e */
const changedIn = (e) => /** @type {HTMLInputElement} */ (e.target);

/**
 * Nothing, null and false among the children are left out, and so are such attributes.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {{ [name: string]: any }} attributes `on…` is a handler
 * @param {...Child} children
 */
const h = (tag, attributes = {}, ...children) => {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes)) {
    if (k.startsWith("on")) Object.assign(e, { [k]: v });
    else if (v === true) e.setAttribute(k, "");
    else if (v !== false && v !== null && v !== undefined) e.setAttribute(k, v);
  }
  e.append(...children.filter(isThere));
  return e;
};

/**
 * A button of the form.
 *
 * @param {string} key says where the focus was when its neighbours are drawn anew
 * @param {Child} label
 * @param {(e: MouseEvent & { currentTarget: HTMLElement }) => void} onclick
 * @param {{ [name: string]: any }} more
 */
const button = (key, label, onclick, more = {}) =>
  h("button", { type: "button", "data-key": key, onclick, ...more }, label);

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
