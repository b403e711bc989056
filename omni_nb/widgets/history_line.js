// A kept reply in the list: when, what was asked, what came; it can be picked, heard, pinned, and opened below.

/** @param {HistoryRoom} room @param {string} id */
const makeLine = (room, id) => {
  const { sections, send, sample } = room;
  const view = () => sections[`line:${id}`];
  const isOpen = () => sections.opened?.id === id || sections.opening === id;
  const pick = h("input", { type: "checkbox", "data-key": `pick${id}`, onchange: () => room.pick(id, pick.checked) });
  const when = h("span", "when"), question = h("span", { class: "question", dir: "auto" }), answer = h("span", { class: "answer", dir: "auto" }), facts = h("span", "facts"), marks = h("span", "marks");
  const head = h("button", { type: "button", class: "head", "data-key": `open${id}`, onclick: () => send({ t: "open", id: isOpen() ? "" : id }) }, h("span", "first", when, facts, marks), question, answer);
  const hear = iconButton(`hear${id}`, "play", "", () => {
    if (sample.key !== id) return send({ t: "hear", id });
    sample.silence();
    room.redraw("hearing");
  }, { class: "quiet" });
  const pin = iconButton(`pin${id}`, "pin", "", () => send({ t: "pin", ids: [id], on: !view()?.pinned }), { class: "quiet" });
  const place = h("div");
  const element = h("li", { class: "line" }, h("label", { class: "pick" }, pick), head, h("span", "tools", hear, pin), place);
  /** @type {ReturnType<typeof makeOpened> | null} */
  let opened = null;

  /** @param {Protocol.KeptLine} v */
  const drawMarks = (v) => put(
    marks,
    v.pinned && h("span", {}, icon("pin", true), t("pinned")), v.vote !== null && voteMark(v.vote),
    v.state && h("span", "warn", icon("triangle-alert"), v.state), v.remark && h("span", {}, icon("pencil"), v.remark), v.simulated && h("span", {}, t("simulated")),
  );
  /** @param {Protocol.KeptLine} v */
  const drawTools = (v) => {
    const sounds = sample.key === id, comes = sections.hearing === id;
    hear.hidden = !v.sound;
    setIcon(hear, comes ? "loader" : sounds ? "square" : "play", sounds ? t("Stop the sound") : t("Hear it ({length})", { length: v.sound }));
    setIcon(pin, "pin", v.pinned ? t("Unpin it") : t("Pin it: a pinned reply is never dropped"), v.pinned);
    setAttribute(pin, "aria-pressed", String(v.pinned));
    pick.checked = sections.picked?.includes(id) ?? false;
    pick.setAttribute("aria-label", t("pick this reply: {question}", { question: v.question }));
  };
  const drawOpened = () => {
    const open = isOpen();
    setAttribute(head, "aria-expanded", String(open));
    element.classList.toggle("open", open);
    if (sections.opened?.id === id) {
      if (!opened) put(place, (opened = makeOpened(room, id)).element);
      opened.draw();
    } else {
      opened?.free();
      opened = null;
      put(place, open && h("div", { class: "onb-busy", role: "status" }, icon("loader"), t("opening …")));
    }
  };
  const draw = () => {
    const v = view();
    if (!v) return;
    setText(when, timeOf(v.created));
    put(question, v.attached && h("span", "faint", `[${v.attached}] `), v.question || t("(no words)"));
    setText(answer, v.answer || v.error);
    answer.classList.toggle("warn", !v.answer && Boolean(v.error));
    setText(facts, [v.model, v.voice, v.sound].filter(Boolean).join(" · "));
    drawMarks(v);
    drawTools(v);
    drawOpened();
  };
  return { element, draw, focus: () => head.focus(), free: () => opened?.free() };
};

/** Good or bad, as the page has it; another number is a program's own: stars, say. @param {number} vote */
const voteMark = (vote) => {
  if (vote === 1) return h("span", {}, icon("thumbs-up", true), t("good"));
  if (vote === -1) return h("span", {}, icon("thumbs-down", true), t("bad"));
  return h("span", {}, icon("star", true), String(vote));
};

/** When it was, where the reader is and as people write it there. @param {string} created UTC, ISO 8601 */
const timeOf = (created) => {
  const at = new Date(/[Z+]/.test(created.slice(10)) ? created : `${created}Z`), language = words[""] ?? "en";
  if (Number.isNaN(at.getTime())) return created;
  return at.toLocaleString(navigator.language.startsWith(language.slice(0, 2)) ? navigator.language : language, { dateStyle: "medium", timeStyle: "short" });
};
