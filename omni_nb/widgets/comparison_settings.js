// How cells are heard, ordered and chosen: the bar above the list.

const WAYS = { auto: later("automatic"), start: later("from the start"), time: later("at the same time"), word: later("at the same word") };

/**
 * @param {Stage} stage
 * @param {HTMLElement} root
 */
const makeHearingBar = (stage, root) => {
  const { audition, sections, send } = stage;
  const way = h("select", { class: "onb-select", "data-key": "way", onchange: () => { audition.set({ way: /** @type {AuditionWay} */ (way.value) }); } });
  for (const [value, title] of Object.entries(WAYS)) way.append(h("option", { value }, t(title)));
  const check = (key, title, on, change) =>
    h("label", {}, h("input", { type: "checkbox", "data-key": key, checked: on, onchange: (e) => change(e.target.checked) }), title);
  const hearing = h(
    "div", "bar",
    h("label", {}, t("switch"), way),
    check("matched", t("same loudness"), true, (on) => stage.set({ matched: on })),
    check("trimmed", t("without silence at the ends"), true, (on) => stage.set({ trimmed: on })),
    check("arrows", t("arrow keys play"), true, (on) => { stage.arrowsPlay = on; }),
    check("whole", t("all words"), false, (on) => stage.set({ whole: on })),
  );
  const order = h("select", { class: "onb-select", "data-key": "order", onchange: () => arrange({ by: order.value }) });
  const turned = iconButton("reverse", "arrow-up-down", t("reverse order"), () => arrange({ reverse: !now().reverse }));
  const filters = h("span", "filters");
  const chosen = h("div", "bar arrange", h("label", {}, t("order"), order), turned, filters);
  let offered = "", wasWide = false;

  const now = () => sections.arrangement ?? { by: "", reverse: false, facts: {}, sorts: [], filters: [], cells: [], removed: 0, hidden: 0 };
  const arrange = (more) => {
    const { by, reverse, facts } = now();
    send({ t: "arrange", by, reverse, facts, ...more });
  };
  const select = (f) => {
    const all = h("option", { value: "" }, f.id === "pinned" ? t("all") : t("any {kind}", { kind: f.title }));
    return h(
      "select", { class: "onb-select", "data-key": `filter:${f.id}`, "data-fact": f.id, "aria-label": f.title, onchange: (e) => arrange({ facts: { ...now().facts, [f.id]: e.target.value } }) },
      all, ...f.values.map((v) => h("option", { value: v.id }, v.title)),
    );
  };
  const draw = () => {
    const a = now();
    const key = JSON.stringify([a.sorts, a.filters]);
    if (key !== offered) {
      offered = key;
      put(order, h("option", { value: "" }, t("as asked")), ...a.sorts.map((s) => h("option", { value: s.id }, s.title)));
      put(filters, ...[...a.filters, { id: "pinned", title: t("favourites"), values: [{ id: "yes", title: t("favourites only") }] }].map(select));
    }
    order.value = a.by;
    setAttribute(turned, "aria-pressed", String(a.reverse));
    filters.querySelectorAll("select").forEach((s) => { s.value = a.facts[s.dataset.fact ?? ""] ?? ""; });
  };
  const drawWays = () => {
    const none = !Object.keys(sections.places?.cells ?? {}).length;
    for (const option of way.options) if (option.value === "word") option.disabled = none;
  };
  // In a narrow page a line that opens; in a wide one all of it, always.
  const element = h("details", "settings", h("summary", { "data-key": "settings" }, t("Playback, order and filters")), hearing, chosen);
  const fits = new ResizeObserver(([{ contentRect }]) => {
    const wide = contentRect.width > 620;
    if (wide !== wasWide) element.open = wasWide = wide;
  });
  fits.observe(root);
  return { elements: [element], draw, drawWays, free: () => fits.disconnect() };
};
