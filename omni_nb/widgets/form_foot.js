// Foot: what opens, send and stop; and above it what the person is told.

const STOP_SAID_MS = 400;
const SILENCED = "Silenced. The request itself is cancelled as soon as the running cell lets the kernel answer.";

/** Every player in that part of the page falls silent. @param {Element} place */
const silencePlayers = (place) =>
  place.querySelectorAll("[data-omni-nb=player]").forEach((p) => p.dispatchEvent(new Event("omni-nb-silence")));

/**
 * @param {Rooms & { root: HTMLElement, panel: ReturnType<typeof makePanel>, isDead: () => boolean }} form
 *   also the whole form, the panel below the box, and whether the kernel is gone
 */
const makeFoot = ({ sections, send, sample, words, addFiles, root, panel, isDead }) => {
  const notice = h("div", { class: "notice", role: "alert" });
  const bar = h("div", { class: "bar foot" });
  let stopping = false;

  const submit = () => {
    if (!sections.busy?.on && !isDead()) send({ t: "send", text: words() });
  };
  const stop = () => {
    // the page falls silent first; Python may have to wait for a cell
    silencePlayers(root);
    sample.silence();
    stopping = true;
    send({ t: "stop" });
    draw();
    setTimeout(() => { if (stopping && sections.busy?.on) put(notice, h("span", { class: "warn" }, SILENCED)); }, STOP_SAID_MS);
  };
  const drawNotice = () => {
    const n = sections.notice;
    if (!n) return put(notice);
    const says = /** @type {Protocol.FromForm | undefined} */ (n.says);
    put(
      notice,
      h("span", { class: n.kind === "error" ? "warn" : "faint" }, n.text),
      says && button("offered", n.button ?? "", () => send(says)),
      button("dismiss", "✕", () => send({ t: "dismiss" }), { class: "bare", "aria-label": "dismiss" }),
    );
  };
  const attach = () => {
    /** @param {Event} e */
    const onchange = (e) => { addFiles(changedIn(e).files ?? []); changedIn(e).value = ""; };
    const file = h("input", { type: "file", multiple: true, style: "display:none", onchange });
    return [file, button("attach", "attach", () => file.click(), { title: "files; dropping and pasting work too" })];
  };
  /** @param {string} name @param {string} label */
  const opens = (name, label) =>
    button(name, label, () => panel.show(panel.open === name ? "" : name), { "aria-expanded": String(panel.open === name) });
  const draw = () => {
    const busy = sections.busy?.on, editing = sections.editing;
    if (!busy && stopping) { stopping = false; drawNotice(); } // what was said of the stop is over
    put(
      bar,
      ...attach(),
      opens("record", "record"), opens("camera", "camera"), opens("url", "URL"), opens("path", "path"), opens("code", "as code"),
      h("span", { class: "grow" }),
      editing && h("span", { class: "faint" }, editing.title),
      editing && button("letgo", "leave it", () => send({ t: "leave" }), { class: "bare" }),
      busy
        ? button("stop", stopping ? "stopping…" : "stop", stop, { class: "stop", disabled: stopping })
        : button("send", editing ? "send as a fork" : "send", submit, { class: "main", disabled: isDead(), title: "Ctrl+Enter" }),
    );
  };
  return {
    elements: [notice, bar], all: [drawNotice, draw], draws: { notice: [drawNotice], busy: [draw], editing: [draw] },
    submit, draw,
    /** Stop was pressed, and the request is not over yet. */
    get stopping() { return stopping; },
  };
};
