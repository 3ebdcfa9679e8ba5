/* <ms-more> brings the next part of a list, [data-grows], before somebody comes to its end: by looking or by listening.
   Without scripts, and where that fails, its link leads there. */
class MsMore extends HTMLElement {
  connectedCallback() {
    this.list = document.querySelector("[data-grows]");
    this.controller = new AbortController();
    const { signal } = this.controller;
    this.watcher = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && this.load());
    this.watcher.observe(this);
    // What sounds last has to know what comes after it before it ends.
    this.list.addEventListener("play", ({ target }) => this.list.lastElementChild.contains(target) && this.load(), { capture: true, signal });
    this.addEventListener("click", (event) => {
      event.preventDefault();
      this.load();
    }, { signal });
  }

  disconnectedCallback() {
    this.watcher.disconnect();
    this.controller.abort();
  }

  async load() {
    if (this.isLoading) return;
    this.isLoading = true;
    const link = this.querySelector("a");
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error(answer.statusText);
      this.show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      this.replaceWith(link);
    }
  }

  show(page) {
    const here = this.closest("nav").querySelector("[data-last]");
    here.textContent = page.querySelector("[data-last]").textContent;
    this.list.append(...page.querySelector("[data-grows]").children);
    const next = page.querySelector("ms-more");
    if (next) this.replaceWith(next);
    else this.remove();
  }
}

customElements.define("ms-more", MsMore);
