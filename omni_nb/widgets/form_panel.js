// Panel: what opens below the box, one at a time: recorder, camera, URL, path, the request as code.

/** @type {[Protocol.UrlGiven["kind"], string][]} */
const KINDS = [["", later("by its ending")], ["image", later("picture")], ["audio", later("sound")], ["video", later("video")]];
const WHERE = {
  url: { label: later("URL"), hint: later("https://… of a picture, a sound or a video; the service fetches it") },
  path: { label: later("path"), hint: later("a file on the kernel's machine, e.g. data/cat.png") },
};

/** A URL or a path is asked for. It stays until it is attached; what is wrong with it stands beside it. @param {Rooms & { close: () => void, replaces: string | null }} form @param {keyof typeof WHERE} name */
const makeWhere = ({ sections, send, close, replaces }, name) => {
  const { label, hint } = WHERE[name], why = makeNotice("error", { id: newId() });
  const add = () => {
    const value = input.value.trim();
    if (!value || input.readOnly) return void input.focus();
    input.readOnly = true; // until it is known what it is
    if (name === "path") send({ t: "path", value });
    else send({ t: "url", value, kind: KINDS[kind.selectedIndex][0], replaces });
  };
  /** @param {KeyboardEvent} e */
  const onkeydown = (e) => { if (e.key === "Enter" && !e.isComposing) { e.preventDefault(); add(); } };
  const input = h("input", { type: "text", class: "onb-field where", "data-key": `${name}text`, placeholder: t(hint), "aria-label": t(label), "aria-describedby": why.element.id, onkeydown });
  const kind = h("select", { class: "onb-select", "data-key": "kind", "aria-label": t("what it is") }, ...KINDS.map(([v, words]) => h("option", { value: v }, t(words))));
  const refused = () => {
    const r = sections.refused?.panel === name ? sections.refused : null;
    if (r) input.value ||= r.value;
    why.say(r?.why ?? "");
    setAttribute(input, "aria-invalid", String(Boolean(r)));
    if (!r) return;
    input.readOnly = false;
    input.focus();
  };
  const element = h("div", "panel",
    h("div", "tabs", input, name === "url" && kind, button("add", t("Add"), add, { class: "primary" }), button("close", t("Close"), close)), why.element);
  return { element, refused, first: input };
};

/** The request as a program, in the language of a tab. @param {Rooms & { closing: () => HTMLElement }} form */
const makeProgram = ({ sections, send, words, closing }) => {
  const place = h("div", "panel"), shown = newId();
  /** @param {string} language */
  const ask = (language) => send({ t: "code", language, text: words() });
  const draw = () => {
    const { languages, language, note, text } = sections.code ?? { languages: [], language: "", note: "", text: "…" };
    /** @param {Protocol.LanguageChoice} l */
    const tab = (l) => button(`lang${l.id}`, l.title, () => ask(l.id), {
      role: "tab", "aria-selected": String(l.id === language), "aria-controls": shown, tabindex: l.id === language ? "0" : "-1",
    });
    /** @param {KeyboardEvent} e */
    const onkeydown = (e) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[e.key], at = languages.findIndex((l) => l.id === language);
      if (!by || at < 0) return;
      const to = languages[(at + by + languages.length) % languages.length].id;
      /** @type {HTMLElement[]} */ ([...place.querySelectorAll("[role=tab]")]).find((e) => e.dataset.key === `lang${to}`)?.focus();
      ask(to);
    };
    put(place,
      h("div", "tabs", h("div", { class: "tabs", role: "tablist", "aria-label": t("programming language"), onkeydown }, ...languages.map(tab)), h("span", "grow"),
        copyButton("copy", t("Copy the code"), () => text, () => place.querySelector("pre"), { class: "onb-button icon" }), closing()),
      note && h("div", "faint", note),
      h("pre", { class: "code", id: shown, role: "tabpanel", tabindex: "0", "aria-label": t("code") }, text));
  };
  return { element: place, draw, ask: () => ask(sections.code?.language ?? "python") };
};

/**
 * @param {Rooms & { leave: () => void, changed: () => void }} form
 *   also where the focus goes when a panel is left, and who hears that another one is open
 */
const makePanel = (form) => {
  const { sections, send, children } = form, place = h("div");
  let open = "", problem = "";
  /** @type {ReturnType<typeof makeWhere> | null} */
  let where = null;
  /** @type {Awaited<ReturnType<typeof openCamera>> | null} */
  let camera = null;

  const closeCamera = () => { camera?.close(); camera = null; };
  const close = () => show("");
  const closing = () => button("close", t("Close"), () => { close(); form.leave(); });
  const program = makeProgram({ ...form, closing });
  /**
   * @param {string} name which panel; none closes the one that is open
   * @param {string | null} card what a URL comes in the place of
   */
  const show = (name, card = null) => {
    closeCamera();
    Object.assign(panel, { open: (open = name) });
    problem = "";
    where = name === "url" || name === "path" ? makeWhere({ ...form, close: () => { close(); form.leave(); }, replaces: card }, name) : null;
    if (name === "record") send({ t: "record" });
    if (name === "code") program.ask();
    draw();
    form.changed();
    if (name === "camera") startCamera();
    /** @type {HTMLElement | null} */ (place.querySelector("input, button"))?.focus();
  };
  const startCamera = async () => {
    try {
      const opened = await openCamera();
      if (open !== "camera" || camera) return void opened.close();
      camera = opened;
    } catch (err) {
      problem = whyNot(err, "camera");
    }
    draw();
  };
  const drawRecorder = () => {
    if (!place.querySelector("[data-slot=recorder]")) put(place, h("div", "panel", h("div", { "data-slot": "recorder" })));
    children.mount("recorder", sections.recorder);
  };
  const drawCamera = () => {
    const opened = camera, no = makeNotice("error");
    no.say(problem);
    const take = async () => { if (opened) form.addFiles([await opened.still()]); close(); form.leave(); };
    const view = problem ? no.element : camera?.video ?? h("div", "onb-busy", icon("loader"), t("waiting for the camera…"));
    put(place, h("div", "panel", view,
      h("div", "tabs", camera && button("take", [icon("camera"), t("Take the picture")], take, { class: "primary" }), closing())));
  };
  const draw = () => {
    if (open !== "record") children.unmount("recorder");
    if (open === "record") drawRecorder();
    else if (open === "camera") drawCamera();
    else put(place, open === "code" ? program.element : where?.element);
  };
  /** @param {string} name @param {() => void} drawn */
  const drawIf = (name, drawn) => () => { if (open === name) drawn(); };
  /** What was dropped and refused has its field opened. */
  const drawRefused = () => {
    const r = sections.refused;
    if (r && open !== r.panel) show(r.panel);
    where?.refused();
  };

  const panel = {
    elements: [place], open, show, close,
    all: [draw], draws: { code: [drawIf("code", program.draw)], recorder: [drawIf("record", draw)], refused: [drawRefused] },
    free: () => { open = ""; closeCamera(); },
  };
  return panel;
};
