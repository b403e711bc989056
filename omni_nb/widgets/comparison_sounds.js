// The sounds of a comparison's cells on their way into the audition; how loud and from where each is heard.

/** So long after it heard of them a page waits for the sounds that are there already. */
const MISSED_MS = 1_000;

/**
 * @param {Audition} audition
 * @param {PageSectionsOfComparison} sections
 * @param {() => void} lost a message: all is asked for again
 */
const makeCellSounds = (audition, sections, lost) => {
  /** Samples so far. @type {Map<string, number>} */
  const totals = new Map();
  let waits = false; // for all of it
  // Voila runs a notebook before its page is there: the page has what stays of a widget, and none of its messages
  let missed = 0;
  const speaks = () => Object.keys(sections).some((name) => {
    const v = name.startsWith("cell:") ? sections[/** @type {`cell:${string}`} */ (name)] : null;
    return v?.state === "done" && v.seconds !== "";
  });

  const shape = (id) => {
    const v = sections[`cell:${id}`];
    if (!v) return;
    audition.gain(id, v.gain_db ?? 0);
    audition.trim(id, v.from_s, v.to_s ?? Infinity);
  };
  const align = () => {
    for (const id of totals.keys()) {
      const p = sections.places?.cells[id];
      audition.align(id, p?.own ?? null, p?.common ?? null);
    }
  };
  const forget = (id) => { totals.delete(id); audition.remove(id); };
  /** @param {Protocol.SoundPiece} piece @param {DataView} data */
  const take = (piece, data) => {
    const { cell, at, rate, ended } = piece;
    if (at !== (totals.get(cell) ?? 0) && at) {
      if (!waits) lost();
      waits = true;
      return;
    }
    if (!at) {
      forget(cell);
      audition.add(cell);
      totals.set(cell, 0);
    }
    const pcm = new Int16Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
    totals.set(cell, at + pcm.length);
    audition.push(cell, pcm, rate);
    if (ended) audition.end(cell);
    if (!at) { shape(cell); align(); }
  };
  return {
    /** @param {Protocol.CellSound} m @param {DataView[]} buffers */
    pcm: (m, buffers) => { m.pieces.forEach((piece, i) => take(piece, buffers[i])); },
    /** A section has changed. */
    changed: (name) => {
      if (name === "places") return align();
      if (!name.startsWith("cell:")) return;
      const id = name.slice(5), v = sections[`cell:${id}`];
      if (!v || v.state === "waiting" || v.state === "asked") forget(id); // it is asked anew
      else shape(id);
    },
    /** What is asked for comes from the beginning; what is here stays until then. */
    all: () => {
      waits = false;
      [...totals.keys()].forEach(shape);
      align();
      missed ||= setTimeout(() => { if (!totals.size && speaks()) lost(); }, MISSED_MS);
    },
  };
};
