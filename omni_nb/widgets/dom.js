/**
 * An element with its style written out, for widgets that stand alone in an output.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {{ [name: string]: string }} attributes
 */
const make = (tag, attributes = {}, style = "", text = "") => {
  const e = document.createElement(tag);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  e.style.cssText = style;
  if (text) e.textContent = text;
  return e;
};
