// A listening test in one file, for people without Python: everything is in the page and nothing leaves it.
// What is asked in which order was decided when the file was made; the listener's name chooses one of the orders.

/** @typedef {{ id: string, left?: string, right?: string, item?: string }} PageTrial */
/** In an order: which trial, sides swapped, which showing, whether for practice, what X is (0: none, 1: left, 2: right). @typedef {[number, 0 | 1, number, 0 | 1, 0 | 1 | 2]} PageTurn */
/**
 * @typedef {object} PageData
 * @property {string} test
 * @property {"ab" | "abx" | "acr" | "ccr"} kind
 * @property {string} title
 * @property {string} question
 * @property {number} rate
 * @property {Record<string, string>} sounds base64, by id
 * @property {PageTrial[]} trials
 * @property {PageTurn[][]} orders
 */

const bytesOf = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer;

/** @param {HTMLElement} root @param {PageData} data */
const openListeningPage = async (root, data) => {
  const keep = await openKeep(data.test);
  /** @type {ListeningState} */
  const state = {
    stage: "start", language: languageOfListener(), test: data.kind, question: data.question, title: data.title, samples: [], practice: false,
    practised: data.orders[0][0][3] === 1, place: 1, of: data.orders[0].length - data.orders[0][0][3], answered: 0, serial: 0, canUndo: false,
    busy: false, loading: false, dead: false, problem: "", said: "", extra: "",
  };
  /** @type {PageTurn[]} */
  let order = [];
  let listener = "", early = false, handed = 0;
  /** @type {any} */
  let sitting = null;
  const words = () => LISTENING_WORDS[state.language];
  let drawing = false;
  const hearing = makeHearing(data.rate, () => { if (drawing) view.draw(); });

  /** What is asked now, with the samples on their sides. */
  const asked = () => {
    const turn = order[sitting.votes.length];
    if (!turn) return null;
    const [n, swap, showing, practice, x] = turn;
    const t = data.trials[n];
    const trial = { trial: practice ? `practice-${t.id}` : t.id, showing, practice: practice === 1 };
    if (t.item) return { ...trial, item: t.item };
    const sides = { left: swap ? t.right : t.left, right: swap ? t.left : t.right };
    return { ...trial, ...sides, ...(x ? { x: x === 1 ? "left" : "right" } : {}) };
  };
  const samplesOf = (trial) => {
    const samples = new Map(["left", "right", "item"].filter((side) => trial[side]).map((side) => [side, trial[side]]));
    if (trial.x) samples.set("x", trial[trial.x]);
    return samples;
  };

  const ask = async () => {
    const trial = early ? null : asked(), serial = ++state.serial;
    const done = sitting.votes.filter((v) => !v.practice).length;
    Object.assign(state, { canUndo: sitting.votes.length > 0, answered: done, place: done + 1, problem: keep.kept ? "" : words().noStorage });
    if (!trial) {
      hearing.stop();
      Object.assign(state, { stage: "end", samples: [], loading: false });
      return view.draw();
    }
    const samples = samplesOf(trial);
    Object.assign(state, { stage: "trial", samples: [...samples.keys()], practice: trial.practice, loading: true });
    hearing.give(new Map());
    view.draw();
    try {
      const sounds = await Promise.all([...samples].map(async ([name, id]) => /** @type {[string, Int16Array]} */ ([name, await decoded(bytesOf(data.sounds[id]), data.rate)])));
      if (serial !== state.serial) return;
      hearing.give(new Map(sounds));
      state.loading = false;
    } catch (err) {
      console.error(err);
      state.problem = words().unreadable;
    }
    view.draw();
  };

  /** The votes as they are now are on disk before the next question is asked. */
  const keeps = async (change) => {
    state.busy = true;
    const before = sitting.votes.length;
    sitting = await keep.of(listener);
    if (sitting.votes.length === before) { // else another window went on with it: here it goes on from there
      change();
      await keep.write(listener);
    }
    state.busy = false;
    await ask();
  };
  const act = (what, more) => {
    if (what === "language") state.language = state.language === "en" ? "zh" : "en";
    else if (what === "undo") {
      early = false;
      return void keeps(() => { sitting.votes.pop(); state.said = words().undone; });
    } else if (what === "answer") {
      const vote = { ...asked(), ...more, at: new Date().toISOString() };
      if (!vote.comment) delete vote.comment;
      return void keeps(() => sitting.votes.push(vote));
    }
    view.draw();
  };

  // -- beside the test: who listens, and what is handed back -------------------------------------

  const begin = async (name) => {
    listener = name.normalize("NFC").trim().replace(/\s+/g, " ");
    if (!listener) return view.say(words().nameWanted);
    hearing.warm();
    sitting = await keep.of(listener);
    order = data.orders[crc32(new TextEncoder().encode(listener), 0) % data.orders.length];
    await keep.write(listener);
    ask();
  };
  const nameField = h("input", { class: "onb-field", type: "text", maxlength: "80", "data-key": "name", autocomplete: "name", spellcheck: "false" });
  nameField.onkeydown = (e) => { if (e.key === "Enter" && !e.isComposing) begin(nameField.value); };
  const start = (w) => [
    ...keep.people.map(({ name, n }) => button(`as-${name}`, w.goOnAs(name, n), () => begin(name), { class: "primary" })),
    ...(keep.people.length ? [h("p", {}, w.orNew)] : []),
    h("label", "name", h("span", {}, w.name), nameField),
    button("start", w.start, () => begin(nameField.value), { class: "primary" }),
    ...(keep.kept ? [] : [h("p", "onb-notice warn", icon("triangle-alert"), w.noStorage)]),
  ];
  const text = () => handedBack({ test: data.test, kind: data.kind, listener, session: sitting.session, votes: sitting.votes });
  const saveFile = () => {
    const url = URL.createObjectURL(new Blob([text()], { type: "application/json" }));
    const link = h("a", { href: url, download: `listening ${listener.replace(/[^\p{L}\p{N}]+/gu, "-")} ${data.test.slice(0, 6)}.json` });
    root.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    handed = sitting.votes.length;
    view.say(words().saved);
  };
  const copy = async (area) => {
    area.select();
    handed = sitting.votes.length;
    try {
      await navigator.clipboard.writeText(area.value);
      view.say(words().copied);
    } catch {
      view.say(words().notCopied);
    }
  };
  const goBack = () => { early = false; state.extra = ""; ask(); };
  const end = (w) => {
    const area = h("textarea", { class: "onb-field text", readonly: true, rows: "6", "data-key": "text", "aria-label": w.text });
    area.value = text();
    return [
      h("p", {}, w.handBack),
      h("div", "row", button("save", [icon("download"), w.save], saveFile, { class: "primary" }), button("copy", [icon("copy"), w.copy], () => copy(area)),
        early && asked() ? button("back", w.back, goBack) : null),
      area,
    ];
  };
  const trial = (w) => [button("early", w.early, () => { early = true; state.extra = "early"; ask(); }, { class: "quiet" })];

  const view = makeListeningView(root, state, hearing, act, (w) => ({
    start: start(w), trial: sitting?.votes.length ? trial(w) : [], end: sitting ? end(w) : [], early,
  }));
  // another window went on with the same sitting: so does this one
  addEventListener("focus", async () => {
    if (!sitting || state.busy) return;
    const before = sitting.votes.length;
    sitting = await keep.of(listener);
    if (sitting.votes.length !== before) ask();
  });
  addEventListener("beforeunload", (e) => { if (sitting && !keep.kept && sitting.votes.length > handed) e.preventDefault(); });
  drawing = true;
  view.draw();
  /** @type {HTMLElement | null} */ (keep.people.length ? root.querySelector("[data-key]") : nameField)?.focus();
};

{
  const root = /** @type {HTMLElement} */ (document.querySelector("#listening"));
  let data = null;
  try {
    data = JSON.parse(document.querySelector("#listening-data")?.textContent ?? "");
  } catch (err) {
    console.error(err);
    root.replaceChildren(h("p", {}, LISTENING_WORDS.en.cut), h("p", { lang: "zh-CN" }, LISTENING_WORDS.zh.cut));
  }
  if (data) {
    root.replaceChildren();
    openListeningPage(root, data);
  }
}
