import { SheetMargin } from "sheet-margin";

/* <ms-lyrics> keeps what is typed: each change in this browser at once, on the server soon after the last one.

   data-autosave: where to; data-revision: the state of the sheet that the words were read at; data-limit: characters
   at most; data-key: name of the copy in this browser. Inside: textarea[name=text] in a form, [data-saved] (the words
   about saving, replaced by each answer; its data-sound is how the lines sound), [data-trouble] (why not), [data-count],
   [data-insert], [data-margin] and [data-line] (sheet-margin.js), time[datetime].
   The copy stays until the server has said that it has the same words; a copy found on arrival is put back. */
const PAUSE_MS = 800;
const LONGEST_MS = 5000;
const RETRY_MS = [2000, 5000, 10000, 30000];
const BEACON_BYTES = 60000;

class Lyrics extends HTMLElement {
  connectedCallback() {
    this.tellTime();
    this.area = this.querySelector("textarea[name=text]");
    if (!this.area) return;
    this.form = this.area.form;
    this.revision = Number(this.dataset.revision);
    this.confirmed = this.area.defaultValue;
    this.failures = 0;
    this.listening = new AbortController();
    const { signal } = this.listening;
    for (const hidden of this.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
    this.margin = new SheetMargin({
      area: this.area,
      margin: this.querySelector("[data-margin]"),
      line: this.querySelector("[data-line]"),
      ask: this.querySelector("input[name=word]"),
    });
    this.hear(this.confirmed);
    this.area.addEventListener("input", () => this.changed(), { signal });
    this.addEventListener("click", (event) => this.clicked(event), { signal, capture: true });
    document.addEventListener("selectionchange", () => document.activeElement === this.area && this.margin.tellLine(), { signal });
    document.addEventListener("submit", (event) => this.beforeSubmit(event), { signal, capture: true });
    document.addEventListener("lyrics-saved", () => this.save({ anyway: true }), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.leave(), { signal });
    addEventListener("pagehide", () => this.leave(), { signal });
    addEventListener("online", () => this.save(), { signal });
    this.recall();
    this.count();
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    if (!this.area) return;
    this.listening.abort();
    this.leave();
  }

  get text() {
    return this.area.value;
  }

  get isClean() {
    return this.text === this.confirmed && this.inFlight === undefined;
  }

  get isContested() {
    return Boolean(this.querySelector("[data-conflict]"));
  }

  get store() {
    return `words-${this.dataset.key}`;
  }

  /* -- the copy in this browser ------------------------------------------------------------------------------ */

  keep() {
    const copy = { text: this.text, revision: this.revision, sent: this.inFlight };
    try {
      if (this.isClean) localStorage.removeItem(this.store);
      else localStorage.setItem(this.store, JSON.stringify(copy));
    } catch {
      /* Storage may be closed or full; the server is still asked. */
    }
  }

  recall() {
    let copy = null;
    try {
      copy = JSON.parse(localStorage.getItem(this.store));
    } catch {
      return;
    }
    if (!copy || copy.text === this.confirmed || this.isContested) {
      if (this.text !== this.confirmed) this.changed();
      else this.keep();
      return;
    }
    this.area.value = copy.text;
    if (copy.sent !== this.confirmed) this.revision = copy.revision;
    this.changed();
  }

  /* -- typing -------------------------------------------------------------------------------------------------- */

  changed() {
    this.keep();
    this.count();
    this.margin.draw();
    if (this.isContested) return;
    this.say("Not saved yet");
    this.since ??= Date.now();
    const wait = Math.max(0, Math.min(PAUSE_MS, this.since + LONGEST_MS - Date.now()));
    this.plan(wait);
  }

  /** Draw in the margin how `text` sounds, as the server said with its last answer. */
  hear(text) {
    this.margin.hear(text, JSON.parse(this.querySelector("[data-saved]").dataset.sound));
  }

  plan(wait_ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait_ms);
  }

  count() {
    const length = [...this.text].length;
    const shown = this.querySelector("[data-count]");
    if (shown) shown.textContent = length.toLocaleString("en");
    for (const budget of this.querySelectorAll("[data-budget]")) {
      budget.toggleAttribute("data-over", length > Number(budget.dataset.budget));
    }
  }

  clicked(event) {
    const tag = event.target.closest("[data-insert]");
    if (tag) this.insert(tag.dataset.insert);
    const leaving = event.target.closest("[data-leaves]");
    if (leaving && !this.isClean) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.settled().then((isClean) => isClean && leaving.click());
    }
  }

  /* A section tag stands on a line of its own. Undo takes it back, hence execCommand. */
  insert(name) {
    const { area } = this;
    const before = area.value.slice(0, area.selectionStart);
    const gap = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const words = `${gap}[${name}]\n`;
    area.focus();
    if (!document.execCommand("insertText", false, words)) area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
    this.changed();
  }

  /* -- saving -------------------------------------------------------------------------------------------------- */

  /** Send the words. What was sent without an answer is sent again first, so that the server never sees a gap. */
  async save({ anyway = false } = {}) {
    clearTimeout(this.timer);
    if (this.sending || this.isContested || (this.isClean && !anyway)) return this.sending;
    if ([...this.text].length > Number(this.dataset.limit)) return this.tooLong();
    this.since = undefined;
    const text = this.inFlight ?? this.text;
    this.inFlight = text;
    this.keep();
    this.sending = this.post(text);
    await this.sending;
    this.sending = undefined;
    if (!this.isClean && this.failures === 0 && !this.isContested && !this.refused && this.isConnected) this.plan(PAUSE_MS);
  }

  async post(text) {
    let answer;
    try {
      answer = await fetch(this.dataset.autosave, { method: "POST", body: this.body(text), headers: { "HX-Request": "true" } });
    } catch {
      return this.failed("Offline. Kept in this browser");
    }
    if (answer.headers.has("HX-Redirect")) return this.failed("You are signed out. Kept in this browser");
    this.refused = answer.status === 409 || answer.status === 422;
    if (!answer.ok && !this.refused) return this.failed("Could not save. Kept in this browser");
    const html = await answer.text();
    if (this.refused) this.trouble(html);
    else this.accepted(text, html);
  }

  body(text) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    body.set("revision", this.revision);
    body.set("text", text);
    return body;
  }

  accepted(text, html) {
    this.failures = 0;
    this.confirmed = text;
    this.inFlight = undefined;
    const told = this.querySelector("[data-saved]");
    told.outerHTML = html;
    this.revision = Number(this.querySelector("[data-saved]").dataset.revision);
    this.form.elements.revision.value = this.revision;
    this.querySelector("[data-trouble]").replaceChildren();
    this.area.removeAttribute("aria-invalid");
    this.tellTime();
    this.hear(text);
    if (this.text !== text) this.say("Not saved yet");
    this.keep();
    globalThis.htmx?.process(this.querySelector("[data-saved]"));
  }

  trouble(html) {
    this.inFlight = undefined;
    this.keep();
    const place = this.querySelector("[data-trouble]");
    place.innerHTML = html;
    this.area.setAttribute("aria-invalid", "true");
    this.say("Not saved");
    globalThis.htmx?.process(place);
  }

  tooLong() {
    this.refused = true;
    const excess = [...this.text].length - Number(this.dataset.limit);
    this.say(`Not saved: ${excess.toLocaleString("en")} too many`);
  }

  failed(words) {
    const wait = RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)];
    this.failures += 1;
    this.say(words);
    if (this.isConnected) this.plan(wait);
  }

  /** Say whether the server has all words, after trying. */
  async settled() {
    for (let turn = 0; turn < 4 && !this.isClean; turn += 1) {
      await (this.sending ?? this.save());
      if (this.failures || this.refused) break;
    }
    return this.isClean;
  }

  /* Whoever asks for something with these words asks with the saved ones. */
  beforeSubmit(event) {
    const isOurs = event.target === this.form || event.target.matches("#composer-form");
    if (!isOurs || this.isClean || this.isContested || event.target === this.passing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter, target } = event;
    const pass = () => {
      this.passing = target;
      target.requestSubmit(submitter);
      this.passing = undefined;
    };
    // A form does not submit while its last submission is still being announced, hence the timer.
    this.settled().then(() => setTimeout(pass));
  }

  /* The last chance: a request that outlives the page, if it is short enough; the copy stays in any case. */
  leave() {
    if (this.isClean || this.isContested || this.sending || this.text.length * 3 > BEACON_BYTES) return;
    fetch(this.dataset.autosave, {
      method: "POST",
      body: this.body(this.text),
      headers: { "HX-Request": "true" },
      keepalive: true,
    }).catch(() => {
      /* The copy in this browser is put back next time. */
    });
  }

  /* -- words --------------------------------------------------------------------------------------------------- */

  say(words) {
    const told = this.querySelector("[data-told]");
    if (!told || told.textContent === words) return;
    told.textContent = words;
    told.closest(".saved").toggleAttribute("data-pending", true);
  }

  tellTime() {
    for (const time of this.querySelectorAll("[data-saved] time[datetime]")) {
      const at = new Date(time.dateTime);
      time.textContent = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    }
  }
}

customElements.define("ms-lyrics", Lyrics);
