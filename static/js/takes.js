/* The takes on the page, as the player sees them: every key with data-play, in the order of the document.
   A take is plain data, so that it outlives the page it came from. */

const keysOnPage = () => [...document.querySelectorAll("[data-play]")];
const rowOf = (key) => key.closest("[data-take]") ?? key;
export const keyOf = (id) => keysOnPage().find((key) => key.dataset.play === id);

/** Read the take that a key plays. */
export function read(key) {
  const { play, src, title = "", caption = "", href = "", shelf = "", duration, stream } = key.dataset;
  return { id: play, src, title, caption, href, shelf, duration_s: Number(duration) || 0, isStream: stream !== undefined };
}

/** Return the takes of the page, each once. */
export function queueOnPage() {
  const takes = new Map();
  for (const key of keysOnPage()) if (!takes.has(key.dataset.play)) takes.set(key.dataset.play, read(key));
  return [...takes.values()];
}

/** Light the rows of the take `id`, and only these; press their keys while it sounds. Returns the lit rows. */
export function light(id, isPlaying) {
  const lit = [];
  for (const key of keysOnPage()) {
    const isLit = key.dataset.play === id;
    const row = rowOf(key);
    key.toggleAttribute("data-lit", isLit);
    key.setAttribute("aria-pressed", String(isLit && isPlaying));
    row.toggleAttribute("data-lit", isLit);
    if (isLit) lit.push(row);
  }
  return lit;
}

/** Return the cover of a row's song as an address that outlives the page, null if it shows none. */
export function coverOf(row) {
  const shown = row.closest("[data-song]")?.querySelector("ms-cover > :is(svg, img)");
  if (!shown || shown.src) return shown?.src ?? null;
  const copy = shown.cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return `data:image/svg+xml,${encodeURIComponent(copy.outerHTML)}`;
}
