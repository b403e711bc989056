// Below the list: its pages, and what can be done with what is picked.

/** @param {HistoryRoom} room */
const makeHistoryFoot = (room) => {
  const { sections, send } = room;
  const to = (/** @type {number} */ by) => () => { const p = sections.page; if (p) send({ t: "page", at: Math.max(0, p.at + by * p.most) }); };
  const newer = iconButton("newer", "chevron-left", t("Newer replies"), to(-1)), older = iconButton("older", "chevron-right", t("Older replies"), to(1));
  const which = h("span", "count");
  const pages = h("div", { class: "bar pages", role: "group", "aria-label": t("pages") }, newer, which, older);
  const picks = () => sections.picked ?? [];
  const n = h("span");
  const compare = button("compare", [icon("arrow-left-right"), t("Compare")], () => send({ t: "compare" }), { class: "primary" });
  const pin = button("pin-picked", [icon("pin"), t("Pin")], () => send({ t: "pin", ids: picks(), on: true }));
  const remove = makeRemove("remove-picked", () => picks().length, () => send({ t: "forget", ids: picks() }));
  const none = button("none", t("Pick none"), () => send({ t: "pick", ids: [] }), { class: "quiet" });
  const picked = h("div", { class: "bar picked", role: "group", "aria-label": t("what is picked") }, n, compare, pin, ...remove.elements, h("span", "grow"), none);
  const problem = makeNotice("error"), done = h("div", { class: "faint done", role: "status" });

  const draw = () => {
    const p = sections.page, count = picks().length, last = p ? Math.min(p.count, p.at + p.most) : 0;
    pages.hidden = !p || p.count <= p.most;
    setText(which, p ? t("{from}–{to} of {all}", { from: p.at + 1, to: last, all: p.count }) : "");
    newer.disabled = !p?.at;
    older.disabled = last >= (p?.count ?? 0);
    picked.hidden = !count;
    setText(n, t("{n} picked", { n: count }));
    setText(compare.lastChild, count < 2 ? t("pick one more to compare") : t("Compare"));
    compare.disabled = count < 2;
    problem.say(sections.notice ?? "");
    setText(done, sections.done ?? "");
  };
  return { elements: [problem.element, done, pages, picked], draw, draws: ["page", "picked", "notice", "done"] };
};
