// Elements with handlers and children, for the form, which has a style sheet.

/** Nothing, null and false among the children are left out. */
const h = (tag, attributes = {}, ...children) => {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes)) {
    if (k.startsWith("on")) e[k] = v;
    else if (v === true) e.setAttribute(k, "");
    else if (v !== false && v !== null && v !== undefined) e.setAttribute(k, v);
  }
  e.append(...children.filter((c) => c !== null && c !== undefined && c !== false));
  return e;
};

/** A button of the form. Its key says where the focus was when its neighbours are drawn anew. */
const button = (key, label, onclick, more = {}) =>
  h("button", { type: "button", "data-key": key, onclick, ...more }, label);

/** These and nothing else, in their order. */
const put = (place, ...children) => place.replaceChildren(...children.filter(Boolean));

/** Draw, and leave whoever was on a button there: lists are drawn anew. Where it is gone, `otherwise`. */
const keepFocus = (root, otherwise, draw) => {
  const key = root.contains(document.activeElement) ? document.activeElement?.dataset.key : undefined;
  draw();
  if (key === undefined || document.activeElement?.dataset.key === key) return;
  const next = [...root.querySelectorAll("[data-key]")].find((e) => e.dataset.key === key);
  if (next && !next.disabled) next.focus({ preventScroll: true });
  else otherwise();
};
