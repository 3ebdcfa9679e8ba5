/* <ms-said> lets an open page behind a link show what others say through it. Lists are put in place one by one, so
   that what somebody is typing stays. It asks only while the page is seen, and less often when it is told to wait. */
const EVERY_MS = 3000;
const SLOWEST_MS = 60_000;

class MsSaid extends HTMLElement {
  connectedCallback() {
    this.controller = new AbortController();
    const { signal } = this.controller;
    document.addEventListener("visibilitychange", () => this.wait(0), { signal });
    this.every_ms = EVERY_MS;
    this.wait(this.every_ms);
  }

  disconnectedCallback() {
    this.controller.abort();
    clearTimeout(this.timer);
  }

  wait(ms) {
    clearTimeout(this.timer);
    if (document.visibilityState === "visible") this.timer = setTimeout(() => this.look(), ms);
  }

  async look() {
    const { from, mark } = this.dataset;
    const { signal } = this.controller;
    try {
      const answer = await fetch(`${from}?seen=${encodeURIComponent(mark)}`, { signal });
      if (answer.status === 410 || answer.status === 403) return;
      this.every_ms = answer.ok ? EVERY_MS : Math.min(this.every_ms * 2, SLOWEST_MS);
      if (answer.status === 200) this.show(await answer.text());
    } catch {
      if (signal.aborted) return;
      this.every_ms = Math.min(this.every_ms * 2, SLOWEST_MS);
    }
    this.wait(this.every_ms);
  }

  show(html) {
    const news = new DOMParser().parseFromString(html, "text/html").querySelector("[data-mark]");
    if (!news) return;
    this.dataset.mark = news.dataset.mark;
    for (const list of news.querySelectorAll("ol[id]")) {
      const old = document.getElementById(list.id);
      const more = list.querySelectorAll(".said").length - (old?.querySelectorAll(".said").length ?? 0);
      old?.replaceWith(document.adoptNode(list));
      if (more > 0) this.textContent = more === 1 ? "Somebody said something." : `${more} new comments.`;
    }
  }
}

customElements.define("ms-said", MsSaid);
