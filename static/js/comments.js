/* Comments on a take: C writes one where the take is now, E edits one's own: that which has the focus, or the last.
   While one writes, Ctrl and Enter send it and Escape closes what was opened for it. A moment that was named is
   heard when it is pressed. */
import { isOurs } from "keys";

const player = () => document.querySelector("ms-player");
const page = () => document.querySelector("#main [data-take]");

function write(event) {
  const field = document.querySelector("#comments form textarea[name=text]");
  if (event.key.toLowerCase() !== "c" || !field || !isOurs(event)) return;
  event.preventDefault();
  document.querySelector("#comments [data-moment]")?.click();
  field.focus();
}

function edit(event) {
  if (event.key.toLowerCase() !== "e" || !isOurs(event)) return;
  const own = "[data-edit]:not([open])";
  const all = [...document.querySelectorAll(`#comments ${own}`)];
  const newest = all.toSorted((a, b) => madeAt(a).localeCompare(madeAt(b))).at(-1);
  const found = event.target.closest?.(".said")?.querySelector(own) ?? newest;
  if (!found) return;
  event.preventDefault();
  found.open = true;
  const field = found.querySelector("textarea");
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

const madeAt = (part) => part.closest(".said").querySelector("time")?.dateTime ?? "";

function whileWriting(event) {
  const field = event.target.closest?.("#comments textarea, [id^=comments-] textarea");
  if (!field || event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    field.form.requestSubmit();
  }
  const opened = field.closest("details");
  if (event.key === "Escape" && opened) {
    opened.open = false;
    opened.querySelector("summary").focus();
  }
}

/* The player plays the page's own take from there, also if another one is in it. */
function hear(share) {
  const key = page()?.querySelector("[data-play]");
  if (key) player()?.seekIn(key, share);
}

function press({ target }) {
  const named = target.closest?.("[data-seek-s]");
  const pin = target.closest?.(".pin[data-share]");
  const length_s = Number(page()?.querySelector("[data-play]")?.dataset.duration);
  if (pin) hear(Number(pin.dataset.share));
  else if (named && length_s) hear(Math.min(1, Number(named.dataset.seekS) / length_s));
}

document.addEventListener("keydown", write);
document.addEventListener("keydown", edit);
document.addEventListener("keydown", whileWriting);
document.addEventListener("click", press);
