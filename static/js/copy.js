/* A [data-copy] button copies the text above it; without scripts the text can be selected and copied by hand. */
const show = () => document.querySelectorAll("[data-copy][hidden]").forEach((button) => button.removeAttribute("hidden"));

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  const text = button?.closest("section")?.querySelector("[data-copied]");
  if (!text) return;
  text.select();
  await navigator.clipboard.writeText(text.value);
  button.lastChild.textContent = "Copied";
});
document.addEventListener("htmx:load", show);
show();
