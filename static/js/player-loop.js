/* What the player repeats: a stretch of the take that is in it. Its ends are set at the playhead by "[" and "]", or by the
   player's key (first press: begin, second: end, third: play on), or by dragging along the time above a large waveform. */

const LEAST_S = 0.3;
const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;

export class Loop {
  constructor(player) {
    this.player = player;
    this.clear();
  }

  get isWhole() {
    return this.from_s !== null && this.to_s !== null;
  }

  clear() {
    this.from_s = null;
    this.to_s = null;
    this.show();
  }

  set(from_s, to_s) {
    if (to_s - from_s < LEAST_S) return false;
    this.from_s = from_s;
    this.to_s = to_s;
    this.show();
    return true;
  }

  /** One end, where the take is now; the other stays if it is still on its side. */
  begin(at_s) {
    this.from_s = at_s;
    if (this.to_s !== null && this.to_s - at_s < LEAST_S) this.to_s = null;
    this.show();
  }

  end(at_s) {
    if (at_s - (this.from_s ?? 0) < LEAST_S) return;
    this.from_s ??= 0;
    this.to_s = at_s;
    this.show();
  }

  /** The key of the player: begin here, end here, play on. */
  press(at_s) {
    if (this.isWhole) this.clear();
    else if (this.from_s === null) this.begin(at_s);
    else if (at_s - this.from_s < LEAST_S) this.clear();
    else this.end(at_s);
  }

  /** Where the take must go from `at_s`, null if it just goes on. */
  turn(at_s) {
    return this.isWhole && at_s >= this.to_s ? this.from_s : null;
  }

  get words() {
    if (this.isWhole) return `${clock(this.from_s)} to ${clock(this.to_s)}`;
    return this.from_s === null ? "" : `from ${clock(this.from_s)}`;
  }

  /* Places are told by --loop-from and --loop-to, shares of the length. */
  show() {
    const { player, words } = this;
    const key = player.part("repeat");
    const length_s = player.sound?.length_s;
    key.setAttribute("aria-pressed", String(this.from_s !== null));
    key.querySelector("[data-loop-now]").textContent = words;
    for (const place of [player, ...player.rows]) {
      const isShown = this.isWhole && Boolean(length_s);
      place.toggleAttribute("data-loop", isShown);
      if (isShown) {
        place.style.setProperty("--loop-from", (this.from_s / length_s).toFixed(5));
        place.style.setProperty("--loop-to", (this.to_s / length_s).toFixed(5));
      }
      const bar = place.querySelector("[data-loop-bar]");
      if (!bar) continue;
      bar.hidden = !isShown;
      bar.querySelector("[data-loop-words]").textContent = words;
    }
  }
}

/** Let a drag along [data-ruler] choose a stretch: `choose(row, from, to)` in shares of the length. */
export function listenToRulers(choose, signal) {
  let begun = null;
  const share = (event) => {
    const { left, width } = begun.ruler.getBoundingClientRect();
    const style = getComputedStyle(begun.ruler);
    const inner = width - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    return Math.min(1, Math.max(0, (event.clientX - left - parseFloat(style.paddingLeft)) / inner));
  };
  document.addEventListener("pointerdown", (event) => {
    const ruler = event.target.closest?.("[data-ruler]");
    if (!ruler || event.button !== 0) return;
    begun = { ruler, row: ruler.closest("[data-take]") };
    begun.from = share(event);
    ruler.setPointerCapture(event.pointerId);
  }, { signal });
  document.addEventListener("pointerup", (event) => {
    if (!begun) return;
    const to = share(event);
    const { row, from } = begun;
    begun = null;
    choose(row, Math.min(from, to), Math.max(from, to));
  }, { signal });
  document.addEventListener("pointercancel", () => {
    begun = null;
  }, { signal });
}
