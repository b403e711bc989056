// Upload: a file in slices, each acknowledged. It draws nothing; whoever owns it does.

const SLICE = 1 << 20;
const IN_FLIGHT = 8;

/**
 * @param {Send} send
 * @param {() => void} changed progress was made, or not for a while
 */
const makeUploads = (send, changed) => {
  /** @type {Map<string, Uploading>} */
  const files = new Map();
  let clock = 0;

  /** @param {Uploading} f */
  const pump = async (f) => {
    if (f.reading) return; // one reader: slices go out in their order
    f.reading = true;
    try {
      while (files.has(f.id) && f.sent < f.size && f.sent - f.got < IN_FLIGHT * SLICE) {
        const at = f.sent, round = f.round;
        const bytes = new Uint8Array(await f.file.slice(at, at + SLICE).arrayBuffer());
        if (round !== f.round || !files.has(f.id)) continue; // it was sent back meanwhile, or dropped
        const crc = crc32(bytes, f.crcs.get(at) ?? 0);
        f.crcs.set(at + bytes.length, crc);
        f.sent = at + bytes.length;
        send({ t: "slice", id: f.id, at, crc }, [bytes.buffer]);
      }
    } catch (err) {
      files.delete(f.id);
      send({ t: "drop", id: f.id, why: t("{name} cannot be read any more: {why}", { name: f.name, why: err.message }) });
    }
    f.reading = false;
    changed();
  };

  /** Where nothing moves, ask how far it is: what was lost on the way is sent again from there. */
  const look = () => {
    for (const f of files.values()) {
      if (performance.now() - f.moved < 2000) continue;
      f.waits = true;
      send({ t: "where", id: f.id });
      changed();
    }
    if (!files.size) { clearInterval(clock); clock = 0; }
  };

  return {
    files,
    /** @param {File} file @param {string} id @param {string} name */
    add: (file, id, name = file.name) => {
      /** @type {Uploading} */
      const f = { id, file, name, size: file.size, sent: 0, got: 0, round: 0, crcs: new Map(), moved: performance.now(), waits: false, reading: false };
      files.set(id, f);
      send({ t: "file", id, name, size: file.size });
      if (!clock) clock = setInterval(look, 1000);
      pump(f);
    },
    /**
     * So many bytes have arrived.
     *
     * @param {string} id
     * @param {number} upto
     * @param {boolean} [asked] it is the answer to `where`, behind which nothing more is on its way
     */
    got: (id, upto, asked) => {
      const f = files.get(id);
      if (!f) return;
      if (upto > f.got) Object.assign(f, { got: upto, moved: performance.now(), waits: false });
      if ((asked && upto < f.sent) || upto > f.sent) Object.assign(f, { sent: upto, round: f.round + 1, moved: performance.now() });
      if (f.got >= f.size) files.delete(id);
      else pump(f);
      changed();
    },
    /** @param {string} id */
    forget: (id) => { files.delete(id); changed(); },
    close: () => { files.clear(); clearInterval(clock); clock = 0; },
  };
};
