/* [data-open="id"] opens the dialog with this id; [data-dismiss] inside closes it, so does a click beside it. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    opener.closest("details.menu")?.removeAttribute("open");
    document.getElementById(opener.dataset.open)?.showModal();
    return;
  }
  const dialog = event.target.closest("dialog");
  if (dialog && (event.target === dialog || event.target.closest("[data-dismiss]"))) dialog.close();
});
