/* A range input with class "fader" shows its value as --value, and in the <output for="…"> beside it. */
export function show(fader) {
  const { min = 0, max = 100, value, id } = fader;
  fader.style.setProperty("--value", `${((value - (min || 0)) / ((max || 100) - (min || 0))) * 100}%`);
  const output = id && fader.form?.querySelector(`output[for="${CSS.escape(id)}"]`);
  if (output) output.value = output.dataset.percent === undefined ? value : `${value} %`;
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.(".fader")) show(event.target);
});
