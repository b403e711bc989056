// Text: the box to write in. Python may put words there; of what is typed it is told a little later.
//
// What is typed is kept in the page, too, under the cell's name: a kernel that is restarted has forgotten it.

const TYPING_MS = 200;
const UNSENT = "omni-nb-unsent-";

/** @param {Pick<Rooms, "sections" | "send" | "keys">} form */
const makeText = ({ sections, send, keys }) => {
  const hint = h("span", { class: "onb-spoken", id: newId() });
  const area = h("textarea", {
    rows: "3", "data-key": "words", "aria-label": t("your question"), "aria-describedby": hint.id,
    placeholder: t("Ask something. Drop or paste pictures, sounds and videos here."),
  });
  let typing = 0, version = -1, looked = "", expected = false;

  const keep = () => { if (sections.place) keepInPage("sessionStorage", UNSENT + sections.place, area.value); };
  const tell = () => send({ t: "draft", text: area.value });
  const typed = () => {
    clearTimeout(typing);
    sections.draft = { text: area.value, version }; // for another view
    keep();
    typing = setTimeout(tell, TYPING_MS);
  };
  area.oninput = typed;
  const draw = () => {
    const d = sections.draft;
    if (d && d.version !== version) {
      version = d.version;
      area.value = d.text;
      keep();
      if (expected) queueMicrotask(() => { area.focus(); area.setSelectionRange(area.value.length, area.value.length); }); // behind what keeps the focus
      expected = false;
    }
    if (!sections.place || looked === sections.place) return;
    looked = sections.place;
    const before = area.value ? "" : keptInPage("sessionStorage", UNSENT + looked);
    if (!before) return keep();
    area.value = before;
    typed();
    clearTimeout(typing);
    tell(); // at once: Python has it before whatever is run next
  };
  const drawHint = () => {
    const lines = keys.way === "enter" ? t("{keys} sends, Shift+Enter is a new line", { keys: keys.named() }) : t("{keys} sends, Enter is a new line", { keys: keys.named() });
    const walk = t("Alt+↓ goes to the newest turn, Escape comes back.");
    setText(hint, `${lines}. ${walk}`);
  };
  return {
    elements: [area, hint], all: [draw, drawHint], draws: { draft: [draw], place: [draw], about: [drawHint] }, drawHint,
    /** What is written; it is not told again. */
    words: () => {
      clearTimeout(typing);
      return area.value;
    },
    /** @param {string} words */
    insert: (words) => { area.setRangeText(words, area.selectionStart, area.selectionEnd, "end"); typed(); },
    /** The words that Python puts here next were asked for here: whoever did so goes on writing. */
    expect: () => { expected = true; },
    focus: () => area.focus({ preventScroll: true }),
    /** @param {boolean} locked */
    lock: (locked) => { area.readOnly = locked; },
    free: () => clearTimeout(typing),
  };
};
