// Thread: the turns, newest first; above them the branches by what differs, and the conversation as a file.

/** @type {[Protocol.SaveWanted["kind"], IconName, string][]} */
const SAVED_AS = [
  ["html", "file", later("Web page that plays offline")], ["md", "file", later("Markdown")],
  ["zip", "download", later("Zip with sounds and attachments")], ["srt", "music", later("Captions (SRT)")],
];

/** What opens below a button: Tab goes through it, Escape and choosing close it. @param {TurnRoom} form */
const makeSaveMenu = ({ sections, send, isDead }) => {
  const all = h("input", { type: "checkbox" });
  const several = h("label", {}, all, t("with all branches"));
  /** @param {Protocol.SaveWanted["kind"]} kind */
  const choose = (kind) => { send({ t: "save", kind, all: all.checked && kind !== "srt" }); show(false); };
  const list = h(
    "div", { class: "onb-menu", role: "group", "aria-label": t("Save the conversation as"), hidden: true },
    ...SAVED_AS.map(([kind, name, words]) => h("button", { type: "button", "data-key": `save-${kind}`, onclick: () => choose(kind) }, icon(name), t(words))), several,
  );
  const opens = button("save", [icon("download"), t("Save as"), icon("chevron-down")], () => show(list.hidden), { class: "quiet", "aria-expanded": "false" });
  /** @param {boolean} on */
  const show = (on) => {
    list.hidden = !on;
    opens.setAttribute("aria-expanded", String(on));
    several.hidden = (sections.branches?.length ?? 0) < 2;
    if (on) list.querySelector("button")?.focus();
    else if (list.contains(document.activeElement)) opens.focus({ preventScroll: true });
  };
  const place = h("div", "save", opens, list);
  place.onkeydown = (e) => { if (e.key === "Escape" && !list.hidden) { show(false); e.stopPropagation(); } };
  place.addEventListener("focusout", (e) => { if (!place.contains(/** @type {Node | null} */ (e.relatedTarget))) show(false); });
  const draw = () => {
    place.hidden = !sections.order?.length;
    opens.disabled = isDead();
  };
  return { place, draw };
};

/** All turns of this branch, from the first on, as Markdown: the page has them, so no kernel is needed. @param {PageSections} sections */
const wholeTalk = (sections) => [...(sections.order ?? [])].reverse().flatMap((id) => sections[`turn:${id}`]?.markdown ?? []).join("\n\n");

/** @param {TurnRoom} form */
const makeBranches = ({ sections, send, isDead }) => {
  const place = h("div", { class: "branches", role: "group", "aria-label": t("branches of the conversation") });
  const draw = () => {
    const list = sections.branches ?? [], disabled = isDead() || Boolean(sections.busy?.on);
    /** @param {Protocol.BranchTab} b @param {number} i */
    const tab = (b, i) =>
      button(`branch${i}`, b.title, () => send({ t: "branch", index: i }), {
        class: b.earlier ? "earlier" : "", "aria-pressed": String(b.current), title: b.about, disabled: disabled && !b.current,
      });
    place.hidden = list.length < 2;
    put(place, ...(list.length > 1 ? [icon("git-branch"), ...list.map(tab)] : []));
  };
  return { place, draw };
};

/** What a letter does to the turn that has the focus: it presses that button. @type {{ [key: string]: string }} */
const TURN_KEYS = { c: "[data-key^=copya]", e: "[data-key^=edit]", r: "[data-key^=retry]", p: "[data-key^=pin]", " ": ".play" };
/** The turn itself has the focus, not one of its buttons. @param {KeyboardEvent} e @param {() => void} leave */
const steerTurns = (e, leave) => {
  const turn = /** @type {HTMLElement} */ (e.target);
  if (!turn.matches(".turn") || e.ctrlKey || e.metaKey || e.altKey) return;
  const next = { PageDown: turn.nextElementSibling, PageUp: turn.previousElementSibling }[e.key];
  if (next) /** @type {HTMLElement} */ (next).focus();
  else if (TURN_KEYS[e.key]) /** @type {HTMLElement | null} */ (turn.querySelector(TURN_KEYS[e.key]))?.click();
  else if (e.key === "Escape") leave();
  else return;
  e.preventDefault();
  e.stopPropagation();
};

/** @param {Rooms & TurnRoom & { leave: () => void }} form */
const makeThread = (form) => {
  const { sections, children } = form;
  const saving = makeSaveMenu(form), branches = makeBranches(form), thread = h("div", "thread");
  const copying = copyButton("copytalk", t("Copy the conversation as Markdown"), () => wholeTalk(sections), () => thread, { class: "onb-button icon quiet" });
  const bar = h("div", "talkbar", branches.place, h("span", "grow"), copying, saving.place);
  thread.onkeydown = (e) => steerTurns(e, form.leave);
  /** @type {Map<string, ReturnType<typeof makeTurn>>} */
  const turns = new Map();

  const draw = () => {
    const order = sections.order ?? [];
    for (const id of [...turns.keys()]) if (!order.includes(id)) turns.delete(id);
    for (const id of order) {
      if (sections[`turn:${id}`] && !turns.has(id)) turns.set(id, makeTurn(form, id));
      turns.get(id)?.draw();
    }
    const wanted = order.flatMap((id) => turns.get(id)?.element ?? []);
    wanted.forEach((e, i) => { if (thread.children[i] !== e) thread.insertBefore(e, thread.children[i] ?? null); });
    while (thread.children.length > wanted.length) thread.lastChild?.remove();
    for (const [name, value] of Object.entries({ role: "feed", "aria-label": t("conversation, newest first") })) {
      if (wanted.length) thread.setAttribute(name, value);
      else thread.removeAttribute(name); // a feed without articles is none
    }
    children.mount("text", sections.live?.text);
    children.mount("player", sections.live?.player);
    saving.draw();
    copying.hidden = !wanted.length;
  };
  const all = [branches.draw, draw];
  return { elements: [bar, thread], all, draws: { busy: all, order: [draw], live: [draw], branches: [branches.draw] }, draw };
};
