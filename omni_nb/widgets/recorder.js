// Recorder: the microphone with a meter and a waveform; then listen, use or discard.

const RECORDER_BUTTON = "flex:none;border:1px solid #80889688;border-radius:6px;background:none;color:inherit;cursor:pointer;font:inherit;padding:4px 10px";

/** What a view of the recorder is made of. */
const makeRecorderElements = () => {
  const root = make("div", { role: "group", "aria-label": "recorder" }, "max-width:600px;color:var(--jp-ui-font-color1,inherit);font-size:0.95em");
  const row = make("div", {}, "display:flex;align-items:center;gap:8px;flex-wrap:wrap");
  const main = make("button", { type: "button" }, RECORDER_BUTTON);
  const dot = make("span", { "aria-hidden": "true" }, "display:inline-block;width:10px;height:10px;border-radius:50%;background:#dc2626;margin-right:6px");
  const word = make("span");
  const meter = make("div", { role: "meter", "aria-label": "level", "aria-valuemin": "0", "aria-valuemax": "100" }, "flex:0 0 70px;height:8px;border-radius:4px;background:#80889644;overflow:hidden");
  const bar = make("div", {}, "height:100%;width:0;background:#22a559");
  const canvas = make("canvas", { role: "img" }, "flex:1 1 120px;min-width:80px;height:36px");
  const time = make("span", { "aria-live": "off" }, "flex:none;color:#808896;font-variant-numeric:tabular-nums");
  const hear = make("button", { type: "button" }, RECORDER_BUTTON);
  const use = make("button", { type: "button" }, `${RECORDER_BUTTON};background:#2563eb;border-color:#2563eb;color:#fff`);
  const away = make("button", { type: "button" }, RECORDER_BUTTON, "discard");
  const note = make("div", { role: "status" }, "color:#c2570c;padding-top:2px");
  main.append(dot, word);
  meter.append(bar);
  row.append(main, meter, canvas, time, hear, use, away);
  root.append(row, note);
  return { root, main, dot, word, meter, bar, canvas, time, hear, use, away, note };
};

/**
 * @param {ReturnType<typeof makeRecorderElements>} e
 * @param {RecorderState} s
 * @param {boolean} listening to what was recorded
 */
const showRecorder = (e, s, listening) => {
  const recording = s.state === "recording", done = s.state === "done";
  e.word.textContent = recording ? "stop" : s.state === "opening" ? "waiting for the microphone…" : done ? "record again" : "record";
  e.dot.style.borderRadius = recording ? "2px" : "50%";
  e.main.disabled = s.state === "opening";
  e.meter.style.display = recording ? "block" : "none";
  // in decibels from −60, as people hear it
  const level = s.level ? Math.max(0, Math.min(100, (20 * Math.log10(s.level) + 60) / 0.6)) : 0;
  e.bar.style.width = `${level}%`;
  e.meter.setAttribute("aria-valuenow", level.toFixed(0));
  e.canvas.style.display = recording || done ? "block" : "none";
  e.canvas.setAttribute("aria-label", `waveform of ${s.seconds.toFixed(1)} seconds`);
  e.time.textContent = recording || done ? `${s.seconds.toFixed(1)} s` : "";
  e.hear.style.display = e.away.style.display = done ? "block" : "none";
  e.use.style.display = done && s.use ? "block" : "none";
  e.use.textContent = s.use;
  e.hear.textContent = listening ? "■ stop listening" : "▶ listen";
  if (e.note.textContent !== s.problem) e.note.textContent = s.problem;
};

/** How loud each block was. @param {HTMLCanvasElement} canvas @param {number[]} peaks of full scale */
const drawRecording = (canvas, peaks) => {
  const width = canvas.clientWidth, height = canvas.clientHeight, ratio = window.devicePixelRatio || 1;
  const pen = canvas.getContext("2d");
  if (!width || !pen) return;
  if (canvas.width !== width * ratio || canvas.height !== height * ratio) Object.assign(canvas, { width: width * ratio, height: height * ratio });
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = "#3b82f6";
  const step = Math.min(4, width / Math.max(peaks.length, 1));
  peaks.forEach((v, i) => pen.fillRect(i * step, (height / 2) * (1 - v), Math.max(step - 1, 0.6), Math.max(height * v, 1)));
};

export default () => {
  /** @type {Set<() => void>} */
  const views = new Set();
  /** @type {RecorderState} */
  const s = { state: "idle", problem: "", level: 0, seconds: 0, use: "" };
  /** @type {{ close: () => void } | null} */
  let microphone = null;
  /** @type {Int16Array[]} */
  let blocks = [];
  /** @type {number[]} */
  let peaks = [];
  let rate = 0, seq = 0, take = 0;
  /** @type {PageModel<Protocol.FromRecorder>} */
  let model;

  const redraw = () => views.forEach((view) => view());
  /** @param {Partial<RecorderState>} more */
  const set = (more) => { Object.assign(s, more); redraw(); };
  const sample = makeSample(redraw, (err) => set({ problem: `The browser did not play it (${err.message}). Click once more.` }));

  /** A block of the microphone, of that take. @param {number} mine @param {Int16Array} block @param {number} hz */
  const hear = (mine, block, hz) => {
    if (mine !== take || s.state === "done") return;
    if (!seq) model.send({ t: "begin", take: mine, rate: (rate = hz) });
    let high = 0;
    for (const v of block) high = Math.max(high, Math.abs(v));
    blocks.push(block);
    peaks.push(high / 32768);
    model.send({ t: "sound", take: mine, seq: seq++ }, undefined, [block.slice().buffer]);
    set({ level: high / 32768, seconds: s.seconds + block.length / rate });
  };
  const record = async () => {
    sample.silence();
    const mine = ++take;
    blocks = []; peaks = []; seq = 0;
    set({ state: "opening", problem: "", seconds: 0, level: 0 });
    try {
      const opened = await openMicrophone((block, hz) => hear(mine, block, hz));
      if (mine !== take || !views.size) return void opened.close(); // permission came when nobody waited any more
      microphone = opened;
      set({ state: "recording" });
    } catch (err) {
      set({ state: "idle", problem: whyNot(err, "microphone") });
    }
  };
  const closeMicrophone = () => { microphone?.close(); microphone = null; };
  const stop = () => {
    closeMicrophone();
    set({ state: blocks.length ? "done" : "idle", level: 0, problem: blocks.length ? "" : "Nothing was recorded. Speak a little longer." });
    model.send({ t: "end", take, n: seq });
  };
  /** Nothing is on its way any more, and nothing sounds. */
  const leave = () => { take++; sample.silence(); closeMicrophone(); };
  /** No recording, and none on its way. */
  const clear = () => { leave(); blocks = []; peaks = []; };
  const discard = () => {
    clear();
    set({ state: "idle", seconds: 0, level: 0, problem: "" });
    model.send({ t: "discard" });
  };
  const listen = () => {
    if (!sample.key) return sample.play("recording", wavOf(blocks, rate));
    sample.silence();
    redraw();
  };

  /** @type {Takes<Protocol.ToRecorder>} */
  const takes = {
    reset: () => { clear(); set({ state: "idle", seconds: 0, level: 0 }); },
    use: (m) => set({ use: m.title }),
    again: (m) => set({ state: "idle", problem: m.why }),
  };
  /** @param {{ model: PageModel<Protocol.FromRecorder> }} page */
  const initialize = ({ model: given }) => {
    model = given;
    const off = takeMessages(model, takes);
    model.send({ t: "ready" });
    return () => { off(); clear(); };
  };

  /** @param {{ el: HTMLElement }} page */
  const render = ({ el }) => {
    const e = makeRecorderElements();
    el.append(e.root);
    e.main.onclick = () => (s.state === "recording" ? stop() : record());
    e.hear.onclick = listen;
    e.away.onclick = discard;
    e.use.onclick = () => model.send({ t: "use" });
    const view = () => {
      showRecorder(e, s, Boolean(sample.key));
      drawRecording(e.canvas, peaks);
    };
    views.add(view);
    view();
    return () => {
      views.delete(view);
      if (!views.size) leave();
    };
  };

  return { initialize, render };
};
