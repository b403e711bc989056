// Recorder: the microphone with a meter and a waveform; then listen, use or discard.

/** A picture of 600 × 44 that is drawn by one line. */
const makeWave = () => {
  const wave = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({ class: "wave", role: "img", viewBox: "0 0 600 44", preserveAspectRatio: "none" })) wave.setAttribute(name, value);
  wave.append(document.createElementNS(wave.namespaceURI, "path"));
  return wave;
};

/** What a view of the recorder is made of. `data-omni-nb` is how others find it. */
const makeRecorderElements = () => {
  const none = () => {};
  const main = button("main", [icon("mic"), h("span")], none, { class: "record" }), meter = h("div", { role: "meter", "aria-label": t("Input level"), "aria-valuemin": "0", "aria-valuemax": "100" }, h("i"));
  const e = {
    main, meter,
    wave: makeWave(),
    time: h("span", "time"),
    hear: button("hear", [icon("play"), h("span")], none),
    use: button("use", "", none, { class: "primary" }),
    away: button("away", [icon("trash-2"), h("span", {}, t("Discard"))], none, { class: "quiet" }),
    note: h("div", { role: "status", class: "note" }),
  };
  const row = h("div", "onb-toolbar", main, meter, e.wave, e.time, e.hear, e.use, e.away);
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
  const sounding = recording || done;
  e.time.hidden = !sounding;
  e.wave.style.display = sounding ? "" : "none"; // an <svg> has no `hidden`
  e.wave.setAttribute("aria-label", t("Waveform of {seconds} seconds", { seconds: s.seconds.toFixed(1) }));
  e.time.textContent = t("{seconds} s", { seconds: s.seconds.toFixed(1) });
  e.hear.hidden = e.away.hidden = !done;
  e.use.hidden = !(done && s.use);
  e.use.textContent = s.use;
  setText(e.note, s.problem);
};

const MOST_BARS = 150;
/** How loud each block was: a line of bars, which has the colours of the page. @param {SVGElement} wave @param {number[]} peaks of full scale @param {boolean} whole what came is all of it */
const drawRecording = (wave, peaks, whole) => {
  const columns = Math.min(peaks.length, MOST_BARS), pitch = 600 / (whole ? columns : MOST_BARS);
  let path = "";
  for (let c = 0; c < columns; c++) {
    const high = 21 * Math.max(...peaks.slice((c * peaks.length) / columns, ((c + 1) * peaks.length) / columns));
    path += `M${((c + 0.5) * pitch).toFixed(1)} ${(22 - Math.max(high, 0.5)).toFixed(1)}v${Math.max(2 * high, 1).toFixed(1)}`;
  }
  setAttribute(/** @type {Element} */ (wave.firstChild), "d", path);
  setAttribute(wave, "stroke-width", Math.min(0.7 * pitch, 8).toFixed(1));
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
      drawRecording(e.wave, peaks, s.state === "done");
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
