// What a listener has answered in a page alone: kept in the browser where that is allowed, and handed back as text.
// Joined behind: crc32.js.

/** As Python's `json` writes it with sorted names, so that both compute the same check. */
const listeningCheck = (record, test) => {
  const text = JSON.stringify(record, Object.keys(record).sort());
  return crc32(new TextEncoder().encode(`${test}:${text}`), 0).toString(16).padStart(8, "0");
};

/**
 * The answers of one sitting as JSON, a vote a line, in letters that every mail program leaves alone.
 *
 * @param {{ test: string, kind: string, listener: string, session: string, votes: any[] }} sitting
 */
const handedBack = ({ votes, ...head }) => {
  const lines = votes.map((v) => JSON.stringify({ ...v, check: listeningCheck(v, head.test) }));
  const first = JSON.stringify({ omni_nb: "listening votes", version: 1, ...head }).slice(0, -1);
  const text = `${first},"votes":[\n${lines.join(",\n")}\n]}\n`;
  return text.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
};

/** The sittings of a test in this browser, by listener. Where nothing may be kept, `kept` is false and they last as long as the page. */
const makeKeep = (test) => {
  const key = `omni_nb listening test ${test}`;
  /** @type {Map<string, any>} */
  const people = new Map();
  let kept = true;
  /** What is kept; what is damaged there is begun anew. */
  const stored = () => {
    const text = localStorage.getItem(key) ?? "{}";
    try {
      return JSON.parse(text) ?? {};
    } catch {
      return {};
    }
  };
  const read = () => {
    try {
      for (const [name, sitting] of Object.entries(stored())) if (Array.isArray(sitting?.votes)) people.set(name, sitting);
    } catch {
      kept = false;
    }
  };
  const write = () => {
    try {
      localStorage.setItem(key, JSON.stringify({ ...stored(), ...Object.fromEntries(people) }));
      kept = true;
    } catch {
      kept = false;
    }
  };
  read();
  if (kept) write();
  return {
    get kept() { return kept; },
    get people() { return [...people].map(([name, sitting]) => ({ name, n: sitting.votes.length })); },
    /** The sitting of that listener, as it was left. */
    of: (name) => {
      read();
      if (!people.has(name)) {
        const random = [...crypto.getRandomValues(new Uint8Array(8))].map((b) => b.toString(16).padStart(2, "0")).join("");
        people.set(name, { session: random, votes: [] });
      }
      return people.get(name);
    },
    write,
  };
};
