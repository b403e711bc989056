// Hearing voices that may have to be asked first: the one that is wanted sounds as soon as its sound comes; all in turn, hands-free.

/** Between two voices that are heard in turn. */
const NEXT_MS = 350;

/**
 * Changes how the stage hears: what is not there is asked for.
 *
 * @param {Stage} stage
 * @param {PageSectionsOfGallery} sections
 * @param {(m: Protocol.FromGallery) => void} send
 */
const makeTurn = (stage, sections, send) => {
  const { audition } = stage;
  const hearNow = stage.hear, flipNow = stage.flip;
  /** Is heard when it comes. @type {string | null} */
  let wanted = null;
  /** Are heard one after the other, the first of them next. @type {string[]} */
  let line = [];
  let timer = 0, busy = false;

  /** @param {string} id */
  const there = (id) => audition.length(id) > 0;
  /** @param {string} id */
  const state = (id) => sections[`cell:${id}`]?.state;
  const alone = () => { wanted = null; line = []; clearTimeout(timer); };
  const next = () => {
    clearTimeout(timer);
    timer = 0;
    while (line.length && !there(line[0]) && state(line[0]) === "failed") line.shift();
    if (!line.length || !there(line[0])) return stage.changed();
    stage.current = line.shift() ?? null;
    audition.playAll([stage.current ?? ""]);
    stage.changed();
  };
  /** What was heard is over: the next one, after a breath. */
  const goOn = () => {
    if (line.length && !timer && !audition.state.playing && !audition.state.all) timer = setTimeout(next, NEXT_MS);
  };
  /** @param {any} e */
  const otherSounds = (e) => { if (e.type === "play" ? e.target instanceof HTMLMediaElement : e.detail !== audition) alone(); };
  document.addEventListener(SOUNDS, otherSounds);
  document.addEventListener("play", otherSounds, true);

  stage.ready = there;
  stage.hear = (id) => {
    alone();
    if (there(id)) return hearNow(id);
    stage.asked = true;
    stage.note = "";
    stage.current = wanted = id;
    audition.stop();
    if (state(id) === "failed") send({ t: "again", cell: id });
    else send({ t: "hear", cell: id });
    stage.changed();
  };
  stage.flip = () => { alone(); flipNow(); };
  stage.hearAll = () => {
    alone();
    audition.stop();
    stage.asked = true;
    line = [...(sections.arrangement?.cells ?? [])];
    if (!line.every(there)) send({ t: "hear_all" });
    next();
  };
  stage.silence = () => { alone(); audition.stop(); stage.changed(); };

  return {
    /** Sound has come. */
    came: () => {
      if (wanted !== null && there(wanted)) { const id = wanted; wanted = null; hearNow(id); }
      else goOn();
    },
    /** Something is told of a voice, or of all. */
    told: () => {
      if (wanted !== null && state(wanted) === "failed") wanted = null;
      if (sections.progress?.busy) busy = true;
      else if (busy) { // nobody is asked any more: who is not there does not come
        busy = false;
        line = line.filter(there);
      }
      goOn();
    },
    /** The playhead has moved, or stands. */
    moved: goOn,
    /** All are heard in turn, also while the next one is waited for. */
    get all() { return line.length > 0 || audition.state.all; },
    close: () => {
      alone();
      document.removeEventListener(SOUNDS, otherSounds);
      document.removeEventListener("play", otherSounds, true);
    },
  };
};
