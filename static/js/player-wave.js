/* The waveform in the player: wavesurfer.js draws the bars that the page brought. Its own medium stays silent and empty:
   the player says where it is, in shares of the length. Where the package is not installed, and on a phone, a line alone tells the place. */
import { colour, onTheme } from "colours";

const WIDE = matchMedia("(width >= 56rem)");
const LOOK = { normalize: true, barWidth: 2.5, barGap: 1.5, barRadius: 1, cursorWidth: 2, interact: false, autoScroll: false };

export class Wave {
  constructor(place, signal) {
    this.place = place;
    this.bars = null;
    this.share = 0;
    onTheme(() => this.paint(), signal);
    WIDE.addEventListener("change", () => this.draw(), { signal });
    signal.addEventListener("abort", () => this.surfer?.destroy());
  }

  /** Draw a take's bars, as <ms-waveform> gives them; null takes the drawing away. */
  show(bars) {
    if (bars === this.bars) return;
    this.bars = bars;
    this.draw();
  }

  /** Show that the take is at `share` of its length. */
  move(share) {
    this.share = share;
    this.surfer?.setTime(share);
  }

  async draw() {
    this.place.toggleAttribute("data-drawn", false);
    if (!this.bars || !WIDE.matches) return;
    const surfer = await this.begin();
    const { bars } = this;
    if (!surfer || !bars) return;
    await surfer.load("", [bars.map(({ level }) => level)], 1);
    if (bars !== this.bars) return;
    this.paint();
    surfer.setTime(this.share);
    this.place.toggleAttribute("data-drawn", true);
  }

  /* Loaded with the first take, not with the page. */
  begin() {
    this.begun ??= import("wavesurfer").then(({ default: WaveSurfer }) => {
      const [container, media] = [this.place, new Audio()];
      const cspNonce = document.querySelector("script[nonce]")?.nonce;
      this.surfer = WaveSurfer.create({ container, media, height: container.clientHeight, cspNonce, ...LOOK });
      this.surfer.on("resize", () => this.paint());
      return this.surfer;
    }).catch(() => null);
    return this.begun;
  }

  paint() {
    if (!this.surfer || !this.bars) return;
    const waveColor = inkOfParts(this.bars, this.place.clientWidth * devicePixelRatio);
    this.surfer.setOptions({ waveColor, progressColor: colour("--wave-played"), cursorColor: colour("--playhead") });
  }
}

/* One ink across the whole width that changes where a part of the song begins. */
function inkOfParts(bars, width) {
  const ink = document.createElement("canvas").getContext("2d").createLinearGradient(0, 0, width, 0);
  bars.forEach(({ part }, at) => {
    if (part === bars[at - 1]?.part) return;
    const share = at / bars.length;
    if (at) ink.addColorStop(share, colour(`--wave-${bars[at - 1].part}`));
    ink.addColorStop(share, colour(`--wave-${part}`));
  });
  return ink;
}
