// Speaker: PCM in sequence becomes sound, without a seam. It draws nothing; `live_player.js` does.
//
// Why a worklet and a context at the sound's own rate: buffers of 24 kHz scheduled one after the other in a 48 kHz
// context are resampled each by itself and click at every seam. Here all samples run through one line at their own
// rate, and the browser resamples once, at the sink. The worklet has its own thread: a busy page does not interrupt it.

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
    else if (m.t === "give") this.port.postMessage({ t: "given", chunks: this.chunks });
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
        if (this.ended && !this.said) { this.said = true; this.playing = false; this.port.postMessage({ t: "played", gaps: this.gaps }); }
        else if (!this.ended && !this.waiting && this.total) { this.waiting = true; this.held = 0; this.gaps++; this.port.postMessage({ t: "gap" }); }
      }
    }
    if (this.index + 1 < this.chunks.length && this.at >= this.starts[this.index + 1]) this.index++;
    if (++this.quanta % 16 === 0) this.port.postMessage({ t: "at", at: this.at, gaps: this.gaps, playing: this.playing });
    return true;
  }
}
registerProcessor("omni-player", OmniPlayer);
`;

/** Shortest start-up buffer in seconds: what arrives up to 60 ms late is still in time. */
const SHORTEST_S = 0.075;
const LONGEST_S = 0.6;

/** What was rendered is on its way for `baseLatency + outputLatency`, and so much longer stays a graph that has nothing more to say. */
const TAIL_S = 0.25;

/** So long a browser may take to wake after a click. One without a sound device never does (seen: Firefox). */
const WAKE_MS = 1500;

/** What is shared by the players of a page: who sounds now, and how late sound came so far. */
const shared = () => (window.omniNbSound ??= { stop: null, late_s: SHORTEST_S });

/** A sound file: the samples behind the 44 bytes of a canonical WAV header. */
const wavOf = (chunks, rate) => {
  const bytes = 2 * chunks.reduce((n, c) => n + c.length, 0);
  const head = new DataView(new ArrayBuffer(44));
  const text = (at, word) => [...word].forEach((c, i) => head.setUint8(at + i, c.charCodeAt(0)));
  text(0, "RIFF"); head.setUint32(4, 36 + bytes, true); text(8, "WAVEfmt ");
  head.setUint32(16, 16, true); head.setUint16(20, 1, true); head.setUint16(22, 1, true);
  head.setUint32(24, rate, true); head.setUint32(28, 2 * rate, true); head.setUint16(32, 2, true); head.setUint16(34, 16, true);
  text(36, "data"); head.setUint32(40, bytes, true);
  return new Blob([head, ...chunks], { type: "audio/wav" });
};

/**
 * @param {{changed: () => void, played: () => void, silenced: () => void}} on what the owner wants to hear of
 */
const makeSpeaker = (on) => {
  const s = { rate: 24000, total: 0, at: 0, gaps: 0, ended: false, playing: true, blocked: false, silenced: false, speed: 1, problem: "" };
  let context = null, node = null, gain = null, starting = null, begun = false, closed = false;
  let queue = [], first_s = 0, volume = 1, element = null, wav = null, given = null;
  let from = 0, ending = 0; // where it was last put; a timer: all is rendered and the last of it not heard yet

  const post = (m, transfer) => (node ? node.port.postMessage(m, transfer ?? []) : queue.push([m, transfer]));
  const need = (seconds) => post({ t: "need", samples: Math.round(seconds * s.rate) });

  /** Seconds from a sample that is rendered to one that is heard: 40 ms here, 100 to 300 with wireless headphones. */
  const latency = () => (context ? (context.baseLatency || 0) + (context.outputLatency || 0) : 0);

  const hear = ({ data: m }) => {
    if (m.t === "at") {
      if (element || ending) return;
      const at = m.playing ? Math.max(Math.min(from, m.at), Math.round(m.at - latency() * s.rate)) : m.at;
      const moved = s.at !== at || s.playing !== m.playing;
      Object.assign(s, { at, gaps: m.gaps, playing: m.playing });
      if (moved) on.changed();
    } else if (m.t === "gap") {
      shared().late_s = Math.min(LONGEST_S, 2 * shared().late_s + 0.05); // wait for more, now and in later replies
      need(shared().late_s);
    } else if (m.t === "given") {
      given?.(m.chunks);
    } else if (m.t === "played") {
      s.gaps = m.gaps;
      ending ||= setTimeout(heard, 1000 * latency());
    }
  };
  /** All of it was heard. */
  const heard = () => {
    clearTimeout(ending);
    ending = 0;
    Object.assign(s, { at: s.total, playing: false });
    on.played();
    on.changed();
  };

  const resume = () => context?.resume().catch(() => {}); // refused where it is closed before it runs (Firefox)

  /** The audio graph. Made before the first sound where a page allows it: a cold start takes 100 to 200 ms. */
  const start = async () => {
    if (closed) return;
    try {
      context = new AudioContext({ sampleRate: s.rate });
      const mine = context;
      const url = URL.createObjectURL(new Blob([WORKLET], { type: "text/javascript" }));
      await mine.audioWorklet.addModule(url);
      URL.revokeObjectURL(url);
      if (context !== mine) return; // freed meanwhile, or another rate was asked for
      gain = new GainNode(mine, { gain: volume });
      await window.omniNbTap?.(mine, gain); // for tests: listen to what is played
      if (context !== mine) return;
      const made = new AudioWorkletNode(mine, "omni-player", { numberOfInputs: 0, outputChannelCount: [1] });
      made.connect(gain).connect(mine.destination);
      made.port.onmessage = hear;
      node = made;
      for (const [m, transfer] of queue.splice(0)) node.port.postMessage(m, transfer ?? []);
      s.blocked = mine.state !== "running";
      mine.onstatechange = () => {
        s.blocked = mine.state === "suspended";
        if (!s.blocked) s.problem = "";
        on.changed();
      };
      resume();
    } catch (err) {
      s.problem = `This page cannot play sound while it comes (${err.message}). The player below the reply can.`;
    }
    on.changed();
  };
  /** Whatever was rendered is heard to its end: nothing more is rendered, and the graph closes some time later. */
  const free = () => {
    const mine = context, left_ms = 1000 * (latency() + TAIL_S);
    node?.port.postMessage({ t: "play", on: false });
    node = context = null;
    if (mine) setTimeout(() => mine.state !== "closed" && mine.close(), left_ms);
  };

  const claim = () => { if (shared().stop !== hush) shared().stop?.(); shared().stop = hush; };
  const unplayed = (err) => {
    s.playing = false;
    s.problem = `The browser did not play it (${err.message}). Click once more.`;
    on.changed();
  };
  const toggle = (playing) => {
    if (ending) return void (playing || heard());
    if (context?.state === "suspended") resume();
    if (playing && s.ended && s.at >= s.total) seek(0);
    s.playing = playing;
    if (playing) from = s.at;
    if (element) s.problem = "";
    if (element) playing ? startPlaying(element, unplayed) : element.pause();
    else post({ t: "play", on: playing });
    if (playing) claim();
    on.changed();
  };
  const seek = (at) => {
    clearTimeout(ending);
    ending = 0;
    s.at = from = Math.round(Math.max(0, Math.min(at, s.total)));
    if (element) element.currentTime = s.at / s.rate;
    else post({ t: "seek", at: s.at });
    on.changed();
  };
  /** From a click: a browser that held the sound back lets it go. */
  const wake = () => {
    resume();
    setTimeout(() => {
      if (context?.state !== "suspended" || closed) return;
      s.problem = "No sound comes out of this browser: it found no sound device, or this page may not use one. Nothing is lost, the sound can be played later.";
      on.changed();
    }, WAKE_MS);
  };
  /** Another player begins, or the request was stopped. */
  const hush = () => {
    if (ending) return heard();
    toggle(false);
    s.silenced = true;
    on.silenced();
  };
  const another = (e) => e.target instanceof HTMLMediaElement && hush();

  const warm = () => { starting ??= start(); };
  const begin = (rate, withOthers) => {
    begun = true;
    if (starting && rate !== s.rate) { free(); starting = null; }
    s.rate = rate;
    if (!withOthers) claim(); // a new reply stops the old
    shared().late_s = Math.max(SHORTEST_S, 0.7 * shared().late_s); // one bad reply is forgotten after a few good ones
    need(shared().late_s);
    first_s = performance.now() / 1000;
    document.addEventListener("play", another, true); // an ordinary player on the page begins
    warm();
  };

  /** @param {boolean} quietly a page that was loaded again shows what it has; nothing sounds by itself on reopening */
  const push = (pcm, rate, withOthers = false, quietly = false) => {
    if (closed) return;
    if (!begun) begin(rate, withOthers || quietly);
    if (quietly) {
      s.playing = false;
      post({ t: "play", on: false });
    }
    const late_s = performance.now() / 1000 - first_s - s.total / rate;
    if (late_s > 0.02 && late_s < 2 && late_s + 0.04 > shared().late_s) {
      shared().late_s = Math.min(LONGEST_S, late_s + 0.04);
      if (!s.at) need(shared().late_s); // still waiting to begin
    }
    s.total += pcm.length;
    post({ t: "pcm", pcm }, [pcm.buffer]);
    on.changed();
  };

  const wavBlob = async () => {
    if (!wav) {
      const chunks = await new Promise((done) => { given = done; post({ t: "give" }); });
      if (s.ended) wav = wavOf(chunks, s.rate);
      else return wavOf(chunks, s.rate);
    }
    return wav;
  };

  /** Speeds other than 1 are the browser's own: a media element keeps the pitch. Only after the end. */
  const setSpeed = async (speed) => {
    if (!s.ended) return;
    if (ending) heard();
    s.speed = speed;
    if (!element) {
      const playing = s.playing, made = new Audio(URL.createObjectURL(await wavBlob()));
      if (closed) return;
      post({ t: "play", on: false });
      made.preservesPitch = true;
      made.volume = volume;
      made.currentTime = s.at >= s.total ? 0 : s.at / s.rate;
      made.onended = () => { s.at = s.total; s.playing = false; on.changed(); };
      const follow = () => {
        if (element !== made || made.paused) return;
        s.at = Math.round(made.currentTime * s.rate);
        on.changed();
        setTimeout(follow, 60);
      };
      made.onplay = follow;
      element = made;
      if (playing) startPlaying(element, unplayed);
    }
    element.playbackRate = speed;
    on.changed();
  };

  return {
    state: s, warm, push, wake, toggle, seek, hush, setSpeed, wav: wavBlob,
    element: () => element,
    finish: () => { s.ended = true; post({ t: "end" }); },
    setVolume: (v) => { volume = v; if (gain) gain.gain.value = v; if (element) element.volume = v; },
    get closed() { return closed; },
    /** All of it is rendered; what is not heard yet will be, closed or not. */
    get ending() { return Boolean(ending); },
    close: () => {
      closed = true;
      clearTimeout(ending);
      document.removeEventListener("play", another, true);
      if (shared().stop === hush) shared().stop = null;
      if (element) { element.pause(); URL.revokeObjectURL(element.src); element = null; }
      free();
    },
  };
};
