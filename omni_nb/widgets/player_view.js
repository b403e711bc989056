// The player of a reply while it comes, and afterwards: the face that all players have, and below it what is said and what is wrong.

/** Bars at most, in a box of 600 × 44: as `waveform_svg` of Python draws them. */
const BARS = 200;
/** What is softer than −36 dBFS is drawn as soft as it is. */
const SOFTEST = 2;

/** @param {Int8Array} peaks lowest and highest of each stretch @param {number} shown how many stretches there is room for */
const barsOf = (peaks, shown) => {
  const n = peaks.length / 2, columns = Math.min(BARS, shown), pitch = 600 / columns;
  let top = SOFTEST, path = "";
  for (const v of peaks) top = Math.max(top, Math.abs(v));
  for (let c = 0; c < columns; c++) {
    const from = Math.floor((c * shown) / columns), to = Math.min(n, Math.max(from + 1, Math.floor(((c + 1) * shown) / columns)));
    if (from >= n) break;
    let low = 0, high = 0;
    for (let i = from; i < to; i++) { low = Math.min(low, peaks[2 * i]); high = Math.max(high, peaks[2 * i + 1]); }
    const y = Math.round(22 - (high / top) * 21), end = Math.round(22 - (low / top) * 21);
    path += `M${((c + 0.5) * pitch).toFixed(1)} ${y}v${Math.max(end - y, 1)}`;
  }
  return { path, width: Math.min(Math.max(0.66 * pitch, 0.5), 8).toFixed(1) };
};
/** The speaker of a player as a medium, like the <audio> of a saved one. @param {Player} player @returns {PlayerMedium} */
const mediumOf = (player) => {
  let { volume, muted } = LOUD;
  const loud = () => player.speaker.setVolume(muted ? 0 : volume), s = () => player.speaker.state;
  return {
    get currentTime() { return player.now; },
    set currentTime(at) { player.speaker.seek(at * s().rate); },
    get duration() { return player.seconds; },
    get paused() { return !player.sounds; },
    get growing() { return !s().ended; },
    get room() { return player.room; },
    get volume() { return volume; },
    set volume(v) { volume = v; loud(); },
    get muted() { return muted; },
    set muted(v) { muted = v; loud(); },
    get playbackRate() { return s().speed; },
    set playbackRate(v) { player.speaker.setSpeed(v); },
    play: () => { player.speaker.wake(); player.speaker.toggle(true); },
    pause: () => player.speaker.toggle(false),
  };
};

/** @typedef {ReturnType<typeof makePlayerElements>} PlayerElements */

/** The elements of a player, by name. `data-omni-nb` is how others find it. */
const makePlayerElements = () => {
  const download = (/** @type {string} */ kind) => {
    const label = t("Download as {kind}", { kind });
    return h("button", { type: "button", "data-kind": kind, "aria-label": label, title: label, hidden: true }, icon("download"), kind);
  };
  const wav = download("wav"), mp3 = download("mp3"), face = makeFace(t("Speech of the reply"), wav, mp3);
  const e = {
    face, wav, mp3,
    ask: h("button", { type: "button", style: "flex-basis:100%;height:auto;padding:10px;background:var(--onb-accent);color:var(--onb-on-accent);font-weight:600" }, icon("play"), h("span", {}, t("Click to hear it: this browser needs a click first"))),
    caption: h("p", { "data-omni-nb": "caption", style: "margin:2px 0;min-height:1.5em;overflow-wrap:anywhere" }),
  };
  const root = h("div", { class: "omni-nb", "data-omni-nb": "player", style: "display:none;max-width:600px" }, face.root, e.caption);
  face.root.lastElementChild?.prepend(e.ask); // a button of the player's, and the first
  return { ...e, root };
};

/** What a click does that not every player has. @param {PlayerElements} e @param {Player} player */
const listenToPlayer = (e, player) => {
  const speaker = () => player.speaker;
  useFace(e.face, () => player.medium, () => player.redraw());
  e.ask.onclick = () => { speaker().seek(0); speaker().wake(); speaker().toggle(true); };
  e.wav.onclick = async () => download(await speaker().wav(), "reply.wav");
  e.mp3.onclick = () => player.askForMp3();
  e.root.addEventListener("omni-nb-silence", () => speaker().silence());
};

/** What is wrong, in words. @param {{ problem: string, gaps: number }} state */
const troubleOf = ({ problem, gaps: n }) => {
  if (problem || !n) return problem;
  return t("{n} gap: the sound arrived too late|{n} gaps: the sound arrived too late", { n });
};

/** @param {HTMLElement} e @param {boolean} on */
const setShown = (e, on) => { const value = on ? "" : "none"; if (e.style.display !== value) e.style.display = value; };

/** @param {PlayerElements} e @param {Player} player */
const showPlayer = (e, player) => {
  const s = player.speaker.state;
  setShown(e.root, Boolean(s.total || s.problem));
  setShown(e.ask, Boolean(s.blocked && s.playing && s.total && !s.problem));
  showFace(e.face, player.medium);
  if (player.summary) setAttribute(e.face.root, "aria-description", player.summary);
  setText(e.caption, player.caption());
  setShown(e.caption, player.words.length > 0);
  e.wav.hidden = e.mp3.hidden = !(s.ended && player.keep);
  e.mp3.disabled = player.asked;
  setText(e.face.note, troubleOf(s));
};

/** The picture of what came, in both of its places, when it is another one. @param {PlayerElements} e */
const makeWaveform = (e) => {
  let drawn = "";
  /** @param {Int8Array} peaks @param {number} shown */
  return (peaks, shown) => {
    const picture = `${peaks.length} ${shown}`;
    if (picture === drawn) return;
    drawn = picture;
    const { path, width } = barsOf(peaks, shown);
    drawBars(e.face, path, width);
  };
};

/** A view of the player in `el`. Returns what takes it away again. @param {HTMLElement} el @param {Player} player */
const showPlayerIn = (el, player) => {
  const e = makePlayerElements(), drawWaveform = makeWaveform(e);
  el.append(e.root);
  listenToPlayer(e, player);
  const view = () => {
    showPlayer(e, player);
    drawWaveform(player.peaks, player.shown);
  };
  player.views.add(view);
  view();
  return () => player.views.delete(view);
};
