// Audition: sounds against each other, of which one is heard, with one playhead. For the comparison's widget, for a page that
// plays offline and for a listening test; it needs no notebook. Draws nothing. Joined behind: playing.js,
// audio_graph.js, deck.js, peaks.js.
//
//   const audition = makeAudition({ changed: () => draw(audition.state) });
//   audition.add("a");                              // then either, while it comes:
//   audition.push("a", int16, 24000);               //   samples at their rate, again and again, and
//   audition.end("a");                              //   no more comes
//   await audition.load("b", bytes);                // or a whole file (mp3, ogg, wav …), decoded by the browser; rejects if it cannot
//   audition.gain("a", -3.5);                       // dB, heard while `matched` is on
//   audition.trim("a", 0.2, 4.1);                   // seconds between the silence at both ends, while `trimmed` is on
//   audition.align("a", own_s, common_s);           // rising lists: seconds of this sound, seconds of a clock that all share
//   audition.onsets(common_s);                      // where words begin, on that clock: a switch is heard from there
//   audition.set({ way: "word" });                  // "auto" (default) | "start" | "time" | "word"; also matched, trimmed, volume
//   audition.hear("a");                             // it, and no other; where it begins is what `way` says
//   audition.hear("b");                             // a crossfade of 5 ms
//   audition.flip();                                // between the last two that were heard
//   audition.playAll(["a", "b"]);                   // one after the other, from the start; any other call ends that
//   audition.seek("a", 1.5);  audition.stop();
//   audition.loop("a", 1.0, 2.5);  audition.loop(null);   // that passage, and what it is in all other sounds
//   audition.length("a");  audition.peaks("a");     // seconds; Int8 pairs, lowest and highest of each 1/100 s
//   audition.remove("a");  audition.close();
//
// `state`: { now, at_s, playing, all, loop, trouble, problem }: `now` is the sound that is heard or was stopped, `at_s` seconds of it, where
// the ear is. The way "auto" is from the start while no sound is longer than 6 s, else the same word where both are aligned and
// the same time where not. Sounds are kept as int16: a minute at 24 kHz is 2.9 MB. Anything else on the page that begins to sound
// silences it, and the other way round. Call `warm()` when a person comes near: a graph that rests takes some 30 ms to wake.

/** Clips up to this many seconds are heard from the start. */
const SHORT_S = 6;
/** Between two sounds that are heard in turn. */
const BETWEEN_MS = 350;
const SHORTEST_LOOP_S = 0.1;

/** @type {TrackKind} */
const DECK = { name: "omni-nb-deck", code: DECK_PROCESSOR, onPage: deckOnPage };

/**
 * @param {{ rate?: number, changed?: () => void }} how `changed`: something of the state, or of a sound, is not what it was
 * @returns {Audition}
 */
const makeAudition = ({ rate = 24000, changed = () => {} }) => {
  /** @type {Map<string, AuditionSound>} */
  const sounds = new Map();
  /** @type {AuditionState} */
  const state = { now: null, at_s: 0, playing: false, all: false, loop: null, trouble: "", problem: "" };
  /** @type {{ way: AuditionWay, matched: boolean, trimmed: boolean, volume: number }} */
  const how = { way: "auto", matched: true, trimmed: true, volume: 1 };
  /** The last two that were heard, the latest first. @type {string[]} */
  let last = [];
  /** What is to be heard in turn. @type {string[]} */
  let turn = [];
  /** On the clock that the sounds share. @type {number[]} */
  let onsets = [];
  let timer = 0, from_s = 0, told = 0, asked = 0, fresh = false;
  /** @type {AudioTrack | null} */
  let track = null;
  /** The sounds, until there is a graph to take them. @type {[object, Transferable[]][]} */
  let waiting = [];

  const post = (m, transfer = []) => {
    if (track) track.post(m, transfer);
    else waiting.push([m, transfer]);
  };
  const begin = (s) => (how.trimmed ? s.from_s : 0);
  const shape = (s) => {
    post({ t: "gain", id: s.id, gain: how.matched ? 10 ** (s.gain_db / 20) : 1 });
    post({ t: "trim", id: s.id, from_s: begin(s), to_s: how.trimmed ? s.to_s : Infinity });
  };
  /** Where the ear is; the audio thread is ahead of it. */
  const playhead = () => {
    if (!state.playing || !track) return state.at_s;
    return Math.max(from_s, state.at_s + (performance.now() - told) / 1000 - track.graph.latency());
  };
  const idle = () => { if (track) track.graph.idle(track); };

  const hears = (m) => {
    if (m.asked !== asked) return; // it had not heard yet what it is asked for
    if (m.t === "at") {
      if (fresh || m.at_s < from_s) from_s = m.at_s;
      fresh = false;
      Object.assign(state, { now: m.id ?? state.now, at_s: m.at_s, playing: m.playing });
      told = performance.now();
    } else if (m.t === "over") {
      Object.assign(state, { at_s: 0, playing: false });
      if (turn.length) timer = setTimeout(next, BETWEEN_MS);
      else { state.all = false; idle(); }
    }
    changed();
  };
  const fails = (err) => {
    state.trouble = "broken";
    state.problem = t("This page cannot play sound ({why}).", { why: err.message });
    changed();
  };
  /** A track in the page's graph. Needs no click; without one a browser may hold the sound back until there is one. */
  const warm = () => {
    try {
      track ??= makeTrack(DECK, rate, how.volume, {
        hear: hears,
        changed: () => {
          state.trouble = track?.graph.blocked ? "blocked" : "";
          state.problem = state.trouble && t("The browser plays no sound until you click.");
          changed();
        },
        failed: fails,
      });
    } catch (err) {
      return fails(err);
    }
    for (const [m, transfer] of waiting.splice(0)) track.post(m, transfer);
    track.graph.use(track);
    if (!state.playing && !turn.length) track.graph.idle(track);
  };
  const wayTo = (s) => {
    const was = state.now === null ? undefined : sounds.get(state.now);
    const longest = Math.max(...[...sounds.values()].map(lengthOf));
    const way = how.way === "auto" ? (longest <= SHORT_S ? "start" : "word") : how.way;
    if (!was || was === s || way !== "word") return way === "start" ? { way } : { way: "time" };
    if (!was.common || !s.common) return { way: "time" };
    return { way: "map", map: between(was, s), onsets: Float64Array.from(onsets, (t) => Deck.along(toOwn(was), t)) };
  };
  /** From the seconds of one sound to those of another, through the clock that they share. @returns {DeckMap} */
  const between = (one, other) => {
    const to = Float64Array.from(one.common, (t) => Deck.along(toOwn(other), t));
    return [one.own, to];
  };
  /** From the shared clock to a sound's own seconds. @returns {DeckMap} */
  const toOwn = (s) => [s.common, s.own];
  const lengthOf = (s) => s.total / s.rate;

  const begins = (id, where) => {
    warm();
    clearTimeout(timer);
    if (!track) return void changed();
    silenceOthers(audition);
    if (last[0] !== id) last = [id, ...last.slice(0, 1)];
    track.graph.use(track);
    from_s = 0;
    fresh = true;
    post({ t: "hear", id, asked: ++asked, once: state.all, ...where });
    Object.assign(state, { now: id, playing: true });
    told = performance.now();
    changed();
  };
  const next = () => {
    const id = turn.shift();
    if (id === undefined) return;
    if (!sounds.has(id)) return next();
    begins(id, { way: "start" });
  };
  const alone = () => { turn = []; state.all = false; clearTimeout(timer); };

  const drawLoop = () => {
    const of = state.loop && sounds.get(state.loop.of);
    for (const s of sounds.values()) {
      const place = state.loop && of ? passageIn(s, of, state.loop) : null;
      s.loop = place;
      post(place ? { t: "loop", id: s.id, from_s: place[0], to_s: place[1] } : { t: "loop", id: s.id });
    }
  };
  /** What a passage of one sound is in another: the same words where both are aligned, else the same time. @returns {[number, number] | null} */
  const passageIn = (s, of, loop) => {
    const there = (t) => {
      if (s === of) return t;
      return s.common && of.common ? Deck.along(between(of, s), t) : t - begin(of) + begin(s);
    };
    const from = Math.max(0, there(loop.from_s)), to = there(loop.to_s);
    return to - from >= SHORTEST_LOOP_S && (!s.ended || from + SHORTEST_LOOP_S < lengthOf(s)) ? [from, to] : null;
  };

  /** @type {Audition} */
  const audition = {
    state,
    get way() { return how.way; },
    get playhead() { return playhead(); },
    has: (id) => sounds.has(id),
    length: (id) => { const s = sounds.get(id); return s ? lengthOf(s) : 0; },
    peaks: (id) => sounds.get(id)?.peaks.all() ?? new Int8Array(0),
    loopOf: (id) => sounds.get(id)?.loop ?? null,
    add: (id) => {
      if (sounds.has(id)) audition.remove(id);
      sounds.set(id, { id, rate, total: 0, ended: false, peaks: makePeaks(), gain_db: 0, from_s: 0, to_s: Infinity, own: null, common: null, loop: null });
    },
    push: (id, pcm, of = rate) => {
      const s = sounds.get(id);
      if (!s || !pcm.length) return;
      if (!s.total) {
        s.rate = of;
        post({ t: "add", id, rate: of });
        shape(s);
      }
      s.peaks.add(pcm, s.rate);
      s.total += pcm.length;
      post({ t: "pcm", id, pcm }, [pcm.buffer]);
      changed();
    },
    end: (id) => {
      const s = sounds.get(id);
      if (!s || s.ended) return;
      s.ended = true;
      s.peaks.end();
      post({ t: "end", id });
      if (state.loop) drawLoop();
      changed();
    },
    load: async (id, bytes) => {
      const pcm = await decoded(bytes, rate);
      audition.push(id, pcm);
      audition.end(id);
    },
    gain: (id, db) => { const s = sounds.get(id); if (s) { s.gain_db = db; shape(s); } },
    trim: (id, from, to) => { const s = sounds.get(id); if (s) { s.from_s = from; s.to_s = to; shape(s); } },
    align: (id, own_s, common_s) => {
      const s = sounds.get(id);
      if (!s) return;
      s.own = own_s && Float64Array.from(own_s);
      s.common = common_s && Float64Array.from(common_s);
      if (state.loop) drawLoop();
    },
    onsets: (common_s) => { onsets = [...common_s]; },
    set: (more) => {
      Object.assign(how, more);
      if ("matched" in more || "trimmed" in more) sounds.forEach(shape);
      if (state.loop && "trimmed" in more) drawLoop();
      if ("volume" in more) track?.setVolume(how.volume);
      changed();
    },
    warm,
    hear: (id) => {
      const s = sounds.get(id);
      if (!s?.total) return false;
      alone();
      begins(id, wayTo(s));
      return true;
    },
    flip: () => {
      const to = last.find((id, n) => n > 0 && sounds.has(id)) ?? last.find((id) => sounds.has(id));
      if (to === undefined) return null;
      return audition.hear(to) ? to : null;
    },
    playAll: (ids) => {
      alone();
      turn = ids.filter((id) => sounds.get(id)?.total);
      state.all = turn.length > 0;
      next();
    },
    seek: (id, at_s) => {
      if (!sounds.get(id)?.total) return;
      alone();
      begins(id, { way: "at", at_s });
    },
    stop: () => {
      alone();
      if (state.playing) post({ t: "stop", asked: ++asked });
      state.playing = false;
      idle();
      changed();
    },
    loop: (id, from = 0, to = 0) => {
      state.loop = id !== null && sounds.has(id) && to - from >= SHORTEST_LOOP_S ? { of: id, from_s: from, to_s: to } : null;
      drawLoop();
      changed();
    },
    remove: (id) => {
      if (!sounds.delete(id)) return;
      last = last.filter((one) => one !== id);
      turn = turn.filter((one) => one !== id);
      post({ t: "forget", id });
      if (state.loop?.of === id) audition.loop(null);
      if (state.now === id) Object.assign(state, { now: null, playing: false, at_s: 0 });
      changed();
    },
    close: () => {
      alone();
      document.removeEventListener("play", giveWay, true);
      document.removeEventListener(SOUNDS, giveWay);
      track?.free();
      track = null;
      sounds.clear();
      state.playing = false;
    },
  };
  /** @param {any} event */
  const giveWay = (event) => {
    const other = event.type === "play" ? event.target instanceof HTMLMediaElement : event.detail !== audition;
    if (other && (state.playing || state.all)) audition.stop();
  };
  document.addEventListener("play", giveWay, true);
  document.addEventListener(SOUNDS, giveWay);
  return audition;
};
