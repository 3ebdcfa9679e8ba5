/* A moment of a take, as the player stands in it: <button data-moment="field id" data-of="clip id">.
   A fresh form begins with it, and the button takes it again. Without scripts the field is typed. */

function take(button) {
  const player = document.querySelector("ms-player");
  const field = document.getElementById(button.dataset.moment);
  if (!field || player?.take?.id !== button.dataset.of || !player.sound.at_s) return;
  field.value = player.sound.at_s.toFixed(1);
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-moment]");
  if (button) take(button);
});

document.addEventListener("htmx:load", ({ target }) => {
  for (const button of target.querySelectorAll?.("[data-moment][data-fresh]") ?? []) take(button);
});
