// What is heard of a trial, and how much of it: only what was heard can be judged. Joined behind: audition.js.

/** Of a longer sample it is enough to hear so many seconds. */
const HEARD_S = 15;

/** Where the sound ends: Python fills all samples of a trial with zeros to one length, for the length of a message tells. */
const withoutPadding = (pcm) => {
  let end = pcm.length;
  while (end > 1 && pcm[end - 1] === 0) end--;
  return pcm.slice(0, end);
};

/**
 * @param {number} rate
 * @param {() => void} changed
 */
const makeHearing = (rate, changed) => {
  /** @type {Set<string>} */
  const heard = new Set();
  /** @type {string[]} */
  let names = [];
  let begun = "", armed = false, furthest_s = 0;
  /** Asked for while it was still coming: it is heard when it is there. */
  let wanted = "";

  const follow = () => {
    const { now, at_s, playing } = audition.state;
    if (begun && now === begun) {
      armed ||= playing && at_s < 0.5; // until the audio thread has told of it, the place is that of the sound before
      if (armed && playing) furthest_s = Math.max(furthest_s, at_s);
      // at its end the playhead goes back to 0; who stops it leaves it where it is
      const over = !playing && at_s === 0 && furthest_s > audition.length(begun) - 0.3;
      if (over || furthest_s >= HEARD_S) heard.add(begun);
      if (!playing) begun = "";
    }
    changed();
  };
  const audition = makeAudition({ rate, changed: follow });
  audition.set({ way: "start", matched: false, trimmed: false });

  const play = (name) => {
    wanted = names.includes(name) ? "" : name;
    if (wanted) return;
    begun = name;
    armed = false;
    furthest_s = 0;
    audition.hear(name);
  };

  return {
    get playing() { return audition.state.playing ? audition.state.now : null; },
    get trouble() { return audition.state.trouble; },
    heard: (name) => heard.has(name),
    /** Those that were heard, in the order of the trial. */
    get all() { return names.filter((n) => heard.has(n)); },
    get missing() { return names.filter((n) => !heard.has(n)); },
    /** The samples of a trial take the place of those before. @param {Map<string, Int16Array>} sounds */
    give: (sounds) => {
      audition.stop();
      names.forEach((n) => audition.remove(n));
      heard.clear();
      begun = "";
      names = [...sounds.keys()];
      sounds.forEach((pcm, name) => {
        audition.add(name);
        audition.push(name, pcm, rate);
        audition.end(name);
      });
      if (sounds.has(wanted)) play(wanted);
      wanted = "";
    },
    play,
    /** The first that was not heard yet, else the one behind that which was heard last. */
    next: () => {
      const last = names.indexOf(audition.state.now ?? "");
      return names.slice(last + 1).concat(names).find((n) => !heard.has(n) && n !== audition.state.now) ?? names[(last + 1) % names.length];
    },
    stop: () => { begun = wanted = ""; audition.stop(); },
    warm: () => audition.warm(),
    close: () => audition.close(),
  };
};
