// What the widgets' JavaScript takes for given, for `tsc --checkJs`. No code; nothing of it is shipped.
// The messages and sections stand in protocol.d.ts, which is made from omni_nb/widgets/protocol.

/** The half of a widget that lives in the page, as anywidget gives it. */
interface PageModel<Says extends { t: string } = { t: "unknown"; what: string }> {
  send(content: Says, callbacks?: undefined, buffers?: ArrayBuffer[]): void;
  on(event: string, handler: (...args: any[]) => void): void;
  off(event: string, handler: (...args: any[]) => void): void;
  widget_manager?: any;
}

/** A function for each message that Python may say. */
type Takes<M extends { t: string }> = { [T in M["t"]]: (m: Extract<M, { t: T }>, buffers: DataView[]) => void };

type Send = (content: Protocol.FromForm, buffers?: ArrayBuffer[]) => void;
type PageSections = Partial<Protocol.Sections> & { [turn: `turn:${string}`]: Protocol.TurnView };

/** What every room of the composer's form is given. */
interface Rooms {
  model: PageModel<Protocol.FromForm>;
  sections: PageSections;
  send: Send;
  sample: { key: string; silence(): void; play(key: string, sound: DataView, mime: string): void };
  uploads: { files: Map<string, any>; add(file: File, id: string, name?: string): void; forget(id: string): void };
  addFiles(files: Iterable<File>): void;
  /** What is written; it is not told again. */
  words(): string;
  children: { mount(slot: string, id: string | null | undefined): void; unmount(slot: string): void; close(): void };
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
  ready: Promise<void>;
  tracks: Set<AudioTrack>;
  readonly blocked: boolean;
  wake(): void;
  latency(): number;
  use(track: AudioTrack): void;
  idle(track: AudioTrack): void;
  add(track: AudioTrack): void;
  remove(track: AudioTrack): void;
  switch(from: AudioTrack, to: AudioTrack, at?: number): void;
}

interface Element {
  /** Every element that the widgets meet is one of HTML. */
  readonly dataset: DOMStringMap;
}
interface Window {
  /** The audio graphs of the page, for each version of audio_graph.js. */
  omniNbAudio?: { [version: number]: any };
  /** For tests: listen to what is played. */
  omniNbTap?: (...args: any[]) => Promise<void>;
}
