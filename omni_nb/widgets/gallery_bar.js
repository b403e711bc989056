// Which voices are shown: the bar above the list. Words, facts and order go to Python, which knows the catalog.

const TYPING_MS = 150;

/**
 * @param {Stage} stage
 * @param {PageSectionsOfGallery} sections
 * @param {(m: Protocol.FromGallery) => void} send
 */
const makeGalleryBar = (stage, sections, send) => {
  const title = h("span", "title"), source = h("div", "source");
  const search = h("input", { type: "search", class: "onb-field search", "data-key": "search", placeholder: t("name, style, language …"), "aria-label": t("search voices") });
  const filters = h("span", "filters");
  const order = h("select", { class: "onb-select", "data-key": "order", onchange: () => choose({ by: order.value }) });
  const turned = iconButton("reverse", "arrow-up-down", t("reverse order"), () => choose({ reverse: !now().reverse }));
  const count = h("span", { class: "count", role: "status" });
  const add = button("add", [icon("play"), ""], () => { send({ t: "add", voice: search.value.trim() }); search.value = ""; });
  const told = h("div", "told");
  const even = h("input", { type: "checkbox", "data-key": "matched", checked: true, onchange: () => stage.set({ matched: even.checked }) });
  const element = h(
    "div", "settings",
    h("div", "bar", title, count, h("span", "grow"), h("label", {}, even, t("same loudness"))),
    h("div", "bar arrange", search, filters, h("span", "order", h("label", {}, t("order"), order), turned)), told, add, source,
  );
  let offered = "", timer = 0;

  const now = () => sections.arrangement ?? { by: "", reverse: false, facts: {}, text: "" };
  /** @param {Partial<Protocol.ChooseVoices>} more */
  const choose = (more) => {
    clearTimeout(timer);
    const { by, reverse, facts } = now();
    send({ t: "choose", text: search.value, by, reverse, facts, ...more });
  };
  search.oninput = () => { clearTimeout(timer); timer = setTimeout(() => choose({}), TYPING_MS); drawAdd(); };
  search.onkeydown = (e) => { if (e.key === "Escape" && search.value) { search.value = ""; choose({}); e.stopPropagation(); } };
  /** @param {Protocol.FactChoice} f @returns {HTMLSelectElement} */
  const select = (f) => {
    const made = h("select", { class: "onb-select", "data-key": `filter:${f.id}`, "data-fact": f.id, "aria-label": f.title, onchange: () => choose({ facts: { ...now().facts, [f.id]: made.value } }) });
    made.append(h("option", { value: "" }, f.id === "pinned" ? t("all") : t("any {kind}", { kind: f.title })), ...f.values.map((v) => h("option", { value: v.id }, v.title)));
    return made;
  };
  const drawAdd = () => {
    const id = search.value.trim(), cells = sections.arrangement?.cells ?? [];
    add.hidden = !sections.about?.adds || !id || (cells.length > 0 && !sections.arrangement?.told);
    setIcon(add, "play", t("“{id}” is the id of a voice: hear it", { id }));
  };
  const draw = () => {
    const a = sections.arrangement;
    setText(title, sections.about?.title ?? "");
    setText(source, sections.about?.source ?? "");
    source.hidden = !source.textContent;
    if (!a) return;
    const key = JSON.stringify([a.sorts, a.filters]);
    if (key !== offered) {
      offered = key;
      put(order, h("option", { value: "" }, t("as published")), ...a.sorts.map((s) => h("option", { value: s.id }, s.title)));
      put(filters, ...[...a.filters, { id: "pinned", title: t("picked"), values: [{ id: "yes", title: t("picked only") }] }].map(select));
    }
    order.value = a.by;
    setAttribute(turned, "aria-pressed", String(a.reverse));
    filters.querySelectorAll("select").forEach((s) => { s.value = a.facts[s.dataset.fact ?? ""] ?? ""; });
    if (document.activeElement !== search && search.value !== a.text) search.value = a.text;
    const all = a.cells.length + a.hidden;
    setText(count, all ? (a.hidden ? t("{shown} of {n} voice|{shown} of {n} voices", { shown: a.cells.length, n: all }) : t("{n} voice|{n} voices", { n: all })) : "");
    setText(told, a.told);
    told.hidden = !a.told;
    drawAdd();
  };
  return { elements: [element], draw, free: () => clearTimeout(timer) };
};
