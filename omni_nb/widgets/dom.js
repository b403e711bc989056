// Two ways to make an element, for the widgets that draw.

/** With its style written out: for widgets that stand alone in an output. */
const make = (tag, attributes = {}, style = "", text = "") => {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  e.style.cssText = style;
  if (text) e.textContent = text;
  return e;
};

/** With handlers and children: for the form, which has a style sheet. */
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
