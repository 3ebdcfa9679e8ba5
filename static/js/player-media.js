/* The keys of keyboards and lock screens, and what these show of the take that plays. */

const SKIP_S = 10;
const session = navigator.mediaSession;

/** Let media keys work the player. */
export function nameKeys(player) {
  const keys = {
    play: () => player.sound.play(),
    pause: () => player.sound.pause(),
    previoustrack: () => player.move(-1),
    nexttrack: () => player.move(1),
    seekbackward: ({ seekOffset }) => player.seekBy(-(seekOffset ?? SKIP_S)),
    seekforward: ({ seekOffset }) => player.seekBy(seekOffset ?? SKIP_S),
    stop: () => player.sound.pause(),
    seekto: ({ seekTime }) => player.seekTo(seekTime / player.sound.length_s),
  };
  for (const [name, does] of Object.entries(keys)) session?.setActionHandler(name, does);
}

export function tellTake({ title, caption }) {
  if (session) session.metadata = new MediaMetadata({ title, artist: caption });
}

export function tellPlaying(isPlaying) {
  if (session) session.playbackState = isPlaying ? "playing" : "paused";
}

/** Say where it is; not while the length is unknown. */
export function tellPlace({ at_s, length_s }) {
  if (length_s) session?.setPositionState({ duration: length_s, position: Math.min(at_s, length_s), playbackRate: 1 });
}
