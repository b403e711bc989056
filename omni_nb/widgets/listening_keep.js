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

/** @typedef {{ session: string, votes: any[] }} Sitting */

/** A browser may never answer whether a database opens (Safari 14.1): the page does not wait longer for it. */
const OPENS_MS = 3000;

/** @param {IDBRequest} request */
const settledRequest = (request) => new Promise((yes, no) => {
  request.onsuccess = () => yes(request.result);
  request.onerror = () => no(request.error);
});

/**
 * Where the sittings of a test stand in this browser, a record for each listener, so that two windows do not meet.
 *
 * In IndexedDB: in pages from disk Chromium's localStorage is empty behind about one reload in a hundred, also of what was written
 * half a second before, until the next one (IndexedDB: 0 of 600).
 *
 * @param {string} test
 */
const makeSittings = (test) => {
  const opening = () => {
    const request = indexedDB.open("omni_nb listening tests", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("sittings");
    return Promise.race([settledRequest(request), new Promise((_, no) => setTimeout(() => no(new Error("it does not open")), OPENS_MS))]);
  };
  /** @type {Promise<IDBDatabase> | null} */
  let db = null;
  /** Settles when it is on disk. @param {IDBTransactionMode} mode @param {(sittings: IDBObjectStore) => IDBRequest} what */
  const within = async (mode, what) => {
    const all = (await (db ??= opening())).transaction("sittings", mode, { durability: "strict" });
    const done = new Promise((yes, no) => { all.oncomplete = yes; all.onabort = () => no(all.error); });
    const found = await settledRequest(what(all.objectStore("sittings")));
    await done;
    return found;
  };
  return {
    /** @returns {Promise<string[]>} */
    names: async () => (await within("readonly", (all) => all.getAllKeys(IDBKeyRange.bound([test], [test, []])))).map(([, name]) => name),
    /** @param {string} name */
    get: (name) => within("readonly", (all) => all.get([test, name])),
    /** @param {string} name @param {Sitting} sitting */
    put: (name, sitting) => within("readwrite", (all) => all.put(sitting, [test, name])),
  };
};

/**
 * Who listens in this browser, and what they answered. Where nothing may be kept, `kept` is false and it lasts as long as the page.
 *
 * @param {string} test
 */
const openKeep = async (test) => {
  /** @type {Map<string, Sitting>} */
  const people = new Map();
  const sittings = makeSittings(test);
  let kept = true;
  /** @template T @param {() => Promise<T>} what @returns {Promise<T | undefined>} */
  const tried = async (what) => {
    try {
      const found = await what();
      kept = true;
      return found;
    } catch (err) {
      console.info(err);
      kept = false;
    }
  };
  /** Whose latest answers are in this page alone: what is on disk is older, and does not take their place. @type {Set<string>} */
  const unwritten = new Set();
  const read = async (name) => {
    if (unwritten.has(name)) return;
    const there = await tried(() => sittings.get(name));
    // what is damaged there is begun anew
    if (Array.isArray(there?.votes) && typeof there.session === "string") people.set(name, there);
  };
  for (const name of (await tried(sittings.names)) ?? []) await read(name);
  return {
    get kept() { return kept; },
    get people() { return [...people].map(([name, sitting]) => ({ name, n: sitting.votes.length })); },
    /** The sitting of that listener, as it was left, in this window or in another one. @param {string} name */
    of: async (name) => {
      await read(name);
      const random = () => [...crypto.getRandomValues(new Uint8Array(8))].map((b) => b.toString(16).padStart(2, "0")).join("");
      const sitting = people.get(name) ?? { session: random(), votes: [] };
      people.set(name, sitting);
      return sitting;
    },
    /** Settles when it is on disk. @param {string} name */
    write: async (name) => {
      await tried(() => sittings.put(name, /** @type {Sitting} */ (people.get(name))));
      if (kept) unwritten.delete(name);
      else unwritten.add(name);
    },
  };
};
