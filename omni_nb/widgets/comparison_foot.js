// What sounds now, what can be done with the cell that is chosen, and which keys there are: the bar below the list.

/** @type {[string, string][]} */
const HINTS = [
  [later("Space"), later("hear")], ["↑ ↓", later("move")], [later("⇧ Space"), later("flip the last two")], ["0", later("all in turn")],
  [later("1–9, letters"), later("jump")], ["Enter", later("favourite")], ["Esc", later("silence")], ["← →", later("1 s")], ["[ ]", later("loop")],
];
/** @param {[string, string][]} keys */
const makeHints = (keys) => h("div", "hints", ...keys.map(([key, does]) => h("span", {}, h("kbd", "onb-key", t(key)), ` ${t(does)}`)));

/** Hears what is chosen, or silences what sounds; and tells which it is. @param {Stage} stage @param {() => boolean} sounds */
const makePlay = (stage, sounds) => {
  const { audition, sections } = stage;
  /** @param {string | null} id */
  const name = (id) => (id === null ? "" : sections[`cell:${id}`]?.name ?? "");
  const play = iconButton("play", "play", "", () => { const id = stage.chosen(); if (id !== null) (sounds() ? stage.silence() : stage.hear(id)); }, { class: "primary" });
  const now = h("span", "now");
  const follow = () => {
    const id = audition.state.now, total = id === null ? 0 : audition.length(id), on = sounds();
    setIcon(play, on ? "square" : "play", on ? t("Stop the sound") : t("Hear {name}", { name: name(stage.chosen()) }));
    const at = Math.min(audition.playhead, total).toFixed(1);
    setText(now, total ? t("{name} {at} of {total} s", { name: name(id), at, total: total.toFixed(1) }) : "");
  };
  return { play, now, follow };
};
/** What is known of the chosen one. @param {Element} place @param {Protocol.CellView | undefined} v */
const putMeasures = (place, v) => {
  const told = [...(v?.measures ?? []).map(([label, value]) => `${label}${label.endsWith("：") ? "" : " "}${value}`.trim()), v?.gain_note].filter(Boolean);
  put(place, h("b", {}, v?.name ?? ""), ...told.map((each) => h("span", {}, each ?? "")));
};

/** @param {Stage} stage */
const makeFoot = (stage) => {
  const { audition, sections, send } = stage;
  /** @param {(id: string) => void} work */
  const with_ = (work) => () => { const id = stage.chosen(); if (id !== null) work(id); };
  const { play, now, follow: followPlay } = makePlay(stage, () => audition.state.playing);
  const flip = button("flip", [icon("arrow-left-right"), t("Flip")], () => stage.flip(), { title: t("Hear the last two in turn (Shift+Space)") });
  const all = button("all", [icon("list-music"), t("All")], () => stage.hearAll(), { title: t("Hear all in turn (0)") });
  const loop = button("unloop", [icon("x"), t("Loop")], () => stage.noPassage(), { title: t("Hear the whole sound again (Backspace)") });
  const pin = button("pin", [icon("star"), t("Favourite")], with_((id) => stage.pin(id)));
  const remove = button("remove", [icon("trash-2"), t("Remove")], with_((id) => stage.remove(id)));
  const again = button("again", [icon("refresh-cw"), t("Ask again")], with_((id) => send({ t: "again", cell: id })));
  const stop = button("stop", [icon("square"), t("Stop asking")], () => send({ t: "stop" }), { class: "danger" });
  const failed = button("failed", [icon("refresh-cw"), ""], () => send({ t: "again" }));
  const restore = button("restore", "", () => send({ t: "restore" }));
  const progress = h("span", { class: "standing", role: "status" });
  const problem = makeNotice("warn", { class: "problem" });
  const measures = h("div", "measures");
  const element = h(
    "div", "foot", problem.element,
    h("div", "bar", play, flip, all, loop, now, h("span", "grow"), progress, stop, failed, restore),
    h("div", "bar chosen", h("span", "tools", pin, again, remove), measures), makeHints(HINTS),
  );

  const follow = () => {
    followPlay();
    loop.hidden = !audition.state.loop;
    problem.say(audition.state.problem || stage.note || (sections.notice ?? ""));
  };
  const draw = () => {
    const p = sections.progress, a = sections.arrangement, id = stage.chosen(), v = id === null ? undefined : sections[`cell:${id}`];
    setText(progress, p?.line ?? "");
    stop.hidden = !p?.busy;
    failed.hidden = !p?.failed || p.busy || !sections.about?.again;
    setIcon(failed, "refresh-cw", t("Ask {n} again", { n: p?.failed ?? 0 }));
    restore.hidden = !a?.removed;
    setText(restore, t("Restore {n}", { n: a?.removed ?? 0 }));
    for (const b of [pin, remove, play]) b.disabled = !v;
    setIcon(pin, "star", t("Favourite"), Boolean(v?.pinned));
    setAttribute(pin, "aria-pressed", String(Boolean(v?.pinned)));
    again.hidden = !sections.about?.again || !v || !(v.state === "done" || v.state === "failed");
    putMeasures(measures, v);
    follow();
  };
  return { elements: [element], draw, follow };
};
