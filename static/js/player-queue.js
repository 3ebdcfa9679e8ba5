/* The list of what plays next, opened by the player's key. Items are put into another order (order.js), and leave by
   Delete or their own key. The queue can be kept as a playlist, at the address that its takes bring along. */
import { Order } from "order";

const nameOf = ({ title, caption }) => [title, caption].filter(Boolean).join(", ");

export class QueuePanel {
  constructor(panel, player) {
    this.panel = panel;
    this.player = player;
    this.list = panel.querySelector("[data-queue]");
    this.shape = panel.querySelector("template").content.firstElementChild;
    this.form = panel.querySelector("form");
    this.order = new Order(this.list, {
      grip: "[data-queue-grip]",
      nameOf: (item) => item.querySelector("[data-queue-title]").textContent,
      moved: () => this.keep(),
    });
  }

  listen(signal) {
    const on = (target, name, does) => target.addEventListener(name, does, { signal });
    on(this.panel, "toggle", ({ newState }) => newState === "open" && this.show());
    on(this.list, "click", (event) => this.click(event));
    on(this.list, "keydown", (event) => this.press(event));
    this.order.listen(signal);
    on(this.form, "submit", (event) => this.save(event));
  }

  get isOpen() {
    return this.panel.matches(":popover-open");
  }

  get items() {
    return [...this.list.children];
  }

  /** Draw the queue anew, if it is looked at. */
  refresh() {
    if (this.isOpen && !this.order.isDragging) this.show();
  }

  show() {
    const { take } = this.player;
    const queue = this.player.queueNow();
    const focused = this.list.contains(document.activeElement) ? document.activeElement : null;
    const place = focused && { id: focused.closest("li").dataset.id, part: partOf(focused) };
    this.list.replaceChildren(...queue.map((each) => this.draw(each, each.id === take?.id)));
    this.panel.querySelector("[data-queue-none]").hidden = queue.length > 0;
    const kept = queue.filter((each) => each.shelf);
    this.form.hidden = kept.length === 0;
    if (place) this.items.find(({ dataset }) => dataset.id === place.id)?.querySelector(place.part)?.focus();
  }

  draw(take, isNow) {
    const item = this.shape.cloneNode(true);
    const name = nameOf(take);
    item.dataset.id = take.id;
    item.toggleAttribute("data-now", isNow);
    item.querySelector("[data-queue-title]").textContent = take.title;
    item.querySelector("[data-queue-caption]").textContent = take.caption;
    item.querySelector("[data-queue-play]").setAttribute("aria-current", String(isNow));
    item.querySelector("[data-queue-grip]").setAttribute("aria-label", `Move ${name}: arrow keys`);
    item.querySelector("[data-queue-drop]").setAttribute("aria-label", `Take ${name} out of the queue`);
    return item;
  }

  click({ target }) {
    const item = target.closest("li");
    if (target.closest("[data-queue-play]")) this.player.startQueued(item.dataset.id);
    else if (target.closest("[data-queue-drop]")) this.remove(item);
  }

  press(event) {
    if (event.key !== "Delete") return;
    event.preventDefault();
    this.remove(event.target.closest("li"));
  }

  remove(item) {
    const neighbour = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    this.keep();
    (neighbour?.querySelector("[data-queue-drop]") ?? this.panel).focus();
    this.show();
  }

  keep() {
    this.player.reorder(this.items.map(({ dataset }) => dataset.id));
  }

  /* -- as a playlist ---------------------------------------------------------------------------------------------- */

  save(event) {
    event.preventDefault();
    const queue = this.player.queueNow().filter((each) => each.shelf);
    const title = this.form.elements.title.value;
    const shelf = (queue.find((each) => each.id === this.player.take?.id) ?? queue[0])?.shelf;
    if (!shelf) return;
    const clip = queue.filter((each) => each.shelf === shelf).map((each) => each.id);
    this.panel.hidePopover();
    this.form.reset();
    htmx.ajax("POST", shelf, { values: { title, clip }, target: "#main", swap: "none" });
  }
}

const partOf = (element) => ["[data-queue-grip]", "[data-queue-play]", "[data-queue-drop]"].find((part) => element.matches(part)) ?? "button";
