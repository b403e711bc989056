// Cards: what is attached, and how far an upload is.

const SYMBOLS = { image: "🖼", audio: "♪", video: "▦", file: "…", bad: "⚠" };
/** @param {number} n */
const size = (n) => (n === 1 ? "1 byte" : n < 1e3 ? `${n} bytes` : n < 999_500 ? `${(n / 1e3).toFixed(0)} kB` : n < 999_950_000 ? `${(n / 1e6).toFixed(1)} MB` : `${(n / 1e9).toFixed(1)} GB`); // as quantities.py

/** @param {Rooms} rooms */
const makeCards = ({ sections, send, sample, uploads }) => {
  const list = h("ul", { class: "cards", "aria-label": "attachments" });

  /** @param {Protocol.CardView} c @param {boolean} listening */
  const thumb = (c, listening) => {
    const picture = c.thumb ? h("img", { src: c.thumb, alt: "" }) : SYMBOLS[c.state === "bad" ? "bad" : c.kind] ?? SYMBOLS.file;
    if (!c.listen) return h("div", { class: "thumb" }, picture);
    const onclick = () => (listening ? (sample.silence(), draw()) : send({ t: "hear", id: c.id }));
    const more = { class: "thumb", "aria-label": `${listening ? "stop" : "listen to"} ${c.name}`, title: "listen" };
    return button(`hear${c.id}`, listening ? "■" : picture, onclick, more);
  };
  /** From where it stands by now: a second click may come before the first is answered. @param {string} id @param {-1 | 1} by */
  const step = (id, by) => {
    const cards = sections.cards ?? [], at = cards.findIndex((one) => one.id === id), to = at + by;
    if (at < 0 || to < 0 || to >= cards.length) return;
    cards.splice(to, 0, ...cards.splice(at, 1));
    send({ t: "move", id, to });
  };
  /** @param {Protocol.CardView} c @param {number} i its place @param {number} n of how many @param {boolean} coming @param {boolean} listening */
  const tools = (c, i, n, coming, listening) => {
    /** @param {-1 | 1} by @param {string} sign @param {"left" | "right"} where @param {boolean} end */
    const move = (by, sign, where, end) =>
      n > 1 && button(`${where}${c.id}`, sign, () => step(c.id, by), {
        class: "bare", disabled: end, "aria-label": `move ${c.name} ${where === "left" ? "forward" : "back"}`,
      });
    const remove = () => {
      uploads.forget(c.id);
      if (listening) sample.silence();
      send({ t: "remove", id: c.id });
    };
    return h("div", { class: "tools" },
      move(-1, "◂", "left", i === 0),
      move(1, "▸", "right", i === n - 1),
      button(`remove${c.id}`, coming ? "cancel" : "remove", remove, {
        class: "bare", "aria-label": `${coming ? "cancel the upload of" : "remove"} ${c.name}`,
      }));
  };
  /** @param {Protocol.CardView} c @param {number} i its place @param {number} n of how many */
  const card = (c, i, n) => {
    const listening = sample.key === `card:${c.id}`, coming = uploads.files.has(c.id) || c.state === "coming";
    return h("li", { class: `card${c.error || c.bad ? " bad" : ""}`, "data-card": c.id },
      thumb(c, listening),
      h("div", { class: "about" },
        h("div", { class: "name", title: c.name }, c.name),
        h("div", { class: "faint facts" }, c.facts ?? ""),
        coming && h("progress", { "data-part": "progress", max: "1", value: 0, "aria-label": `upload of ${c.name}` }),
        coming && h("div", { class: "faint", "data-part": "going" }),
        c.note && h("div", { class: "faint" }, c.note),
        c.error && h("div", { class: "warn", role: "alert" }, c.error),
        tools(c, i, n, coming, listening)));
  };
  const draw = () => {
    const cards = sections.cards ?? [];
    put(list, ...cards.map((c, i) => card(c, i, cards.length)));
    drawUploads();
  };
  const drawUploads = () => {
    for (const place of list.children) {
      const f = uploads.files.get(place.dataset.card ?? ""), going = place.querySelector("[data-part=going]");
      const bar = /** @type {HTMLProgressElement | null} */ (place.querySelector("[data-part=progress]"));
      if (!f || !bar || !going) continue;
      bar.value = f.got / Math.max(f.size, 1);
      going.textContent = `${f.waits ? "waiting for the kernel at " : ""}${size(f.got)} of ${size(f.size)}`;
    }
  };

  return { elements: [list], all: [draw], draws: { cards: [draw], uploads: [drawUploads] } };
};
