/* Colours of the style sheet for a canvas, which knows neither custom properties nor light-dark(). */

/** Return the colour of a custom property as it is in the theme of now. */
export function colour(name) {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = `var(${name})`;
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

/** Call `does` whenever the theme changes, until the signal aborts. */
export function onTheme(does, signal) {
  const watcher = new MutationObserver(does);
  watcher.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: light)").addEventListener("change", does, { signal });
  signal.addEventListener("abort", () => watcher.disconnect());
}
