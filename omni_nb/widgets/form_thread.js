// Thread: the turns, newest first, and the branches of the conversation.

/** @param {Rooms} rooms */
const makeThread = ({ model, sections, send, children }) => {
  const branches = h("div", { class: "branches", role: "tablist", "aria-label": "branches of the conversation" });
  const thread = h("div", { class: "thread", role: "feed", "aria-label": "conversation, newest first" });
  /** @type {Map<string, ReturnType<typeof newTurn>>} */
  const turns = new Map();

  const newTurn = () => {
    const parts = {
      head: h("div", { class: "head" }), question: h("div"), text: h("div", { class: "words" }),
      words: h("div", { class: "words jp-RenderedHTMLCommon" }), player: h("div"), rest: h("div"),
    };
    /** @type {Partial<Protocol.TurnView>} */
    const drawn = {};
    return { parts, element: h("article", { class: "turn" }, ...Object.values(parts)), drawn };
  };
  /** @param {HTMLElement} head @param {string} id @param {Protocol.TurnView} t */
  const drawHead = (head, id, t) => {
    const disabled = Boolean(sections.busy?.on);
    put(
      head,
      h("span", {}, `${t.n} · you`),
      t.state && h("span", { class: t.bad ? "warn" : "" }, `· ${t.state}`),
      h("span", { class: "grow" }),
      button(`edit${id}`, "edit", () => send({ t: "edit", id }), { class: "bare", title: "change it and go on from here in a fork", disabled }),
      button(`retry${id}`, "retry", () => send({ t: "retry", id }), { class: "bare", title: "ask the same again, in a fork", disabled }),
    );
  };
  /** @param {string} id */
  const drawTurn = (id) => {
    const t = sections[`turn:${id}`];
    if (!t) return;
    const turn = turns.get(id) ?? newTurn(), { parts, drawn, element } = turn;
    turns.set(id, turn);
    const live = sections.live?.turn === id ? sections.live : null;
    for (const name of /** @type {const} */ (["question", "words", "rest"])) {
      if (drawn[name] === t[name]) continue;
      parts[name].innerHTML = drawn[name] = t[name] ?? ""; // made and sanitised in Python
      if (name === "words") dressAnswer(parts.words, model);
    }
    drawHead(parts.head, id, t);
    element.setAttribute("aria-label", `turn ${t.n}`);
    element.setAttribute("aria-busy", String(Boolean(live?.text)));
    element.classList.toggle("now", Boolean(live));
    for (const slot of /** @type {const} */ (["text", "player"])) {
      if (live) parts[slot].dataset.slot = slot;
      else delete parts[slot].dataset.slot;
    }
    element.querySelectorAll(".omni-nb-sound").forEach((e) => e.classList.toggle("covered", Boolean(live?.player)));
  };
  const draw = () => {
    const order = sections.order ?? [];
    for (const id of [...turns.keys()]) if (!order.includes(id)) turns.delete(id);
    order.forEach(drawTurn);
    const wanted = order.flatMap((id) => turns.get(id)?.element ?? []);
    wanted.forEach((e, i) => { if (thread.children[i] !== e) thread.insertBefore(e, thread.children[i] ?? null); });
    while (thread.children.length > wanted.length) thread.lastChild?.remove();
    children.mount("text", sections.live?.text);
    children.mount("player", sections.live?.player);
  };
  const drawBranches = () => {
    const list = sections.branches ?? [], disabled = Boolean(sections.busy?.on);
    /** @param {Protocol.BranchTab} b @param {number} i */
    const tab = (b, i) =>
      button(`branch${i}`, b.title, () => send({ t: "branch", index: i }), {
        role: "tab", "aria-selected": String(b.current), "aria-pressed": String(b.current), disabled,
      });
    branches.style.display = list.length > 1 ? "flex" : "none";
    put(branches, ...(list.length > 1 ? [h("span", { class: "faint" }, "branches"), ...list.map(tab)] : []));
  };

  const all = [drawBranches, draw];
  return { elements: [branches, thread], all, draws: { busy: all, order: [draw], live: [draw], branches: [drawBranches] }, draw };
};
