/* The clock and the mix, on the audio thread. It owns the position; all others only ask.
   From the page: {feeder: port}, {play}, {seek: frame}, {loop: [from, to] | null}, {gains}. To the page, every 32 ms:
   {position, playing, waiting, starved, ready, peaks}; so also when a chunk has come. To the feeder: {want, have}, {spare}; from it: {index, samples}.
   Chunks are facts (index -> samples), so an answer that comes late after a seek does no harm. */
import { HOP, Limiter } from "./law.js";

const FADE = 256; // frames of fading around play, pause, seek and starvation
const AHEAD = 8; // chunks wanted beyond the one that sounds
const REPORT = 12; // render quanta from report to report
const NEAR = 1e-6; // a gain this close to its goal has arrived

class MixerProcessor extends AudioWorkletProcessor {
  constructor({ processorOptions: { channels, frames, chunk } }) {
    super();
    this.channels = channels;
    this.frames = frames;
    this.chunk = chunk;
    this.planes = [];
    channels.reduce((sum, count) => (this.planes.push(sum), sum + count), 0);
    this.chunks = new Map();
    this.asked = "";
    this.target = null; // a seek that waits until the sound has faded
    this.loop = null;
    this.playing = false;
    this.position = 0;
    this.level = 0; // of the fade
    this.quanta = 0;
    this.starved = 0;
    this.gains = new Float32Array(channels.length * 2).fill(1);
    this.goals = new Float32Array(channels.length * 2).fill(1);
    this.peaks = new Float32Array(channels.length * 2 + 2);
    this.limiter = new Limiter(sampleRate);
    this.port.onmessage = ({ data }) => (data.feeder ? this.connect(data.feeder) : this.command(data));
  }

  connect(feeder) {
    this.feeder = feeder;
    feeder.onmessage = ({ data: { index, samples } }) => {
      if (!this.chunks.has(index) && this.wanted().includes(index)) this.chunks.set(index, samples);
      else this.giveBack(samples);
      this.report();
    };
    this.ask();
  }

  giveBack(samples) {
    this.feeder.postMessage({ spare: samples }, [samples.buffer]);
  }

  command({ play, seek, loop, gains, at_once: atOnce }) {
    if (gains) this.goals.set(gains);
    if (gains && atOnce) this.gains.set(gains);
    if (loop !== undefined) this.loop = loop && loop[1] - loop[0] >= 4 * FADE ? loop : null;
    if (seek !== undefined) this.target = Math.max(0, Math.min(seek, this.frames));
    if (play !== undefined) this.playing = play;
    const isOver = this.playing && this.target === null && this.position >= this.frames;
    if (isOver) this.target = this.loop ? this.loop[0] : 0;
    if (this.target !== null && this.level === 0) this.jump();
    this.ask();
  }

  jump() {
    this.position = this.target;
    this.target = null;
  }

  isBeforeLoopEnd() {
    return this.loop !== null && this.position < this.loop[1];
  }

  /* The frame that will be heard in place of `frame` when the loop is followed. */
  wrapped(frame) {
    if (!this.isBeforeLoopEnd() || frame < this.loop[1]) return frame;
    const [from, to] = this.loop;
    return from + ((frame - to) % (to - from));
  }

  /* Indices of chunks in the order in which they will be heard. */
  wanted() {
    const list = [];
    let frame = this.target ?? this.position;
    for (let step = 0; step <= AHEAD * 2 && list.length <= AHEAD && frame < this.frames; step++) {
      const index = Math.floor(frame / this.chunk);
      if (!list.includes(index)) list.push(index);
      const next = (index + 1) * this.chunk;
      const turns = this.loop && frame < this.loop[1] && next >= this.loop[1];
      frame = turns ? this.loop[0] : next;
    }
    return list;
  }

  ask() {
    if (!this.feeder) return;
    const list = this.wanted();
    const key = list.join();
    if (key === this.asked) return;
    this.asked = key;
    const sounding = Math.floor(this.position / this.chunk); // while a seek fades out
    for (const [index, samples] of this.chunks) {
      if (list.includes(index) || index === sounding) continue;
      this.chunks.delete(index);
      this.giveBack(samples);
    }
    this.feeder.postMessage({ want: list, have: [...this.chunks.keys()] });
  }

  has(frame) {
    return frame >= this.frames || this.chunks.has(Math.floor(frame / this.chunk));
  }

  process(_, [output]) {
    const [left, right] = output;
    const size = left.length;
    const isReady = this.has(this.position) && this.has(this.wrapped(this.position + 3 * size + FADE));
    const wants = this.playing && this.target === null && this.position < this.frames;
    if (wants && !isReady) this.starved++;
    if ((wants && isReady) || this.level > 0) this.sound(left, right, wants && isReady);
    this.glide();
    for (let from = 0; from < size; from += HOP) this.limiter.hop(left, right, from);
    this.meter(this.channels.length, left, right);
    if (wants && this.position >= this.frames) this.playing = false;
    if (++this.quanta % REPORT === 0) this.report();
    return true;
  }

  sound(left, right, isOpen) {
    const size = left.length;
    for (let done = 0; done < size && this.position < this.frames;) {
      const stop = this.isBeforeLoopEnd() ? Math.min(this.loop[1], this.frames) : this.frames;
      const border = (Math.floor(this.position / this.chunk) + 1) * this.chunk;
      const count = Math.min(size - done, Math.min(stop, border) - this.position);
      this.add(left, right, done, count);
      done += count;
      this.position += count;
      if (this.loop && this.position === this.loop[1]) this.position = this.loop[0];
    }
    const slope = (isOpen ? 1 : -1) / FADE;
    for (let frame = 0; frame < size; frame++) {
      this.level = Math.max(0, Math.min(1, this.level + slope));
      left[frame] *= this.level;
      right[frame] *= this.level;
    }
    if (this.level === 0 && this.target !== null) this.jump();
    this.ask();
  }

  /* Add `count` frames of all stems; they do not cross a chunk, the loop's end or the song's. */
  add(left, right, to, count) {
    const samples = this.chunks.get(Math.floor(this.position / this.chunk));
    if (!samples) return;
    const start = this.position % this.chunk;
    const size = left.length;
    for (let at = 0; at < this.channels.length; at++) {
      if (!this.channels[at]) continue;
      let gainLeft = this.gains[2 * at];
      let gainRight = this.gains[2 * at + 1];
      const stepLeft = (this.goals[2 * at] - gainLeft) / 8 / size;
      const stepRight = (this.goals[2 * at + 1] - gainRight) / 8 / size;
      if (!gainLeft && !gainRight && !stepLeft && !stepRight) continue;
      const fromLeft = this.planes[at] * this.chunk + start;
      const fromRight = fromLeft + (this.channels[at] - 1) * this.chunk;
      gainLeft += stepLeft * to;
      gainRight += stepRight * to;
      let peakLeft = 0;
      let peakRight = 0;
      for (let frame = 0; frame < count; frame++) {
        gainLeft += stepLeft;
        gainRight += stepRight;
        const one = samples[fromLeft + frame] * gainLeft;
        const two = samples[fromRight + frame] * gainRight;
        left[to + frame] += one;
        right[to + frame] += two;
        peakLeft = Math.max(peakLeft, Math.abs(one));
        peakRight = Math.max(peakRight, Math.abs(two));
      }
      this.peaks[2 * at] = Math.max(this.peaks[2 * at], peakLeft);
      this.peaks[2 * at + 1] = Math.max(this.peaks[2 * at + 1], peakRight);
    }
  }

  meter(strip, left, right) {
    const { peaks } = this;
    for (let frame = 0; frame < left.length; frame++) {
      peaks[2 * strip] = Math.max(peaks[2 * strip], Math.abs(left[frame]));
      peaks[2 * strip + 1] = Math.max(peaks[2 * strip + 1], Math.abs(right[frame]));
    }
  }

  glide() {
    const { gains, goals } = this;
    for (let at = 0; at < gains.length; at++) {
      const rest = goals[at] - gains[at];
      gains[at] = Math.abs(rest) < NEAR ? goals[at] : gains[at] + rest / 8;
    }
  }

  report() {
    const { position, playing, level, starved, peaks, chunks } = this;
    this.port.postMessage({ position, playing, waiting: playing && level === 0, starved, ready: chunks.size, peaks });
    peaks.fill(0);
  }
}

registerProcessor("mixer", MixerProcessor);
