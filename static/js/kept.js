/* What the player keeps over a full load of a page: per tab the take, its place and the queue; per device the volume. */
const TAB = "player";
const VOLUME = "volume";

function read(storage, name) {
  try {
    return JSON.parse(storage.getItem(name));
  } catch {
    return null;
  }
}

function write(storage, name, value) {
  try {
    storage.setItem(name, JSON.stringify(value));
  } catch {
    /* Storage may be closed or full; then a reload starts in silence. */
  }
}

/** Return what `owner` listened to in this tab, or null. */
export function recall(owner) {
  const state = read(sessionStorage, TAB);
  return state?.owner === owner ? state : null;
}

export const keep = (state) => write(sessionStorage, TAB, state);
export const recallVolume = () => read(localStorage, VOLUME) ?? 1;
export const keepVolume = (volume) => write(localStorage, VOLUME, volume);
