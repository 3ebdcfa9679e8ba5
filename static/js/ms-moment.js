/* <ms-moment data-share> plays the take of its row from about that place; <ms-tick-all> ticks every row of its form. */
class Moment extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    if (!this.button) return;
    this.button.hidden = false;
    this.press = () => {
      const detail = { share: Number(this.dataset.share) };
      this.dispatchEvent(new CustomEvent("ms-seek", { bubbles: true, detail }));
    };
    this.button.addEventListener("click", this.press);
  }

  disconnectedCallback() {
    this.button?.removeEventListener("click", this.press);
  }
}

class TickAll extends HTMLElement {
  connectedCallback() {
    this.hidden = false;
    this.box = this.querySelector("input");
    this.form = this.closest("form");
    this.changed = ({ target }) => (target === this.box ? this.tickAll() : this.look());
    this.form.addEventListener("change", this.changed);
  }

  disconnectedCallback() {
    this.form.removeEventListener("change", this.changed);
  }

  get boxes() {
    return [...this.form.querySelectorAll("input[name=clip]")];
  }

  tickAll() {
    for (const box of this.boxes) box.checked = this.box.checked;
  }

  look() {
    const ticked = this.boxes.filter((box) => box.checked).length;
    this.box.checked = ticked === this.boxes.length;
    this.box.indeterminate = ticked > 0 && !this.box.checked;
  }
}

customElements.define("ms-moment", Moment);
customElements.define("ms-tick-all", TickAll);
