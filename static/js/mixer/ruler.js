/* The ruler over the strips: a press seeks, a drag makes a loop, a section is played from its start or, with shift, looped. */

const DRAG_PX = 4;
const NEARLY_S = 1; // so shortly after a section began, "before" means the one before it
const rangeOf = ({ dataset: { from, to } }) => [Number(from), Number(to)];

export class Ruler {
  /** `on` adds listeners that end with the mixer; `seek` takes seconds, `loop` a range [from, to] of seconds. */
  constructor(place, { on, seek, loop }) {
    this.place = place;
    this.length = Number(place.dataset.length);
    this.sections = [...place.querySelectorAll("[data-section]")];
    on(place, "pointerdown", (event) => this.press(event));
    on(place, "pointermove", (event) => {
      const range = this.dragged(event);
      if (range) loop(range);
    });
    on(place, "pointerup", (event) => this.release(event, seek));
    on(place, "pointercancel", () => { this.pressed = null; });
    on(place, "click", ({ target, shiftKey }) => {
      const section = target.closest("[data-section]");
      if (!section) return;
      if (shiftKey) loop(rangeOf(section));
      seek(rangeOf(section)[0]);
    });
  }

  press(event) {
    if (event.button !== 0 || event.target.closest("button")) return;
    this.place.setPointerCapture(event.pointerId);
    this.pressed = { x: event.clientX, at: this.secondsAt(event), moved: false };
  }

  /* The range between where the press began and where it is now, once it has become a drag. */
  dragged(event) {
    const { pressed } = this;
    if (!pressed) return null;
    pressed.moved ||= Math.abs(event.clientX - pressed.x) > DRAG_PX;
    return pressed.moved ? [pressed.at, this.secondsAt(event)].sort((one, two) => one - two) : null;
  }

  release(event, seek) {
    if (this.pressed && !this.pressed.moved) seek(this.secondsAt(event));
    this.pressed = null;
  }

  secondsAt({ clientX }) {
    const { left, width } = this.place.getBoundingClientRect();
    return Math.min(1, Math.max(0, (clientX - left) / width)) * this.length;
  }

  /** Where the section before this moment begins; without one, the song. */
  before(seconds) {
    return Math.max(0, ...this.sections.map((section) => rangeOf(section)[0]).filter((from) => from < seconds - NEARLY_S));
  }

  /** Where the next section begins; undefined after the last one. */
  after(seconds) {
    return this.sections.map((section) => rangeOf(section)[0]).find((from) => from > seconds);
  }

  showLoop(range) {
    const region = this.place.querySelector("[data-region]");
    region.hidden = !range;
    if (!range) return;
    region.style.setProperty("--at", String(range[0] / this.length));
    region.style.setProperty("--to", String(range[1] / this.length));
  }

  showPlace(seconds) {
    this.place.style.setProperty("--pos", `${Math.min(100, (seconds / this.length) * 100)}%`);
    for (const section of this.sections) {
      const [from, to] = rangeOf(section);
      if (from <= seconds && seconds < to) section.setAttribute("aria-current", "true");
      else section.removeAttribute("aria-current");
    }
  }
}
