/* <ms-order> keeps the order of a playlist that somebody changes: by a row's grip, or by its keys for earlier and later.
   Inside: an ol whose li have [data-grip] and form[data-move], whose keys carry data-by and whose address takes the new
   place as `to`. The row moves at once, and what is sent waits for what was sent before. */
import { toast } from "announce";
import { Order } from "order";

class MsOrder extends HTMLElement {
  connectedCallback() {
    this.controller = new AbortController();
    const { signal } = this.controller;
    this.saving = Promise.resolve();
    this.order = new Order(this.querySelector("ol"), {
      grip: "[data-grip]",
      nameOf: (item) => item.querySelector("a").textContent,
      moved: (item, to) => this.moved(item, to),
    });
    this.order.listen(signal);
    this.addEventListener("submit", (event) => this.submitted(event), { signal, capture: true });
    this.addEventListener("htmx:load", () => this.showEnds(), { signal });
  }

  disconnectedCallback() {
    this.controller.abort();
  }

  submitted(event) {
    if (!event.target.matches("[data-move]")) return;
    event.preventDefault();
    event.stopPropagation();
    const item = event.target.closest("li");
    this.order.move(item, this.order.items.indexOf(item) + Number(event.submitter.dataset.by));
  }

  moved(item, to) {
    this.showEnds();
    const form = item.querySelector("[data-move]");
    this.saving = this.saving.then(() => this.save(form, to));
  }

  async save(form, to) {
    const body = new FormData(form);
    body.set("to", to);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" }, keepalive: true });
      if (!answer.ok || answer.headers.has("HX-Redirect")) throw new Error(answer.statusText);
    } catch {
      toast("The new order could not be saved. Load the page again to see the one that is.", { failed: true });
    }
  }

  /* The first cannot be earlier, the last not later; whoever pressed such a key keeps a key to press. */
  showEnds() {
    const { items } = this.order;
    items.forEach((item, at) => {
      const [earlier, later] = item.querySelectorAll("[data-by]");
      const focused = document.activeElement;
      earlier.disabled = at === 0;
      later.disabled = at === items.length - 1;
      if (focused === earlier && earlier.disabled) later.focus();
      else if (focused === later && later.disabled) earlier.focus();
    });
  }
}

customElements.define("ms-order", MsOrder);
