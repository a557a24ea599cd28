import gifenc from 'gifenc';
import type { ColourTable } from './colour-table.ts';

/** Of the 256 colours that a GIF may have, the last one is what was there before. */
export const COLOURS = 255;
const UNCHANGED = 255;

/**
 * A dot stays as it is until a channel is so many steps wrong: at night, and one more for so many steps of brightness,
 * where needles glitter and nobody can tell. Nearly halves a file.
 */
const TOLERANCE = 4;
const BRIGHTER = 5;

/**
 * A pattern that is the same in each picture (Bayer's), from −0.5 to 0.5: a colour between two of the table's is both by
 * turns, and where dots stop to be right enough there is no sharp edge.
 */
const PATTERN: readonly number[] = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5].map(
  (rank) => (rank + 0.5) / 16 - 0.5,
);
const PATTERN_SIDE = 4;
/** How many steps of a channel it adds and takes, and by what share it loosens and tightens the tolerance. */
const DITHER = 6;
const UNEVENNESS = 1;

/** A moving picture that repeats for ever, as a GIF: a frame holds what changed since the one before. */
export class GifWriter {
  readonly #width: number;
  readonly #height: number;
  readonly #delayMs: number;
  readonly #table: ColourTable;
  readonly #encoder: ReturnType<typeof gifenc.GIFEncoder> = gifenc.GIFEncoder();
  /** What whoever looks at the file sees now; before the first frame nothing. */
  readonly #shown: Uint8Array;
  readonly #changes: Uint8Array;
  #frames = 0;
  #prepared = false;

  /** `delayMs`: how long a frame is shown, in tens of milliseconds. */
  constructor(width: number, height: number, delayMs: number, table: ColourTable) {
    this.#width = width;
    this.#height = height;
    this.#delayMs = delayMs;
    this.#table = table;
    this.#shown = new Uint8Array(width * height);
    this.#changes = new Uint8Array(width * height);
  }

  /** Takes what the end of the loop looks like, so that the first frame begins where the last one leaves off. */
  prepare(rgb: Uint8Array): void {
    this.#compare(rgb);
    this.#prepared = true;
  }

  add(rgb: Uint8Array): void {
    this.#compare(rgb);
    const first = this.#frames++ === 0;
    this.#encoder.writeFrame(first ? this.#shown : this.#changes, this.#width, this.#height, {
      ...(first ? { palette: padded(this.#table.colours) } : {}),
      delay: this.#delayMs,
      transparent: !first,
      transparentIndex: UNCHANGED,
      dispose: 1,
      repeat: 0,
    });
    this.#prepared = true;
  }

  finish(): Uint8Array {
    this.#encoder.finish();
    return this.#encoder.bytes();
  }

  /** Decides what changes, and remembers what is shown then. */
  #compare(rgb: Uint8Array): void {
    for (let dot = 0, at = 0; dot < this.#shown.length; dot++, at += 3) {
      const [red, green, blue] = [rgb[at]!, rgb[at + 1]!, rgb[at + 2]!];
      const rank = this.#rankOf(dot);
      this.#changes[dot] = UNCHANGED;
      if (this.#prepared && this.#isNear(this.#shown[dot]!, red, green, blue, rank)) continue;
      const shift = DITHER * rank;
      const index = this.#table.nearest(byte(red + shift), byte(green + shift), byte(blue + shift));
      if (this.#prepared && index === this.#shown[dot]) continue;
      this.#changes[dot] = index;
      this.#shown[dot] = index;
    }
  }

  #isNear(index: number, red: number, green: number, blue: number, rank: number): boolean {
    const colour = this.#table.colours[index]!;
    const tolerance = (TOLERANCE + Math.max(red, green, blue) / BRIGHTER) * (1 + UNEVENNESS * rank);
    return (
      Math.abs(colour[0] - red) <= tolerance &&
      Math.abs(colour[1] - green) <= tolerance &&
      Math.abs(colour[2] - blue) <= tolerance
    );
  }

  #rankOf(dot: number): number {
    const x = dot % this.#width;
    const y = Math.floor(dot / this.#width);
    return PATTERN[(y % PATTERN_SIDE) * PATTERN_SIDE + (x % PATTERN_SIDE)]!;
  }
}

/** A table of 256 whatever the colours are, so that the last one can stand for what was there before. */
function padded(colours: ColourTable['colours']): ColourTable['colours'] {
  return [...colours, ...Array.from({ length: COLOURS + 1 - colours.length }, () => [0, 0, 0] as const)];
}

function byte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
