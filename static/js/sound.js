/* One <audio> that plays takes: tells what happens in words, and changes from a preview to the archived file unheard. */

const WORDS = {
  [MediaError.MEDIA_ERR_NETWORK]: "The sound stopped arriving. Press play to go on.",
  [MediaError.MEDIA_ERR_DECODE]: "This file is damaged and cannot be played to its end.",
  [MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED]: "There is no sound at this address. It may not be in the archive yet.",
};
const BROKEN_PREVIEW = "The preview broke off. The take goes on here as soon as it is in the archive.";
const EVENTS = ["play", "pause", "ended", "timeupdate", "durationchange", "seeked"];

/* The same address may answer with the archived file now; the browser must not answer for it from memory. */
const newAddress = (src) => `${src}${src.includes("?") ? "&" : "?"}archived`;

export class Sound {
  /* `tell` gets (what, words): what is an event of EVENTS, "waiting", "going" or "broken". */
  constructor(audio, tell) {
    this.audio = audio;
    this.tell = tell;
    this.listen();
  }

  listen() {
    this.controller = new AbortController();
    const { audio, tell, controller: { signal } } = this;
    for (const name of EVENTS) audio.addEventListener(name, () => tell(name), { signal });
    audio.addEventListener("waiting", () => tell("waiting", "Loading…"), { signal });
    for (const name of ["playing", "canplay"]) audio.addEventListener(name, () => tell("going"), { signal });
    audio.addEventListener("error", () => tell("broken", this.trouble()), { signal });
  }

  trouble() {
    if (this.take?.isStream) return BROKEN_PREVIEW;
    return WORDS[this.audio.error?.code] ?? "This take does not play.";
  }

  /** Put `take` into the player, at `at_s`. */
  load(take, at_s = 0) {
    this.follower?.removeAttribute("src");
    this.follower = null;
    this.take = take;
    this.audio.src = take.src;
    if (at_s) this.audio.currentTime = at_s;
  }

  /** Change to the archived file of the same take where the preview is now. */
  handOver(take) {
    const follower = this.audio.cloneNode();
    follower.src = take.src === this.take.src ? newAddress(take.src) : take.src;
    follower.preload = "auto";
    follower.volume = this.audio.volume;
    this.follower = follower;
    follower.addEventListener("canplay", () => this.change(follower, take), { once: true });
    follower.load();
  }

  async change(follower, take) {
    if (follower !== this.follower) return;
    const before = this.audio;
    const wasPlaying = this.isPlaying;
    this.follower = null;
    follower.currentTime = Math.min(before.currentTime, follower.duration || Infinity);
    if (wasPlaying) await follower.play().catch(() => {});
    this.controller.abort();
    before.pause();
    before.replaceWith(follower);
    before.removeAttribute("src");
    this.audio = follower;
    this.take = take;
    this.listen();
    this.tell("durationchange");
    this.tell(this.isPlaying ? "play" : "pause");
    this.tell("going");
  }

  async play() {
    if (this.audio.error) this.load(this.take, this.audio.currentTime);
    await this.audio.play().catch(() => {
      /* The browser waits for a press, or the error event has said why. */
    });
  }

  pause() {
    this.audio.pause();
  }

  stop() {
    this.pause();
    this.controller.abort();
  }

  get isPlaying() {
    return !this.audio.paused && !this.audio.ended;
  }

  get at_s() {
    return this.audio.currentTime;
  }

  set at_s(seconds) {
    this.audio.currentTime = Math.max(0, this.length_s ? Math.min(seconds, this.length_s - 0.05) : seconds);
  }

  get length_s() {
    return Number.isFinite(this.audio.duration) ? this.audio.duration : this.take?.duration_s || 0;
  }
}
