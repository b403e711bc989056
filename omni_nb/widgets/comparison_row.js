// One cell of a comparison: an option of the list. Its state is told in words, and its sound is drawn.

const STATES = {
  unasked: "", waiting: later("waiting for its turn"), asked: later("asked"), coming: later("receiving"), checking: later("another model is listening"), done: "", failed: later("failed"),
};

const decibels = (db) => `${db < -0.05 ? "−" : "+"}${Math.abs(db).toFixed(1)} dB`;

let describedOptions = 0;

/**
 * @param {string} id
 * @param {Stage} stage
 */
const makeRow = (id, stage) => {
  const { audition } = stage;
  const number = h("span"), name = h("span", "name"), star = h("span", { class: "star", role: "img", "aria-label": t(stage.says.pinned) }, icon("star", true));
  const about = h("span", "about"), facts = h("span", "facts"), stateWords = h("span"), state = h("span", "state", icon("circle-x"), stateWords);
  // For a pointer. An option holds nothing that can be focused; by key the same is in the bar below the list.
  const again = h("span", { class: "onb-button", "data-hook": "again", onclick: (e) => { e.stopPropagation(); stage.send({ t: "again", cell: id }); } }, icon("refresh-cw"), t("Ask again"));
  // Not in the option's name: at each step of the arrows all of them would be read out. They are its description.
  const words = h("span", { class: "words", "aria-hidden": "true", id: `omni-nb-words-${++describedOptions}` });
  const other = h("span", "onb-spoken", t("different words than the given text"));
  const wave = makeWave({
    seek: (s) => stage.hearAt(id, s),
    choose: (from, to) => stage.choosePassage(id, from, to),
  });
  const element = h(
    "div", { role: "option", class: "cell", "data-cell": id, tabindex: "-1", "aria-selected": "false", "aria-describedby": words.id, onclick: () => stage.toggle(id) },
    h("span", "number", number, icon("volume-2")), h("span", "who", name, star, about), facts, h("span", "sound", wave.element, state, again), other, words,
  );
  let drawnWords = "";

  /** @param {Protocol.CellView} v */
  const drawWords = (v) => {
    const key = JSON.stringify(v.words);
    if (key === drawnWords) return;
    drawnWords = key;
    put(words, ...v.words.map((w) => (w.differs ? h("mark", {}, w.text) : document.createTextNode(w.text))));
  };
  const heard = (v) => (v.seconds && v.state !== "coming" && v.gain_db !== null && stage.matched ? decibels(v.gain_db) : "");

  return {
    element, wave,
    /** @param {Protocol.CellView} v @param {number} n */
    draw: (v, n) => {
      setText(number, String(n));
      setText(name, v.name);
      setText(about, v.about);
      star.hidden = !v.pinned;
      element.dataset.state = v.state;
      other.hidden = v.same_words !== false;
      put(facts, ...[v.seconds, heard(v), ...v.facts].filter(Boolean).map((fact, i) => h("span", { class: i ? "fact" : "fact length" }, fact)));
      facts.title = v.gain_note;
      const there = audition.length(id) > 0;
      setText(stateWords, v.why && (v.state === "failed" || !there) ? v.why : there ? v.why : t(STATES[v.state]) || (v.state === "done" ? t("no sound") : ""));
      state.hidden = !stateWords.textContent;
      wave.element.hidden = !there;
      again.hidden = !(v.state === "failed" && stage.sections.about?.again);
      drawWords(v);
      words.hidden = !v.words.length;
    },
    current: (on) => {
      setAttribute(element, "aria-selected", String(on));
      setAttribute(element, "tabindex", on ? "0" : "-1");
    },
    sounds: (on) => { element.classList.toggle("sounds", on); },
  };
};
