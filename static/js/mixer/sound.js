/* The page's side of the mix: builds the graph, carries wishes to the worklet and its reports back. */
import { levels } from "mixer-law";

/** What this browser lacks to play a mix, in words; "" if nothing. */
export function missing() {
  if (!window.isSecureContext) return "The mixer plays over https or on this machine only. Each part plays alone, and a mix can be made into a file.";
  if (!window.AudioWorkletNode || !window.AudioDecoder) return "This browser cannot play several parts in step. Each part plays alone, and a mix can be made into a file.";
  return "";
}

export class MixSound extends EventTarget {
  static async open({ manifest: address, pack, worklet, feeder }) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
    const manifest = await answer.json();
    const context = new AudioContext({ sampleRate: manifest.rate, latencyHint: "balanced" });
    try {
      await context.audioWorklet.addModule(worklet);
    } catch (error) {
      context.close();
      throw error;
    }
    return new MixSound(manifest, context, new URL(pack, location.href).href, feeder);
  }

  constructor(manifest, context, url, feeder) {
    super();
    this.manifest = manifest;
    this.context = context;
    const { port1, port2 } = new MessageChannel();
    this.feeder = new Worker(feeder, { type: "module" });
    this.feeder.onmessage = ({ data }) => this.dispatchEvent(new CustomEvent("trouble", { detail: data.error }));
    this.feeder.postMessage({ manifest, url, port: port1 }, [port1]);
    const { frames, chunk, stems } = manifest;
    const processorOptions = { channels: stems.map((stem) => stem.channels), frames, chunk };
    this.node = new AudioWorkletNode(context, "mixer", { numberOfInputs: 0, outputChannelCount: [2], processorOptions });
    this.node.port.postMessage({ feeder: port2 }, [port2]);
    this.node.port.onmessage = ({ data }) => {
      this.state = data;
      this.dispatchEvent(new Event("report"));
    };
    this.node.connect(context.destination);
  }

  /** Call it inside a press: only a person may begin sound. */
  play() {
    this.context.resume();
    this.tell({ play: true });
  }

  pause() {
    this.tell({ play: false });
  }

  seek(seconds) {
    this.tell({ seek: Math.round(seconds * this.manifest.rate) });
  }

  /** `range` is [from, to] in seconds, or null. */
  loop(range) {
    this.tell({ loop: range && range.map((seconds) => Math.round(seconds * this.manifest.rate)) });
  }

  /** `strips` by the ids of their stems, `groups` by their names; a stem without a strip is silent. */
  set({ strips, groups, master = 0 }, atOnce = false) {
    const inOrder = this.manifest.stems.map(({ stem }) => strips.get(stem) ?? { mute: true });
    this.tell({ gains: levels(inOrder, master, groups), at_once: atOnce });
  }

  tell(message) {
    this.node.port.postMessage(message);
  }

  get isPlaying() {
    return Boolean(this.state?.playing);
  }

  /** What is heard now, in seconds: the reported place less what the device is late. */
  get at_s() {
    const { position = 0, playing } = this.state ?? {};
    return Math.max(0, position / this.manifest.rate - (playing ? this.context.outputLatency || 0 : 0));
  }

  get length_s() {
    return this.manifest.frames / this.manifest.rate;
  }

  /** Peaks since the last report by the id of their stem, and of the master under "". */
  peaks() {
    const { peaks } = this.state ?? {};
    if (!peaks) return new Map();
    const ids = [...this.manifest.stems.map(({ stem }) => stem), ""];
    return new Map(ids.map((id, at) => [id, Math.max(peaks[2 * at], peaks[2 * at + 1])]));
  }

  close() {
    this.feeder.terminate();
    this.context.close();
  }
}
