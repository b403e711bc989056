// A kept reply that is opened: all of it, and what can be done with it.

const REMARK_MS = 800;

/** @param {HistoryRoom} room @param {string} id */
const makeOpened = ({ model, sections, send }, id) => {
  const parts = { before: h("div", "before"), question: h("div", "asked"), words: h("div", "words jp-RenderedHTMLCommon"), rest: h("div") };
  const settings = h("div", "faint");
  const whole = () => (sections.opened?.id === id ? sections.opened : null), line = () => sections[`line:${id}`];
  const goOn = button("compose", [icon("message-square"), t("Continue in a composer")], () => send({ t: "compose", id }), { class: "primary" });
  const copyAnswer = copyButton("copya", t("Copy the answer as Markdown"), () => whole()?.answer ?? "", () => parts.words, { class: "onb-button icon quiet" });
  const python = h("code"), copyPython = copyButton("copyp", t("Copy the Python that gets this reply"), () => whole()?.python ?? "", () => python, { class: "onb-button icon quiet" });
  /** @param {number} value @param {IconName} name @param {string} label */
  const voteButton = (value, name, label) => iconButton(`vote${value}`, name, label, () => send({ t: "vote", id, vote: line()?.vote === value ? null : value }), { class: "quiet" });
  const up = voteButton(1, "thumbs-up", t("Good")), down = voteButton(-1, "thumbs-down", t("Bad"));
  const remark = h("textarea", { class: "onb-field", rows: 1, "data-key": "remark", placeholder: t("your note"), "aria-label": t("your note") });
  const remove = makeRemove("remove", () => 1, () => send({ t: "forget", ids: [id] }));
  const element = h(
    "div", { class: "whole", role: "region", "aria-label": t("the whole reply") },
    parts.before, parts.question, parts.words, parts.rest, settings,
    h("div", "acts", goOn, copyAnswer, up, down, h("span", "grow"), ...remove.elements),
    h("label", "note", icon("pencil"), remark), h("div", "faint python", python, copyPython),
  );
  let timer = 0, written = "", drawn = "";
  const tell = () => {
    clearTimeout(timer);
    if (remark.value.trim() === written) return;
    written = remark.value.trim();
    send({ t: "remark", id, words: written });
  };
  remark.oninput = () => { clearTimeout(timer); timer = setTimeout(tell, REMARK_MS); };
  remark.onchange = tell;
  remark.onkeydown = (e) => e.stopPropagation(); // a letter is a command to a notebook

  const fill = () => {
    const v = whole();
    if (!v || drawn) return;
    drawn = v.id;
    for (const name of /** @type {const} */ (["before", "question", "words", "rest"])) {
      parts[name].innerHTML = v[name]; // made and sanitised in Python
      if (name === "words") dressAnswer(parts.words, model);
      else dressSounds(parts[name]);
    }
    dressPictures(parts.question, id, (at) => send({ t: "look", id, at }));
    setText(settings, v.settings);
    setText(python, v.python);
  };
  const draw = () => {
    const l = line();
    if (!l) return;
    fill();
    setAttribute(up, "aria-pressed", String(l.vote === 1));
    setAttribute(down, "aria-pressed", String(l.vote === -1));
    if (document.activeElement !== remark && l.remark !== written) remark.value = written = l.remark;
  };
  return { element, draw, free: tell };
};

/**
 * Deletes only what is said to be deleted twice.
 *
 * @param {string} key
 * @param {() => number} how many
 * @param {() => void} work
 */
const makeRemove = (key, how, work) => {
  const sure = h("span", { class: "sure", hidden: true });
  /** @param {boolean} asks */
  const ask = (asks) => {
    sure.hidden = !asks;
    first.hidden = asks;
    if (asks) {
      put(sure, h("span", {}, t("Delete it for good?|Delete {n} for good?", { n: how() })), yes, no);
      no.focus();
    }
  };
  const first = button(key, [icon("trash-2"), t("Delete")], () => ask(true), { class: "quiet" });
  const yes = button(`${key}-yes`, [icon("trash-2"), t("Delete")], () => { ask(false); work(); }, { class: "danger" });
  const no = button(`${key}-no`, t("Keep"), () => { ask(false); first.focus(); });
  sure.onkeydown = (e) => { if (e.key === "Escape") { no.click(); e.stopPropagation(); } };
  return { elements: [first, sure], ask };
};
