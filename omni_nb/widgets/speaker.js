// Speaker: the sound of one player. While it comes it is a track of the page's graph; after the end a media element may play
// it at another speed. It draws nothing; `player_view.js` does.

/** So long a browser may take to wake after a click. One without a sound device never does (seen: Firefox). */
const WAKE_MS = 1500;

/**
 * @param {Blob} wav
 * @param {{moved: (s: number) => void, ended: () => void}} on
 */
const mediaElementOf = (wav, on) => {
  const element = new Audio(URL.createObjectURL(wav));
  element.preservesPitch = true;
  element.onended = on.ended;
  const follow = () => {
    if (element.paused) return;
    on.moved(element.currentTime);
    setTimeout(follow, 60);
  };
  element.onplay = follow;
  return element;
};

class Speaker {
  state = { rate: 24000, total: 0, at: 0, gaps: 0, ended: false, playing: true, blocked: false, silenced: false, speed: 1, problem: "" };
  closed = false;
  #on;
  /** @type {AudioTrack | null} */
  #track = null;
  #begun = false;
  #first_s = 0;
  #volume = 1;
  #from = 0; // where it was last put
  /** The number of the last `play` or `seek`: what the audio thread said before it took that is old. */
  #asked = 0;
  #ending = 0; // a timer: all is rendered and the last of it not heard yet
  /** Takes the samples that the track gives. @type {((chunks: Int16Array[]) => void) | null} */
  #given = null;
  /** @type {Blob | null} */
  #wav = null;
  /** Plays at other speeds, in place of the track. @type {HTMLAudioElement | null} */
  #element = null;
  /** @type {Promise<void> | null} */
  #making = null;

  /** @param {{changed: () => void, played: () => void, silenced: () => void}} on what the owner wants to hear of; `silenced`: also where it cannot sound */
  constructor(on) { this.#on = on; }

  /** All of it is rendered; what is not heard yet will be, closed or not. */
  get ending() { return Boolean(this.#ending); }

  /** Make the track before the first sound, where a page allows it: a cold graph takes 100 to 200 ms. */
  warm() {
    if (this.#track || this.closed) return;
    try {
      this.#track = makeTrack(LIVE_TRACK, this.state.rate, this.#volume, {
        hear: (m) => this.#hear(m), changed: () => this.#graphChanged(), failed: (err) => this.#failed(err),
      });
      this.#track.graph.use(this.#track);
    } catch (err) {
      this.#failed(err);
    }
  }
  /**
   * More sound.
   *
   * @param {Int16Array} pcm
   * @param {number} rate
   * @param {boolean} beside it silences nobody
   * @param {boolean} held a page that was loaded again shows what it has; nothing sounds by itself on reopening
   */
  push(pcm, rate, beside = false, held = false) {
    if (this.closed) return;
    if (!this.#begun) this.#begin(rate, beside || held);
    if (held) this.#play(this.state.playing = false);
    this.#learn(performance.now() / 1000 - this.#first_s - this.state.total / rate);
    this.state.total += pcm.length;
    this.#track?.post({ t: "pcm", pcm }, [pcm.buffer]);
    this.#on.changed();
  }
  /** There is no more. */
  finish() {
    this.state.ended = true;
    this.#track?.post({ t: "end" });
    if (!this.state.total) this.#rest();
  }
  toggle(playing) {
    const s = this.state;
    if (this.#ending) return void (playing || this.#heard());
    if (playing && s.ended && s.at >= s.total) this.seek(0);
    s.playing = playing;
    if (playing) {
      this.#from = s.at;
      s.silenced = false;
      silenceOthers(this);
    }
    if (this.#element) this.#playElement(playing);
    else this.#play(playing);
    this.#on.changed();
  }
  seek(at) {
    const s = this.state;
    clearTimeout(this.#ending);
    this.#ending = 0;
    s.at = this.#from = Math.round(Math.max(0, Math.min(at, s.total)));
    if (this.#element) this.#element.currentTime = s.at / s.rate;
    else this.#track?.post({ t: "seek", at: s.at, asked: ++this.#asked });
    this.#on.changed();
  }
  /** From a click: a browser that held the sound back lets it go. */
  wake() {
    this.#track?.graph.wake();
    setTimeout(() => {
      if (this.closed || !this.#track || this.#track.graph.context.state === "running") return;
      this.state.problem = t("This browser played no sound: it found no sound device, or this page may not use one. Nothing is lost; you can play the sound later.");
      this.#on.changed();
    }, WAKE_MS);
  }
  /** Another player begins, or the request was stopped: fall silent at once. */
  silence() {
    if (this.#ending) return this.#heard();
    this.toggle(false);
    this.state.silenced = true;
    this.#on.silenced();
  }
  setVolume(volume) {
    this.#volume = volume;
    this.#track?.setVolume(volume);
    if (this.#element) this.#element.volume = volume;
  }
  /** Speeds other than 1 are the browser's own: a media element keeps the pitch. Only after the end. */
  async setSpeed(speed) {
    if (!this.state.ended) return;
    if (this.#ending) this.#heard();
    this.state.speed = speed;
    await (this.#making ??= this.#makeElement());
    if (this.#element) this.#element.playbackRate = this.state.speed;
    this.#on.changed();
  }
  /** All samples so far as a file. */
  async wav() {
    if (this.#wav) return this.#wav;
    /** @type {Int16Array[]} */
    const chunks = await new Promise((done) => {
      this.#given = done;
      this.#track?.graph.use(this.#track); // one that rests may not answer
      this.#track?.post({ t: "give" });
    });
    if (!this.state.playing) this.#rest();
    const wav = wavOf(chunks, this.state.rate);
    if (this.state.ended) this.#wav = wav;
    return wav;
  }
  close() {
    this.closed = true;
    clearTimeout(this.#ending);
    document.removeEventListener("play", this.#giveWay, true);
    document.removeEventListener(SOUNDS, this.#giveWay);
    if (this.#element) { this.#element.pause(); URL.revokeObjectURL(this.#element.src); this.#element = null; }
    this.#track?.free();
    this.#track = null;
  }

  #begin(rate, beside) {
    this.#begun = true;
    if (rate !== this.state.rate) { this.#track?.free(); this.#track = null; }
    this.state.rate = rate;
    this.warm();
    if (!beside) silenceOthers(this); // a new reply stops the old
    const page = pageAudio();
    page.late_s = Math.max(SHORTEST_S, 0.7 * page.late_s); // one bad reply is forgotten after a few good ones
    this.#hold(page.late_s);
    this.#first_s = performance.now() / 1000;
    document.addEventListener("play", this.#giveWay, true); // an ordinary player on the page begins
    document.addEventListener(SOUNDS, this.#giveWay);
  }
  #giveWay = (event) => {
    const other = event.type === "play" ? event.target instanceof HTMLMediaElement : event.detail !== this;
    if (other && (this.state.playing || this.#ending)) this.silence();
  };
  /** A chunk that is this late is one that a later reply, and this one if it was not heard yet, should have waited for. */
  #learn(late_s) {
    const page = pageAudio();
    if (late_s < 0.02 || late_s > 2 || late_s + 0.04 < page.late_s) return;
    page.late_s = Math.min(LONGEST_S, late_s + 0.04);
    if (!this.state.at) this.#hold(page.late_s);
  }
  #hold(seconds) { this.#track?.post({ t: "hold", samples: Math.round(seconds * this.state.rate) }); }
  #play(on) {
    if (!this.#track) return;
    if (on) this.#track.graph.use(this.#track);
    else this.#rest();
    this.#track.post({ t: "play", on, asked: ++this.#asked });
  }
  #rest() { this.#track?.graph.idle(this.#track); }

  #hear(m) {
    if ((m.t === "at" || m.t === "played") && m.asked !== this.#asked) return; // it was on its way when somebody pressed a key
    if (m.t === "at") this.#moved(m);
    else if (m.t === "given") this.#given?.(m.chunks);
    else if (m.t === "gap") {
      const page = pageAudio();
      page.late_s = Math.min(LONGEST_S, 2 * page.late_s + 0.05); // wait for more, now and in later replies
      this.#hold(page.late_s);
    } else if (m.t === "played") {
      this.state.gaps = m.gaps;
      this.#ending ||= setTimeout(() => this.#heard(), 1000 * (this.#track?.graph.latency() ?? 0));
    }
  }
  /** The playhead is where the ear is, not where the worklet renders. */
  #moved(m) {
    const s = this.state;
    if (this.#element || this.#ending || !this.#track) return;
    const at = m.playing ? Math.max(Math.min(this.#from, m.at), Math.round(m.at - this.#track.graph.latency() * s.rate)) : m.at;
    const moved = s.at !== at || s.playing !== m.playing;
    Object.assign(s, { at, gaps: m.gaps, playing: m.playing });
    if (moved) this.#on.changed();
  }
  /** All of it was heard. */
  #heard() {
    clearTimeout(this.#ending);
    this.#ending = 0;
    Object.assign(this.state, { at: this.state.total, playing: false });
    this.#rest();
    this.#on.played();
    this.#on.changed();
  }
  #graphChanged() {
    const s = this.state, blocked = Boolean(this.#track?.graph.blocked);
    if (s.blocked === blocked && !(s.problem && this.#track?.graph.context.state === "running")) return;
    s.blocked = blocked;
    if (!blocked) s.problem = "";
    this.#on.changed();
  }
  #failed(err) {
    this.#track?.free();
    this.#track = null;
    this.state.problem = t("This page cannot play sound as it arrives ({why}). The player below the reply can.", { why: err.message });
    this.#on.silenced();
    this.#on.changed();
  }

  async #makeElement() {
    const s = this.state, wav = await this.wav();
    if (this.closed) return;
    const playing = s.playing;
    this.#play(false);
    const element = this.#element = mediaElementOf(wav, {
      moved: (seconds) => { s.at = Math.round(seconds * s.rate); this.#on.changed(); },
      ended: () => { s.at = s.total; s.playing = false; this.#on.changed(); },
    });
    element.volume = this.#volume;
    element.currentTime = s.at >= s.total ? 0 : s.at / s.rate;
    if (playing) this.#playElement(true);
  }
  #playElement(on) {
    this.state.problem = "";
    if (!this.#element) return;
    if (!on) return this.#element.pause();
    startPlaying(this.#element, (err) => {
      this.state.playing = false;
      this.state.problem = t("The browser did not play it ({why}). Click once more.", { why: err.message });
      this.#on.changed();
    });
  }
}
