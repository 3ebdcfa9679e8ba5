/* <ms-player> plays the takes of whatever page is shown, and stays while pages come and go.
   It lights the row of the take that is in it and writes --pos (a percentage) there and on itself. */
import { isOurs } from "keys";
import { keep, keepVolume, recall, recallVolume } from "kept";
import { show as showFader } from "faders";
import { follow, forget } from "player-lanes";
import { Loop, listenToRulers } from "player-loop";
import { nameKeys, tellPlace, tellPlaying, tellTake } from "player-media";
import { QueuePanel } from "player-queue";
import { Wave } from "player-wave";
import { Sound } from "sound";
import { coverOf, keyOf, light, queueOnPage, read } from "takes";

const STEP_S = 5;
const clock = (s) => `${Math.floor(s / 60)}:${String(Math.floor(s % 60)).padStart(2, "0")}`;

class MsPlayer extends HTMLElement {
  connectedCallback() {
    this.queue = [];
    this.isOwnOrder = false;
    this.rows = [];
    this.loop = new Loop(this);
    this.panel = new QueuePanel(document.getElementById("queue"), this);
    this.sound = new Sound(this.querySelector("audio"), (what, words) => this.hear(what, words));
    this.controller = new AbortController();
    const { signal } = this.controller;
    this.wave = new Wave(this.part("wave"), signal);
    const on = (target, name, does) => target.addEventListener(name, does, { signal });
    on(document, "click", (event) => this.click(event));
    on(document, "keydown", (event) => this.press(event));
    on(document, "ms-seek", (event) => this.seekIn(event.target, event.detail.share));
    on(document, "htmx:load", () => this.meet());
    on(window, "pagehide", () => this.remember());
    this.panel.listen(signal);
    listenToRulers((row, from, to) => this.repeatIn(row, from, to), signal);
    on(this.querySelector("input[type=range]"), "input", (event) => this.seekTo(event.target.value / 1000));
    on(this.querySelector("[data-volume]"), "input", (event) => this.turn(event.target.value / 100));
    this.turn(recallVolume());
    nameKeys(this);
    this.resume();
  }

  disconnectedCallback() {
    this.controller.abort();
    cancelAnimationFrame(this.frame);
    this.sound.stop();
  }

  part(name) {
    return this.querySelector(`[data-${name}]`);
  }

  get take() {
    return this.sound.take;
  }

  /* -- What people do ----------------------------------------------------------------------- */

  click({ target }) {
    const key = target.closest("[data-play]");
    const mark = target.closest("[data-seek]");
    if (key) this.choose(key);
    else if (mark) this.seekIn(mark, Number(mark.dataset.seek));
    else if (target.closest("[data-play-all]")) this.start(queueOnPage()[0]);
    else if (target.closest("[data-loop-off]")) this.loop.clear();
    else if (target.closest("ms-player [data-repeat]")) this.loop.press(this.sound.at_s);
    else if (target.closest("[data-toggle]") && this.take) this.toggle();
    else if (target.closest("ms-player [data-next]")) this.move(1);
    else if (target.closest("ms-player [data-previous]")) this.move(-1);
  }

  press(event) {
    if (!isOurs(event)) return;
    const does = this.actionOf(event.key);
    if (!does) return;
    event.preventDefault();
    does();
  }

  actionOf(key) {
    if (key === " ") return this.take || this.queueNow().length ? () => this.toggle() : null;
    if (!this.take) return null;
    const small = key.toLowerCase();
    if (small === "j") return () => this.move(1);
    if (small === "k") return () => this.move(-1);
    if (key === "ArrowLeft") return () => this.seekBy(-STEP_S);
    if (key === "ArrowRight") return () => this.seekBy(STEP_S);
    if (small === "l") return () => this.touch("[data-like]");
    if (small === "q") return () => this.panel.panel.togglePopover();
    if (key === "[") return () => this.loop.begin(this.sound.at_s);
    if (key === "]") return () => this.loop.end(this.sound.at_s);
    if (key === "Escape" && this.loop.from_s !== null && !this.panel.isOpen) return () => this.loop.clear();
    if (/^[1-5]$/.test(key)) return () => this.touch(`.rating input[value="${key}"]`);
    return null;
  }

  touch(selector) {
    for (const row of this.rows) {
      const control = row.querySelector(selector);
      if (control) {
        control.click();
        return;
      }
    }
  }

  choose(key) {
    const take = read(key);
    if (take.id === this.take?.id) this.toggle();
    else this.start(take);
  }

  toggle() {
    if (!this.take) this.start(this.queueNow()[0]);
    else if (this.sound.isPlaying) this.sound.pause();
    else this.sound.play();
  }

  move(by) {
    this.queue = this.queueNow();
    const at = this.queue.findIndex((take) => take.id === this.take?.id);
    const next = this.queue[at + by];
    if (next) this.start(next);
    return Boolean(next);
  }

  /* An order that somebody made stays. Else the page's takes while the one that plays is among them, else the queue
     it came from. */
  queueNow() {
    if (this.isOwnOrder && this.queue.some((take) => take.id === this.take?.id)) return this.queue;
    const takes = queueOnPage();
    return !this.take || takes.some((take) => take.id === this.take.id) ? takes : this.queue;
  }

  /** Let what is queued play in the order of these ids; what is not among them leaves. */
  reorder(ids) {
    const before = this.queueNow();
    this.queue = ids.map((id) => before.find((take) => take.id === id)).filter(Boolean);
    this.isOwnOrder = true;
    if (this.take) this.showSteps();
    this.remember();
  }

  startQueued(id) {
    const take = this.queueNow().find((each) => each.id === id);
    if (take?.id === this.take?.id) this.toggle();
    else if (take) this.start(take);
  }

  /* A drag along the time of a take: that stretch is repeated; a press alone plays from there. */
  repeatIn(row, from, to) {
    this.seekIn(row.querySelector("[data-play]") ?? row, from);
    const length_s = this.sound.length_s;
    if (row.dataset.take === this.take?.id && !this.loop.set(from * length_s, to * length_s)) this.loop.clear();
  }

  seekTo(share) {
    this.sound.at_s = share * this.sound.length_s;
    this.showPlace();
  }

  seekBy(seconds) {
    this.sound.at_s = this.sound.at_s + seconds;
    this.showPlace();
  }

  /* A press into a row's waveform plays that take from there. */
  seekIn(place, share) {
    const key = place.closest("[data-take]")?.querySelector("[data-play]");
    if (!key) return;
    const take = read(key);
    if (take.id === this.take?.id) this.seekTo(share);
    else this.start(take, share * take.duration_s);
  }

  turn(volume) {
    this.sound.audio.volume = volume;
    const fader = this.part("volume");
    fader.value = Math.round(volume * 100);
    showFader(fader);
    keepVolume(volume);
  }

  /* -- What plays --------------------------------------------------------------------------- */

  start(take, at_s = 0) {
    const queued = this.queueNow();
    const isQueued = this.isOwnOrder && queued.some((each) => each.id === take.id);
    this.put(take, at_s);
    this.isOwnOrder = isQueued;
    this.queue = isQueued ? queued : this.queueFor(take, queued);
    this.showSteps();
    this.sound.play();
  }

  /* What is on the page, if the take is; else it was started from a queue that came along. */
  queueFor(take, queued) {
    const takes = queueOnPage();
    return takes.some((each) => each.id === take.id) ? takes : queued;
  }

  put(take, at_s) {
    this.sound.load(take, at_s);
    this.loop.clear();
    this.bars = null;
    this.cover = null;
    this.say("");
    this.meet();
    this.showTake();
    this.showPlace();
  }

  hear(what, words) {
    if (what === "waiting" || what === "broken") this.say(words);
    else if (what === "going") this.say("");
    else if (what === "play" || what === "pause") this.showPlaying();
    else if (what === "ended") this.finish();
    else this.showPlace();
    if (["play", "pause", "seeked", "durationchange"].includes(what)) tellPlace(this.sound);
    if (what === "durationchange") this.loop.show();
    if (what === "timeupdate") this.rememberSometimes();
  }

  finish() {
    if (this.loop.isWhole) {
      this.sound.at_s = this.loop.from_s;
      this.sound.play();
      return;
    }
    if (this.move(1)) return;
    this.showPlaying();
    this.remember();
  }

  /* A page came: light the take's rows, take their drawings, follow the take into the archive. */
  meet() {
    this.light();
    if (!this.take) {
      this.part("toggle").disabled = queueOnPage().length === 0;
      return;
    }
    for (const row of this.rows) {
      this.bars = row.querySelector("ms-waveform")?.bars ?? this.bars;
      this.cover = coverOf(row) ?? this.cover;
    }
    const key = keyOf(this.take.id);
    if (key) this.follow(read(key));
    this.showDrawings();
    this.showSteps();
  }

  follow(fresh) {
    if (this.take.isStream && !fresh.isStream && !this.sound.follower) this.sound.handOver(fresh);
  }

  /* -- What is shown ------------------------------------------------------------------------ */

  showTake() {
    const { title, caption, href } = this.take;
    const link = this.part("title");
    this.removeAttribute("data-empty");
    link.hidden = false;
    link.textContent = title;
    link.href = href;
    this.part("caption").textContent = caption;
    for (const control of [this.part("toggle"), this.querySelector("input[type=range]")]) control.disabled = false;
    this.showSteps();
    tellTake(this.take);
  }

  showSteps() {
    const queue = this.queueNow();
    const at = queue.findIndex((take) => take.id === this.take.id);
    this.part("previous").disabled = at < 1;
    this.part("next").disabled = at < 0 || at >= queue.length - 1;
    this.panel.refresh();
  }

  showDrawings() {
    this.wave.show(this.bars);
    const cover = this.querySelector("ms-cover");
    cover.hidden = !this.cover;
    if (!this.cover || cover.firstElementChild?.src === this.cover) return;
    const image = new Image();
    image.alt = "";
    image.src = this.cover;
    cover.replaceChildren(image);
  }

  showPlaying() {
    const { isPlaying } = this.sound;
    this.part("toggle").setAttribute("aria-pressed", String(isPlaying));
    this.light();
    tellPlaying(isPlaying);
    cancelAnimationFrame(this.frame);
    if (isPlaying) this.run();
    else this.showPlace();
    this.remember();
  }

  run() {
    this.showPlace();
    this.frame = requestAnimationFrame(() => this.run());
  }

  light() {
    const before = this.rows;
    this.rows = light(this.take?.id, this.sound.isPlaying);
    for (const row of before) if (!this.rows.includes(row)) forget(row);
    for (const row of this.rows) if (!before.includes(row)) forget(row);
    this.loop.show();
  }

  showPlace() {
    const turn = this.loop.turn(this.sound.at_s);
    if (turn !== null) this.sound.at_s = turn;
    const { at_s, length_s } = this.sound;
    const share = length_s ? Math.min(1, at_s / length_s) : 0;
    for (const place of [this, ...this.rows]) place.style.setProperty("--pos", `${(share * 100).toFixed(3)}%`);
    for (const row of this.rows) follow(row, share);
    this.wave.move(share);
    const words = clock(at_s);
    const now = this.part("clock");
    if (now.textContent === words && this.shownLength === length_s) return;
    this.shownLength = length_s;
    now.textContent = words;
    this.part("length").textContent = length_s ? clock(length_s) : "";
    const range = this.querySelector("input[type=range]");
    range.value = Math.round(share * 1000);
    range.setAttribute("aria-valuetext", length_s ? `${words} of ${clock(length_s)}` : words);
  }

  say(words) {
    this.part("note").textContent = words;
    this.toggleAttribute("data-noted", Boolean(words));
  }

  /* -- What stays --------------------------------------------------------------------------- */

  remember() {
    if (!this.take) return;
    const { take, queue, isOwnOrder, bars, cover } = this;
    const { at_s, isPlaying } = this.sound;
    keep({ owner: this.dataset.owner, take, queue, isOwnOrder, bars, cover, at_s, isPlaying });
    this.rememberedAt = performance.now();
  }

  rememberSometimes() {
    if (performance.now() - (this.rememberedAt ?? 0) > 2000) this.remember();
  }

  resume() {
    const state = recall(this.dataset.owner);
    if (!state) {
      this.meet();
      return;
    }
    this.queue = state.queue;
    this.isOwnOrder = Boolean(state.isOwnOrder);
    this.put(state.take, state.at_s);
    this.bars ??= state.bars;
    this.cover ??= state.cover;
    this.showDrawings();
    if (state.isPlaying) this.sound.play();
  }
}

customElements.define("ms-player", MsPlayer);
