/* <ms-waveform> takes over the drawing that the server put inside: one path for each part of the song.
   Where the sound is, is told by --pos alone. A live one seeks where it is pressed or dragged.
   Bars are thinned when they would touch, from the peaks that the paths themselves carry. */

const SVG = "http://www.w3.org/2000/svg";
const BAR_PX = 4;
const BAR = /M([\d.]+) ([\d.]+)V([\d.]+)/g;

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

  /** The whole drawing as plain data, to be copied or kept; null without one. */
  get shape() {
    this.whole ??= readShape(this.querySelector("svg"));
    return this.whole;
  }

  set shape(shape) {
    this.whole = shape;
    // A body is no row of bars: thinned out, nothing would be left of it.
    if (shape) this.dataset.kind = shape.groups.some(({ name }) => name === "core") ? "body" : "bars";
    this.drawn = shape ? this.draw(shape) : this.replaceChildren();
    this.fit();
  }

  /* Draw again only when the bars would touch, or have room again. */
  fit() {
    const shape = this.shape;
    const width = this.clientWidth;
    if (!shape || !width || this.dataset.kind === "body") return;
    const room = Math.max(16, Math.floor(width / BAR_PX));
    const count = Math.min(room, widthOf(shape));
    if (count === (this.drawn ?? widthOf(shape))) return;
    this.draw(count < widthOf(shape) ? thin(shape, count) : shape);
  }

  draw(shape) {
    const svg = make("svg", { viewBox: shape.viewBox, preserveAspectRatio: "none", "aria-hidden": "true" });
    const groups = () => shape.groups.map(({ name, paths }) => {
      const group = make("g", { class: name });
      group.append(...paths.map(({ part, d }) => make("path", { "data-part": part, d })));
      return group;
    });
    svg.append(...groups());
    if (this.dataset.live !== undefined || this.dataset.played !== undefined) {
      const played = make("g", { class: "played" });
      played.append(...groups());
      svg.append(played);
    }
    this.replaceChildren(svg);
    this.drawn = widthOf(shape);
    return this.drawn;
  }
}

const widthOf = (shape) => Number(shape.viewBox.split(" ")[2]);

function make(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function readShape(svg) {
  if (!svg) return null;
  const groups = [...svg.children].filter((child) => child.localName === "g" && !child.classList.contains("played"));
  return {
    viewBox: svg.getAttribute("viewBox"),
    groups: groups.map((group) => ({
      name: group.getAttribute("class") ?? "peak",
      paths: [...group.querySelectorAll("path")].map((path) => ({ part: path.dataset.part ?? "verse", d: path.getAttribute("d") })),
    })),
  };
}

/* Join neighbouring bars into `count`; each shows the highest of them, in the part it belongs to. */
function thin(shape, count) {
  const middle = Number(shape.viewBox.split(" ")[3]) / 2;
  const scale = count / widthOf(shape);
  const bars = [];
  for (const { part, d } of shape.groups.flatMap((group) => group.paths)) {
    for (const [, x, top, bottom] of d.matchAll(BAR)) {
      const at = Math.min(count - 1, Math.floor(Number(x) * scale));
      const half = Math.abs(Number(bottom) - Number(top)) / 2;
      if (!bars[at] || half > bars[at].half) bars[at] = { part, half };
    }
  }
  const paths = {};
  bars.forEach(({ part, half }, at) => {
    paths[part] = `${paths[part] ?? ""}M${at + 0.5} ${(middle - half).toFixed(1)}V${(middle + half).toFixed(1)}`;
  });
  return {
    viewBox: `0 0 ${count} ${middle * 2}`,
    groups: [{ name: "peak", paths: Object.entries(paths).map(([part, d]) => ({ part, d })) }],
  };
}

customElements.define("ms-waveform", MsWaveform);
