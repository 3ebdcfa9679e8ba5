/* <ms-mixer> plays the strips that the server put inside: a form whose faders are heard. It writes --pos on every strip. */
import { isOurs } from "keys";
import { heard } from "mixer-law";
import { Ruler } from "mixer-ruler";
import { MixSound, missing } from "mixer-sound";

const STEP_S = 5;
const FLOOR_DB = -60;
const FALL = 0.92;
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

class MsMixer extends HTMLElement {
  connectedCallback() {
    this.controller = new AbortController();
    const { signal } = this.controller;
    const on = (target, name, does, options) => target.addEventListener(name, does, { signal, ...options });
    this.strips = [...this.querySelectorAll(".strip")];
    this.highest = new Map();
    for (const fader of this.querySelectorAll(".fader")) this.showFader(fader);
    this.showOut();
    on(this, "input", (event) => this.change(event.target));
    on(this, "click", (event) => this.soloAlone(event), { capture: true });
    on(this, "click", ({ target }) => this.fold(target.closest("[data-fold]")));
    on(this, "dblclick", ({ target }) => target.matches(".fader") && this.centre(target));
    if (!this.dataset.manifest) return;
    const lack = missing();
    this.part("transport").hidden = false;
    if (lack) {
      this.part("mixer-play").disabled = true;
      this.say(lack);
      return;
    }
    this.ruler = new Ruler(this.part("mixer-ruler"), { on, seek: (seconds) => this.seek(seconds), loop: (range) => this.setLoop(range) });
    on(this.part("mixer-play"), "click", () => this.toggle());
    on(this, "ms-seek", (event) => this.seekIn(event));
    on(document, "keydown", (event) => this.press(event), { capture: true });
    on(document, "click", ({ target }) => target.closest?.("[data-play], [data-toggle]") && this.sound?.pause());
    this.open();
  }

  disconnectedCallback() {
    this.controller.abort();
    cancelAnimationFrame(this.frame);
    this.sound?.close();
    this.sound = null;
  }

  async open() {
    const { manifest, pack, worklet, feeder } = this.dataset;
    try {
      const sound = await MixSound.open({ manifest, pack, worklet, feeder });
      if (!this.isConnected) {
        sound.close();
        return;
      }
      this.sound = sound;
    } catch {
      this.say("The mixer could not be opened. Load the page again.");
      return;
    }
    this.tell(true);
    this.tellLoop();
    this.sound.addEventListener("report", () => this.hear());
    this.sound.addEventListener("trouble", () => this.say("The sound stopped arriving. Press play to go on."));
    this.dataset.open = "";
    if (this.wantsPlay) this.play();
  }

  part(name) {
    return this.querySelector(`[data-${name}]`);
  }

  say(words) {
    const place = this.part("said");
    if (place.textContent !== words) place.textContent = words;
  }

  /* -- What people do ----------------------------------------------------------------------- */

  toggle() {
    if (this.sound?.isPlaying) this.sound.pause();
    else this.play();
  }

  play() {
    document.querySelector("ms-player")?.sound?.pause();
    if (this.sound) this.sound.play();
    else this.wantsPlay = true;
  }

  seekIn(event) {
    event.stopPropagation();
    const strip = event.target.closest(".strip");
    this.seek(event.detail.share * Number(strip.dataset.length || this.dataset.duration));
  }

  seek(seconds) {
    this.sound?.seek(Math.min(this.sound.length_s, Math.max(0, seconds)));
  }

  press(event) {
    if (!this.sound || !isOurs(event)) return;
    const does = this.actionOf(event);
    if (!does) return;
    event.preventDefault();
    does();
  }

  actionOf({ key, target }) {
    const at = this.sound.at_s;
    const [from, to] = this.loopFields();
    const anywhere = {
      " ": () => this.toggle(),
      ArrowLeft: () => this.seek(at - STEP_S),
      ArrowRight: () => this.seek(at + STEP_S),
      Home: () => this.seek(0),
      l: () => this.part("loop").click(),
      "[": () => this.setLoop([at, Math.max(to, at + STEP_S)]),
      "]": () => this.setLoop([Math.min(from, Math.max(0, at - STEP_S)), at]),
      ",": () => this.seek(this.ruler.before(at)),
      ".": () => this.seek(this.ruler.after(at) ?? at),
      j: () => this.goTo(target, 1),
      k: () => this.goTo(target, -1),
    };
    const strip = target.closest?.(".strip");
    const there = strip && {
      m: this.latch(strip, "mute") && (() => this.latch(strip, "mute").click()),
      s: this.latch(strip, "solo") && (() => this.latch(strip, "solo").click()),
      0: () => this.centre(strip.querySelector(".fader")),
      g: () => this.fold(this.querySelector(`[data-fold="${strip.dataset.group ?? strip.dataset.in}"]`)),
    };
    const small = key.length === 1 ? key.toLowerCase() : key;
    return there?.[small] ?? anywhere[small];
  }

  /* To the next strip that is shown, or the one before. */
  goTo(target, step) {
    const shown = this.strips.filter((strip) => !strip.hidden);
    const at = shown.indexOf(target.closest?.(".strip"));
    const next = shown[at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + step))];
    next?.querySelector("input")?.focus();
  }

  latch(strip, name) {
    return strip.querySelector(`input[name^="${name}-"]`);
  }

  centre(fader) {
    fader.value = 0;
    fader.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* Show only the group, or its strips as well. */
  fold(key) {
    if (!key) return;
    const isFolded = key.getAttribute("aria-expanded") === "true";
    key.setAttribute("aria-expanded", String(!isFolded));
    for (const strip of this.strips) if (strip.dataset.in === key.dataset.fold) strip.hidden = isFolded;
  }

  /* Solo with shift: this one alone. */
  soloAlone(event) {
    const box = event.shiftKey && event.target.closest?.(".latch")?.querySelector('input[name^="solo-"]');
    if (!box) return;
    for (const other of this.querySelectorAll('input[name^="solo-"]')) if (other !== box) other.checked = false;
    this.tell();
    this.showOut();
  }

  change(control) {
    if (control.matches(".fader")) this.showFader(control);
    if (control.matches("[data-loop], [data-loop-from], [data-loop-to]")) this.tellLoop();
    else this.tell();
    this.showOut();
  }

  /* -- What is told to the sound ------------------------------------------------------------ */

  /* All faders and latches: of strips by their stems, of groups by their keys, and the master's gain. */
  settings() {
    const read = (name) => new Map(this.strips.filter((strip) => strip.dataset[name]).map((strip) => [strip.dataset[name], this.read(strip)]));
    return { strips: read("stem"), groups: read("group"), master: this.read(this.querySelector("[data-master]")).gain };
  }

  read(strip) {
    const number = (name) => Number(strip.querySelector(`[name^="${name}-"]`)?.value ?? 0);
    const isOn = (name) => Boolean(this.latch(strip, name)?.checked);
    return { gain: number("gain"), pan: number("pan"), mute: isOn("mute"), solo: isOn("solo"), group: strip.dataset.in };
  }

  tell(atOnce = false) {
    this.sound?.set(this.settings(), atOnce);
  }

  loopFields() {
    return ["loop-from", "loop-to"].map((name) => Number(this.part(name).value));
  }

  setLoop([from, to]) {
    this.part("loop-from").value = from.toFixed(1);
    this.part("loop-to").value = to.toFixed(1);
    this.part("loop").checked = true;
    this.tellLoop();
  }

  tellLoop() {
    const [from, to] = this.loopFields();
    const isOn = this.part("loop").checked;
    const range = isOn && to > from ? [from, to] : null;
    this.sound?.loop(range);
    this.ruler?.showLoop(range);
    for (const [at, name] of ["--loop-at", "--loop-to"].entries()) this.style.setProperty(name, String((range?.[at] ?? 0) / this.dataset.duration));
    this.say(isOn && !range ? "The loop must end after it begins." : "");
  }

  /* -- What is shown ------------------------------------------------------------------------ */

  showFader(fader) {
    const { min, max, value } = fader;
    fader.style.setProperty("--value", `${((value - min) / (max - min)) * 100}%`);
    const output = fader.parentElement.querySelector("output");
    if (output) output.value = fader.dataset.kind === "pan" ? panWords(Number(value)) : gainWords(Number(value));
  }

  showOut() {
    const { strips, groups } = this.settings();
    const sounds = heard([...strips.values()], groups);
    const ids = [...strips.keys()].filter((_, at) => sounds[at]);
    for (const strip of this.strips) {
      const { stem, group } = strip.dataset;
      const members = this.strips.filter((one) => one.dataset.in === group).map((one) => one.dataset.stem);
      const own = stem ? [stem] : group ? members : ids;
      strip.toggleAttribute("data-out", !own.some((id) => ids.includes(id)));
    }
  }

  hear() {
    for (const [id, peak] of this.sound.peaks()) this.highest.set(id, Math.max(peak, this.highest.get(id) ?? 0));
    this.frame ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.frame = undefined;
    if (!this.sound) return;
    const { at_s: at, state } = this.sound;
    this.part("mixer-play").setAttribute("aria-pressed", String(this.sound.isPlaying));
    this.part("time").value = clock(at);
    this.toggleAttribute("data-waiting", state.waiting);
    if (state.waiting) this.say("Loading…");
    else if (this.part("said").textContent === "Loading…") this.say("");
    this.ruler.showPlace(at);
    for (const strip of this.strips) {
      const length = Number(strip.dataset.length || this.dataset.duration);
      strip.style.setProperty("--pos", `${Math.min(100, (at / length) * 100)}%`);
      this.drawMeter(strip);
    }
  }

  /* A group shows the highest of its strips. */
  drawMeter(strip) {
    const { stem = "", group } = strip.dataset;
    const members = group && this.strips.filter((one) => one.dataset.in === group);
    const peak = members ? Math.max(...members.map((one) => this.highest.get(one.dataset.stem) ?? 0)) : this.highest.get(stem) ?? 0;
    const level = peak ? Math.max(FLOOR_DB, 20 * Math.log10(peak)) : FLOOR_DB;
    strip.querySelector("[data-meter]")?.style.setProperty("--level", String(1 - level / FLOOR_DB));
    if (!members) this.highest.set(stem, peak < 0.001 ? 0 : peak * FALL);
  }
}

const gainWords = (value) => (value <= FLOOR_DB ? "off" : `${value > 0 ? "+" : ""}${value}`.replace("-", "−"));
const panWords = (value) => (value === 0 ? "C" : `${value < 0 ? "L" : "R"}${Math.round(Math.abs(value) * 100)}`);

customElements.define("ms-mixer", MsMixer);
