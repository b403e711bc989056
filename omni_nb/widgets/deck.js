// The audio thread's half of an audition: many sounds, of which one is heard. A switch is a crossfade of a few milliseconds
// from one sample of the clock on; which place of the next sound that is, is decided here, where the playhead is known to the
// sample. It knows no page: its source is also what the audio thread is given, so everything it needs stands in the class.

/**
 * One line of int16 mono for each sound, at the sound's own rate; times in messages are seconds of the sound.
 *
 * In: `add`, `pcm`, `end`, `forget`, `trim`, `gain`, `loop`, `hear`, `stop`. Out: `at` (the playhead, ten times a second and at
 * each change), `gap` (the sound comes too late), `over` (it was played to its end).
 */
class Deck {
  /** A switch, a beginning, a pause: so long a fade. Longer is heard as two voices, shorter as a click. */
  static FADE_S = 0.005;
  /** A sound that still comes is heard when so much of it is there. */
  static HOLD_S = 0.15;
  /** A word that begins so soon is the one that is meant; one that began longer ago is not heard again. */
  static AHEAD_S = 0.02;
  static BACK_S = 0.25;

  /**
   * @param {number} rate of what is rendered
   * @param {(m: any) => void} tell
   */
  constructor(rate, tell) {
    this.rate = rate;
    this.tell = tell;
    this.sounds = new Map();
    this.voices = []; // what is audible: one, and during a fade those that go
    this.now = null; // the voice that is heard
    this.rest = null; // where the last one was stopped
    this.fade = Math.max(1, Math.round(Deck.FADE_S * rate));
    this.since = 0;
    this.asked = 0; // the number of the last `hear` or `stop`: what is told belongs to it
  }
  take(m) { this[m.t](m); }

  add({ id, rate }) {
    this.sounds.set(id, { id, rate, chunks: [], starts: [], total: 0, ended: false, gain: 1, from_s: 0, to_s: Infinity, loop: null });
  }
  pcm({ id, pcm }) {
    const s = this.sounds.get(id);
    if (!s || !pcm.length) return;
    s.starts.push(s.total);
    s.chunks.push(pcm);
    s.total += pcm.length;
  }
  end({ id }) { if (this.sounds.has(id)) this.sounds.get(id).ended = true; }
  forget({ id }) {
    if (this.now?.sound.id === id) this.stop();
    if (this.rest?.sound.id === id) this.rest = null;
    this.sounds.delete(id);
  }
  trim({ id, from_s, to_s }) { if (this.sounds.has(id)) Object.assign(this.sounds.get(id), { from_s, to_s }); }
  gain({ id, gain }) { if (this.sounds.has(id)) this.sounds.get(id).gain = gain; }
  /** Between two times, again and again; without them to the end. */
  loop({ id, from_s, to_s }) { if (this.sounds.has(id)) this.sounds.get(id).loop = from_s === undefined ? null : [from_s, to_s]; }

  /**
   * `way`: from the `start`, from `at_s`, at the same `time` since the start, or by `map`: two rising lists of seconds, of the
   * sound that is heard now and of this one, from the beginning of the word that sounds (`onsets`, seconds of the one that is heard). Where there is no such place (nothing was heard, or it lies behind the end):
   * from the start. `once`: a passage is heard once, and then it is over.
   */
  hear({ id, way, at_s, map, onsets = [], asked, once }) {
    this.asked = asked;
    const s = this.sounds.get(id);
    if (!s) return;
    const was = this.now ?? this.rest;
    const past_s = was ? was.at / was.sound.rate : 0;
    let to_s = this.begin(s);
    if (way === "at") to_s = at_s;
    else if (was && way === "time") to_s = this.begin(s) + past_s - this.begin(was.sound);
    else if (was && way === "map") to_s = Deck.along(map, Deck.onset(onsets, past_s));
    if (to_s >= Math.min(s.to_s, s.ended ? s.total / s.rate : Infinity)) to_s = this.begin(s);
    if (s.loop && (to_s < s.loop[0] || to_s >= s.loop[1])) to_s = s.loop[0];
    this.start(s, Math.max(0, Math.round(to_s * s.rate)), 0, once);
    this.report();
  }
  stop({ asked = this.asked } = {}) {
    this.asked = asked;
    if (this.now) this.rest = { sound: this.now.sound, at: this.now.at };
    this.leave();
    this.report();
  }

  /** Where the word or syllable began that sounds at `t`, if that was just now; else `t`. @param {ArrayLike<number>} onsets rising */
  static onset(onsets, t) {
    let found = t;
    for (let i = 0; i < onsets.length && onsets[i] <= t + Deck.AHEAD_S; i++) if (onsets[i] >= t - Deck.BACK_S) found = onsets[i];
    return found;
  }
  begin(s) { return s.loop ? s.loop[0] : s.from_s; }
  /** Where `t` of one list lies in the other: straight between the points, one to one beyond them. @param {DeckMap} map @param {number} t */
  static along([from, to], t) {
    const last = from.length - 1;
    if (last < 0) return t;
    if (t <= from[0]) return to[0] + t - from[0];
    if (t >= from[last]) return to[last] + t - from[last];
    let a = 0, b = last;
    while (b - a > 1) {
      const mid = (a + b) >> 1;
      if (from[mid] <= t) a = mid;
      else b = mid;
    }
    return to[a] + ((t - from[a]) / (from[b] - from[a] || 1)) * (to[b] - to[a]);
  }
  leave() {
    if (this.now) this.now.step = -1 / this.fade;
    this.now = null;
  }
  start(s, at, n, once = false) {
    this.leave();
    this.rest = null;
    const dry = !s.ended && s.total - at < Deck.HOLD_S * s.rate;
    this.now = { sound: s, at, index: 0, level: 0, step: 1 / this.fade, gain: s.gain, dry, n, once };
    this.voices.push(this.now);
  }
  report() {
    const v = this.now ?? this.rest;
    this.since = 0;
    this.tell({ t: "at", asked: this.asked, id: v?.sound.id ?? null, at_s: v ? v.at / v.sound.rate : 0, playing: Boolean(this.now) });
  }

  /** Fill with what is heard. True while something is. */
  process(out) {
    out.fill(0);
    for (let i = 0; i < this.voices.length; i++) this.mix(this.voices[i], out); // a loop adds one while it runs
    this.voices = this.voices.filter((v) => v.level > 0 || v.step > 0);
    this.since += out.length;
    if (this.now && this.since >= this.rate / 10) this.report();
    return this.voices.length > 0;
  }
  mix(v, out) {
    const s = v.sound, step = s.rate / this.rate, fade = this.fade * step;
    const n = v.n;
    v.n = 0;
    if (v.dry && v.step > 0) {
      if (!s.ended && s.total - v.at < Deck.HOLD_S * s.rate) return;
      v.dry = false;
    }
    const last = Math.round((v.once && s.loop ? s.loop[1] : s.to_s) * s.rate), end = Math.min(s.total, last);
    const turn = s.loop && !v.once ? Math.max(s.loop[0] * s.rate + fade, Math.min(s.ended ? end : Infinity, s.loop[1] * s.rate) - fade) : Infinity;
    for (let i = n; i < out.length; i++) {
      if (v === this.now && v.at >= turn) this.start(s, Math.round(s.loop[0] * s.rate), i);
      if (v.at >= end) return this.dries(v, last);
      v.level = Math.max(0, Math.min(1, v.level + v.step));
      if (!v.level) { v.step = -1; return; }
      v.gain += (s.gain - v.gain) / this.fade;
      out[i] += this.sample(v, step) * v.level * v.gain * Math.min(1, (end - v.at) / fade);
      v.at += step;
    }
  }
  /** No more of it is there: it was the end, or the rest is late. */
  dries(v, last) {
    const s = v.sound;
    if (v !== this.now) v.step = -1, v.level = 0;
    else if (s.ended || v.at >= last) {
      v.step = -1;
      v.level = 0;
      this.now = null;
      this.rest = null;
      this.tell({ t: "over", asked: this.asked, id: s.id });
    } else {
      v.dry = true;
      v.level = 0;
      this.tell({ t: "gap", asked: this.asked, id: s.id });
    }
  }
  /** The sample at the voice's place; between two samples, where the rates differ, a cubic through four. */
  sample(v, step) {
    const s = v.sound, whole = Math.floor(v.at), part = v.at - whole;
    while (v.index + 1 < s.starts.length && s.starts[v.index + 1] <= whole) v.index++;
    while (v.index && s.starts[v.index] > whole) v.index--;
    const here = s.chunks[v.index], at = whole - s.starts[v.index];
    if (step === 1) return here[at] / 32768;
    const pick = (k) => {
      if (at + k >= 0 && at + k < here.length) return here[at + k];
      const next = s.chunks[v.index + (k < 0 ? -1 : 1)];
      return next ? next[k < 0 ? next.length - 1 : Math.min(at + k - here.length, next.length - 1)] : here[k < 0 ? 0 : here.length - 1];
    };
    const a = pick(-1), b = here[at], c = pick(1), d = pick(2);
    return (b + 0.5 * part * (c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a)))) / 32768;
  }
}

/** What the audio thread is given. */
const DECK_PROCESSOR = `
${Deck}
registerProcessor("omni-nb-deck", class extends AudioWorkletProcessor {
  static get parameterDescriptors() { return [{ name: "volume", defaultValue: 1, automationRate: "k-rate" }]; }
  constructor() {
    super();
    const deck = this.deck = new Deck(sampleRate, (m) => this.port.postMessage(m));
    this.port.onmessage = ({ data: m }) => { if (m.t === "free") this.freed = true; else deck.take(m); };
  }
  process(_, [[out]], { volume }) {
    if (this.freed) return false;
    if (this.deck.process(out) && volume[0] !== 1) for (let i = 0; i < out.length; i++) out[i] *= volume[0];
    return true;
  }
});
`;

/**
 * The same on the page's own thread, for pages that may have no worklets: those of another machine over plain http. A busy page
 * is heard there.
 *
 * @returns {TrackNode}
 */
const deckOnPage = (context, volume) => {
  const node = context.createScriptProcessor(1024, 0, 1);
  const gain = new GainNode(context, { gain: volume });
  node.connect(gain);
  /** @type {{ onmessage: ((e: any) => void) | null, postMessage: (m: any, transfer?: Transferable[]) => void }} */
  const port = { onmessage: null, postMessage: (m) => { if (m.t === "free") node.onaudioprocess = null; else deck.take(m); } };
  const deck = new Deck(context.sampleRate, (m) => port.onmessage?.({ data: m }));
  node.onaudioprocess = (e) => { deck.process(e.outputBuffer.getChannelData(0)); };
  return {
    port, parameters: new Map([["volume", gain.gain]]),
    connect: (to) => { gain.connect(to); },
    disconnect: () => { node.disconnect(); gain.disconnect(); },
  };
};
