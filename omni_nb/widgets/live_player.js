// Live player: a reply's sound while it comes, its waveform growing, and all of it afterwards.
// Python decides and measures; `speaker.js` sounds; `player_view.js` draws. This takes the messages.

/** Eight pictures a second are enough for a playhead: at each message and frame they took a sixth of the page's time. */
const FRAME_MS = 125;
/** So long the saved player of a sound may take to come. */
const SAVED_MS = 400;
/** Stretches of the waveform, as live_player.py cuts it. */
const PEAKS_A_SECOND = 50;

/**
 * @template T
 * @param {DataView} view
 * @param {new (bytes: ArrayBufferLike) => T} Kind
 */
const copy = (view, Kind) => new Kind(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
/** @param {Blob} blob @param {string} name */
const download = (blob, name) => {
  const a = document.createElement("a");
  a.href = URL.createObjectURL(blob);
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000);
};

class Player {
  /** @type {Set<() => void>} */
  views = new Set();
  keep = false;
  speaker = this.#newSpeaker();
  peaks = new Int8Array(0);
  /** Sentences with the seconds they are thought to take. @type {[string, number][]} */
  words = [];
  spoken_s = 0;
  summary = "";
  asked = false;
  /** @type {PageModel<Protocol.FromPlayer>} */
  #model;
  #seq = 0;
  #lost = false; // a message; all of them are asked for
  /** Takes the card away in which it goes on when its output was replaced. @type {(() => void) | null} */
  #card = null;
  /** Views of its own: not those of saved players that follow it. */
  #own = 0;
  /** Saved players that stand where it stood. @type {Set<SavedPlayer>} */
  #followers = new Set();
  /** @type {Set<Element>} */
  #inSight = new Set();
  #watcher = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) isIntersecting ? this.#inSight.add(target) : this.#inSight.delete(target);
    this.#placeCard();
  });
  #waiting = 0; // a timer: the saved player of its sound may still come
  #frame = 0;
  #drawn = 0;

  medium = mediumOf(this);
  /** Names its sound, as a saved output does; known at the end. */
  sound = "";

  /** @param {PageModel<Protocol.FromPlayer>} model */
  constructor(model) { this.#model = model; }
  /** The kernel may be gone, and the sound goes on. @param {Protocol.FromPlayer} m */
  #tell(m) { try { this.#model.send(m); } catch {} }
  #newSpeaker() {
    return new Speaker({
      changed: () => this.redraw(),
      played: () => { this.#played(); this.#leave(); },
      silenced: () => { if (this.speaker.state.ended) this.#over(); this.#leave(); },
    });
  }
  #clear() {
    this.speaker.close();
    this.speaker = this.#newSpeaker();
    this.peaks = new Int8Array(0);
    this.words = [];
    this.spoken_s = this.#seq = 0;
    this.summary = this.sound = "";
    this.asked = this.keep = this.#lost = false;
  }

  get seconds() { return this.speaker.state.total / this.speaker.state.rate; }
  get now() { return this.speaker.state.at / this.speaker.state.rate; }
  /** Stretches of its picture: while it grows there is room for four seconds at least, and what is there has its share. */
  get shown() { const n = this.peaks.length / 2; return Math.max(n, this.speaker.state.ended ? 1 : 4 * PEAKS_A_SECOND); }
  get room() { return this.peaks.length / 2 / this.shown; }
  get sounds() { return this.speaker.state.playing && !this.speaker.state.blocked; }

  /** Messages may come before any view exists, so they are taken here and never in render. */
  open() {
    const off = takeMessages(this.#model, this.#takes);
    document.addEventListener("omni-nb-saved", this.#adopt);
    this.#tell({ t: "ready" });
    this.speaker.warm();
    return () => {
      off();
      document.removeEventListener("omni-nb-saved", this.#adopt);
      this.#leave();
      this.speaker.close();
    };
  }
  #played() { this.#tell({ t: "played", gaps: this.speaker.state.gaps }); }
  #over() { this.#tell({ t: "over", gaps: this.speaker.state.gaps }); }

  /** @type {Takes<Protocol.ToPlayer>} */
  #takes = {
    pcm: (m, [pcm, peaks]) => {
      if (this.#lost) return;
      if (m.seq !== this.#seq + 1) {
        this.#lost = true;
        this.#tell({ t: "ready" });
        return;
      }
      this.#seq = m.seq;
      this.#sound(copy(pcm, Int16Array), copy(peaks, Int8Array), m, false);
    },
    all: (m, [pcm, peaks]) => {
      const { total } = this.speaker.state;
      this.#lost = false;
      if (m.total > total) this.#sound(copy(pcm, Int16Array).slice(total), copy(peaks, Int8Array).slice(this.peaks.length), m, m.ended && !total);
      this.#seq = m.seq;
      if (m.ended) this.#finish(m);
    },
    words: (m) => {
      this.words = this.words.slice(0, m.at).concat(m.more);
      this.spoken_s = this.words.reduce((n, [, t]) => n + t, 0);
      this.redraw();
    },
    end: (m) => this.#finish(m),
    silence: () => this.speaker.silence(),
    reset: () => {
      this.#clear();
      if (this.views.size) this.speaker.warm(); // else when it is seen: a graph that nothing sounds in must rest
      this.redraw();
    },
    mp3: (_, [mp3]) => {
      this.asked = false;
      this.redraw();
      download(new Blob([copy(mp3, Uint8Array)], { type: "audio/mpeg" }), "reply.mp3");
    },
  };
  /**
   * @param {Int16Array} pcm
   * @param {Int8Array} more
   * @param {{ rate: number, beside?: boolean }} m
   * @param {boolean} held a page that was loaded again is silent
   */
  #sound(pcm, more, m, held) {
    const grown = new Int8Array(this.peaks.length + more.length);
    grown.set(this.peaks);
    grown.set(more, this.peaks.length);
    this.peaks = grown;
    this.speaker.push(pcm, m.rate, m.beside, held);
  }
  /** @param {{ keep?: boolean, summary?: string, sound?: string }} m */
  #finish(m) {
    this.keep ||= Boolean(m.keep);
    this.sound = m.sound ?? "";
    this.summary = m.summary ?? this.summary;
    this.speaker.finish();
    const { silenced, problem } = this.speaker.state;
    if (silenced || problem) this.#over();
    this.redraw();
  }
  askForMp3() {
    this.asked = true;
    this.#tell({ t: "mp3" });
    this.redraw();
  }

  redraw() {
    if (this.#frame) return;
    const now = () => { this.#frame = 0; this.#drawn = performance.now(); this.views.forEach((view) => view()); };
    // a page that is hidden later keeps its frame waiting; whoever looks again gets it then
    const soon = () => { this.#frame = document.hidden ? (now(), 0) : requestAnimationFrame(now); };
    this.#frame = setTimeout(soon, Math.max(0, this.#drawn + FRAME_MS - performance.now()));
  }
  /** What is being said now: exact at both ends, an estimate by length in between. */
  caption() {
    const { total, ended } = this.speaker.state;
    if (!this.words.length || !total) return "";
    let left = ended && this.seconds ? (this.now / this.seconds) * this.spoken_s : this.now;
    for (const [sentence, t] of this.words) {
      left -= t;
      if (left < 0) return sentence;
    }
    return this.words[this.words.length - 1][0];
  }

  /** @param {HTMLElement} el */
  render(el) {
    const remove = showPlayerIn(el, this);
    if (!this.speaker.state.ended) this.speaker.warm();
    this.#own++;
    return () => {
      remove();
      if (!--this.#own) this.#unseen();
    };
  }
  get #goesOn() {
    const { ended, playing, total, silenced, problem } = this.speaker.state;
    return ended && playing && total > 0 && !silenced && !problem && !this.speaker.closed && !this.keep;
  }
  /**
   * Its last view has gone. What is still to be heard of a reply that has ended goes on: its ordinary outputs have taken the
   * place of this view, so that a notebook saved now is whole, and their player follows this one, or else a card in the corner.
   * Anything else falls silent.
   */
  #unseen() {
    if (this.#followers.size) return;
    if (this.speaker.ending) this.#played();
    else if (this.#goesOn) {
      this.#waiting ||= setTimeout(() => { this.#waiting = 0; this.#placeCard(); }, SAVED_MS);
      return;
    } else this.#tell({ t: "gone" });
    this.speaker.close();
  }
  /** A saved player begins: if it is of this sound, which still sounds, it shows and steers this one. */
  #adopt = (/** @type {any} */ { detail }) => {
    if (!this.sound || detail.sound !== this.sound || !this.#goesOn) return;
    this.#followers.add(detail);
    this.views.add(detail.show);
    this.#watcher.observe(detail.box);
    detail.follow(this.medium);
  };
  /** There is a card as long as nothing else of it is in sight. */
  #placeCard() {
    const wanted = !this.#own && !this.#inSight.size && this.#goesOn;
    if (!wanted || this.#card) return this.#inSight.size ? this.#takeCard() : undefined;
    const { card, dispose } = makePlayerCard(() => this.speaker.silence()), remove = showPlayerIn(card, this);
    this.#card = () => { remove(); dispose(); };
  }
  #takeCard() {
    this.#card?.();
    this.#card = null;
  }
  /** All was heard, or it gave way: the saved players go on from there by themselves. */
  #leave() {
    const shown = this.#own || (!this.#card && !this.#followers.size && !this.#waiting);
    clearTimeout(this.#waiting);
    this.#waiting = 0;
    this.#takeCard();
    this.#watcher.disconnect();
    this.#inSight.clear();
    for (const saved of this.#followers) { this.views.delete(saved.show); saved.follow(null); }
    this.#followers.clear();
    if (shown || this.speaker.closed) return;
    this.#tell({ t: "gone" });
    this.speaker.close();
  }
}

export default () => {
  /** @type {Player} */
  let player;
  return {
    /** @param {{ model: PageModel<Protocol.FromPlayer> }} page */
    initialize: ({ model }) => {
      player = new Player(model);
      return player.open();
    },
    /** @param {{ el: HTMLElement }} page */
    render: spoken(({ el }) => player.render(el)),
  };
};
