// The listening test in a notebook: Python gives one trial after the other and keeps each vote; this page knows no names.

/** A message's bytes as samples. @param {DataView} view */
const int16Of = (view) => new Int16Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
/** So long a vote may be on its way before the listener is told why. */
const SLOW_MS = 4000;
/** A cell that is moved shows its output again at once; behind that time it is gone. */
const GONE_MS = 5000;

export default () => {
  /** @type {ListeningState} */
  const state = {
    stage: "start", language: "en", test: "ab", question: "", title: "", samples: [], practice: false, practised: false,
    place: 1, of: 1, answered: 0, serial: 0, canUndo: false, busy: false, loading: false, dead: false, problem: "", said: "", extra: "",
  };
  /** @type {PageModel<Protocol.FromListening>} */
  let model;
  const views = new Set();
  /** @type {ReturnType<typeof makeHearing> | null} */
  let hearing = null;
  /** The notebook's language, as long as the listener has not chosen another. @type {"en" | "zh" | ""} */
  let spoke = "";
  let begun = false, undoing = false, rate = 0, slow = 0, leaving = 0, over = false, me = "";
  const redraw = () => views.forEach((view) => view.draw());

  const settled = () => {
    clearTimeout(slow);
    Object.assign(state, { busy: false, problem: "" });
    undoing = false;
  };
  const waits = () => {
    Object.assign(state, { busy: true, said: LISTENING_WORDS[state.language].saving });
    slow = setTimeout(() => { state.said = LISTENING_WORDS[state.language].slow; redraw(); }, SLOW_MS);
    redraw();
  };
  const stage = () => (!begun ? "start" : over ? "end" : "trial");
  const act = (what, more) => {
    if (what === "start") begun = true;
    else if (what === "language") state.language = state.language === "en" ? "zh" : "en";
    else if (what === "undo") {
      undoing = true;
      model.send({ t: "undo", serial: state.serial });
      return waits();
    } else if (what === "answer") {
      model.send({ t: "vote", serial: state.serial, choice: null, score: null, ...more });
      return waits();
    }
    state.stage = stage();
    redraw();
  };
  const hear = (wanted) => {
    if (hearing && wanted === rate) return hearing;
    hearing?.close();
    rate = wanted;
    hearing = makeHearing(rate, redraw);
    return hearing;
  };

  /** @param {{ model: PageModel<Protocol.FromListening> }} page */
  const initialize = ({ model: given }) => {
    model = given;
    /** @type {Takes<Protocol.ToListening>} */
    const takes = {
      trial: (m, buffers) => {
        const said = m.notice || (undoing ? LISTENING_WORDS[state.language].undone : "");
        settled();
        over = false;
        me = m.me;
        const sounds = new Map(m.samples.map((name, n) => [name, withoutPadding(int16Of(buffers[n]))]));
        hear(m.rate).give(sounds);
        Object.assign(state, {
          test: m.test, question: m.question, title: m.title, samples: m.samples, practice: m.practice, practised: m.practised, place: m.place,
          of: m.of, answered: m.answered, serial: m.serial, canUndo: m.undo, said, stage: stage(),
        });
        views.forEach((view) => view.renew());
        redraw();
      },
      finished: (m) => {
        settled();
        over = true;
        hearing?.stop();
        Object.assign(state, { answered: m.answered, serial: m.serial, canUndo: m.undo, said: m.notice, samples: [], stage: "end" });
        redraw();
      },
      refused: (m) => { settled(); state.said = m.why; redraw(); },
    };
    const gone = () => { state.dead = true; settled(); redraw(); };
    const ends = [hearOfKernel(model, () => me, gone), takeMessages(model, takes)];
    model.send({ t: "ready" });
    return () => {
      ends.forEach((end) => end());
      clearTimeout(slow);
      hearing?.close();
    };
  };

  /** @param {{ el: HTMLElement }} page */
  const render = ({ el }) => {
    const speaks = words[""] ? "zh" : "en";
    if (speaks !== spoke) state.language = spoke = speaks;
    const root = h("div", { class: "omni-nb omni-nb-listening", role: "group", "aria-label": t("listening test"), "data-lm-suppress-shortcuts": "true" });
    el.append(root);
    let inner = null, of = null;
    const view = {
      /** The sounds may have come at another rate: then what plays them is another. */
      renew: () => {
        const now = hear(rate || 24000);
        if (inner && of === now) return;
        of = now;
        root.replaceChildren();
        inner = makeListeningView(root, state, now, act);
      },
      draw: () => inner?.draw(),
    };
    view.renew();
    views.add(view);
    clearTimeout(leaving);
    view.draw();
    return () => {
      views.delete(view);
      if (views.size) return;
      hearing?.stop();
      leaving = setTimeout(() => { if (!state.dead) model.send({ t: "gone" }); }, GONE_MS);
    };
  };

  return { initialize, render: spoken(render) };
};
