/* The margin of the lyric sheet: behind the textarea stands the same text, unseen, one element a line, and what is
   known of a line stands beside it: the letter of its rhyme, how many syllables. Sections begin at a rule.

   area: the textarea; margin: the element behind it, of the same size and type; line: the row that tells of the line
   at the cursor ([data-syllables], [data-stress], [data-rhyme]); ask: the field for a word to rhyme with. */
const TAG = /^\s*\[[^[\]]{1,60}\]/;

export class SheetMargin {
  constructor({ area, margin, line, ask }) {
    Object.assign(this, { area, margin, line, ask });
    this.heard = [];
    this.sounds = [];
    this.known = new Map();
    line.querySelector("[data-rhyme]").addEventListener("click", () => this.askForRhymes());
  }

  /** Take in how the lines of `text` sound: by number of the line, syllables, stress, letter and last word. */
  hear(text, sound) {
    this.heard = text.split("\n");
    this.sounds = this.heard.map((_, number) => sound[number]);
    this.known = new Map(this.heard.map((words, number) => [words, this.sounds[number]]));
    this.draw();
  }

  /** Draw the margin beside what stands in the textarea now. */
  draw() {
    const lines = this.area.value.split("\n");
    const soundOf = this.matching(lines);
    while (this.margin.childElementCount > lines.length) this.margin.lastElementChild.remove();
    lines.forEach((words, number) => {
      const row = this.margin.children[number] ?? this.margin.appendChild(document.createElement("div"));
      if (row.textContent !== words) row.textContent = words;
      row.toggleAttribute("data-tag", TAG.test(words));
      const [syllables, , letter] = soundOf(number) ?? [];
      row.dataset.syllables = syllables ?? "";
      row.dataset.letter = letter ?? "";
    });
    this.tellLine();
  }

  /* What was heard of a line goes with it when lines before it come or go; a new line is known if its words are. */
  matching(lines) {
    const { heard, sounds, known } = this;
    const shorter = Math.min(lines.length, heard.length);
    let before = 0;
    while (before < shorter && lines[before] === heard[before]) before += 1;
    let after = 0;
    while (after < shorter - before && lines.at(-1 - after) === heard.at(-1 - after)) after += 1;
    const moved = heard.length - lines.length;
    return (number) => {
      if (number < before) return sounds[number];
      if (number >= lines.length - after) return sounds[number + moved];
      return known.get(lines[number]);
    };
  }

  /** Tell of the line at the cursor. */
  tellLine() {
    const upTo = this.area.value.slice(0, this.area.selectionStart).split("\n");
    const words = this.area.value.split("\n")[upTo.length - 1];
    const [syllables, stress, , last] = this.known.get(words) ?? [];
    this.line.querySelector("[data-syllables]").textContent = syllables ? `${syllables} syllable${syllables === 1 ? "" : "s"}` : "";
    this.line.querySelector("[data-stress]").textContent = stress ?? "";
    const rhyme = this.line.querySelector("[data-rhyme]");
    rhyme.hidden = !last;
    rhyme.textContent = `Rhymes with ${last ?? ""}`;
    rhyme.dataset.rhyme = last ?? "";
  }

  askForRhymes() {
    this.ask.value = this.line.querySelector("[data-rhyme]").dataset.rhyme;
    this.ask.dispatchEvent(new Event("input", { bubbles: true }));
    this.ask.scrollIntoView({ block: "nearest" });
  }
}
