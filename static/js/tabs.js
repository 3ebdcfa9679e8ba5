/* [role=tab] with aria-controls shows its pane ([data-shown]) and hides those of its neighbours. Arrow keys move. */
function choose(tab) {
  for (const other of tab.parentElement.querySelectorAll("[role=tab]")) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls"))?.toggleAttribute("data-shown", chosen);
  }
}

document.addEventListener("click", (event) => {
  const tab = event.target.closest("[role=tab]");
  if (tab) choose(tab);
});

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[role=tab]");
  if (!tab || !["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
  event.preventDefault();
  const tabs = [...tab.parentElement.querySelectorAll("[role=tab]")];
  const at = tabs.indexOf(tab);
  const next = { ArrowLeft: at - 1 + tabs.length, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
  const chosen = tabs[next % tabs.length];
  chosen.focus();
  choose(chosen);
});

/* A tab with data-shows-on comes to the front when the page hears that fact, such as "job-queued". */
document.addEventListener("job-queued", () => {
  const tab = document.querySelector("[role=tab][data-shows-on=job-queued]");
  if (tab) choose(tab);
});
