// Recorder: the microphone with a meter and a waveform; then listen, use or discard.

/** What a view of the recorder is made of. `data-omni-nb` is how others find it. */
const makeRecorderElements = () => {
  const none = () => {};
  const main = button("main", [icon("mic"), h("span")], none, { class: "record" }), meter = h("div", { role: "meter", "aria-label": t("Input level"), "aria-valuemin": "0", "aria-valuemax": "100" }, h("i"));
  const e = {
    main, meter,
    canvas: h("canvas", { role: "img" }),
    time: h("span", "time"),
    hear: button("hear", [icon("play"), h("span")], none),
    use: button("use", "", none, { class: "primary" }),
    away: button("away", [icon("trash-2"), h("span", {}, t("Discard"))], none, { class: "quiet" }),
    note: h("div", { role: "status", class: "note" }),
  };
  const row = h("div", "onb-toolbar", main, meter, e.canvas, e.time, e.hear, e.use, e.away);
  const root = h("div", { class: "omni-nb omni-nb-recorder", role: "group", "aria-label": t("Recorder"), "data-omni-nb": "recorder" }, row, e.note);
  return { ...e, root };
};

/**
 * @param {ReturnType<typeof makeRecorderElements>} e
 * @param {RecorderState} s
 * @param {boolean} listening to what was recorded
 */
const showRecorder = (e, s, listening) => {
  const recording = s.state === "recording", done = s.state === "done";
  setIcon(e.main, recording ? "square" : "mic", recording ? t("Stop") : s.state === "opening" ? t("Waiting for the microphone…") : done ? t("Record again") : t("Record"));
  setIcon(e.hear, listening ? "square" : "play", listening ? t("Stop listening") : t("Listen"));
  e.root.dataset.state = s.state;
  e.main.disabled = s.state === "opening";
  e.meter.hidden = !recording;
  // in decibels from −60, as people hear it
  const level = s.level ? Math.max(0, Math.min(100, (20 * Math.log10(s.level) + 60) / 0.6)) : 0;
  e.meter.style.setProperty("--level", `${level}%`);
  e.meter.setAttribute("aria-valuenow", level.toFixed(0));
  e.canvas.hidden = e.time.hidden = !(recording || done);
  e.canvas.setAttribute("aria-label", t("Waveform of {seconds} seconds", { seconds: s.seconds.toFixed(1) }));
  e.time.textContent = t("{seconds} s", { seconds: s.seconds.toFixed(1) });
  e.hear.hidden = e.away.hidden = !done;
  e.use.hidden = !(done && s.use);
  e.use.textContent = s.use;
  setText(e.note, s.problem);
};

/** How loud each block was, in the colour of the canvas. @param {HTMLCanvasElement} canvas @param {number[]} peaks of full scale */
const drawRecording = (canvas, peaks) => {
  const width = canvas.clientWidth, height = canvas.clientHeight, ratio = window.devicePixelRatio || 1;
  const pen = canvas.getContext("2d");
  if (!width || !pen) return;
  if (canvas.width !== width * ratio || canvas.height !== height * ratio) Object.assign(canvas, { width: width * ratio, height: height * ratio });
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = getComputedStyle(canvas).color;
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
  const sample = makeSample(redraw, (err) => set({ problem: t("The browser did not play it ({why}). Click once more.", { why: err.message }) }));

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
    set({ state: blocks.length ? "done" : "idle", level: 0, problem: blocks.length ? "" : t("Nothing was recorded. Speak a little longer.") });
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

  return { initialize, render: spoken(render) };
};
