/* <ms-listen> makes an instrument of a plain <audio>: a key, a waveform to press into, the time. One sounds at a time.
   Without scripts the <audio> keeps its own controls, and the key stays hidden. */
import { isOurs } from "keys";

const STEP_S = 5;
const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;
let latest = null;

class MsListen extends HTMLElement {
  connectedCallback() {
    this.audio = this.querySelector("audio");
    this.key = this.querySelector("[data-toggle]");
    this.controller = new AbortController();
    const { signal } = this.controller;
    const on = (target, name, does) => target.addEventListener(name, does, { signal });
    this.audio.controls = false;
    this.key.hidden = false;
    on(this.key, "click", () => this.toggle());
    on(this, "ms-seek", ({ detail }) => this.goTo(detail.share * this.length_s));
    for (const name of ["play", "pause", "ended"]) on(this.audio, name, () => this.showPlaying());
    for (const name of ["timeupdate", "seeked", "durationchange"]) on(this.audio, name, () => this.showPlace());
    on(this.audio, "ended", () => this.next?.toggle());
    on(this.audio, "waiting", () => this.say("Loading…"));
    on(this.audio, "playing", () => this.say(""));
    on(this.audio, "error", () => this.say("The sound does not arrive. Press play to try again."));
    on(document, "keydown", (event) => this.press(event));
    on(document, "click", (event) => this.follow(event));
    latest ??= this;
    this.showPlace();
  }

  disconnectedCallback() {
    this.controller.abort();
    this.audio.pause();
    if (latest === this) latest = null;
  }

  /* What sounds after this one, where one follows another by itself. */
  get next() {
    const all = [...(this.closest("[data-goes-on]")?.querySelectorAll("ms-listen") ?? [])];
    return all[all.indexOf(this) + 1];
  }

  get length_s() {
    return Number.isFinite(this.audio.duration) ? this.audio.duration : Number(this.dataset.length) || 0;
  }

  toggle() {
    if (!this.audio.paused) {
      this.audio.pause();
      return;
    }
    for (const other of document.querySelectorAll("ms-listen")) if (other !== this) other.audio.pause();
    latest = this;
    if (this.audio.error) this.audio.load();
    this.audio.play().catch(() => {
      /* The error event has said why. */
    });
  }

  goTo(seconds) {
    this.audio.currentTime = Math.max(0, Math.min(seconds, this.length_s - 0.05));
    if (this.audio.paused) this.toggle();
  }

  press(event) {
    if (latest !== this || !isOurs(event)) return;
    const does = { " ": () => this.toggle(), ArrowLeft: () => this.goTo(this.audio.currentTime - STEP_S), ArrowRight: () => this.goTo(this.audio.currentTime + STEP_S) }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  }

  /* A moment named elsewhere on the page: <button data-at="12.5" data-listen="id of the element">. */
  follow({ target }) {
    const moment = target.closest?.("[data-at][data-listen]");
    if (moment?.dataset.listen === this.id) this.goTo(Number(moment.dataset.at));
    const taker = target.closest?.("[data-moment]");
    const field = taker && taker.dataset.of === this.id && document.getElementById(taker.dataset.moment);
    if (field) field.value = this.audio.currentTime.toFixed(1);
  }

  showPlaying() {
    this.key.setAttribute("aria-pressed", String(!this.audio.paused && !this.audio.ended));
    this.toggleAttribute("data-lit", !this.audio.paused);
    cancelAnimationFrame(this.frame);
    if (!this.audio.paused) this.run();
    else this.showPlace();
  }

  run() {
    this.showPlace();
    this.frame = requestAnimationFrame(() => this.run());
  }

  showPlace() {
    const { currentTime } = this.audio;
    this.style.setProperty("--pos", `${this.length_s ? (currentTime / this.length_s) * 100 : 0}%`);
    const place = this.querySelector("[data-clock]");
    const words = clock(currentTime);
    if (place && place.textContent !== words) place.textContent = words;
  }

  say(words) {
    const place = this.querySelector("[data-note]");
    if (place) place.textContent = words;
  }
}

customElements.define("ms-listen", MsListen);
