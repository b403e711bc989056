// What sounds now, what can be done with the cell that is chosen, and which keys there are: the bar below the list.

const HINTS = [
  ["Space", "hear"], ["↑ ↓", "move"], ["⇧ Space", "flip the last two"], ["0", "all in turn"], ["1–9, letters", "jump"], ["Enter", "favourite"],
  ["Esc", "silence"], ["← →", "1 s"], ["[ ]", "loop"],
];
const tenths = (s) => `${s.toFixed(1)} s`;

/** @param {Stage} stage */
const makeFoot = (stage) => {
  const { audition, sections, send } = stage;
  const chosen = () => stage.chosen();
  const with_ = (work) => () => { const id = chosen(); if (id !== null) work(id); };
  const play = button("play", "▶", with_((id) => (audition.state.playing ? stage.silence() : stage.hear(id))), { class: "main" });
  const now = h("span", { class: "now" });
  const flip = button("flip", "⇄ flip", () => stage.flip(), { title: "Hear the last two by turns (Shift+Space)" });
  const all = button("all", "▶ all", () => stage.hearAll(), { title: "Hear all in turn (0)" });
  const loop = button("unloop", "✕ loop", () => stage.noPassage(), { title: "Hear the whole again (Backspace)" });
  const pin = button("pin", "☆", with_((id) => stage.pin(id)));
  const remove = button("remove", "remove", with_((id) => stage.remove(id)));
  const again = button("again", "ask again", with_((id) => send({ t: "again", cell: id })));
  const stop = button("stop", "stop asking", () => send({ t: "stop" }), { class: "stop" });
  const failed = button("failed", "", () => send({ t: "again" }));
  const restore = button("restore", "", () => send({ t: "restore" }));
  const progress = h("span", { class: "standing", role: "status" });
  const problem = h("div", { class: "problem", role: "alert" });
  const measures = h("div", { class: "measures" });
  const hints = h("div", { class: "hints" }, ...HINTS.map(([key, does]) => h("span", {}, h("kbd", {}, key), ` ${does}`)));
  const element = h(
    "div", { class: "foot" }, problem,
    h("div", { class: "bar" }, play, now, flip, all, loop, h("span", { class: "grow" }), progress, stop, failed, restore),
    h("div", { class: "bar chosen" }, h("span", { class: "tools" }, pin, again, remove), measures), hints,
  );

  const name = (id) => sections[`cell:${id}`]?.name ?? "";
  const follow = () => {
    const s = audition.state, id = s.now;
    const total = id === null ? 0 : audition.length(id);
    say(play, s.playing ? "■" : "▶");
    setIf(play, "aria-label", s.playing ? "silence" : `hear ${name(chosen())}`);
    say(now, id === null || !total ? "" : `${name(id)} ${tenths(Math.min(audition.playhead, total))} of ${tenths(total)}`);
    loop.hidden = !s.loop;
    say(problem, s.problem || stage.note || (sections.notice ?? ""));
    problem.hidden = !problem.textContent;
  };
  const draw = () => {
    const p = sections.progress, a = sections.arrangement, id = chosen(), v = id === null ? undefined : sections[`cell:${id}`];
    say(progress, p?.line ?? "");
    stop.hidden = !p?.busy;
    failed.hidden = !p?.failed || p.busy || !sections.about?.again;
    say(failed, `ask ${p?.failed ?? 0} again`);
    restore.hidden = !a?.removed;
    say(restore, `bring ${a?.removed ?? 0} back`);
    for (const b of [pin, remove, play]) b.disabled = !v;
    say(pin, v?.pinned ? "★ favourite" : "☆ favourite");
    setIf(pin, "aria-pressed", String(Boolean(v?.pinned)));
    again.hidden = !sections.about?.again || !v || !(v.state === "done" || v.state === "failed");
    const told = [...(v?.measures ?? []).map(([label, value]) => `${label} ${value}`), v?.gain_note].filter(Boolean);
    put(measures, h("b", {}, v?.name ?? ""), ...told.map((t) => h("span", {}, t ?? "")));
    follow();
  };
  return { elements: [element], draw, follow };
};
