// What sounds now, what is known of the voice that is chosen, what hearing costs, and what is picked: the bar below the list.

const GALLERY_KEYS = [["Space", "hear"], ["↑ ↓", "move"], ["Enter", "pick"], ["⇧ Space", "flip the last two"], ["0", "all in turn"], ["1–9, letters", "jump"], ["Esc", "silence"]];

/**
 * @param {Stage} stage
 * @param {PageSectionsOfGallery} sections
 * @param {ReturnType<typeof makeTurn>} turn
 * @param {(m: Protocol.FromGallery) => void} send
 */
const makeGalleryFoot = (stage, sections, turn, send) => {
  const { audition } = stage;
  const chosen = () => { const id = stage.current; return id !== null && sections[`cell:${id}`] ? id : null; };
  /** @param {(id: string) => void} work */
  const with_ = (work) => () => { const id = chosen(); if (id !== null) work(id); };
  const play = button("play", "▶", with_((/** @type {string} */ id) => (audition.state.playing || turn.all ? stage.silence() : stage.hear(id))), { class: "main" });
  const now = h("span", { class: "now" });
  const flip = button("flip", "⇄ flip", () => stage.flip(), { title: "Hear the last two by turns (Shift+Space)" });
  const all = button("all", "▶ play all", () => (turn.all ? stage.silence() : stage.hearAll()));
  const allCosts = h("span", { class: "standing" });
  const stop = button("stop", "stop asking", () => { stage.silence(); send({ t: "stop" }); }, { class: "stop" });
  const failed = button("failed", "", () => send({ t: "again" }));
  const progress = h("span", { class: "standing", role: "status" });
  const pin = button("pin", "☆ pick", with_((id) => stage.pin(id)));
  const again = button("again", "ask again", with_((id) => send({ t: "again", cell: id })));
  const measures = h("div", { class: "measures" });
  const problem = h("div", { class: "problem", role: "alert" });
  const cost = h("div", { class: "cost" });
  const picks = h("span", { class: "picks" });
  const open = button("compare", "", () => { form.hidden = !form.hidden; draw(); if (!form.hidden) words.focus(); });
  const words = h("input", { type: "text", class: "words-to-read", "data-key": "words", "aria-label": "words that they all read", oninput: () => draw() });
  const code = h("code", { tabindex: "0", "aria-label": "the same in Python" });
  const go = button("go", "", () => { send({ t: "compare", words: words.value }); form.hidden = true; draw(); }, { class: "main" });
  const form = h("div", { class: "compare-form", hidden: true }, h("label", { class: "reads" }, "They all read", words), go, h("div", { class: "python" }, "or in Python: ", code));
  words.onkeydown = (e) => { if (e.key === "Enter" && !go.disabled && !e.isComposing) go.click(); };
  const picked = h("div", { class: "bar picked" }, picks, open, form);
  const hints = h("div", { class: "hints" }, ...GALLERY_KEYS.map(([key, does]) => h("span", {}, h("kbd", {}, key), ` ${does}`)));
  const element = h(
    "div", { class: "foot" }, problem,
    h("div", { class: "bar" }, play, now, flip, all, allCosts, h("span", { class: "grow" }), progress, stop, failed),
    h("div", { class: "bar chosen" }, h("span", { class: "tools" }, pin, again), measures), cost, picked, hints,
  );
  let offered = "";

  /** @param {string | null} id */
  const name = (id) => (id === null ? "" : sections[`cell:${id}`]?.name ?? "");
  const follow = () => {
    const s = audition.state, id = s.now, total = id === null ? 0 : audition.length(id);
    say(play, s.playing || turn.all ? "■" : "▶");
    setIf(play, "aria-label", s.playing || turn.all ? "silence" : `hear ${name(chosen())}`);
    say(now, id === null || !total ? "" : `${name(id)} ${Math.min(audition.playhead, total).toFixed(1)} of ${total.toFixed(1)} s`);
    say(all, turn.all ? "■ play all" : "▶ play all");
    say(problem, s.problem || (sections.notice ?? ""));
    problem.hidden = !problem.textContent;
  };
  const drawPicked = () => {
    const p = sections.picked, count = p?.names.length ?? 0;
    say(picks, count ? `★ ${p?.names.join(", ")}` : "");
    picked.hidden = !count;
    say(open, count < 2 ? "pick one more to compare" : `Compare the picked (${count})`);
    open.disabled = count < 2;
    setIf(open, "aria-expanded", String(!form.hidden));
    if (count < 2) form.hidden = true;
    if (p && p.words !== offered) words.value = offered = p.words;
    say(go, `ask ${count} voices${p && words.value === offered ? `: ${p.cost}` : ""}`);
    go.disabled = !words.value.trim();
    say(code, p?.code ?? "");
  };
  const draw = () => {
    const p = sections.progress, id = chosen(), v = id === null ? undefined : sections[`cell:${id}`];
    say(progress, p?.line ?? "");
    say(allCosts, turn.all ? "" : p?.all ?? "");
    stop.hidden = !p?.busy;
    failed.hidden = !p?.failed || p.busy;
    say(failed, `ask ${p?.failed ?? 0} again`);
    say(cost, p?.cost ?? "");
    cost.hidden = !cost.textContent;
    for (const b of [pin, play]) b.disabled = !v;
    all.disabled = !sections.arrangement?.cells.length;
    say(pin, v?.pinned ? "★ picked" : "☆ pick");
    setIf(pin, "aria-pressed", String(Boolean(v?.pinned)));
    again.hidden = v?.state !== "failed";
    const told = [...(v?.measures ?? []).map(([label, value]) => `${label} ${value}`.trim()), v?.gain_note].filter(Boolean);
    put(measures, h("b", {}, v?.name ?? ""), ...told.map((t) => h("span", {}, t ?? "")));
    drawPicked();
    follow();
  };
  return { elements: [element], draw, follow };
};
