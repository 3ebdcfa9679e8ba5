/* The mixing law. apps/stems/analysis/law.py says the same on the server: a change of one is a change of both. */

const BOTTOM_DB = -60;
const linear = (db) => (db <= BOTTOM_DB ? 0 : 10 ** (db / 20));

/* A strip as its group leaves it: gains add up; mute and solo are those of either; the bottom of either is silence. */
function folded(strip, { gain: more = 0, mute, solo } = {}) {
  const { gain = 0 } = strip;
  const sum = Math.min(gain, more) <= BOTTOM_DB ? BOTTOM_DB : gain + more;
  return { ...strip, gain: sum, mute: strip.mute || mute, solo: strip.solo || solo };
}

/** Which strips are heard: mute wins over solo, also that of a group. `groups` by their names. */
export function heard(strips, groups = new Map()) {
  const whole = strips.map((strip) => folded(strip, groups.get(strip.group)));
  const soloed = whole.some((strip) => strip.solo);
  return whole.map((strip) => !strip.mute && (!soloed || strip.solo) && strip);
}

/** Gains of all strips, left and right by turns. Pan is a balance, so the untouched mix is the sum. */
export function levels(strips, masterDb = 0, groups = new Map()) {
  const gains = new Float32Array(strips.length * 2);
  heard(strips, groups).forEach((strip, at) => {
    if (!strip) return;
    const { gain, pan = 0 } = strip;
    const level = linear(gain) * linear(masterDb);
    gains[2 * at] = level * Math.min(1, 1 - pan);
    gains[2 * at + 1] = level * Math.min(1, 1 + pan);
  });
  return gains;
}

/** Frames that the limiter judges at a time; a render quantum is a whole number of them. */
export const HOP = 64;
const AHEAD = 4;
const CEILING = 10 ** (-1 / 20);
const RELEASE_S = 0.1;

/* Per hop: the gain that it needs; the least of five; exponential release; the mean of four; linear in between. */
export class Limiter {
  constructor(rate) {
    this.keep = 1 - Math.exp(-HOP / (rate * RELEASE_S));
    this.need = new Float64Array(AHEAD + 1).fill(1);
    this.slow = new Float64Array(AHEAD).fill(1);
    this.gain = 1;
    this.at = 0;
    this.lines = [new Float64Array(HOP * AHEAD), new Float64Array(HOP * AHEAD)];
  }

  /** One hop of left and right from `from` on, in place; what comes out is `AHEAD` hops old. */
  hop(left, right, from) {
    const next = this.gainAfter(this.peak(left, right, from));
    const step = (next - this.gain) / HOP;
    const [lateLeft, lateRight] = this.lines;
    for (let frame = 0, place = this.at; frame < HOP; frame++, place++) {
      const gain = this.gain + step * frame;
      const before = lateLeft[place];
      const beforeRight = lateRight[place];
      lateLeft[place] = left[from + frame];
      lateRight[place] = right[from + frame];
      left[from + frame] = before * gain;
      right[from + frame] = beforeRight * gain;
    }
    this.gain = next;
    this.at = (this.at + HOP) % (HOP * AHEAD);
  }

  peak(left, right, from) {
    let peak = 0;
    for (let at = from; at < from + HOP; at++) peak = Math.max(peak, Math.abs(left[at]), Math.abs(right[at]));
    return peak;
  }

  gainAfter(peak) {
    const { need, slow } = this;
    need.copyWithin(0, 1);
    need[AHEAD] = peak > CEILING ? CEILING / peak : 1;
    let least = 1;
    for (let at = 0; at <= AHEAD; at++) least = Math.min(least, need[at]);
    const last = slow[AHEAD - 1];
    slow.copyWithin(0, 1);
    slow[AHEAD - 1] = least < last ? least : last + (least - last) * this.keep;
    let sum = 0;
    for (let at = 0; at < AHEAD; at++) sum += slow[at];
    return sum / AHEAD;
  }
}
