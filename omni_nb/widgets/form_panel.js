// Panel: what opens below the box, one at a time: recorder, camera, URL, path, the request as code.

/** @type {[Protocol.UrlGiven["kind"], string][]} */
const KINDS = [["", "by its ending"], ["image", "picture"], ["audio", "sound"], ["video", "film"]];
const WHERE = {
  url: { label: "URL", hint: "https://… of a picture, a sound or a film; the service fetches it" },
  path: { label: "path", hint: "a file on the kernel's machine, e.g. data/cat.png" },
};

/**
 * @param {Rooms & { leave: () => void, changed: () => void }} form
 *   also where the focus goes when a panel is left, and who hears that another one is open
 */
const makePanel = ({ sections, send, children, ...form }) => {
  const place = h("div");
  let open = "", problem = "";
  /** @type {string | null} */
  let replaces = null;
  /** @type {Awaited<ReturnType<typeof openCamera>> | null} */
  let camera = null;

  const closeCamera = () => { camera?.close(); camera = null; };
  const close = () => show("");
  const closing = () => button("close", "close", close);
  /**
   * @param {string} name which panel; none closes the one that is open
   * @param {string | null} card what a URL comes in the place of
   */
  const show = (name, card = null) => {
    closeCamera();
    Object.assign(panel, { open: (open = name) });
    replaces = card;
    problem = "";
    if (name === "record") send({ t: "record" });
    if (name === "code") askForCode(sections.code?.language ?? "python");
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
    if (!place.querySelector("[data-slot=recorder]")) put(place, h("div", { class: "panel" }, h("div", { "data-slot": "recorder" })));
    children.mount("recorder", sections.recorder);
  };
  const drawCamera = () => {
    const opened = camera;
    const take = async () => { if (opened) form.addFiles([await opened.still()]); close(); };
    const view = problem ? h("div", { class: "warn", role: "alert" }, problem) : camera?.video ?? h("div", { class: "faint" }, "waiting for the camera…");
    put(place, h("div", { class: "panel" }, view,
      h("div", { class: "tabs" }, camera && button("take", "take the picture", take, { class: "main" }), closing())));
  };
  /** @param {keyof typeof WHERE} name */
  const drawWhere = (name) => {
    const { label, hint } = WHERE[name];
    const add = () => {
      const value = input.value.trim();
      if (value && name === "path") send({ t: "path", value });
      else if (value) send({ t: "url", value, kind: KINDS[kind.selectedIndex][0], replaces });
      close();
      form.leave();
    };
    /** @param {KeyboardEvent} e */
    const onkeydown = (e) => { if (e.key === "Enter") { e.preventDefault(); add(); } };
    const input = h("input", { type: "text", class: "where", "data-key": `${name}text`, placeholder: hint, "aria-label": label, onkeydown });
    const kind = h("select", { "data-key": "kind", "aria-label": "what it is" }, ...KINDS.map(([v, t]) => h("option", { value: v }, t)));
    put(place, h("div", { class: "panel" },
      h("div", { class: "tabs" }, input, name === "url" && kind, button("add", "add", add, { class: "main" }), closing())));
  };
  /** @param {string} language */
  const askForCode = (language) => send({ t: "code", language, text: form.words() });
  const drawCode = () => {
    const { languages, language, note, text } = sections.code ?? { languages: [], language: "", note: "", text: "…" };
    /** @param {{ currentTarget: HTMLElement }} e */
    const copy = async (e) => {
      const pressed = e.currentTarget;
      try {
        await navigator.clipboard.writeText(text);
        pressed.textContent = "copied";
      } catch { // a page that may not use the clipboard
        getSelection()?.selectAllChildren(place.querySelector("pre") ?? place);
        pressed.textContent = "press Ctrl+C";
      }
    };
    /** @param {Protocol.LanguageChoice} l */
    const tab = (l) => {
      const current = String(l.id === language);
      return button(`lang${l.id}`, l.title, () => askForCode(l.id), { role: "tab", "aria-pressed": current, "aria-selected": current });
    };
    put(place, h("div", { class: "panel" },
      h("div", { class: "tabs", role: "tablist", "aria-label": "language" },
        ...languages.map(tab), h("span", { class: "grow" }), button("copy", "copy", copy), closing()),
      note && h("div", { class: "faint" }, note),
      h("pre", { class: "code", tabindex: "0", "aria-label": "code" }, text)));
  };
  const draw = () => {
    if (open !== "record") children.unmount("recorder");
    if (!open) put(place);
    else if (open === "record") drawRecorder();
    else if (open === "camera") drawCamera();
    else if (open === "code") drawCode();
    else if (open === "url" || open === "path") drawWhere(open);
  };
  /** @param {string} name */
  const drawIf = (name) => () => { if (open === name) draw(); };

  const panel = {
    elements: [place], open, show, close,
    all: [draw], draws: { code: [drawIf("code")], recorder: [drawIf("record")] },
    free: () => { open = ""; closeCamera(); },
  };
  return panel;
};
