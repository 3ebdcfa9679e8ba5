/* <ms-waveform> takes over the drawing that the server put inside: one path for each part of the song.
   Where the sound is, is told by --pos alone. A live one seeks where it is pressed or dragged.
   Bars are thinned when they would touch, from the peaks that the paths themselves carry. */

const SVG = "http://www.w3.org/2000/svg";
const BAR_PX = 4;
const MIDDLE = 50;
const STROKE = /M([\d.]+) ([\d.]+)V/g;
const AREA = /M(\d+) (\d+)((?:l1[ -]\d+)*)v/g;

class MsWaveform extends HTMLElement {
  connectedCallback() {
    this.controller = new AbortController();
    const { signal } = this.controller;
    this.addEventListener("pointerdown", (event) => this.press(event), { signal });
    this.addEventListener("pointermove", (event) => this.hasPointerCapture(event.pointerId) && this.seek(event), { signal });
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(this);
  }

  disconnectedCallback() {
    this.controller.abort();
    this.watcher.disconnect();
  }

  press(event) {
    if (event.button !== 0 || this.dataset.live === undefined || this.closest(".seek")) return;
    this.setPointerCapture(event.pointerId);
    this.seek(event);
  }

  seek(event) {
    const { left, width } = this.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - left) / width));
    this.dispatchEvent(new CustomEvent("ms-seek", { bubbles: true, detail: { share } }));
  }

  /** The bars of the whole drawing: the part of the song that each belongs to, and its level from 0 to 1. Null without. */
  get bars() {
    this.whole ??= readBars(this.querySelector("svg"));
    return this.whole;
  }

  /* Draw again only when the bars would touch, or have room again. A body is no row of bars. */
  fit() {
    const { bars, clientWidth: width } = this;
    if (!bars || !width || this.dataset.kind === "body") return;
    const count = Math.min(bars.length, Math.max(16, Math.floor(width / BAR_PX)));
    if (count === (this.drawn ?? bars.length)) return;
    this.draw(thin(bars, count));
    this.drawn = count;
  }

  draw(bars) {
    const svg = make("svg", { viewBox: `-.5 0 ${bars.length} ${2 * MIDDLE}`, preserveAspectRatio: "none", "aria-hidden": "true" });
    const group = make("g", { class: "peak" });
    group.append(...Object.entries(strokes(bars)).map(([part, d]) => make("path", { "data-part": part, d })));
    svg.append(group);
    if (this.dataset.live !== undefined || this.dataset.played !== undefined) {
      const played = make("g", { class: "played" });
      played.append(group.cloneNode(true));
      svg.append(played);
    }
    this.replaceChildren(svg);
  }
}

function make(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function readBars(svg) {
  if (!svg) return null;
  const bars = [];
  const middle = svg.viewBox.baseVal.height / 2;
  for (const path of svg.querySelectorAll(":scope > .peak > path")) {
    const { part } = path.dataset;
    for (const [at, y] of tops(path.getAttribute("d"))) bars[at] = { part, level: Math.max(0, 1 - y / middle) };
  }
  const found = bars.filter(Boolean);
  return found.length ? found : null;
}

/* Where the strokes, or the upper edges of the areas, are: place and height of each. */
function* tops(d) {
  for (const [, x, y] of d.matchAll(STROKE)) yield [Math.floor(x), Number(y)];
  for (const [, x, corner, edge] of d.matchAll(AREA)) {
    let [at, y] = [Number(x), Number(corner)];
    yield [at, y];
    for (const [, step] of edge.matchAll(/l1 ?(-?\d+)/g)) yield [(at += 1), (y += Number(step))];
  }
}

/* Join neighbouring bars into `count`; each shows the highest of them, in the part it belongs to. */
function thin(bars, count) {
  const joined = [];
  bars.forEach((bar, number) => {
    const at = Math.floor((number * count) / bars.length);
    if (!joined[at] || bar.level > joined[at].level) joined[at] = bar;
  });
  return joined;
}

function strokes(bars) {
  const paths = {};
  bars.forEach(({ part, level }, at) => {
    const half = level * MIDDLE;
    paths[part] = `${paths[part] ?? ""}M${at} ${(MIDDLE - half).toFixed(1)}V${(MIDDLE + half).toFixed(1)}`;
  });
  return paths;
}

customElements.define("ms-waveform", MsWaveform);
