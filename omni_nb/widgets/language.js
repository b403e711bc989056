// What a page says, in the language of its reader. The English sentence is the key; Python sends what it is in another.

/** Under the empty text, which `t` says as it is, stands the language's tag. @type {{ [english: string]: string }} */
let words = {};
/** Drawn anew when the language changes. @type {Set<() => void>} */
const readers = new Set();

/**
 * A sentence as it is read, with its values. For `n` there may be two forms, for one and for all else: `{n} answer|{n} answers`.
 *
 * @param {string} english quoted, or marked with `later`, so that it is found for the catalogue
 * @param {{ [name: string]: unknown }} values
 */
const t = (english, values = {}) => {
  const [one, many = one] = "n" in values ? english.split("|") : [english];
  const said = english && Object.hasOwn(words, english) ? words[english] : String(values.n) === "1" ? one : many;
  return said.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
};

/** Marks a sentence that stands in a table; `t` says it when it is drawn. @param {string} english */
const later = (english) => english;

/** Says what this model's Python wants to be said, and follows it. Returns what ends that. @param {PageModel<any>} model */
const speak = (model) => {
  let known = model.get?.("_sayings");
  words = known ?? {};
  const read = () => {
    const now = model.get?.("_sayings");
    if (now === known) return;
    known = now;
    words = known ?? {};
    readers.forEach((draw) => draw());
  };
  model.on("change:_sayings", read);
  return () => model.off("change:_sayings", read);
};

/**
 * A view that is made anew when the language changes. The new one stands before the old one goes, so that the page is never
 * without a view, which is how widgets know that nobody looks any more.
 *
 * @template {{ el: HTMLElement }} Page
 * @param {(page: Page) => (() => void)} render
 */
const spoken = (render) => (/** @type {Page} */ page) => {
  const make = () => {
    const el = document.createElement("div");
    el.lang = words[""] ?? "en";
    return { el, free: render({ ...page, el }) };
  };
  let view = make();
  page.el.append(view.el);
  const again = () => {
    const old = view;
    view = make();
    old.el.replaceWith(view.el);
    old.free();
  };
  readers.add(again);
  return () => {
    readers.delete(again);
    view.free();
  };
};
