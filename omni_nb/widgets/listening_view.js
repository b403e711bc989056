// A listening test as a listener sees it, in a notebook and in a page alone. It draws what it is told and decides nothing; what
// is done it tells `act`. Nothing here knows a name, a length or a picture of a sound.
// Joined behind: listening_words.js, listening_sound.js.

/** The keys of each test's answers, and what they mean. @type {Record<ListeningState["test"], [string, object][]>} */
const LISTENING_ANSWERS = {
  ab: [["1", { choice: "left" }], ["0", { choice: "tie" }], ["2", { choice: "right" }]],
  abx: [["1", { choice: "left" }], ["2", { choice: "right" }]],
  acr: [1, 2, 3, 4, 5].map((n) => [String(n), { score: n }]),
  ccr: [1, 2, 3, 4, 5, 6, 7].map((n) => [String(n), { score: n - 4 }]),
};
const SAMPLE_KEYS = { a: "left", b: "right", x: "x" };

/** Somebody types there. @param {any} e */
const writes = (e) => Boolean(e?.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(e?.tagName));

/**
 * @param {HTMLElement} root
 * @param {ListeningState} state
 * @param {ReturnType<typeof makeHearing>} hearing
 * @param {(what: string, more?: any) => void} act `start`, `answer`, `undo`, `language`, and what `extras` tell
 * @param {(w: any) => { start?: Node[], trial?: Node[], end?: Node[], early?: boolean }} extras what a page has beside
 */
const makeListeningView = (root, state, hearing, act, extras = () => ({})) => {
  const status = h("div", { class: "status", role: "status", "data-key": "status" }), problem = makeNotice("warn");
  const body = h("div", { class: "body", tabindex: "-1" });
  const foot = h("div", "foot");
  root.append(body, problem.element, status, foot);
  let drawn = "", said = "";
  const comment = h("textarea", { class: "onb-field", "data-key": "comment", rows: "2", maxlength: "2000" });
  const words = () => LISTENING_WORDS[state.language];

  /** Tell in the line that is read aloud. */
  const say = (text) => {
    said = text;
    drawStatus();
  };
  const drawStatus = () => {
    problem.say(state.dead ? words().dead : state.problem || (hearing.trouble && words()[hearing.trouble]));
    setText(status, state.loading ? words().loading : said);
  };
  const listed = (names) => names.map((n) => words().sample[n]).join(words().and);

  const answer = (given) => {
    if (state.stage !== "trial" || state.busy || state.loading || state.dead) return;
    if (hearing.missing.length) return say(words().firstHear(listed(hearing.missing)));
    const heard = hearing.all;
    hearing.stop();
    act("answer", { ...given, heard, comment: comment.value.trim() });
  };
  const play = (name) => {
    if (state.stage !== "trial" || state.dead || !state.samples.includes(name)) return;
    say("");
    hearing.play(name);
  };

  // -- what is drawn -------------------------------------------------------------------------

  const sampleButton = (name) => {
    const label = words().sample[name];
    const mark = h("span", "mark");
    const b = button(`play-${name}`, [h("span", "big", icon("play"), name === "item" ? null : label), mark], () => play(name), { class: "sample" });
    const draw = () => {
      const now = hearing.playing === name, heard = hearing.heard(name), w = words();
      b.classList.toggle("now", now);
      b.classList.toggle("heard", heard);
      const text = now ? w.playing : heard ? w.heard : w.notHeard;
      if (mark.textContent !== text) put(mark, now ? icon("volume-2") : heard && icon("check"), text);
    };
    return { b, draw };
  };
  /** @type {(() => void)[]} */
  let live = [];

  const drawTrial = () => {
    const w = words(), { test, place, of } = state;
    const samples = state.samples.map(sampleButton);
    const answers = LISTENING_ANSWERS[test].map(([key, given], n) =>
      button(`answer-${key}`, [h("kbd", "onb-key", key), w.answers[test][n]], () => answer(given), { class: "answer", "aria-keyshortcuts": key }));
    const number = state.practice ? w.practice : w.place(place, of);
    put(body,
      h("div", "top",
        h("span", "place", number),
        h("progress", { max: String(of), value: String(state.practice ? 0 : place - 1), "aria-label": number })),
      h("h2", { class: "question", "data-key": "question" }, state.question || w.question[test]),
      h("div", { class: "samples", role: "group", "aria-label": w.keys.play }, ...samples.map((s) => s.b)),
      h("div", { class: `answers ${test}`, role: "group", "aria-label": w.keys.answer }, ...answers),
      h("label", "comment", h("span", {}, w.comment), comment));
    live = [...samples.map((s) => s.draw), () => {
      const open = !hearing.missing.length && !state.busy && !state.loading && !state.dead;
      answers.forEach((a) => { a.setAttribute("aria-disabled", String(!open)); });
    }];
    put(foot,
      undoButton(w),
      ...(extras(w).trial ?? []), languageButton(), keysHelp());
  };
  const keysHelp = () => {
    const k = words().keys, own = Object.keys(SAMPLE_KEYS).filter((key) => state.samples.includes(SAMPLE_KEYS[key]));
    const row = (keys, what) => h("span", "key", ...keys.map((key) => h("kbd", "onb-key", key)), ` ${what}`);
    return h("div", { class: "keys", "data-key": "keys" },
      row([k.space], k.play), own.length ? row(own.map((key) => key.toUpperCase()), k.each) : null, row(["Esc"], k.stop),
      row(LISTENING_ANSWERS[state.test].map(([key]) => key), k.answer), row(["U"], k.undo), row(["C"], k.comment));
  };
  const languageButton = () =>
    button("language", [icon("languages"), words().other], () => act("language"), { class: "quiet", lang: state.language === "en" ? "zh" : "en" });
  const undoButton = (w) => button("undo", w.undo, undo, { disabled: !state.canUndo });

  const drawStart = () => {
    const w = words(), more = extras(w).start;
    put(body,
      h("h2", {}, state.title || w.title),
      h("p", {}, state.test === "abx" ? w.welcomeAbx : w.welcome),
      h("p", {}, w.headphones),
      h("p", {}, state.practised ? w.everything(state.of) : w.nothingPractised(state.of)),
      ...(more ?? [button("start", state.place > 1 ? w.goOn : w.start, start, { class: "primary", disabled: Boolean(state.dead) })]));
    live = [];
    put(foot, languageButton());
  };
  const drawEnd = () => {
    const w = words(), more = extras(w), title = more.early ? w.early : w.done;
    put(body, h("h2", {}, title), h("p", {}, `${w.answersGiven(state.answered)}${more.end ? "" : ` ${w.kept}`}`), ...(more.end ?? []));
    live = [];
    put(foot, undoButton(w), languageButton());
  };
  const undo = () => {
    if (!state.canUndo || state.busy || state.dead) return;
    hearing.stop();
    act("undo");
  };
  const start = () => { hearing.warm(); act("start"); };

  const draw = () => {
    root.lang = state.language === "zh" ? "zh-CN" : "en";
    const now = JSON.stringify([state.stage, state.serial, state.language, state.canUndo, state.dead, state.extra]);
    if (now !== drawn) {
      const [stage, serial] = JSON.parse(drawn || "[]");
      const fresh = stage !== state.stage || serial !== state.serial;
      const within = root.contains(document.activeElement);
      if (fresh) { comment.value = ""; said = ""; }
      drawn = now;
      keepFocus(root, () => {}, { start: drawStart, trial: drawTrial, end: drawEnd }[state.stage]);
      // where a question begins, the keys are the question's: nobody has to look for the focus
      if (fresh && (within || !writes(document.activeElement))) body.focus({ preventScroll: true });
    }
    if (state.said) { said = state.said; state.said = ""; }
    live.forEach((each) => each());
    drawStatus();
  };

  // -- keys ----------------------------------------------------------------------------------

  /** Digits by their place on the keyboard too: on a French one they need Shift. */
  const digit = (e) => (/^\d$/.test(e.key) ? e.key : (/^(?:Digit|Numpad)(\d)$/.exec(e.code) ?? [])[1]);
  const letter = (e) => (/^[a-z]$/i.test(e.key) ? e.key.toLowerCase() : (/^Key([A-Z])$/.exec(e.code) ?? [])[1]?.toLowerCase());
  const onkey = (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    const typing = e.target instanceof HTMLTextAreaElement || e.target instanceof HTMLInputElement;
    if (typing) {
      e.stopPropagation();
      if (e.key === "Escape") body.focus({ preventScroll: true });
      return;
    }
    if (takes(e)) {
      e.preventDefault();
      e.stopPropagation();
    }
  };
  /** Whether the key was for the test. A button that has the focus keeps Space and Enter. */
  const takes = (e) => {
    const onButton = e.target instanceof HTMLButtonElement;
    if (state.stage === "start") {
      if (onButton || extras(words()).start || (e.code !== "Space" && e.key !== "Enter")) return false;
      start();
      return true;
    }
    if (letter(e) === "u" || e.key === "Backspace") { undo(); return true; }
    if (state.stage !== "trial") return false;
    if (e.code === "Space" || e.key === " ") {
      if (onButton) return false;
      play(hearing.next() ?? state.samples[0]);
      return true;
    }
    if (e.key === "Escape") { hearing.stop(); return true; }
    const given = LISTENING_ANSWERS[state.test].find(([key]) => key === digit(e));
    if (given) { if (!e.repeat) answer(given[1]); return true; }
    const name = SAMPLE_KEYS[letter(e) ?? ""];
    if (name && state.samples.includes(name)) { play(name); return true; }
    if (letter(e) === "c") { comment.focus(); return true; }
    return digit(e) !== undefined;
  };
  root.addEventListener("keydown", onkey);
  return { draw, say, focus: () => body.focus({ preventScroll: true }) };
};
