// The audio graph of a page: one context with its clock and its gain for each rate, and a track for each player.
//
// Every widget's module is evaluated by itself, so the graph lives on `window`, for each version of this file: a page that
// holds players of two versions has two graphs, and what they say to each other is one event (`playing.js`).

const GRAPH_VERSION = 2;

/** So long a graph runs on when nothing sounds: longer than any sink's way to the ear, which `latency` is a part of. */
const REST_MS = 10_000;
/** So long it is kept, suspended, when no player is left. */
const KEEP_MS = 60_000;
/** A context that has not woken by then waits for a click. */
const BLOCKED_MS = 250;

/** Shortest start-up buffer in seconds: what arrives up to 60 ms late is still in time. */
const SHORTEST_S = 0.075;
const LONGEST_S = 0.6;

/** What the players of a page share: the graphs by their rate, and how late sound came so far. */
/** @returns {{ graphs: Map<number, AudioGraph>, late_s: number, tracks: number }} */
const pageAudio = () => ((window.omniNbAudio ??= {})[GRAPH_VERSION] ??= { graphs: new Map(), late_s: SHORTEST_S, tracks: 0 });

/** The page's graph at that rate. Throws where there can be none. */
const audioGraph = (rate) => {
  const { graphs } = pageAudio();
  const graph = graphs.get(rate) ?? makeGraph(rate, () => graphs.delete(rate));
  graphs.set(rate, graph);
  return graph;
};

/** Chromium loads no worklet from a blob of a page that was opened from disk (its origin is opaque), but from a `data:` URL. */
const loadProcessor = async (context, code) => {
  if (!context.audioWorklet) throw new Error("a page of another machine over plain http may have no audio worklets");
  if (location.protocol === "file:") return context.audioWorklet.addModule(`data:text/javascript;charset=utf-8,${encodeURIComponent(code)}`);
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  try {
    await context.audioWorklet.addModule(url);
  } finally {
    URL.revokeObjectURL(url);
  }
};

/** @param {() => void} closed it is gone: whoever asks next makes a new one */
const makeGraph = (rate, closed) => {
  const context = new AudioContext({ sampleRate: rate });
  const gain = new GainNode(context);
  gain.connect(context.destination);
  /** @type {Set<AudioTrack>} */
  const tracks = new Set();
  /** @type {Set<AudioTrack>} */
  const sounding = new Set();
  let timer = 0, woken = 0;

  const tell = () => tracks.forEach((track) => track.changed());
  const close = () => { closed(); if (context.state !== "closed") context.close(); };
  /** @type {Map<string, Promise<void>>} */
  const loaded = new Map();
  context.onstatechange = tell;

  const rest = () => {
    if (sounding.size) return;
    context.suspend().catch(() => {});
    if (!tracks.size) timer = setTimeout(close, KEEP_MS);
  };
  const settle = () => {
    clearTimeout(timer);
    if (!sounding.size && context.state !== "closed") timer = setTimeout(rest, REST_MS);
  };
  /** Also from a click: a browser that held the sound back lets it go. Refused where it is closed before it runs (Firefox). */
  const wake = () => {
    woken ||= performance.now();
    context.resume().then(() => { woken = 0; }).catch(() => {});
    setTimeout(tell, BLOCKED_MS + 10);
  };

  /** @type {AudioGraph} */
  const graph = {
    context, gain, tracks, wake, close,
    /** The audio thread knows the processor of that name, once. */
    load: ({ name, code }) => {
      const ready = loaded.get(name) ?? loadProcessor(context, code);
      loaded.set(name, ready);
      return ready;
    },
    /** It should run, and does not. */
    get blocked() {
      return sounding.size > 0 && context.state !== "running" && context.state !== "closed" && performance.now() - woken > BLOCKED_MS;
    },
    /** Seconds from a sample that is rendered to one that is heard: 40 ms here, 100 to 300 with wireless headphones. */
    latency: () => (context.baseLatency || 0) + (context.outputLatency || 0),
    /** `track` sounds or waits for its sound: the graph runs. */
    use: (track) => { sounding.add(track); settle(); wake(); },
    idle: (track) => { sounding.delete(track); settle(); },
    add: (track) => { tracks.add(track); },
    remove: (track) => { tracks.delete(track); graph.idle(track); },
  };
  return graph;
};

/**
 * One line of sound in the page's graph. What is posted before the audio thread is ready waits.
 *
 * @param {TrackKind} kind what it is in the audio thread
 * @param {{hear: (m: any) => void, changed: () => void, failed: (err: Error) => void}} on
 */
const makeTrack = (kind, rate, volume, on) => {
  const id = ++pageAudio().tracks, graph = audioGraph(rate);
  /** @type {TrackNode | null} */
  let node = null;
  /** @type {[object, Transferable[] | undefined][]} */
  let waiting = [];
  let freed = false;
  /** @type {AudioTrack} */
  const track = {
    id, graph,
    changed: () => on.changed(),
    post: (m, transfer) => {
      if (node) node.port.postMessage(m, transfer ?? []);
      else if (!freed) waiting.push([m, transfer]);
    },
    setVolume: (value) => {
      const parameter = node?.parameters.get("volume");
      volume = value;
      if (parameter) parameter.value = value;
    },
    /** Nothing more is rendered. What was rendered already is heard: the graph runs on. */
    free: () => {
      freed = true;
      graph.remove(track);
      node?.port.postMessage({ t: "free" });
      node?.disconnect();
      node = null;
      waiting = [];
    },
  };
  /** @returns {Promise<TrackNode>} */
  const makeNode = async () => {
    try {
      await graph.load(kind);
    } catch (err) {
      if (kind.onPage) return kind.onPage(graph.context, volume);
      graph.close();
      throw err;
    }
    return new AudioWorkletNode(graph.context, kind.name, { numberOfInputs: 0, outputChannelCount: [1], parameterData: { volume } });
  };
  const connect = async () => {
    const made = await makeNode();
    if (freed) return;
    await window.omniNbTap?.(graph.context, made, id); // for tests: listen to what is played
    if (freed) return;
    made.connect(graph.gain);
    made.port.onmessage = ({ data }) => on.hear(data);
    node = made;
    track.setVolume(volume);
    for (const [m, transfer] of waiting.splice(0)) made.port.postMessage(m, transfer ?? []);
    on.changed();
  };
  graph.add(track);
  connect().catch(on.failed);
  return track;
};
