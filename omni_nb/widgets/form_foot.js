// Foot: what opens, send and stop; and above it what the person is told.

const STOP_SAID_MS = 400;
const TWICE_MS = 500; // a second click of one who clicks twice on everything is no second question

/** Every player in that part of the page falls silent. @param {Element} place */
const silencePlayers = (place) =>
  place.querySelectorAll("[data-omni-nb=player]").forEach((p) => p.dispatchEvent(new Event("omni-nb-silence")));

/** What the person is told: an error, an offer. @param {Pick<Rooms, "sections" | "send"> & { root: HTMLElement, wentOn: () => void }} form */
const makeNotices = ({ sections, send, root, wentOn }) => {
  const place = h("div", { role: "alert" });
  /** @param {"info" | "warn" | "error"} tone @param {...Child} children */
  const show = (tone, ...children) => put(place, h("div", { class: `onb-notice ${tone}` }, icon(NOTICES[tone]), ...children));
  const draw = () => {
    const n = sections.notice;
    if (!n) return put(place);
    const says = /** @type {Protocol.FromForm | undefined} */ (n.says);
    if (says?.t === "branch" && goesOn(sections.place)) {
      send(says); // what stood here is offered, and was asked for already
      wentOn();
      return put(place);
    }
    const cell = n.again && cellOf(root);
    show(n.kind === "offer" ? "info" : n.kind,
      h("span", "grow", n.text),
      cell && againButton(cell, sections),
      says && button("offered", n.button ?? "", () => send(says)),
      iconButton("dismiss", "x", t("Dismiss"), () => send({ t: "dismiss" }), { class: "quiet" }));
  };
  return { place, show, draw };
};

/**
 * @param {Rooms & { root: HTMLElement, panel: ReturnType<typeof makePanel>, isDead: () => boolean, wentOn: () => void }} form
 *   also the whole form, the panel below the box, whether the kernel is gone, and what is done when the conversation went on
 */
const makeFoot = ({ sections, send, sample, words, addFiles, keys, root, panel, isDead, wentOn }) => {
  const notices = makeNotices({ sections, send, root, wentOn });
  const bar = h("div", "onb-toolbar bar foot");
  let stopping = false, sent = -TWICE_MS;

  const submit = () => {
    if (sections.busy?.on || isDead() || performance.now() - sent < TWICE_MS) return;
    sent = performance.now();
    send({ t: "send", text: words() });
  };
  const stop = () => {
    // the page falls silent first; Python may have to wait for a cell
    silencePlayers(root);
    sample.silence();
    stopping = true;
    send({ t: "stop" });
    draw();
    const late = () => { if (stopping && sections.busy?.on) notices.show("warn", t("Playback stopped. The request is cancelled as soon as the running cell lets the kernel respond.")); };
    setTimeout(late, STOP_SAID_MS);
  };
  const attach = () => {
    /** @param {Event} e */
    const onchange = (e) => { addFiles(changedIn(e).files ?? []); changedIn(e).value = ""; };
    const file = h("input", { type: "file", multiple: true, style: "display:none", onchange });
    return [file, button("attach", [icon("paperclip"), h("span", "word", t("Attach"))], () => file.click(), { title: t("Choose files from this computer; you can also drop or paste them") })];
  };
  /** @param {string} name @param {IconName} picture @param {string} label */
  const opens = (name, picture, label) =>
    iconButton(name, picture, label, () => panel.show(panel.open === name ? "" : name), { class: "quiet", "aria-expanded": String(panel.open === name) });
  const sender = () => {
    const editing = sections.editing;
    const halt = stopping ? t("Stopping…") : t("Stop"), label = editing ? t("Send as a fork") : t("Send");
    if (sections.busy?.on) return button("stop", [icon("square"), h("span", "last-word", halt)], stop, { class: "danger", "aria-label": halt, title: halt, disabled: stopping });
    return button("send", [icon("arrow-up"), h("span", { class: editing ? "" : "last-word" }, label)], submit, { class: "primary", "aria-label": label, title: keys.named() });
  };
  const draw = () => {
    const editing = sections.editing;
    if (!sections.busy?.on && stopping) { stopping = false; notices.draw(); } // what was said of the stop is over
    put(
      bar,
      ...attach(),
      opens("record", "mic", t("Record a sound")), opens("camera", "camera", t("Take a picture")), opens("url", "link", t("Attach a URL")),
      opens("path", "folder", t("Attach a file from the kernel's machine")), opens("code", "code", t("As code")),
      h("span", "grow"),
      editing && h("span", "faint", editing.title),
      editing && button("letgo", t("Cancel the edit"), () => send({ t: "leave" }), { class: "quiet" }),
      !editing && !sections.busy?.on && h("span", { class: "faint hint", "aria-hidden": "true" }, h("span", "onb-key", keys.named().split(" ")[0])),
      sender(),
    );
  };
  return {
    elements: [notices.place, bar], all: [notices.draw, draw], draws: { notice: [notices.draw], busy: [draw], editing: [draw], about: [draw] },
    submit, draw,
    /** Stop was pressed, and the request is not over yet. */
    get stopping() { return stopping; },
  };
};
