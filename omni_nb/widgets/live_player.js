// Live player: a reply's sound while it comes, its waveform growing, and all of it afterwards.
// Python decides and measures; `speaker.js` sounds; this draws.

const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s) % 60).padStart(2, "0")}`;
const FRAME_MS = 80;
const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2];
const QUIET_BUTTON = "flex:none;border:1px solid #80889688;border-radius:4px;background:none;color:inherit;cursor:pointer;font:inherit;padding:2px 7px";

export default () => {
  const views = new Set();
  let peaks = new Int8Array(0);
  let words = [], spoken_s = 0; // sentences with the seconds they are thought to take
  let keep = false, summary = "", asked = false;
  let seq = 0, waiting = false, frame = 0, drawn = 0;
  let over = () => {}, land = () => {}, played = () => {};

  /** Twelve pictures a second are enough for a playhead: at each message and frame they took a sixth of the page's time. */
  const redraw = () => {
    if (frame) return;
    const now = () => { frame = 0; drawn = performance.now(); views.forEach((v) => v()); };
    // a page that is hidden later keeps its frame waiting; whoever looks again gets it then
    frame = setTimeout(() => { frame = document.hidden ? (now(), 0) : requestAnimationFrame(now); }, Math.max(0, drawn + FRAME_MS - performance.now()));
  };
  let speaker, s;
  const fresh = () => {
    speaker?.close();
    speaker = makeSpeaker({
      changed: redraw,
      played: () => { played(); land(); },
      silenced: () => { if (s.ended) over(); land(); },
    });
    s = speaker.state;
    peaks = new Int8Array(0);
    words = [];
    spoken_s = seq = 0;
    summary = "";
    asked = waiting = false;
  };
  fresh();
  const seconds = () => s.total / s.rate;
  const now = () => s.at / s.rate;

  const copy = (view, Kind) => new Kind(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
  const download = (blob, name) => {
    const a = document.createElement("a");
    a.href = URL.createObjectURL(blob);
    a.download = name;
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10_000);
  };

  /** Messages may come before any view exists, so they are taken here and never in render. */
  const initialize = ({ model }) => {
    const sound = (pcm, more, m, quietly) => {
      const grown = new Int8Array(peaks.length + more.length);
      grown.set(peaks);
      grown.set(more, peaks.length);
      peaks = grown;
      speaker.push(pcm, m.rate, m.beside, quietly);
    };
    const finish = (m) => {
      keep ||= Boolean(m.keep);
      summary = m.summary ?? summary;
      speaker.finish();
      if (s.silenced || s.problem) over();
    };
    const take = (m, buffers) => {
      if (m.t === "silence") return void speaker.hush();
      if (m.t === "reset") {
        fresh();
        speaker.warm();
        return void redraw();
      }
      if (m.t === "mp3") {
        asked = false;
        download(new Blob([copy(buffers[0], Uint8Array)], { type: "audio/mpeg" }), "reply.mp3");
      } else if (m.t === "words") {
        words = words.slice(0, m.at).concat(m.more);
        spoken_s = words.reduce((n, [, t]) => n + t, 0);
      } else if (m.t === "all") {
        waiting = false;
        if (m.total > s.total) sound(copy(buffers[0], Int16Array).slice(s.total), copy(buffers[1], Int8Array).slice(peaks.length), m, m.ended && !s.total);
        seq = m.seq;
        if (m.ended) finish(m);
      } else if (m.t === "pcm") {
        if (waiting) return;
        if (m.seq !== seq + 1) {
          waiting = true;
          model.send({ t: "ready" });
          return;
        }
        seq = m.seq;
        sound(copy(buffers[0], Int16Array), copy(buffers[1], Int8Array), m);
      } else if (m.t === "end") {
        finish(m);
      }
      redraw();
    };
    over = () => model.send({ t: "over", gaps: s.gaps });
    played = () => model.send({ t: "played", gaps: s.gaps });
    model.on("msg:custom", take);
    model.send({ t: "ready" });
    speaker.warm();
    return () => {
      model.off("msg:custom", take);
      speaker.close();
    };
  };

  /** What is being said now: exact at both ends, an estimate by length in between. */
  const caption = () => {
    if (!words.length || !s.total) return "";
    let left = s.ended && seconds() ? (now() / seconds()) * spoken_s : now();
    for (const [sentence, t] of words) {
      left -= t;
      if (left < 0) return sentence;
    }
    return words.at(-1)[0];
  };

  const render = ({ model, el }) => {
    const root = make("div", { role: "group", "aria-label": "speech of the reply" }, "display:none;max-width:600px;font-size:0.85em;color:#808896");
    const row = make("div", {}, "display:flex;align-items:center;gap:8px;flex-wrap:nowrap");
    const round = "flex:none;width:32px;height:32px;border-radius:50%;border:1px solid #808896;background:none;color:inherit;cursor:pointer;font-size:14px;line-height:1;padding:0";
    const button = make("button", { type: "button" }, round);
    const canvas = make("canvas", { role: "slider", tabindex: "0", "aria-label": "position", "aria-valuemin": "0" }, "flex:1;min-width:0;height:44px;cursor:pointer");
    const time = make("span", { "aria-hidden": "true" }, "flex:none;font-variant-numeric:tabular-nums");
    const volume = make("input", { type: "range", min: "0", max: "1", step: "0.05", value: "1", "aria-label": "volume" }, "flex:0 1 72px;min-width:40px");
    const said = make("div", { "aria-label": "caption" }, "min-height:1.5em;font-size:1.1em;overflow-wrap:anywhere");
    const tools = make("div", {}, "display:none;align-items:center;gap:6px;flex-wrap:wrap;padding:2px 0 4px");
    const speed = make("select", { "aria-label": "speed" }, "background:none;color:inherit;border:1px solid #80889688;border-radius:4px;font:inherit;padding:1px 2px");
    for (const v of SPEEDS) {
      const option = make("option", { value: v }, "color:#000;background:#fff", `${v}×`);
      option.selected = v === 1;
      speed.append(option);
    }
    const wav = make("button", { type: "button", "aria-label": "download as wav" }, QUIET_BUTTON, "⤓ wav");
    const mp3 = make("button", { type: "button", "aria-label": "download as mp3" }, QUIET_BUTTON, "⤓ mp3");
    tools.append(speed, wav, mp3);
    const note = make("div", { role: "status" }, "min-height:0");
    const ask = make("button", { type: "button" }, "display:none;width:100%;padding:10px;margin:4px 0;font-size:1.15em;border:1px solid #3b82f6;border-radius:6px;background:#2563eb;color:#fff;cursor:pointer", "▶ Hear it: this browser waits for a click");
    row.append(button, canvas, time, volume);
    root.append(ask, row, said, tools, note);
    el.append(root);

    const sounds = () => s.playing && !s.blocked;
    button.onclick = () => speaker.toggle(!sounds());
    ask.onclick = () => { speaker.seek(0); speaker.wake(); speaker.toggle(true); };
    canvas.onclick = (e) => speaker.seek((e.offsetX / canvas.clientWidth) * s.total);
    canvas.onkeydown = (e) => {
      const step = { ArrowLeft: -2, ArrowRight: 2, Home: -1e9, End: 1e9 }[e.key];
      if (step !== undefined) speaker.seek(s.at + step * s.rate);
      else if (e.key === " " || e.key === "Enter") speaker.toggle(!sounds());
      else return;
      e.preventDefault();
      e.stopPropagation(); // the notebook has its own ideas about these keys
    };
    volume.oninput = () => speaker.setVolume(Number(volume.value));
    speed.onchange = () => speaker.setSpeed(Number(speed.value));
    wav.onclick = async () => download(await speaker.wav(), "reply.wav");
    mp3.onclick = () => { asked = true; model.send({ t: "mp3" }); redraw(); };
    root.addEventListener("omni-nb-silence", () => speaker.hush());

    let room = { width: 0, height: 0 }; // told by the observer: asking at each frame makes the page lay itself out
    const draw = () => {
      const { width, height } = room, ratio = window.devicePixelRatio || 1;
      if (canvas.width !== width * ratio || canvas.height !== height * ratio) Object.assign(canvas, { width: width * ratio, height: height * ratio });
      const pen = canvas.getContext("2d");
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, width, height);
      const n = peaks.length / 2, shown = s.ended ? Math.max(n, 1) : Math.max(n, 100), columns = Math.min(width, shown);
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
    };
    const name = (e, attribute, value) => { if (e.getAttribute(attribute) !== value) e.setAttribute(attribute, value); };
    const put = (e, text) => { if (e.textContent !== text) e.textContent = text; };
    const view = () => {
      root.style.display = s.total || s.problem ? "block" : "none";
      canvas.style.height = s.ended && !keep ? "12px" : "44px"; // in the card the reply's own picture stands elsewhere
      draw();
      const playing = sounds();
      put(button, playing ? "❚❚" : "▶");
      name(button, "aria-label", playing ? "pause" : "play");
      put(time, `${clock(now())} / ${clock(seconds())}${s.ended ? "" : "…"}`);
      name(canvas, "aria-valuemax", seconds().toFixed(1));
      name(canvas, "aria-valuenow", now().toFixed(1));
      name(canvas, "aria-valuetext", `${now().toFixed(1)} of ${seconds().toFixed(1)} seconds${s.ended ? "" : ", more is coming"}`);
      if (summary) name(root, "aria-description", summary);
      ask.style.display = s.blocked && s.playing && s.total && !s.problem ? "block" : "none";
      put(said, caption());
      said.style.display = words.length ? "block" : "none";
      tools.style.display = s.ended && keep ? "flex" : "none";
      mp3.disabled = asked;
      put(mp3, asked ? "… mp3" : "⤓ mp3");
      put(note, s.problem || (s.gaps ? `${s.gaps} gap${s.gaps > 1 ? "s" : ""}: the sound came later than it was played` : ""));
    };
    const watcher = new ResizeObserver(() => { room = { width: canvas.clientWidth, height: canvas.clientHeight }; redraw(); });
    watcher.observe(canvas);
    views.add(view);
    view();
    return () => {
      watcher.disconnect();
      views.delete(view);
      if (views.size) return;
      if (speaker.ending) played();
      else if (s.ended && s.playing && s.total && !s.silenced && !s.problem && !speaker.closed && !keep) return fly(model);
      else model.send({ t: "gone" });
      speaker.close();
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
    off.onclick = () => speaker.hush();
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
