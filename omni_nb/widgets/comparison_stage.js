// What a person does with the cells of a comparison, whichever key, click or button it was.

/**
 * @param {{ sections: PageSectionsOfComparison, audition: Audition, send: (m: Protocol.FromComparison) => void, changed: () => void }} with_
 * @returns {Stage}
 */
const makeStage = ({ sections, audition, send, changed }) => {
  /** Where a passage begins, until it has an end. */
  let from_s = -1;
  const known = (id) => Boolean(sections[`cell:${id}`]);

  /** @type {Stage} */
  const stage = {
    sections, audition, send, changed, current: null, asked: false, note: "", arrowsPlay: true, matched: true, trimmed: true, whole: false,
    chosen: () => {
      const all = sections.arrangement?.cells ?? [];
      return all.includes(stage.current ?? "") ? stage.current : all[0] ?? null;
    },
    says: { list: later("answers"), pinned: later("favourite"), nothing: later("No matches: remove a filter.") },
    ready: () => true,
    set: (more) => {
      Object.assign(stage, more);
      audition.set({ matched: stage.matched, trimmed: stage.trimmed });
      changed();
    },
    hear: (id) => {
      if (!known(id)) return;
      stage.asked = true;
      stage.current = id;
      stage.note = "";
      if (!audition.hear(id)) { // silence is better than to hear another one and take it for this
        audition.stop();
        const { name } = sections[`cell:${id}`];
        stage.note = sections.progress?.busy ? t("{name} has nothing to play yet.", { name }) : t("{name} has nothing to play.", { name });
      }
      changed();
    },
    hearAt: (id, at_s) => {
      stage.asked = true;
      stage.current = id;
      audition.seek(id, at_s);
      changed();
    },
    toggle: (id) => {
      if (audition.state.playing && audition.state.now === id && !audition.state.all) stage.silence();
      else stage.hear(id);
    },
    /** Between the last two that were heard; whoever moves the focus by arrow keeps it where it is. */
    flip: () => {
      stage.asked = true;
      const id = stage.chosen();
      if (audition.flip() === null && id !== null) audition.hear(id);
      changed();
    },
    hearAll: () => {
      stage.asked = true;
      audition.playAll(sections.arrangement?.cells ?? []);
    },
    silence: () => audition.stop(),
    nudge: (by_s) => {
      const { now } = audition.state;
      if (now !== null && audition.has(now)) audition.seek(now, Math.max(0, audition.playhead + by_s));
    },
    choosePassage: (id, from, to) => {
      stage.asked = true;
      stage.current = id;
      audition.loop(id, from, to);
      audition.seek(id, from);
      changed();
    },
    passageFrom: () => { from_s = audition.playhead; },
    passageTo: () => {
      const { now } = audition.state, to_s = audition.playhead;
      if (now === null) return;
      audition.loop(now, Math.max(0, from_s < to_s ? from_s : 0), to_s);
      from_s = -1;
      audition.seek(now, audition.state.loop?.from_s ?? to_s);
    },
    noPassage: () => { from_s = -1; audition.loop(null); changed(); },
    pin: (id) => {
      const v = sections[`cell:${id}`];
      if (v) send({ t: "pin", cell: id, on: !v.pinned });
    },
    remove: (id) => {
      if (audition.state.now === id) audition.stop();
      send({ t: "remove", cell: id });
    },
  };
  return stage;
};
