// Starters: first questions of an empty composer, each sent with a click.

/** @type {{ [kind in Protocol.Starter["kind"]]: IconName }} */
const STARTS_WITH = { voice: "volume-2", image: "image", audio: "music" };

/** @param {Pick<Rooms, "sections" | "send"> & { isDead: () => boolean }} form */
const makeStarters = ({ sections, send, isDead }) => {
  const place = h("div", { class: "starters", role: "group", "aria-label": t("Suggested questions") });
  /** @param {Protocol.Starter} s */
  const starter = (s) => button(
    `starter-${s.id}`,
    [icon(STARTS_WITH[s.kind]), h("span", {}, h("b", {}, s.title), h("span", {}, s.words))],
    () => send({ t: "starter", id: s.id }), { disabled: isDead() || Boolean(sections.busy?.on) },
  );
  const draw = () => {
    const offered = sections.starters ?? [];
    place.hidden = !offered.length;
    put(place, ...offered.map(starter));
  };
  return { elements: [place], all: [draw], draws: { starters: [draw], busy: [draw] } };
};
