/* Which presses are meant as keys of the instrument: not those that type, hold a modifier, or belong to a dialog.
   Single keys can be switched off in the list of keys. */
const KEPT = "single-keys";

/** Tell whether `event` is a key of the instrument and not of the element that has the focus. */
export function isOurs(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (localStorage.getItem(KEPT) === "off" || document.querySelector("dialog[open]")) return false;
  const { target } = event;
  if (target.closest?.("textarea, select, [contenteditable], input:not([type=range], [type=radio], [type=checkbox])")) return false;
  const acts = "button, a, summary, input";
  const moves = "input, [role=tab]";
  if ([" ", "Enter"].includes(event.key) && target.closest?.(acts)) return false;
  return !(event.key.startsWith("Arrow") && target.closest?.(moves));
}

document.addEventListener("keydown", (event) => {
  if (!isOurs(event)) return;
  if (event.key === "?") document.getElementById("keys")?.showModal();
  const search = document.querySelector("[data-search]");
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
  }
});

for (const box of document.querySelectorAll("[data-keys-switch]")) {
  box.checked = localStorage.getItem(KEPT) !== "off";
  box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
}
