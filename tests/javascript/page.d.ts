// What the widgets' JavaScript takes for given, for `tsc --checkJs`. No code; nothing of it is shipped.
// The messages and sections stand in protocol.d.ts, which is made from omni_nb/widgets/protocol.

/** The half of a widget that lives in the page, as anywidget gives it. */
interface PageModel<Says extends { t: string } = { t: "unknown"; what: string }> {
  send(content: Says, callbacks?: undefined, buffers?: ArrayBuffer[]): void;
  on(event: string, handler: (...args: any[]) => void): void;
  off(event: string, handler: (...args: any[]) => void): void;
  /** A page that stands in Python's place may have nothing to get. */
  get?(name: string): any;
  widget_manager?: any;
}

/** Where a page has no manager of widgets, what makes views of others: `anywidget:` and the model's id. */
interface PageHost {
  getWidget(ref: string): Promise<{ render(view: { el: HTMLElement; signal: AbortSignal }): Promise<void> }>;
}

/** A function for each message that Python may say. */
type Takes<M extends { t: string }> = { [T in M["t"]]: (m: Extract<M, { t: T }>, buffers: DataView[]) => void };

type Send = (content: Protocol.FromForm, buffers?: ArrayBuffer[]) => void;
type PageSections = Partial<Protocol.Sections> & { [turn: `turn:${string}`]: Protocol.TurnView };

/** What an element can hold; nothing, null and false are left out. */
type Child = Node | string | null | undefined | false;

/** A part of the composer's form: which of its functions draws a section, and what to draw at first. */
interface Room {
  elements: Node[];
  all: (() => void)[];
  draws: { [section: string]: (() => void)[] };
}

/** A short sound on its own: at most one sounds, that of `key`; none of them where it is empty. */
interface Sample {
  key: string;
  silence(): void;
  play(key: string, sound: Blob): void;
}

/** A file on its way, slice by slice; `round` counts how often it was sent back. */
interface Uploading {
  id: string;
  file: File;
  name: string;
  size: number;
  sent: number;
  got: number;
  round: number;
  /** CRC-32 of what stands before that place. */
  crcs: Map<number, number>;
  moved: number;
  waits: boolean;
  reading: boolean;
}

/** Which keys send. */
type SendWay = "both" | "shift+enter" | "ctrl+enter" | "enter";

type NumberOption = "temperature" | "seed" | "max_tokens";

/** What a recorder shows. `use`: the title of the button that hands the recording on. */
interface RecorderState {
  state: "idle" | "opening" | "recording" | "done";
  problem: string;
  level: number;
  seconds: number;
  use: string;
}

/** What every room of the composer's form is given. */
interface Rooms {
  model: PageModel<Protocol.FromForm>;
  sections: PageSections;
  send: Send;
  sample: Sample;
  uploads: { files: Map<string, Uploading>; add(file: File, id: string, name?: string): void; forget(id: string): void };
  addFiles(files: Iterable<File>): void;
  /** What is written; it is not told again. */
  words(): string;
  keys: {
    readonly way: SendWay;
    choose(way: string): void;
    named(way?: SendWay): string;
    sends(e: KeyboardEvent): boolean;
  };
  children: { mount(slot: string, id: string | null | undefined): void; unmount(slot: string): void; close(): void };
}

/** What an `AudioWorkletNode` is to a track, or what stands for it. */
interface TrackNode {
  port: { onmessage: ((e: any) => void) | null; postMessage(m: any, transfer?: Transferable[]): void };
  parameters: { get(name: string): { value: number } | undefined };
  connect(to: AudioNode): void;
  disconnect(): void;
}

/** A processor of the audio thread; `onPage` makes what stands for it where a page may have none. */
interface TrackKind {
  name: string;
  code: string;
  onPage?(context: AudioContext, volume: number): TrackNode;
}

/** One line of sound in the page's graph: what a player has of it. */
interface AudioTrack {
  id: number;
  graph: AudioGraph;
  changed(): void;
  post(m: object, transfer?: Transferable[]): void;
  setVolume(value: number): void;
  free(): void;
}

/** What the players of a page share. */
interface AudioGraph {
  context: AudioContext;
  gain: GainNode;
  tracks: Set<AudioTrack>;
  readonly blocked: boolean;
  load(kind: TrackKind): Promise<void>;
  close(): void;
  wake(): void;
  latency(): number;
  use(track: AudioTrack): void;
  idle(track: AudioTrack): void;
  add(track: AudioTrack): void;
  remove(track: AudioTrack): void;
}

/** What a player plays: an <audio>, or a live speaker that looks like one. */
interface PlayerMedium {
  /** Seconds. */
  currentTime: number;
  /** Seconds; NaN where it is not known yet. */
  readonly duration: number;
  /** How long the sound is, where that is known better: an mp3 is padded. */
  readonly length_s?: number;
  readonly paused: boolean;
  volume: number;
  muted: boolean;
  playbackRate: number;
  /** More may come. */
  readonly growing?: boolean;
  /** Which part of its picture it takes, 0 to 1: all of it, if it does not say. */
  readonly room?: number;
  play(): Promise<void> | void;
  pause(): void;
}

/** A player of a saved output: what a live player of the same sound has of it. */
interface SavedPlayer {
  box: Element;
  /** The digest of its sound. */
  sound: string;
  /** Shows that one in place of its own; null: its own again, from there on. */
  follow(live: PlayerMedium | null): void;
  show(): void;
}

/** Two rising lists of seconds: of one sound, and of another. */
type DeckMap = [ArrayLike<number>, ArrayLike<number>];
type AuditionWay = "auto" | "start" | "time" | "word";

/** A sound of an audition. Times are its own seconds. */
interface AuditionSound {
  id: string;
  rate: number;
  total: number;
  ended: boolean;
  peaks: { add(pcm: Int16Array, rate: number): void; end(): void; all(): Int8Array };
  gain_db: number;
  from_s: number;
  to_s: number;
  own: Float64Array | null;
  common: Float64Array | null;
  loop: [number, number] | null;
}

/** `now`: the sound that is heard, or was stopped; `all`: they are heard in turn. */
interface AuditionState {
  now: string | null;
  at_s: number;
  playing: boolean;
  all: boolean;
  loop: { of: string; from_s: number; to_s: number } | null;
  /** Why nothing is heard, in a word and in a sentence. */
  trouble: "" | "blocked" | "broken";
  problem: string;
}

/** What stands at the top of audition.js. */
interface Audition {
  readonly state: AuditionState;
  readonly way: AuditionWay;
  /** Seconds of `state.now`, where the ear is this moment. */
  readonly playhead: number;
  has(id: string): boolean;
  length(id: string): number;
  peaks(id: string): Int8Array;
  loopOf(id: string): [number, number] | null;
  add(id: string): void;
  push(id: string, pcm: Int16Array, rate?: number): void;
  end(id: string): void;
  load(id: string, bytes: ArrayBuffer): Promise<void>;
  gain(id: string, db: number): void;
  trim(id: string, from_s: number, to_s: number): void;
  align(id: string, own_s: ArrayLike<number> | null, common_s: ArrayLike<number> | null): void;
  onsets(common_s: ArrayLike<number> & Iterable<number>): void;
  set(how: { way?: AuditionWay; matched?: boolean; trimmed?: boolean; volume?: number }): void;
  warm(): void;
  /** False where there is nothing of it to hear yet. */
  hear(id: string): boolean;
  /** The one that is heard now, or null. */
  flip(): string | null;
  playAll(ids: string[]): void;
  seek(id: string, at_s: number): void;
  stop(): void;
  loop(id: string | null, from_s?: number, to_s?: number): void;
  remove(id: string): void;
  close(): void;
}

/** What a listener sees of a test: `extra` is whatever else is drawn anew when it changes. */
interface ListeningState {
  stage: "start" | "trial" | "end";
  language: "en" | "zh";
  test: "ab" | "abx" | "acr" | "ccr";
  question: string;
  title: string;
  samples: string[];
  practice: boolean;
  /** There is a trial for practice. */
  practised: boolean;
  place: number;
  of: number;
  answered: number;
  serial: number;
  canUndo: boolean;
  /** An answer is on its way. */
  busy: boolean;
  loading: boolean;
  dead: boolean;
  problem: string;
  /** To be told once, in the line that is read aloud. */
  said: string;
  extra: string;
}

type PageSectionsOfComparison = Partial<Protocol.ComparisonSections> & { [cell: `cell:${string}`]: Protocol.CellView };

type PageSectionsOfHistory = Partial<Protocol.HistorySections> & { [line: `line:${string}`]: Protocol.KeptLine };

/** What every room of the history is given. */
interface HistoryRoom {
  model: PageModel<Protocol.FromHistory>;
  sections: PageSectionsOfHistory;
  send(content: Protocol.FromHistory): void;
  sample: Sample;
  redraw(...names: string[]): void;
  pick(id: string, on: boolean): void;
}

type PageSectionsOfGallery = Partial<Protocol.GallerySections> & { [cell: `cell:${string}`]: Protocol.CellView };

/** What a person does with the cells of a comparison, and what is chosen. */
interface Stage {
  sections: PageSectionsOfComparison;
  audition: Audition;
  send(m: Protocol.FromComparison): void;
  /** What is chosen is another: draw it. */
  changed(): void;
  /** The cell that has the focus, or had it last; it may be shown no more. */
  current: string | null;
  /** The same if it is shown, else the first. */
  chosen(): string | null;
  /** The person has asked for sound once. */
  asked: boolean;
  /** Why nothing is heard of what was asked for. */
  note: string;
  arrowsPlay: boolean;
  matched: boolean;
  trimmed: boolean;
  whole: boolean;
  /** What the list, a favourite and an empty list are called. */
  says: { list: string; pinned: string; nothing: string };
  /** It can be heard by moving there: nobody needs to be asked. */
  ready(id: string): boolean;
  set(more: { matched?: boolean; trimmed?: boolean; whole?: boolean }): void;
  hear(id: string): void;
  hearAt(id: string, at_s: number): void;
  toggle(id: string): void;
  flip(): void;
  hearAll(): void;
  silence(): void;
  nudge(by_s: number): void;
  choosePassage(id: string, from_s: number, to_s: number): void;
  passageFrom(): void;
  passageTo(): void;
  noPassage(): void;
  pin(id: string): void;
  remove(id: string): void;
}

interface Element {
  /** Every element that the widgets meet is one of HTML. */
  readonly dataset: DOMStringMap;
}
interface Window {
  /** The audio graphs of the page, for each version of audio_graph.js. */
  omniNbAudio?: { [version: number]: any };
  /** Says to other pages of this origin that something sounds; null where there can be none. */
  omniNbPages?: BroadcastChannel | null;
  /** How loud a person wants the players of this page. */
  omniNbLoud?: { volume: number; muted: boolean };
  /** The players of saved outputs give way to whatever sounds. */
  omniNbSaved?: boolean;
  /** For tests: listen to what is played. */
  omniNbTap?: (...args: any[]) => Promise<void>;
}
