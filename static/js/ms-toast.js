/* <ms-toast> goes away by itself unless it tells of a failure, is pointed at, or has the focus. */
const STAYS_MS = 7000;

class MsToast extends HTMLElement {
  connectedCallback() {
    this.controller = new AbortController();
    const { signal } = this.controller;
    this.addEventListener("click", (event) => event.target.closest("[data-close]") && this.remove(), { signal });
    if (this.dataset.state === "failed") return;
    for (const name of ["pointerenter", "focusin"]) this.addEventListener(name, () => this.hold(), { signal });
    for (const name of ["pointerleave", "focusout"]) this.addEventListener(name, () => this.wait(), { signal });
    this.wait();
  }

  disconnectedCallback() {
    this.controller.abort();
    this.hold();
  }

  wait() {
    this.hold();
    this.timer = setTimeout(() => this.remove(), STAYS_MS);
  }

  hold() {
    clearTimeout(this.timer);
  }
}

customElements.define("ms-toast", MsToast);
