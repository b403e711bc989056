// What a player looks like: its elements, and how they show its state.

/** @param {number} s */
const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s) % 60).padStart(2, "0")}`;
const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];
const PLAIN_BUTTON = "flex:none;border:1px solid #80889688;border-radius:4px;background:none;color:inherit;cursor:pointer;font:inherit;padding:2px 7px";
const ROUND_BUTTON = "flex:none;width:32px;height:32px;border-radius:50%;border:1px solid #808896;background:none;color:inherit;cursor:pointer;font-size:14px;line-height:1;padding:0";
const LARGE_BUTTON = "display:none;width:100%;padding:10px;margin:4px 0;font-size:1.15em;border:1px solid #3b82f6;border-radius:6px;background:#2563eb;color:#fff;cursor:pointer";

/** How far a key moves the playhead. @type {{ [key: string]: number | undefined }} */
const STEPS_S = { ArrowLeft: -2, ArrowRight: 2, Home: -1e9, End: 1e9 };

/** @typedef {ReturnType<typeof makePlayerElements>} PlayerElements */

// Written only where they differ: the page pays for each write, also of the same.
/** @param {Element} e @param {string} name @param {string} value */
const setAttribute = (e, name, value) => { if (e.getAttribute(name) !== value) e.setAttribute(name, value); };
/** @param {Element} e @param {string} text */
const setText = (e, text) => { if (e.textContent !== text) e.textContent = text; };
/** @param {HTMLElement} e @param {"display" | "height"} name @param {string} value */
const setStyle = (e, name, value) => { if (e.style[name] !== value) e.style[name] = value; };

const makeSpeeds = () => {
  const select = make("select", { "aria-label": "speed" }, "background:none;color:inherit;border:1px solid #80889688;border-radius:4px;font:inherit;padding:1px 2px");
  for (const v of SPEEDS) {
    const option = make("option", { value: String(v) }, "color:#000;background:#fff", `${v}×`);
    option.selected = v === 1;
    select.append(option);
  }
  return select;
};

/** The elements of a player, by name, in their place in `root`. `data-omni-nb` is how others find it. */
const makePlayerElements = () => {
  const e = {
    root: make("div", { role: "group", "aria-label": "speech of the reply", "data-omni-nb": "player" }, "display:none;max-width:600px;font-size:0.85em;color:#808896"),
    button: make("button", { type: "button" }, ROUND_BUTTON),
    canvas: make("canvas", { role: "slider", tabindex: "0", "aria-label": "position", "aria-valuemin": "0" }, "flex:1;min-width:0;height:44px;cursor:pointer"),
    time: make("span", { "aria-hidden": "true" }, "flex:none;font-variant-numeric:tabular-nums"),
    volume: make("input", { type: "range", min: "0", max: "1", step: "0.05", value: "1", "aria-label": "volume" }, "flex:0 1 72px;min-width:40px"),
    caption: make("div", { "aria-label": "caption" }, "min-height:1.5em;font-size:1.1em;overflow-wrap:anywhere"),
    tools: make("div", {}, "display:none;align-items:center;gap:6px;flex-wrap:wrap;padding:2px 0 4px"),
    speed: makeSpeeds(),
    wav: make("button", { type: "button", "aria-label": "download as wav" }, PLAIN_BUTTON, "⤓ wav"),
    mp3: make("button", { type: "button", "aria-label": "download as mp3" }, PLAIN_BUTTON, "⤓ mp3"),
    note: make("div", { role: "status" }, "min-height:0"),
    ask: make("button", { type: "button" }, LARGE_BUTTON, "▶ Hear it: this browser waits for a click"),
  };
  const row = make("div", {}, "display:flex;align-items:center;gap:8px;flex-wrap:nowrap");
  row.append(e.button, e.canvas, e.time, e.volume);
  e.tools.append(e.speed, e.wav, e.mp3);
  e.root.append(e.ask, row, e.caption, e.tools, e.note);
  return e;
};

/** What a click or a key does. @param {PlayerElements} e @param {Player} player */
const listenToPlayer = (e, player) => {
  const speaker = () => player.speaker, s = () => player.speaker.state;
  e.button.onclick = () => speaker().toggle(!player.sounds);
  e.ask.onclick = () => { speaker().seek(0); speaker().wake(); speaker().toggle(true); };
  e.canvas.onclick = (event) => speaker().seek((event.offsetX / e.canvas.clientWidth) * s().total);
  e.canvas.onkeydown = (event) => {
    const step = STEPS_S[event.key];
    if (step !== undefined) speaker().seek(s().at + step * s().rate);
    else if (event.key === " " || event.key === "Enter") speaker().toggle(!player.sounds);
    else return;
    event.preventDefault();
    event.stopPropagation(); // the notebook has its own ideas about these keys
  };
  e.volume.oninput = () => speaker().setVolume(Number(e.volume.value));
  e.speed.onchange = () => speaker().setSpeed(Number(e.speed.value));
  e.wav.onclick = async () => download(await speaker().wav(), "reply.wav");
  e.mp3.onclick = () => player.askForMp3();
  e.root.addEventListener("omni-nb-silence", () => speaker().silence());
};

/** @param {PlayerElements} e @param {Player} player */
const showPlayer = (e, player) => {
  const s = player.speaker.state, { seconds, now } = player, all = s.ended ? "" : "…";
  setStyle(e.root, "display", s.total || s.problem ? "block" : "none");
  setStyle(e.canvas, "height", s.ended && !player.keep ? "12px" : "44px"); // in the card the reply's own picture stands elsewhere
  setText(e.button, player.sounds ? "❚❚" : "▶");
  setAttribute(e.button, "aria-label", player.sounds ? "pause" : "play");
  setText(e.time, `${clock(now)} / ${clock(seconds)}${all}`);
  setAttribute(e.canvas, "aria-valuemax", seconds.toFixed(1));
  setAttribute(e.canvas, "aria-valuenow", now.toFixed(1));
  setAttribute(e.canvas, "aria-valuetext", `${now.toFixed(1)} of ${seconds.toFixed(1)} seconds${s.ended ? "" : ", more is coming"}`);
  if (player.summary) setAttribute(e.root, "aria-description", player.summary);
  setStyle(e.ask, "display", s.blocked && s.playing && s.total && !s.problem ? "block" : "none");
  setText(e.caption, player.caption());
  setStyle(e.caption, "display", player.words.length ? "block" : "none");
  setStyle(e.tools, "display", s.ended && player.keep ? "flex" : "none");
  e.mp3.disabled = player.asked;
  setText(e.mp3, player.asked ? "… mp3" : "⤓ mp3");
  setText(e.note, s.problem || (s.gaps ? `${s.gaps} gap${s.gaps > 1 ? "s" : ""}: the sound came later than it was played` : ""));
};

/**
 * Draws lowest and highest of each 1/25 s; what was heard is stronger. It draws when the picture is another one:
 * a playhead moves on by a column a few times a second.
 */
const makeWaveform = (/** @type {HTMLCanvasElement} */ canvas) => {
  let drawn = "";
  /**
   * @param {{width: number, height: number}} room told by an observer: asking at each frame makes the page lay itself out
   * @param {Int8Array} peaks
   * @param {number} heard of all of it, 0…1
   * @param {boolean} ended
   */
  return ({ width, height }, peaks, heard, ended) => {
    const ratio = window.devicePixelRatio || 1;
    const n = peaks.length / 2, shown = ended ? Math.max(n, 1) : Math.max(n, 100), columns = Math.min(width, shown);
    const upTo = Math.ceil((heard * n * columns) / shown), picture = [width, height, ratio, n, shown, upTo].join();
    if (picture === drawn) return;
    drawn = picture;
    if (canvas.width !== width * ratio || canvas.height !== height * ratio) Object.assign(canvas, { width: width * ratio, height: height * ratio });
    const pen = canvas.getContext("2d");
    if (!pen) return;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    for (let c = 0; c < columns; c++) {
      const from = Math.floor((c * shown) / columns), to = Math.max(from + 1, Math.floor(((c + 1) * shown) / columns));
      if (from >= n) break;
      let low = 0, high = 0;
      for (let i = from; i < Math.min(to, n); i++) { low = Math.min(low, peaks[2 * i]); high = Math.max(high, peaks[2 * i + 1]); }
      pen.fillStyle = c < upTo ? "#3b82f6" : "#3b82f666";
      const y = height / 2 - (high / 128) * (height / 2 - 1);
      pen.fillRect((c * width) / columns, y, Math.max(width / columns - 0.4, 0.6), Math.max(((high - low) / 128) * (height / 2 - 1), 1));
    }
  };
};

/** A view of the player in `el`. Returns what takes it away again. @param {HTMLElement} el @param {Player} player */
const showPlayerIn = (el, player) => {
  const e = makePlayerElements(), drawWaveform = makeWaveform(e.canvas);
  let room = { width: 0, height: 0 };
  el.append(e.root);
  listenToPlayer(e, player);
  const view = () => {
    const s = player.speaker.state;
    showPlayer(e, player);
    drawWaveform(room, player.peaks, s.total ? s.at / s.total : 0, s.ended);
  };
  const watcher = new ResizeObserver(() => {
    room = { width: e.canvas.clientWidth, height: e.canvas.clientHeight };
    player.redraw();
  });
  watcher.observe(e.canvas);
  player.views.add(view);
  view();
  return () => {
    watcher.disconnect();
    player.views.delete(view);
  };
};
