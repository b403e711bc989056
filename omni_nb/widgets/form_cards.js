// Cards: what is attached, and how far an upload is.

/** @type {{ [kind: string]: IconName }} */
const SYMBOLS = { image: "image", audio: "music", video: "video", file: "file", bad: "triangle-alert" };
/** @param {number} n */
const size = (n) => (n < 1e3 ? t("{n} byte|{n} bytes", { n }) : n < 999_500 ? `${(n / 1e3).toFixed(0)} kB` : n < 999_950_000 ? `${(n / 1e6).toFixed(1)} MB` : `${(n / 1e9).toFixed(1)} GB`); // as quantities.py

/** @param {Rooms} rooms */
const makeCards = ({ sections, send, sample, uploads }) => {
  const list = h("ul", { class: "cards", "aria-label": t("attachments") });

  /** @param {Protocol.CardView} c @param {boolean} listening */
  const thumb = (c, listening) => {
    const picture = c.thumb ? h("img", { src: c.thumb, alt: "" }) : icon(SYMBOLS[c.state === "bad" ? "bad" : c.kind] ?? "file");
    if (!c.listen) return h("div", "thumb", picture);
    const onclick = () => (listening ? (sample.silence(), draw()) : send({ t: "hear", id: c.id }));
    const label = listening ? t("Stop {name}", { name: c.name }) : t("Listen to {name}", { name: c.name });
    return button(`hear${c.id}`, [c.thumb && picture, icon(listening ? "square" : "play")], onclick, { class: "thumb", "aria-label": label, title: label });
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
    const { name } = c;
    /** @param {-1 | 1} by @param {"left" | "right"} where @param {boolean} end */
    const move = (by, where, end) =>
      n > 1 && iconButton(`${where}${c.id}`, where === "left" ? "chevron-left" : "chevron-right", where === "left" ? t("Move {name} forward", { name }) : t("Move {name} back", { name }),
        () => step(c.id, by), { class: "quiet", disabled: end });
    const remove = () => {
      uploads.forget(c.id);
      if (listening) sample.silence();
      send({ t: "remove", id: c.id });
    };
    return h("div", "tools",
      move(-1, "left", i === 0),
      move(1, "right", i === n - 1),
      iconButton(`remove${c.id}`, "x", coming ? t("Cancel the upload of {name}", { name }) : t("Remove {name}", { name }), remove, { class: "quiet" }));
  };
  /** @param {Protocol.CardView} c @param {number} i its place @param {number} n of how many */
  const card = (c, i, n) => {
    const listening = sample.key === `card:${c.id}`, coming = uploads.files.has(c.id) || c.state === "coming";
    return h("li", { class: `card${c.error || c.bad ? " bad" : ""}`, "data-card": c.id },
      thumb(c, listening),
      h("div", "about",
        h("div", { class: "name", title: c.name }, c.name),
        h("div", "faint facts", ...(c.facts ?? "").split(" · ").flatMap((fact, i) => [i ? " · " : "", h("span", {}, fact)])),
        coming && h("progress", { "data-part": "progress", max: "1", value: 0, "aria-label": t("upload of {name}", { name: c.name }) }),
        coming && h("div", { class: "faint", "data-part": "going" }),
        c.note && h("div", "faint", c.note),
        c.error && h("div", { class: "warn", role: "alert" }, c.error)),
      tools(c, i, n, coming, listening));
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
      const sizes = { got: size(f.got), all: size(f.size) };
      going.textContent = f.waits ? t("waiting for the kernel at {got} of {all}", sizes) : t("{got} of {all}", sizes);
    }
  };

  return { elements: [list], all: [draw], draws: { cards: [draw], uploads: [drawUploads] } };
};
