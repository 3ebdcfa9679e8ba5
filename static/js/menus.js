/* <details class="menu"> closes on a click elsewhere, on Escape, and when one of its items was used. */
const open = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) {
    const used = event.target.closest(".menu-list :is(a, button)");
    if (!menu.contains(event.target) || used) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (!menu) return;
  const items = [...menu.querySelectorAll(".menu-list :is(a, button)")];
  const at = items.indexOf(document.activeElement);
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.key === "ArrowDown" && items.length) {
    event.preventDefault();
    items[(at + 1) % items.length].focus();
  } else if (event.key === "ArrowUp" && items.length) {
    event.preventDefault();
    items[(at + items.length - 1) % items.length].focus();
  }
});
