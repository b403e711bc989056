// What is looked for in a history, and how much there is of it.

const SEARCH_MS = 200;
/** @type {[Protocol.ChooseReplies["kind"], string][]} */
const KINDS_OF_REPLIES = [["", later("all replies")], ["pinned", later("pinned")], ["sound", later("with sound")], ["cut", later("not complete")], ["served", later("without simulated ones")]];
/** How many days, today among them. @type {[string, string][]} */
const TIMES = [["", later("any time")], ["1", later("today")], ["7", later("last 7 days")], ["30", later("last 30 days")]];

/** The beginning of that day, so many days ago, where the reader is; in UTC. @param {number} days */
const beginOfDay = (days) => {
  const day = new Date();
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - days + 1);
  return day.toISOString().slice(0, 19);
};

/** @param {HistoryRoom} room */
const makeHistoryBar = ({ sections, send }) => {
  const search = h("input", { type: "search", class: "onb-field search", "data-key": "search", placeholder: t("words in questions and answers"), "aria-label": t("search the history") });
  /** @param {string} key @param {string} label */
  const select = (key, label) => h("select", { class: "onb-select", "data-key": key, "aria-label": label, onchange: () => choose() });
  const model = select("model", t("model")), voice = select("voice", t("voice")), kind = select("kind", t("which replies")), since = select("since", t("when"));
  put(kind, ...KINDS_OF_REPLIES.map(([value, words]) => h("option", { value }, t(words))));
  put(since, ...TIMES.map(([value, words]) => h("option", { value }, t(words))));
  const clear = iconButton("clear", "x", t("Show all again"), () => { search.value = model.value = voice.value = kind.value = since.value = ""; choose(); search.focus(); }, { class: "quiet" });
  const count = h("span", { class: "count", role: "status" });
  const news = button("news", [icon("refresh-cw"), ""], () => send({ t: "anew" }));
  const element = h("div", "top", h("div", "bar", h("b", {}, t("History")), count, h("span", "grow"), news), h("div", "bar", search, model, voice, kind, since, clear));
  let timer = 0, offered = "";

  const choose = () => {
    clearTimeout(timer);
    const of = /** @type {Protocol.ChooseReplies["kind"]} */ (kind.value);
    send({ t: "choose", text: search.value, model: model.value, voice: voice.value, kind: of, since: since.value && beginOfDay(Number(since.value)) });
  };
  search.oninput = () => { clearTimeout(timer); timer = setTimeout(choose, SEARCH_MS); };
  search.onkeydown = (e) => {
    if (e.key === "Escape" && search.value) { search.value = ""; choose(); } else if (e.key !== "Enter") return;
    else choose();
    e.stopPropagation();
  };
  /** @param {HTMLSelectElement} menu @param {string} all @param {[string, number][]} values */
  const offer = (menu, all, values) => {
    const was = menu.value;
    put(menu, h("option", { value: "" }, all), ...values.map(([value, n]) => h("option", { value }, `${value} (${n})`)));
    menu.value = was;
    menu.hidden = values.length < 2 && !was;
  };
  const draw = () => {
    const { menus, chosen, page, news: more } = sections;
    const key = JSON.stringify(menus);
    if (menus && key !== offered) {
      offered = key;
      offer(model, t("any model"), menus.models);
      offer(voice, t("any voice"), menus.voices);
    }
    if (chosen && document.activeElement !== search && search.value !== chosen.text) search.value = chosen.text;
    clear.hidden = !page?.filtered;
    setText(count, page ? t("{n} reply|{n} replies", { n: page.count }) : "");
    news.hidden = !more;
    setIcon(news, "refresh-cw", t("Show {n} new one|Show {n} new ones", { n: more ?? 0 }));
  };
  return { elements: [element], draw, draws: ["menus", "chosen", "page", "news"], focus: () => search.focus(), free: () => clearTimeout(timer) };
};
