// Check: what would be refused, with the ways out, and the line below the box.

/** @type {{ [way: string]: IconName }} */
const WAYS = { url: "link", trim: "scissors", keep: "check" };

/** @param {Pick<Rooms, "sections" | "send"> & { askForUrl: (card: string | null) => void }} form */
const makeCheck = ({ sections, send, askForUrl }) => {
  const problems = h("div", { class: "problems", role: "status", "aria-label": t("what would be refused") });
  const line = h("div", "line");

  /** @param {Protocol.MendOffer} m */
  const mend = (m) => {
    const onclick = () => (m.way === "url" ? askForUrl(m.card) : send({ t: "mend", key: m.key }));
    return button(`mend${m.key}`, [WAYS[m.way] && icon(WAYS[m.way]), m.title], onclick, { disabled: Boolean(sections.mending) });
  };
  /** @param {Protocol.ProblemView} p */
  const problem = (p) => h("div", { class: "onb-notice warn problem", tabindex: "-1" }, icon("triangle-alert"), h("span", {}, p.cause), h("div", "ways", ...p.mends.map(mend)));
  const draw = () => {
    const c = sections.check ?? { problems: [], notes: [], line: "" };
    put(problems, ...c.problems.map(problem), sections.mending && h("div", "onb-busy", icon("loader"), sections.mending));
    put(line, [c.line, ...c.notes].filter(Boolean).join(" · "));
  };
  /** It was sent all the same: to what mends it. */
  const look = () => /** @type {HTMLElement | null} */ (problems.querySelector("button:enabled") ?? problems.querySelector(".problem"))?.focus();
  return { elements: [problems, line], all: [draw], draws: { check: [draw], mending: [draw] }, look };
};
