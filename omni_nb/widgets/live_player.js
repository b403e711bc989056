// Live player: sound while it comes, its waveform growing. Python decides and measures; this plays and draws.
//
// Why a worklet and a 24 kHz context: buffers of 24 kHz scheduled one after the other in a 48 kHz context are
// resampled each by itself and click at every seam; here all samples run through one ring at their own rate, and
// the browser resamples once, at the sink. The worklet has its own thread: a busy page does not interrupt it.

const WORKLET = `
class OmniPlayer extends AudioWorkletProcessor {
  constructor() {
    super();
    this.chunks = []; this.starts = []; this.total = 0; // all samples, so that one can go back
    this.at = 0; this.index = 0;                        // the next sample, and the chunk that holds it
    this.playing = true; this.ended = false; this.waiting = true; this.need = 0; this.held = 0;
    this.gaps = 0; this.quanta = 0; this.said = false;
    this.port.onmessage = (e) => this.take(e.data);
  }
  take(m) {
    if (m.t === "pcm") { this.starts.push(this.total); this.chunks.push(m.pcm); this.total += m.pcm.length; }
    else if (m.t === "end") this.ended = true;
    else if (m.t === "need") this.need = m.samples;
    else if (m.t === "play") { this.playing = m.on; this.said = false; }
    else if (m.t === "seek") {
      this.at = Math.max(0, Math.min(m.at, this.total)); this.said = false;
      this.index = 0;
      while (this.index + 1 < this.starts.length && this.starts[this.index + 1] <= this.at) this.index++;
    }
  }
  process(_, outputs) {
    const out = outputs[0][0];
    let n = 0;
    if (this.playing) {
      // Wait for that much sound *and* that long: a first chunk of half a second does not make the second one punctual.
      if (this.waiting && this.total > this.at) {
        if (this.ended || (this.total - this.at >= this.need && this.held >= this.need)) this.waiting = false;
        else this.held += out.length;
      }
      while (!this.waiting && n < out.length && this.at < this.total) {
        const chunk = this.chunks[this.index], from = this.at - this.starts[this.index];
        const m = Math.min(chunk.length - from, out.length - n);
        for (let i = 0; i < m; i++) out[n + i] = chunk[from + i] / 32768;
        n += m; this.at += m;
        if (from + m === chunk.length && this.index + 1 < this.chunks.length) this.index++;
      }
      if (this.at >= this.total && n < out.length) {
        if (this.ended && !this.said) { this.said = true; this.playing = false; this.port.postMessage({ t: "played" }); }
        else if (!this.ended && !this.waiting && this.total) { this.waiting = true; this.held = 0; this.gaps++; this.port.postMessage({ t: "gap" }); }
      }
    }
    if (this.index + 1 < this.chunks.length && this.at >= this.starts[this.index + 1]) this.index++;
    if (++this.quanta % 8 === 0) this.port.postMessage({ t: "at", at: this.at, gaps: this.gaps, playing: this.playing });
    return true;
  }
}
registerProcessor("omni-player", OmniPlayer);
`;

/** What is shared by the players of a page: who sounds now, and how late sound came so far. */
const shared = () => (window.omniNbSound ??= { stop: null, late_s: 0.1 });
const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s) % 60).padStart(2, "0")}`;

export default () => {
  const views = new Set();
  const s = { rate: 0, total: 0, at: 0, gaps: 0, ended: false, playing: true, blocked: false, silenced: false, problem: "" };
  let peaks = new Int8Array(0);
  let seq = 0, waiting = false, frame = 0, closed = false;
  let context = null, node = null, gain = null, starting = null;
  let queue = [], first_s = 0;

  const redraw = () => {
    // a page that is hidden later keeps its frame waiting; whoever looks again gets it then
    if (!frame) frame = document.hidden ? (views.forEach((v) => v()), 0) : requestAnimationFrame(() => { frame = 0; views.forEach((v) => v()); });
  };
  const post = (m, transfer) => (node ? node.port.postMessage(m, transfer ?? []) : queue.push([m, transfer]));

  const start = async (model) => {
    try {
      context = new AudioContext({ sampleRate: s.rate });
      const url = URL.createObjectURL(new Blob([WORKLET], { type: "text/javascript" }));
      await context.audioWorklet.addModule(url);
      URL.revokeObjectURL(url);
      if (closed) return void context.close();
      gain = new GainNode(context, { gain: 1 });
      await window.omniNbTap?.(context, gain); // for tests: listen to what is played
      const made = new AudioWorkletNode(context, "omni-player", { numberOfInputs: 0, outputChannelCount: [1] });
      made.connect(gain).connect(context.destination);
      made.port.onmessage = ({ data: m }) => {
        if (m.t === "at") {
          const moved = s.at !== m.at || s.playing !== m.playing;
          Object.assign(s, { at: m.at, gaps: m.gaps, playing: m.playing });
          if (moved) redraw();
        } else if (m.t === "gap") {
          shared().late_s = Math.min(0.6, 2 * shared().late_s + 0.05); // wait for more, now and in later replies
          post({ t: "need", samples: Math.round(shared().late_s * s.rate) });
        } else if (m.t === "played") {
          s.playing = false;
          model.send({ t: "played", gaps: s.gaps });
          land();
          redraw();
        }
      };
      node = made;
      for (const [m, transfer] of queue.splice(0)) node.port.postMessage(m, transfer ?? []);
      s.blocked = context.state !== "running";
      context.onstatechange = () => { s.blocked = context.state === "suspended"; redraw(); };
      context.resume();
    } catch (err) {
      s.problem = `This page cannot play sound while it comes (${err.message}). The player below the reply can.`;
    }
    redraw();
  };

  const toggle = (on) => {
    if (context?.state === "suspended") context.resume();
    if (on && s.ended && s.at >= s.total) post({ t: "seek", at: 0 });
    s.playing = on;
    post({ t: "play", on });
    if (on) { if (shared().stop !== hush) shared().stop?.(); shared().stop = hush; }
    redraw();
  };
  let over = () => {};
  let land = () => {};
  /** Another player begins, or the request was stopped. */
  const hush = () => {
    toggle(false);
    s.silenced = true;
    if (s.ended) over();
    land();
  };
  const another = (e) => e.target instanceof HTMLMediaElement && hush();

  const close = () => {
    closed = true;
    document.removeEventListener("play", another, true);
    if (shared().stop === hush) shared().stop = null;
    node?.disconnect();
    if (context && context.state !== "closed") context.close();
    node = context = null;
  };

  const sound = (model, pcm, more, rate) => {
    if (!starting) {
      s.rate = rate;
      if (shared().stop !== hush) shared().stop?.(); // a new reply stops the old
      shared().stop = hush;
      shared().late_s = Math.max(0.1, 0.7 * shared().late_s); // one bad reply is forgotten after a few good ones
      post({ t: "need", samples: Math.round(shared().late_s * rate) });
      first_s = performance.now() / 1000;
      document.addEventListener("play", another, true); // an ordinary player on the page begins
      starting = start(model);
    }
    const late_s = performance.now() / 1000 - first_s - s.total / rate;
    if (late_s > 0 && late_s < 2) shared().late_s = Math.min(0.6, Math.max(shared().late_s, late_s));
    s.total += pcm.length;
    const grown = new Int8Array(peaks.length + more.length);
    grown.set(peaks);
    grown.set(more, peaks.length);
    peaks = grown;
    post({ t: "pcm", pcm }, [pcm.buffer]);
    redraw();
  };

  const copy = (view, Kind) => new Kind(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

  const initialize = ({ model }) => {
    const take = (m, buffers) => {
      if (m.t === "silence") return void hush();
      if (m.t === "all") {
        waiting = false;
        const missing = m.total - s.total;
        if (missing > 0) sound(model, copy(buffers[0], Int16Array).slice(s.total), copy(buffers[1], Int8Array).slice(peaks.length), m.rate);
        seq = m.seq;
        if (m.ended) finish();
      } else if (m.t === "pcm") {
        if (waiting) return;
        if (m.seq !== seq + 1) {
          waiting = true;
          model.send({ t: "ready" });
          return;
        }
        seq = m.seq;
        sound(model, copy(buffers[0], Int16Array), copy(buffers[1], Int8Array), m.rate);
      } else if (m.t === "end") {
        finish();
      }
      redraw();
    };
    const finish = () => {
      s.ended = true;
      post({ t: "end" });
      if (s.silenced || s.problem) over();
    };
    over = () => model.send({ t: "over", gaps: s.gaps });
    model.on("msg:custom", take);
    model.send({ t: "ready" });
    return () => {
      model.off("msg:custom", take);
      close();
    };
  };

  const render = ({ model, el }) => {
    const make = (tag, attributes = {}, style = "") => {
      const e = document.createElement(tag);
      for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
      e.style.cssText = style;
      return e;
    };
    const root = make("div", { role: "group", "aria-label": "speech of the reply" }, "max-width:600px;font-size:0.85em;color:#808896");
    const row = make("div", {}, "display:flex;align-items:center;gap:8px;flex-wrap:nowrap");
    const round = "flex:none;width:32px;height:32px;border-radius:50%;border:1px solid #808896;background:none;color:inherit;cursor:pointer;font-size:14px;line-height:1";
    const button = make("button", { type: "button" }, round);
    const canvas = make("canvas", { role: "slider", tabindex: "0", "aria-label": "position", "aria-valuemin": "0" }, "flex:1;min-width:0;height:44px;cursor:pointer");
    const time = make("span", { "aria-hidden": "true" }, "flex:none;font-variant-numeric:tabular-nums");
    const volume = make("input", { type: "range", min: "0", max: "1", step: "0.05", value: "1", "aria-label": "volume" }, "flex:0 1 72px;min-width:40px");
    const note = make("div", { role: "status" }, "min-height:1.3em");
    const ask = make("button", { type: "button" }, "display:none;width:100%;padding:10px;margin:4px 0;font-size:1.15em;border:1px solid #3b82f6;border-radius:6px;background:#3b82f6;color:#fff;cursor:pointer");
    ask.textContent = "▶ Hear it: this browser waits for a click";
    row.append(button, canvas, time, volume);
    root.append(ask, row, note);
    el.append(root);

    const seconds = () => (s.rate ? s.total / s.rate : 0);
    const now = () => (s.rate ? s.at / s.rate : 0);
    const seek = (t) => {
      s.at = Math.round(Math.max(0, Math.min(t, seconds())) * s.rate);
      post({ t: "seek", at: s.at });
      redraw();
    };
    button.onclick = () => toggle(!s.playing);
    ask.onclick = () => { post({ t: "seek", at: 0 }); context?.resume(); toggle(true); };
    canvas.onclick = (e) => seek((e.offsetX / canvas.clientWidth) * seconds());
    canvas.onkeydown = (e) => {
      const step = { ArrowLeft: -2, ArrowRight: 2, Home: -1e9, End: 1e9 }[e.key];
      if (step !== undefined) seek(now() + step);
      else if (e.key === " " || e.key === "Enter") toggle(!s.playing);
      else return;
      e.preventDefault();
      e.stopPropagation(); // the notebook has its own ideas about these keys
    };
    volume.oninput = () => { if (gain) gain.gain.value = Number(volume.value); };

    const view = () => {
      const width = canvas.clientWidth, height = canvas.clientHeight, ratio = window.devicePixelRatio || 1;
      if (canvas.width !== width * ratio || canvas.height !== height * ratio) Object.assign(canvas, { width: width * ratio, height: height * ratio });
      const pen = canvas.getContext("2d");
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, width, height);
      canvas.style.height = s.ended ? "12px" : "44px"; // after the end the reply's own picture stands below
      const n = peaks.length / 2, shown = Math.max(n, 100), columns = Math.min(width, shown);
      const heard = seconds() ? (now() / seconds()) * n : 0;
      for (let c = 0; c < columns; c++) {
        const from = Math.floor((c * shown) / columns), to = Math.max(from + 1, Math.floor(((c + 1) * shown) / columns));
        if (from >= n) break;
        let low = 0, high = 0;
        for (let i = from; i < Math.min(to, n); i++) { low = Math.min(low, peaks[2 * i]); high = Math.max(high, peaks[2 * i + 1]); }
        pen.fillStyle = from < heard ? "#3b82f6" : "#3b82f666";
        const y = height / 2 - (high / 128) * (height / 2 - 1);
        pen.fillRect((c * width) / columns, y, Math.max(width / columns - 0.4, 0.6), Math.max(((high - low) / 128) * (height / 2 - 1), 1));
      }
      const playing = s.playing && !s.blocked;
      button.textContent = playing ? "❚❚" : "▶";
      button.setAttribute("aria-label", playing ? "pause" : "play");
      time.textContent = `${clock(now())} / ${clock(seconds())}${s.ended ? "" : "…"}`;
      canvas.setAttribute("aria-valuemax", seconds().toFixed(1));
      canvas.setAttribute("aria-valuenow", now().toFixed(1));
      canvas.setAttribute("aria-valuetext", `${now().toFixed(1)} of ${seconds().toFixed(1)} seconds${s.ended ? "" : ", more is coming"}`);
      ask.style.display = s.blocked && s.total ? "block" : "none";
      const said = s.problem || (s.gaps ? `${s.gaps} gap${s.gaps > 1 ? "s" : ""}: the sound came later than it was played` : "");
      if (note.textContent !== said) note.textContent = said;
    };
    const watcher = new ResizeObserver(redraw);
    watcher.observe(canvas);
    views.add(view);
    view();
    return () => {
      watcher.disconnect();
      views.delete(view);
      if (views.size) return;
      if (s.ended && s.playing && s.total && !s.silenced && !s.problem && !closed) return fly(model);
      close();
      model.send({ t: "gone" });
    };
  };

  /**
   * The reply has ended and its ordinary outputs have taken the place of this view, so that a notebook saved
   * now is whole. What is still to be heard goes on in a small card in the corner, which leaves by itself.
   */
  const fly = (model) => {
    const card = document.createElement("div");
    card.style.cssText =
      "position:fixed;right:20px;bottom:44px;z-index:1000;width:320px;max-width:calc(100vw - 40px);box-sizing:border-box;padding:8px 12px 2px;" +
      "border-radius:10px;border:1px solid #80889666;box-shadow:0 4px 16px #0004;background:var(--jp-layout-color1,#fff);font-family:var(--jp-ui-font-family,system-ui)";
    const head = document.createElement("div");
    head.style.cssText = "display:flex;justify-content:space-between;font-size:0.85em;color:#808896;padding-bottom:4px";
    head.textContent = "still speaking";
    const off = document.createElement("button");
    off.type = "button";
    off.textContent = "✕";
    off.setAttribute("aria-label", "stop speaking");
    off.style.cssText = "border:none;background:none;color:inherit;cursor:pointer;font-size:1em;padding:0 2px";
    off.onclick = hush;
    head.append(off);
    card.append(head);
    document.body.append(card);
    const leave = render({ model, el: card });
    land = () => {
      land = () => {};
      leave();
      card.remove();
    };
  };

  return { initialize, render };
};
