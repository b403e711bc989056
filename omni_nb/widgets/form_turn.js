// A turn: the question on its card, the answer on the page, and what can be done with each.

/** @typedef {Pick<Rooms, "model" | "sections" | "send"> & { isDead: () => boolean, expectWords: () => void }} TurnRoom */

/** @param {TurnRoom} form @param {string} id */
const makeTurn = ({ model, sections, send, isDead, expectWords }, id) => {
  const parts = {
    head: h("div", "head"), question: h("div", "asked"), text: h("div", "words"),
    words: h("div", "words jp-RenderedHTMLCommon"), player: h("div"), rest: h("div"), acts: h("div", "acts"),
  };
  const element = h("article", { class: "turn", tabindex: "-1", "aria-keyshortcuts": "c e r p Space" }, ...Object.values(parts));
  /** @type {Partial<Protocol.TurnView>} */
  const drawn = {};
  const view = () => sections[`turn:${id}`];
  const copyQuestion = copyButton(`copyq${id}`, t("Copy the question"), () => view()?.asked ?? "", () => parts.question, { class: "onb-button icon quiet" });
  const copyAnswer = copyButton(`copya${id}`, t("Copy the answer as Markdown"), () => view()?.answer ?? "", () => parts.words, { class: "onb-button icon quiet" });

  /** @param {Protocol.TurnView} v @param {boolean} disabled */
  const drawHead = (v, disabled) => put(
    parts.head,
    h("span", "who", [v.n, t("You")].join(" · ")),
    v.pinned && h("span", "pinned", icon("pin", true), t("pinned")),
    v.state && h("span", { class: v.bad ? "warn" : "" }, v.bad && icon("triangle-alert"), v.state),
    h("span", "tools", v.asked && copyQuestion, iconButton(`edit${id}`, "pencil", t("Edit the question, and continue from here in a new branch"), () => { expectWords(); send({ t: "edit", id }); }, { class: "quiet", disabled })),
  );
  /** @param {Protocol.TurnView} v @param {boolean} disabled */
  const drawActs = (v, disabled) => put(
    parts.acts,
    v.words && v.answer && copyAnswer,
    v.words && iconButton(`retry${id}`, "refresh-cw", t("Ask again; this answer stays in its own branch"), () => send({ t: "retry", id }), { class: "quiet", disabled }),
    v.words && iconButton(`pin${id}`, "pin", t("Pin this turn, to find it again"), () => send({ t: "pin", id, on: !v.pinned }), { class: "quiet", disabled: isDead(), "aria-pressed": String(v.pinned) }),
  );
  const draw = () => {
    const v = view();
    if (!v) return;
    const live = sections.live?.turn === id ? sections.live : null;
    for (const name of /** @type {const} */ (["question", "words", "rest"])) {
      if (drawn[name] === v[name]) continue;
      parts[name].innerHTML = drawn[name] = v[name] ?? ""; // made and sanitised in Python
      if (name === "words") dressAnswer(parts.words, model);
      else dressSounds(parts[name]);
      if (name === "question") dressPictures(parts.question, id, (at) => send({ t: "look", id, at }));
    }
    const disabled = isDead() || Boolean(sections.busy?.on);
    drawHead(v, disabled);
    drawActs(v, disabled);
    element.setAttribute("aria-label", t("turn {n}", { n: v.n }));
    element.setAttribute("aria-busy", String(Boolean(live?.text)));
    element.classList.toggle("now", Boolean(live));
    element.classList.toggle("is-pinned", v.pinned);
    for (const slot of /** @type {const} */ (["text", "player"])) {
      if (live) parts[slot].dataset.slot = slot;
      else delete parts[slot].dataset.slot;
    }
    element.querySelectorAll(".omni-nb-sound").forEach((e) => e.classList.toggle("covered", Boolean(live?.player)));
  };
  return { element, draw };
};
