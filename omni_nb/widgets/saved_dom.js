// What dom.js, icons.js and language.js give to the widgets, as little of it as a saved output needs. `ICONS` and `WORDS` stand before.

const t = (k, v = {}) => (WORDS[k] ?? k).replace(/{(\w+)}/g, (_, n) => v[n]);
const setAttribute = (e, k, v) => e.getAttribute(k) !== v && e.setAttribute(k, v);
const setText = (e, v) => { if (e.textContent !== v) e.textContent = v; };
const h = (tag, attributes, ...children) => {
  const e = document.createElement(tag);
  for (const k in attributes) e.setAttribute(k, attributes[k]);
  e.append(...children);
  return e;
};
const icon = (name) => {
  const make = (tag, attributes) => {
    const e = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const k in attributes) e.setAttribute(k, attributes[k]);
    return e;
  };
  const looks = { "aria-hidden": "true", viewBox: "0 0 24 24", width: 16, height: 16, stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" };
  const e = make("svg", { ...looks, fill: name[0] === "p" ? "currentColor" : "none" });
  e.append(make("path", { d: ICONS[name] }));
  return e;
};
