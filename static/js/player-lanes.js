/* Marks of a take on its page: sections and lines, each <button data-seek data-until> in shares of the length.
   A press plays from there; the one that sounds is aria-current, those before it are data-sung. */

const marksOf = new WeakMap();

function read(row) {
  const found = [...row.querySelectorAll("[data-seek][data-until]")].map((element) => ({
    element,
    from: Number(element.dataset.seek),
    to: Number(element.dataset.until),
  }));
  marksOf.set(row, found);
  return found;
}

/** Show in the lanes of `row` that the take is at `share` of its length. */
export function follow(row, share) {
  for (const mark of marksOf.get(row) ?? read(row)) {
    const now = share >= mark.from && share < mark.to;
    const sung = share >= mark.to;
    if (mark.now !== now && now) mark.element.setAttribute("aria-current", "true");
    else if (mark.now !== now) mark.element.removeAttribute("aria-current");
    if (mark.sung !== sung) mark.element.toggleAttribute("data-sung", sung);
    mark.now = now;
    mark.sung = sung;
  }
}

/** Take the marks of `row` off: another take is in the player. */
export function forget(row) {
  for (const { element } of marksOf.get(row) ?? []) {
    element.removeAttribute("aria-current");
    element.removeAttribute("data-sung");
  }
  marksOf.delete(row);
}
