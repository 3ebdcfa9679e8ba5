/* Words for a style: <button data-adds="brushed drums" data-to="field id"> adds one, or takes it away. */

function words(field) {
  return field.value.split(",").map((word) => word.trim()).filter(Boolean);
}

function show(field) {
  const there = new Set(words(field).map((word) => word.toLowerCase()));
  for (const button of document.querySelectorAll(`[data-to="${CSS.escape(field.id)}"]`)) {
    button.setAttribute("aria-pressed", String(there.has(button.dataset.adds.toLowerCase())));
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-adds]");
  const field = button && document.getElementById(button.dataset.to);
  if (!field) return;
  const before = words(field);
  const word = button.dataset.adds;
  const after = before.filter((one) => one.toLowerCase() !== word.toLowerCase());
  field.value = (after.length < before.length ? after : [...before, word]).join(", ");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  show(field);
});

document.addEventListener("toggle", ({ target }) => {
  const button = target.querySelector?.("[data-adds]");
  const field = button && document.getElementById(button.dataset.to);
  if (field) show(field);
}, true);
