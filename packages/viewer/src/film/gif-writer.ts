import gifenc from 'gifenc';
import type { ColorTable } from './color-table.ts';

/** Of the 256 colours that a GIF may have, the last one is what was there before. */
export const MAX_COLORS = 255;
const TRANSPARENT_INDEX = 255;

/**
 * A dot stays as it is until a channel is so many steps wrong: at night, and one more for so many steps of brightness,
 * where needles glitter and nobody can tell. Nearly halves a file.
 */
const TOLERANCE = 4;
const BRIGHTNESS_PER_TOLERANCE_STEP = 5;

/**
 * A pattern that is the same in each picture (Bayer's), from −0.5 to 0.5: a colour between two of the table's is both by
 * turns, and where dots stop to be right enough there is no sharp edge.
 */
const BAYER_MATRIX: readonly number[] = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5].map(
  (rank) => (rank + 0.5) / 16 - 0.5,
);
const BAYER_SIZE = 4;
/** How many steps of a channel it adds and takes, and by what share it loosens and tightens the tolerance. */
const DITHER_AMPLITUDE = 6;
const TOLERANCE_DITHER = 1;

/** A moving picture that repeats for ever, as a GIF: a frame holds what changed since the one before. */
export class GifWriter {
  readonly #width: number;
  readonly #height: number;
  readonly #delayMs: number;
  readonly #colorTable: ColorTable;
  readonly #encoder: ReturnType<typeof gifenc.GIFEncoder> = gifenc.GIFEncoder();
  /** What whoever looks at the file sees now; before the first frame nothing. */
  readonly #displayed: Uint8Array;
  readonly #changes: Uint8Array;
  #frameCount = 0;
  #isPrimed = false;

  /** `delayMs`: how long a frame is shown, in tens of milliseconds. */
  constructor(width: number, height: number, delayMs: number, table: ColorTable) {
    this.#width = width;
    this.#height = height;
    this.#delayMs = delayMs;
    this.#colorTable = table;
    this.#displayed = new Uint8Array(width * height);
    this.#changes = new Uint8Array(width * height);
  }

  /** Takes what the end of the loop looks like, so that the first frame begins where the last one leaves off. */
  prime(rgb: Uint8Array): void {
    this.#computeChanges(rgb);
    this.#isPrimed = true;
  }

  addFrame(rgb: Uint8Array): void {
    this.#computeChanges(rgb);
    const first = this.#frameCount++ === 0;
    this.#encoder.writeFrame(first ? this.#displayed : this.#changes, this.#width, this.#height, {
      ...(first ? { palette: padTo256(this.#colorTable.colors) } : {}),
      delay: this.#delayMs,
      transparent: !first,
      transparentIndex: TRANSPARENT_INDEX,
      dispose: 1,
      repeat: 0,
    });
    this.#isPrimed = true;
  }

  finish(): Uint8Array {
    this.#encoder.finish();
    return this.#encoder.bytes();
  }

  /** Decides what changes, and remembers what is shown then. */
  #computeChanges(rgb: Uint8Array): void {
    for (let dot = 0, at = 0; dot < this.#displayed.length; dot++, at += 3) {
      const [red, green, blue] = [rgb[at]!, rgb[at + 1]!, rgb[at + 2]!];
      const rank = this.#thresholdAt(dot);
      this.#changes[dot] = TRANSPARENT_INDEX;
      if (this.#isPrimed && this.#isWithinTolerance(this.#displayed[dot]!, red, green, blue, rank)) continue;
      const shift = DITHER_AMPLITUDE * rank;
      const index = this.#colorTable.nearestIndex(
        clampToByte(red + shift),
        clampToByte(green + shift),
        clampToByte(blue + shift),
      );
      if (this.#isPrimed && index === this.#displayed[dot]) continue;
      this.#changes[dot] = index;
      this.#displayed[dot] = index;
    }
  }

  #isWithinTolerance(index: number, red: number, green: number, blue: number, rank: number): boolean {
    const colour = this.#colorTable.colors[index]!;
    const tolerance =
      (TOLERANCE + Math.max(red, green, blue) / BRIGHTNESS_PER_TOLERANCE_STEP) *
      (1 + TOLERANCE_DITHER * rank);
    return (
      Math.abs(colour[0] - red) <= tolerance &&
      Math.abs(colour[1] - green) <= tolerance &&
      Math.abs(colour[2] - blue) <= tolerance
    );
  }

  #thresholdAt(dot: number): number {
    const x = dot % this.#width;
    const y = Math.floor(dot / this.#width);
    return BAYER_MATRIX[(y % BAYER_SIZE) * BAYER_SIZE + (x % BAYER_SIZE)]!;
  }
}

/** A table of 256 whatever the colours are, so that the last one can stand for what was there before. */
function padTo256(colours: ColorTable['colors']): ColorTable['colors'] {
  return [...colours, ...Array.from({ length: MAX_COLORS + 1 - colours.length }, () => [0, 0, 0] as const)];
}

function clampToByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
