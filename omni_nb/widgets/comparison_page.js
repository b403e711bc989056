// A comparison in one file, opened from disk: the widget of the notebook, with its sounds in the page and this in the place of
// Python. It keeps no state of its own but what a person arranges; nothing is loaded, and nothing leaves the page.

/** Of one cell: its measures, by which it is ordered, and what the catalog knows of its voice. */
/** @typedef {{ measures: { [name: string]: number }, facts: { [name: string]: string[] } }} PageCell */
/** @typedef {{ sections: PageSectionsOfComparison, cells: PageCell[], rate: number, words: { [english: string]: string } | null }} ComparisonPageData */

/** @param {string} text */
const fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;

/** The cells that are shown, in order, as Python's `Arranged.order` has them: what is not known comes last, whichever way. */
/** @param {ComparisonPageData} data @param {{ by: string, reverse: boolean, facts: { [name: string]: string } }} how @param {Set<string>} removed */
const orderOf = ({ cells, sections }, { by, reverse, facts }, removed) => {
  /** @param {number} n */
  const pinned = (n) => Boolean(sections[`cell:${n}`]?.pinned);
  /** @param {number} n */
  const fits = (n) => Object.entries(facts).every(([name, wanted]) =>
    !wanted || (name === "pinned" ? pinned(n) : (cells[n].facts[name] ?? []).includes(wanted)));
  const all = cells.map((_, n) => n).filter((n) => !removed.has(String(n)) && fits(n));
  /** @param {number} n */
  const value = (n) => (by === "pinned" ? Number(!pinned(n)) : cells[n].measures[by]);
  if (!by) return reverse ? all.reverse() : all;
  const known = all.filter((n) => value(n) !== undefined).sort((a, b) => (reverse ? -1 : 1) * (value(a) - value(b)));
  return [...known, ...all.filter((n) => value(n) === undefined)];
};

/** What the widget takes for Python. @param {ComparisonPageData} data @returns {PageModel<Protocol.FromComparison>} */
const makePageModel = (data) => {
  const { sections } = data;
  /** @type {Set<(m: Protocol.ToComparison, buffers: DataView[]) => void>} */
  const takers = new Set();
  /** @type {Set<string>} */
  const removed = new Set();
  /** @param {Protocol.ToComparison} m @param {DataView[]} buffers */
  const say = (m, buffers = []) => takers.forEach((take) => take(m, buffers));
  /** @param {string} name @param {any} value */
  const set = (name, value) => { /** @type {any} */ (sections)[name] = value; say({ t: "set", name, value }); };
  /** @param {Partial<Protocol.Arrangement>} how */
  const arrange = (how) => {
    const is = sections.arrangement;
    if (!is) return;
    const now = { ...is, ...how }, order = orderOf(data, now, removed);
    set("arrangement", { ...now, cells: order.map(String), removed: removed.size, hidden: data.cells.length - removed.size - order.length });
  };
  /** @type {{ [t: string]: (m: any) => void }} */
  const takes = {
    ready: () => say({ t: "all", sections, me: "" }),
    arrange: ({ by, reverse, facts }) => arrange({ by, reverse, facts }),
    pin: ({ cell, on }) => { set(`cell:${cell}`, { ...sections[`cell:${cell}`], pinned: on }); arrange({}); },
    remove: ({ cell }) => { removed.add(cell); arrange({}); },
    restore: () => { removed.clear(); arrange({}); },
    unknown: ({ what }) => console.error(what),
    sound: ({ cell, pcm }) => {
      say({ t: "pcm", pieces: [{ cell, at: 0, rate: data.rate, ended: true }] }, [new DataView(pcm.buffer)]);
      set(`cell:${cell}`, { ...sections[`cell:${cell}`], state: "done" });
    },
    failed: ({ cell, why }) => set(`cell:${cell}`, { ...sections[`cell:${cell}`], state: "failed", why }),
  };
  return {
    get: () => data.words,
    on: (event, take) => { if (event === "msg:custom") takers.add(take); },
    off: (_, take) => takers.delete(take),
    send: (m) => takes[m.t]?.(m),
  };
};

/** @param {ComparisonPageData} data */
const openComparisonPage = async (data) => {
  const kept = /** @type {HTMLElement} */ (document.querySelector("#kept")), place = /** @type {HTMLElement} */ (document.querySelector("#comparison"));
  /** @type {[string, string][]} */
  const sounds = [...kept.querySelectorAll("audio[data-cell]")].map((e) => [e.dataset.cell ?? "", e.getAttribute("src")?.split(",")[1] ?? ""]);
  for (const [id] of sounds) Object.assign(data.sections[`cell:${id}`] ?? {}, { state: "coming" });
  const model = /** @type {any} */ (makePageModel(data)), widget = makeComparison();
  widget.initialize({ model });
  document.documentElement.classList.add("live"); // before it is drawn: what is not laid out has no width
  widget.render({ el: place });
  for (const [cell, text] of sounds) {
    try {
      model.send({ t: "sound", cell, pcm: await decoded(fromBase64(text), data.rate) });
    } catch {
      model.send({ t: "failed", cell, why: t("this browser cannot decode its sound") });
    }
  }
};

{
  let data = null;
  try {
    data = JSON.parse(document.querySelector("#comparison-data")?.textContent ?? "");
  } catch (err) {
    console.error(err); // a page that was cut: what stands in it without a script is still there
  }
  if (data) openComparisonPage(data);
}
