// The audio thread's half of a track: samples in sequence become sound, without a seam.
//
// Why a worklet and a context at the sound's own rate: buffers of 24 kHz scheduled one after the other in a 48 kHz
// context are resampled each by itself and click at every seam. Here all samples run through one line at their own
// rate, and the browser resamples once, at the sink. The worklet has its own thread: a busy page does not interrupt it.
//
// When it starts: a stream at real time is safe once it was held for `need`, however much came at first (a chunk of half a
// second does not make the second one punctual). Each chunk that comes earlier than it would be heard shows by how much the
// stream is ahead, and that lead counts as if it had been held: a stream that runs ahead is heard almost at once.

const TRACK_PROCESSOR = `
class OmniNbTrack extends AudioWorkletProcessor {
  static get parameterDescriptors() { return [{ name: "volume", defaultValue: 1, automationRate: "k-rate" }]; }
  constructor() {
    super();
    this.chunks = []; this.starts = []; this.total = 0; // all samples, so that one can go back
    this.at = 0; this.index = 0;                        // the next sample, and the chunk that holds it
    this.playing = true; this.ended = false; this.need = 0; this.gaps = 0; this.told = 0; this.saidPlayed = false;
    this.freed = false; this.asked = 0;                  // the last play or seek: what is told belongs to it
    this.wait();
    this.port.onmessage = ({ data: m }) => this[m.t](m);
  }
  wait() { this.waiting = true; this.held = 0; this.lead = 0; this.firstFrame = -1; this.firstTotal = this.total; }
  pcm({ pcm }) {
    if (this.waiting) {
      if (this.firstFrame < 0) this.firstFrame = currentFrame;
      this.lead = Math.max(this.lead, this.total - this.firstTotal - (currentFrame - this.firstFrame));
    }
    this.starts.push(this.total); this.chunks.push(pcm); this.total += pcm.length;
  }
  end() { this.ended = true; }
  hold({ samples }) { this.need = samples; }
  play({ on, asked }) { this.asked = asked; this.playing = on; this.saidPlayed = false; }
  give() { this.port.postMessage({ t: "given", chunks: this.chunks }); }
  free() { this.freed = true; }
  seek({ at, asked }) {
    this.asked = asked;
    this.at = Math.max(0, Math.min(at, this.total)); this.saidPlayed = false;
    this.index = 0;
    while (this.index + 1 < this.starts.length && this.starts[this.index + 1] <= this.at) this.index++;
  }
  tell() { this.told = currentFrame; this.port.postMessage({ t: "at", at: this.at, gaps: this.gaps, playing: this.playing, asked: this.asked }); }
  /** Enough is in hand to begin, or to go on after a gap. */
  begins(length) {
    if (this.total <= this.at) return false;
    if (this.ended || this.held + this.lead >= this.need) return true;
    this.held += length;
    return false;
  }
  fill(out, volume) {
    let n = 0;
    while (n < out.length && this.at < this.total) {
      while (this.index + 1 < this.starts.length && this.starts[this.index + 1] <= this.at) this.index++;
      const chunk = this.chunks[this.index], from = this.at - this.starts[this.index];
      const m = Math.min(chunk.length - from, out.length - n);
      for (let i = 0; i < m; i++) out[n + i] = (chunk[from + i] / 32768) * volume;
      n += m; this.at += m;
    }
    return n;
  }
  /** The sound is used up: it was the end, or the rest is late. */
  runsDry() {
    if (this.ended && !this.saidPlayed) {
      this.saidPlayed = true; this.playing = false;
      this.port.postMessage({ t: "played", gaps: this.gaps, asked: this.asked });
    } else if (!this.ended && !this.waiting && this.total) {
      this.wait(); this.gaps++;
      this.port.postMessage({ t: "gap" });
    }
  }
  process(_, [[out]], { volume }) {
    if (this.freed) return false;
    if (this.playing) {
      if (this.waiting && this.begins(out.length)) this.waiting = false;
      const n = this.waiting ? 0 : this.fill(out, volume[0]);
      if (n < out.length && this.at >= this.total) this.runsDry();
    }
    if (currentFrame - this.told >= sampleRate / 8) this.tell();
    return true;
  }
}
registerProcessor("omni-nb-track", OmniNbTrack);
`;
/** @type {TrackKind} */
const LIVE_TRACK = { name: "omni-nb-track", code: TRACK_PROCESSOR };
