// Text: the box to write in. Python may put words there; of what is typed it is told a little later.

const TYPING_MS = 200;
const HINT = "Ask something. Drop or paste pictures, sounds and films here. Ctrl+Enter sends.";

/** @param {Pick<Rooms, "sections" | "send">} form */
const makeText = ({ sections, send }) => {
  const area = h("textarea", { rows: "3", "aria-label": "your question", placeholder: HINT });
  let typing = 0, version = -1;

  const typed = () => {
    clearTimeout(typing);
    typing = setTimeout(() => send({ t: "draft", text: area.value }), TYPING_MS);
  };
  area.oninput = typed;
  const draw = () => {
    const d = sections.draft;
    if (!d || d.version === version) return;
    version = d.version;
    area.value = d.text;
  };
  return {
    elements: [area], all: [draw], draws: { draft: [draw] },
    /** What is written; it is not told again. */
    words: () => {
      clearTimeout(typing);
      return area.value;
    },
    /** @param {string} words */
    insert: (words) => { area.setRangeText(words); typed(); },
    focus: () => area.focus({ preventScroll: true }),
    /** @param {boolean} locked */
    lock: (locked) => { area.readOnly = locked; },
    free: () => clearTimeout(typing),
  };
};
