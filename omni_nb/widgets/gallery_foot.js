// What sounds now, what is known of the voice that is chosen, what hearing costs, and what is picked: the bar below the list.

/** @type {[string, string][]} */
const GALLERY_KEYS = [
  [later("Space"), later("hear")], ["↑ ↓", later("move")], ["Enter", later("pick")], [later("⇧ Space"), later("flip the last two")],
  ["0", later("all in turn")], [later("1–9, letters"), later("jump")], ["Esc", later("silence")],
];

/** The voices that are picked, and the words that they are to read. @param {PageSectionsOfGallery} sections @param {(m: Protocol.FromGallery) => void} send */
const makePicked = (sections, send) => {
  const picks = h("span", "picks");
  const open = button("compare", "", () => { form.hidden = !form.hidden; draw(); if (!form.hidden) words.focus(); });
  const words = h("input", { type: "text", class: "onb-field words-to-read", "data-key": "words", "aria-label": t("text that all of them read"), oninput: () => draw() });
  const code = h("code", { tabindex: "0", role: "note", "aria-label": t("the same in Python") });
  const go = button("go", "", () => { send({ t: "compare", words: words.value }); form.hidden = true; draw(); }, { class: "primary" });
  const form = h("div", { class: "compare-form", hidden: true }, h("label", "reads", t("Text for all to read"), words), go, h("div", "python", t("or in Python:"), " ", code));
  words.onkeydown = (e) => { if (e.key === "Enter" && !go.disabled && !e.isComposing) go.click(); };
  const element = h("div", "bar picked", icon("star", true), picks, open, form);
  let offered = "";

  const draw = () => {
    const p = sections.picked, n = p?.names.length ?? 0;
    setText(picks, p?.names.join(t(", ")) ?? "");
    element.hidden = !n;
    setText(open, n < 2 ? t("pick one more to compare") : t("Compare the picked ({n})", { n }));
    open.disabled = n < 2;
    setAttribute(open, "aria-expanded", String(!form.hidden));
    if (n < 2) form.hidden = true;
    if (p && p.words !== offered) words.value = offered = p.words;
    setText(go, p && words.value === offered ? t("Ask {n} voices: {cost}", { n, cost: p.cost }) : t("Ask {n} voices", { n }));
    go.disabled = !words.value.trim();
    setText(code, p?.code ?? "");
  };
  return { element, draw };
};

/**
 * @param {Stage} stage
 * @param {PageSectionsOfGallery} sections
 * @param {ReturnType<typeof makeTurn>} turn
 * @param {(m: Protocol.FromGallery) => void} send
 */
const makeGalleryFoot = (stage, sections, turn, send) => {
  const { audition } = stage;
  /** @param {(id: string) => void} work */
  const with_ = (work) => () => { const id = stage.chosen(); if (id !== null) work(id); };
  const { play, now, follow: followPlay } = makePlay(stage, () => audition.state.playing || turn.all);
  const flip = button("flip", [icon("arrow-left-right"), t("Flip")], () => stage.flip(), { title: t("Hear the last two in turn (Shift+Space)") });
  const all = button("all", [icon("list-music"), t("Play all")], () => (turn.all ? stage.silence() : stage.hearAll()));
  const allCosts = h("span", "standing");
  const stop = button("stop", [icon("square"), t("Stop asking")], () => { stage.silence(); send({ t: "stop" }); }, { class: "danger" });
  const failed = button("failed", [icon("refresh-cw"), ""], () => send({ t: "again" }));
  const progress = h("span", { class: "standing", role: "status" });
  const pin = button("pin", [icon("star"), t("Pick")], with_((id) => stage.pin(id)));
  const again = button("again", [icon("refresh-cw"), t("Ask again")], with_((id) => send({ t: "again", cell: id })));
  const measures = h("div", "measures");
  const problem = makeNotice("warn", { class: "problem" });
  const cost = h("div", "cost");
  const picked = makePicked(sections, send);
  const element = h(
    "div", "foot", problem.element,
    h("div", "bar", play, flip, all, allCosts, now, h("span", "grow"), progress, stop, failed),
    h("div", "bar chosen", h("span", "tools", pin, again), measures), cost, picked.element, makeHints(GALLERY_KEYS),
  );

  const follow = () => {
    followPlay();
    setIcon(all, turn.all ? "square" : "list-music", turn.all ? t("Stop the sound") : t("Play all"));
    problem.say(audition.state.problem || (sections.notice ?? ""));
  };
  const draw = () => {
    const p = sections.progress, id = stage.chosen(), v = id === null ? undefined : sections[`cell:${id}`];
    setText(progress, p?.line ?? "");
    setText(allCosts, turn.all ? "" : p?.all ?? "");
    stop.hidden = !p?.busy;
    failed.hidden = !p?.failed || p.busy;
    setIcon(failed, "refresh-cw", t("Ask {n} again", { n: p?.failed ?? 0 }));
    setText(cost, p?.cost ?? "");
    cost.hidden = !cost.textContent;
    for (const b of [pin, play]) b.disabled = !v;
    all.disabled = !sections.arrangement?.cells.length;
    setIcon(pin, "star", v?.pinned ? t("Picked") : t("Pick"), Boolean(v?.pinned));
    setAttribute(pin, "aria-pressed", String(Boolean(v?.pinned)));
    again.hidden = v?.state !== "failed";
    putMeasures(measures, v);
    picked.draw();
    follow();
  };
  return { elements: [element], draw, follow };
};
