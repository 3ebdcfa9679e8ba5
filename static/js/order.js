/* A list whose items somebody puts into another order: by dragging their grip, or with its arrow keys. */
import { announce } from "announce";

const MOVES = { ArrowUp: -1, ArrowDown: 1 };

export class Order {
  /** grip: selector of what an item is held by; nameOf(item): its title; moved(item, to): called when it has another place. */
  constructor(list, { grip, nameOf, moved }) {
    Object.assign(this, { list, grip, nameOf, moved });
  }

  listen(signal) {
    const on = (name, does) => this.list.addEventListener(name, does, { signal });
    on("keydown", (event) => this.press(event));
    on("pointerdown", (event) => this.grab(event));
    on("pointermove", (event) => this.drag(event));
    on("pointerup", () => this.drop());
    on("pointercancel", () => this.drop());
  }

  get items() {
    return [...this.list.children].filter((item) => item.querySelector(this.grip));
  }

  get isDragging() {
    return Boolean(this.dragged);
  }

  /** Put the item in another place, if there is such a place. */
  move(item, to) {
    const { items } = this;
    if (to < 0 || to >= items.length) return;
    const focused = document.activeElement;
    if (to > items.indexOf(item)) items[to].after(item);
    else items[to].before(item);
    if (item.contains(focused)) focused.focus();
    this.moved(item, to);
    announce(`${this.nameOf(item)}: ${to + 1} of ${items.length}`);
  }

  press(event) {
    const held = event.target.closest(this.grip);
    const by = MOVES[event.key];
    if (!held || !by) return;
    event.preventDefault();
    const item = held.closest("li");
    this.move(item, this.items.indexOf(item) + by);
  }

  grab(event) {
    const held = event.target.closest(this.grip);
    if (!held || event.button !== 0) return;
    this.dragged = held.closest("li");
    this.from = this.items.indexOf(this.dragged);
    this.dragged.toggleAttribute("data-dragged", true);
    held.setPointerCapture(event.pointerId);
  }

  drag({ clientY }) {
    if (!this.dragged) return;
    const over = this.items.find((item) => {
      const { top, bottom } = item.getBoundingClientRect();
      return item !== this.dragged && clientY >= top && clientY < bottom;
    });
    if (!over) return;
    const { top, height } = over.getBoundingClientRect();
    if (clientY < top + height / 2) over.before(this.dragged);
    else over.after(this.dragged);
  }

  drop() {
    const item = this.dragged;
    if (!item) return;
    item.removeAttribute("data-dragged");
    this.dragged = null;
    const to = this.items.indexOf(item);
    if (to !== this.from) this.moved(item, to);
  }
}
