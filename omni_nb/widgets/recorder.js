// Recorder: the microphone with a meter and a waveform; then listen, use or discard.

export default () => {
  const views = new Set();
  const s = { state: "idle", problem: "", level: 0, seconds: 0, listening: false, use: "" };
  let microphone = null, blocks = [], peaks = [], rate = 0, seq = 0, take = 0, audio = null;
  /** @type {PageModel<Protocol.FromRecorder>} */
  let model;

  const redraw = () => views.forEach((view) => view());
  const set = (more) => { Object.assign(s, more); redraw(); };

  const silence = () => {
    if (audio) { audio.pause(); URL.revokeObjectURL(audio.src); audio = null; }
    s.listening = false;
  };
  const record = async () => {
    silence();
    const mine = ++take;
    blocks = []; peaks = []; seq = 0;
    set({ state: "opening", problem: "", seconds: 0, level: 0 });
    try {
      const opened = await openMicrophone((block, hz) => {
        if (mine !== take || s.state === "done") return;
        if (!seq) model.send({ t: "begin", take: mine, rate: (rate = hz) });
        let high = 0;
        for (const v of block) high = Math.max(high, Math.abs(v));
        blocks.push(block);
        peaks.push(high / 32768);
        model.send({ t: "sound", take: mine, seq: seq++ }, undefined, [block.buffer.slice(0)]);
        set({ level: high / 32768, seconds: s.seconds + block.length / rate });
      });
      if (mine !== take || !views.size) return void opened.close(); // permission came when nobody waited any more
      microphone = opened;
      set({ state: "recording" });
    } catch (err) {
      set({ state: "idle", problem: whyNot(err, "microphone") });
    }
  };
  const stop = () => {
    microphone?.close();
    microphone = null;
    set({ state: blocks.length ? "done" : "idle", level: 0, problem: blocks.length ? "" : "Nothing was recorded. Speak a little longer." });
    model.send({ t: "end", take, n: seq });
  };
  /** No recording, and none on its way. */
  const clear = () => {
    take++;
    silence();
    microphone?.close();
    microphone = null;
    blocks = []; peaks = [];
  };
  const discard = () => {
    clear();
    set({ state: "idle", seconds: 0, level: 0, problem: "" });
    model.send({ t: "discard" });
  };
  const listen = () => {
    if (s.listening) { silence(); return redraw(); }
    audio = new Audio(URL.createObjectURL(wavOf(blocks, rate)));
    audio.onended = () => { silence(); redraw(); };
    startPlaying(audio, (err) => { silence(); set({ problem: `The browser did not play it (${err.message}). Click once more.` }); });
    set({ listening: true });
  };

  /** @param {{ model: PageModel<Protocol.FromRecorder> }} page */
  const initialize = ({ model: given }) => {
    model = given;
    /** @type {Takes<Protocol.ToRecorder>} */
    const takes = {
      reset: () => { clear(); set({ state: "idle", seconds: 0, level: 0 }); },
      use: (m) => set({ use: m.title }),
      again: (m) => set({ state: "idle", problem: m.why }),
    };
    const off = takeMessages(model, takes);
    model.send({ t: "ready" });
    return () => { off(); clear(); };
  };

  const render = ({ el }) => {
    const plain = "flex:none;border:1px solid #80889688;border-radius:6px;background:none;color:inherit;cursor:pointer;font:inherit;padding:4px 10px";
    const root = make("div", { role: "group", "aria-label": "recorder" }, "max-width:600px;color:var(--jp-ui-font-color1,inherit);font-size:0.95em");
    const row = make("div", {}, "display:flex;align-items:center;gap:8px;flex-wrap:wrap");
    const main = make("button", { type: "button" }, plain);
    const dot = make("span", { "aria-hidden": "true" }, "display:inline-block;width:10px;height:10px;border-radius:50%;background:#dc2626;margin-right:6px");
    const word = make("span");
    main.append(dot, word);
    const meter = make("div", { role: "meter", "aria-label": "level", "aria-valuemin": "0", "aria-valuemax": "100" }, "flex:0 0 70px;height:8px;border-radius:4px;background:#80889644;overflow:hidden");
    const bar = make("div", {}, "height:100%;width:0;background:#22a559");
    meter.append(bar);
    const canvas = make("canvas", { role: "img" }, "flex:1 1 120px;min-width:80px;height:36px");
    const time = make("span", { "aria-live": "off" }, "flex:none;color:#808896;font-variant-numeric:tabular-nums");
    const hear = make("button", { type: "button" }, plain);
    const use = make("button", { type: "button" }, `${plain};background:#2563eb;border-color:#2563eb;color:#fff`);
    const away = make("button", { type: "button" }, plain, "discard");
    const note = make("div", { role: "status" }, "color:#c2570c;padding-top:2px");
    row.append(main, meter, canvas, time, hear, use, away);
    root.append(row, note);
    el.append(root);
    main.onclick = () => (s.state === "recording" ? stop() : record());
    hear.onclick = listen;
    away.onclick = discard;
    use.onclick = () => model.send({ t: "use" });

    const view = () => {
      const recording = s.state === "recording", done = s.state === "done";
      word.textContent = recording ? "stop" : s.state === "opening" ? "waiting for the microphone…" : done ? "record again" : "record";
      dot.style.borderRadius = recording ? "2px" : "50%";
      main.disabled = s.state === "opening";
      meter.style.display = recording ? "block" : "none";
      // in decibels from −60, as people hear it
      const level = s.level ? Math.max(0, Math.min(100, (20 * Math.log10(s.level) + 60) / 0.6)) : 0;
      bar.style.width = `${level}%`;
      meter.setAttribute("aria-valuenow", level.toFixed(0));
      canvas.style.display = recording || done ? "block" : "none";
      canvas.setAttribute("aria-label", `waveform of ${s.seconds.toFixed(1)} seconds`);
      time.textContent = recording || done ? `${s.seconds.toFixed(1)} s` : "";
      hear.style.display = away.style.display = done ? "block" : "none";
      use.style.display = done && s.use ? "block" : "none";
      use.textContent = s.use;
      hear.textContent = s.listening ? "■ stop listening" : "▶ listen";
      if (note.textContent !== s.problem) note.textContent = s.problem;
      const width = canvas.clientWidth, height = canvas.clientHeight, ratio = window.devicePixelRatio || 1;
      if (!width) return;
      if (canvas.width !== width * ratio || canvas.height !== height * ratio) Object.assign(canvas, { width: width * ratio, height: height * ratio });
      const pen = canvas.getContext("2d");
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, width, height);
      pen.fillStyle = "#3b82f6";
      const step = Math.min(4, width / Math.max(peaks.length, 1));
      peaks.forEach((v, i) => pen.fillRect(i * step, (height / 2) * (1 - v), Math.max(step - 1, 0.6), Math.max(height * v, 1)));
    };
    views.add(view);
    view();
    return () => {
      views.delete(view);
      if (!views.size) { take++; silence(); microphone?.close(); microphone = null; }
    };
  };

  return { initialize, render };
};
