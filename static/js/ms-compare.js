/* <ms-compare> plays two to four takes as one: all run together, one is heard, so changing makes no gap.

   Each [data-lane] has an <audio>, [data-hear], and data-lufs. Louder takes are turned down to the quietest one, never
   up, so nothing clips. Takes that are not heard are put back in step when they drift. Blind hides names and shuffles. */
import { isOurs } from "keys";

const DRIFT_S = 0.04;
const CHECK_MS = 400;
const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;

class Compare extends HTMLElement {
  connectedCallback() {
    this.lanes = [...this.querySelectorAll("[data-lane]")];
    this.sounds = this.lanes.map((lane) => lane.querySelector("audio"));
    this.heard = 0;
    this.controller = new AbortController();
    const { signal } = this.controller;
    const on = (target, name, does) => target.addEventListener(name, does, { signal });
    for (const sound of this.sounds) {
      sound.controls = false;
      on(sound, "ended", () => this.pause());
      on(sound, "error", () => this.say("One of these takes does not play."));
    }
    on(this.part("compare-toggle"), "click", () => this.toggle());
    on(this.part("place"), "input", (event) => this.go((event.target.value / 1000) * this.length_s));
    on(this.part("match"), "change", () => this.level());
    on(this.part("blind"), "change", (event) => this.hide(event.target.checked));
    on(this.part("reveal"), "click", () => this.hide(false));
    on(this, "ms-seek", (event) => {
      event.stopPropagation();
      this.go(event.detail.share * this.length_s);
    });
    document.addEventListener("keydown", (event) => this.press(event), { signal, capture: true });
    document.addEventListener("play", (event) => this.giveWay(event), { signal, capture: true });
    document.addEventListener("click", (event) => this.follow(event), { signal });
    this.part("compare-toggle").disabled = false;
    this.name();
    this.hear(0);
    this.showPlace();
    this.timer = setInterval(() => this.keepStep(), CHECK_MS);
  }

  disconnectedCallback() {
    this.controller.abort();
    clearInterval(this.timer);
    cancelAnimationFrame(this.frame);
    for (const sound of this.sounds) sound.pause();
  }

  part(name) {
    return this.querySelector(`[data-${name}]`);
  }

  get now() {
    return this.sounds[this.heard];
  }

  get length_s() {
    const told_s = Number(this.lanes[this.heard].dataset.length) || 0;
    return Number.isFinite(this.now.duration) ? this.now.duration : told_s;
  }

  get isPlaying() {
    return this.sounds.some((sound) => !sound.paused);
  }

  /* The player at the bottom and this room never sound together. */
  giveWay(event) {
    if (event.target.closest("ms-player")) this.pause();
  }

  /* A moment named elsewhere on the page, or a field that wants the one that is heard now. */
  follow({ target }) {
    const moment = target.closest?.("[data-at][data-listen]");
    if (moment && moment.dataset.listen === this.id) this.go(Number(moment.dataset.at));
    const taker = target.closest?.("[data-moment]");
    const field = taker && this.id && taker.dataset.of === this.id && document.getElementById(taker.dataset.moment);
    if (field) field.value = this.now.currentTime.toFixed(1);
  }

  press(event) {
    if (!isOurs(event)) return;
    const key = event.key.toLowerCase();
    if (key !== " " && key !== "x") return;
    event.preventDefault();
    event.stopPropagation();
    if (key === " ") this.toggle();
    else this.hear((this.heard + 1) % this.lanes.length);
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  play() {
    document.querySelector("ms-player audio")?.pause();
    const at_s = this.now.currentTime;
    for (const sound of this.sounds) {
      if (sound !== this.now) sound.currentTime = at_s;
      sound.play().catch(() => this.say("The browser waits for a press of play."));
    }
    this.show();
    this.run();
  }

  pause() {
    for (const sound of this.sounds) sound.pause();
    cancelAnimationFrame(this.frame);
    this.show();
  }

  go(at_s) {
    for (const sound of this.sounds) sound.currentTime = at_s;
    this.showPlace();
  }

  hear(number) {
    this.heard = number;
    this.level();
    this.lanes.forEach((lane, at) => {
      lane.toggleAttribute("data-heard", at === number);
      lane.querySelector("[data-hear]").setAttribute("aria-pressed", String(at === number));
    });
  }

  /* As loud as the quietest of them; what is not heard has no volume, but runs on. */
  level() {
    const levels = this.lanes.map((lane) => Number.parseFloat(lane.dataset.lufs));
    const known = levels.filter(Number.isFinite);
    const target = this.part("match").checked && known.length === levels.length ? Math.min(...known) : null;
    this.sounds.forEach((sound, at) => {
      const gain = target === null ? 1 : 10 ** ((target - levels[at]) / 20);
      sound.volume = at === this.heard ? Math.min(1, gain) : 0;
    });
  }

  keepStep() {
    if (!this.isPlaying) return;
    const at_s = this.now.currentTime;
    for (const sound of this.sounds) {
      if (sound !== this.now && Math.abs(sound.currentTime - at_s) > DRIFT_S) sound.currentTime = at_s;
    }
  }

  /* -- Blind ---------------------------------------------------------------------------------- */

  hide(isBlind) {
    this.toggleAttribute("data-hiding", isBlind);
    this.part("reveal").hidden = !isBlind;
    this.part("blind").checked = isBlind;
    if (isBlind) this.shuffle();
    this.name();
    this.say(isBlind ? "Shuffled. Pick the best one, then look." : "");
  }

  shuffle() {
    const order = [...this.lanes];
    for (let last = order.length - 1; last > 0; last -= 1) {
      const other = Math.floor(Math.random() * (last + 1));
      [order[last], order[other]] = [order[other], order[last]];
    }
    order[0].parentElement.append(...order);
    this.lanes = order;
    this.sounds = order.map((lane) => lane.querySelector("audio"));
    this.hear(0);
  }

  name() {
    const isBlind = this.hasAttribute("data-hiding");
    this.lanes.forEach((lane, at) => {
      const letter = "ABCD"[at];
      const button = lane.querySelector("[data-hear]");
      lane.querySelector("[data-letter]").textContent = letter;
      button.setAttribute("aria-label", isBlind ? `Hear ${letter}` : `Hear ${letter}, ${lane.dataset.name}`);
      button.onclick = () => this.hear(this.lanes.indexOf(lane));
      lane.querySelector("[data-told]").toggleAttribute("inert", isBlind);
    });
  }

  /* -- What is shown -------------------------------------------------------------------------- */

  run() {
    this.showPlace();
    this.frame = requestAnimationFrame(() => this.run());
  }

  show() {
    this.part("compare-toggle").setAttribute("aria-pressed", String(this.isPlaying));
    this.showPlace();
  }

  showPlace() {
    const at_s = this.now.currentTime;
    const share = this.length_s ? at_s / this.length_s : 0;
    this.style.setProperty("--pos", `${(share * 100).toFixed(3)}%`);
    this.part("clock").textContent = clock(at_s);
    const place = this.part("place");
    place.value = Math.round(share * 1000);
    place.style.setProperty("--value", `${share * 100}%`);
    place.setAttribute("aria-valuetext", clock(at_s));
  }

  say(words) {
    this.part("said").textContent = words;
  }
}

customElements.define("ms-compare", Compare);
