/* Says something to people: toasts to everybody, the announcer to those who listen to the page. */

/** Show a short message above the player. A failed one stays until it is closed. */
export function toast(text, { failed = false } = {}) {
  const shape = document.getElementById(failed ? "toast-shape-failed" : "toast-shape");
  const place = document.getElementById("toasts");
  if (!shape || !place) return;
  for (const other of place.querySelectorAll("ms-toast")) {
    if (other.querySelector("p").textContent === text) other.remove();
  }
  const message = shape.content.firstElementChild.cloneNode(true);
  message.querySelector("p").textContent = text;
  place.append(message);
}

/** Say `text` to screen readers only. */
export function announce(text) {
  const place = document.getElementById("announcer");
  if (place) place.textContent = text;
}
