// Check: what would be refused, with the ways out, and the line below the box.

/** @param {Pick<Rooms, "sections" | "send"> & { askForUrl: (card: string | null) => void }} form */
const makeCheck = ({ sections, send, askForUrl }) => {
  const problems = h("div", { role: "status", "aria-label": "check" });
  const line = h("div", { class: "line" });

  /** @param {Protocol.MendOffer} m */
  const mend = (m) => {
    const onclick = () => (m.way === "url" ? askForUrl(m.card) : send({ t: "mend", key: m.key }));
    return button(`mend${m.key}`, m.title, onclick, { class: "mend", disabled: Boolean(sections.mending) });
  };
  /** @param {Protocol.ProblemView} p */
  const problem = (p) => h("div", { class: "problem" }, h("span", {}, p.cause), ...p.mends.map(mend));
  const draw = () => {
    const c = sections.check ?? { problems: [], notes: [], line: "" };
    put(problems, ...c.problems.map(problem), sections.mending && h("div", { class: "line" }, `${sections.mending} …`));
    put(line, [c.line, ...c.notes].join(" · "));
  };
  return { elements: [problems, line], all: [draw], draws: { check: [draw], mending: [draw] } };
};
