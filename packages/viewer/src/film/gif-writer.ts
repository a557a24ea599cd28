import gifenc from 'gifenc';
import type { ColorTable } from './color-table.ts';

/** The last of a GIF's 256 colours is transparent: the dot stays as it was. */
export const MAX_COLORS = 255;
const TRANSPARENT_INDEX = 255;

/**
 * A dot is left unchanged until a channel is wrong by more than this; brighter dots, where needles glitter, get one more
 * step of tolerance for each step of brightness below. Nearly halves a file.
 */
const TOLERANCE = 4;
const BRIGHTNESS_PER_TOLERANCE_STEP = 5;

/**
 * Bayer's dither pattern, the same in each frame, from −0.5 to 0.5. It mixes a colour between two of the table's from
 * both, and avoids a sharp edge where dots exceed the tolerance.
 */
const BAYER_MATRIX: readonly number[] = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5].map(
  (rank) => (rank + 0.5) / 16 - 0.5,
);
const BAYER_SIZE = 4;
/** How much the pattern changes a channel, and by what share it changes the tolerance. */
const DITHER_AMPLITUDE = 6;
const TOLERANCE_DITHER = 1;

/** Writes a GIF that repeats for ever. Each frame holds the changes since the one before. */
export class GifWriter {
  readonly #width: number;
  readonly #height: number;
  readonly #delayMs: number;
  readonly #colorTable: ColorTable;
  readonly #encoder: ReturnType<typeof gifenc.GIFEncoder> = gifenc.GIFEncoder();
  /** The table's index for each dot as displayed now; nothing before the first frame. */
  readonly #displayed: Uint8Array;
  readonly #changes: Uint8Array;
  #frameCount = 0;
  #isPrimed = false;

  /** `delayMs`: how long a frame is shown, a multiple of 10. */
  constructor(width: number, height: number, delayMs: number, table: ColorTable) {
    this.#width = width;
    this.#height = height;
    this.#delayMs = delayMs;
    this.#colorTable = table;
    this.#displayed = new Uint8Array(width * height);
    this.#changes = new Uint8Array(width * height);
  }

  /** Takes an image from the end of the loop, so that the first frame continues where the last one ends. */
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

  /** Decides which dots change, and updates the displayed image. */
  #computeChanges(rgb: Uint8Array): void {
    for (let dot = 0, at = 0; dot < this.#displayed.length; dot++, at += 3) {
      const [red, green, blue] = [rgb[at]!, rgb[at + 1]!, rgb[at + 2]!];
      const threshold = this.#thresholdAt(dot);
      this.#changes[dot] = TRANSPARENT_INDEX;
      if (this.#isPrimed && this.#isWithinTolerance(this.#displayed[dot]!, red, green, blue, threshold))
        continue;
      const shift = DITHER_AMPLITUDE * threshold;
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

  #isWithinTolerance(index: number, red: number, green: number, blue: number, threshold: number): boolean {
    const color = this.#colorTable.colors[index]!;
    const tolerance =
      (TOLERANCE + Math.max(red, green, blue) / BRIGHTNESS_PER_TOLERANCE_STEP) *
      (1 + TOLERANCE_DITHER * threshold);
    return (
      Math.abs(color[0] - red) <= tolerance &&
      Math.abs(color[1] - green) <= tolerance &&
      Math.abs(color[2] - blue) <= tolerance
    );
  }

  #thresholdAt(dot: number): number {
    const x = dot % this.#width;
    const y = Math.floor(dot / this.#width);
    return BAYER_MATRIX[(y % BAYER_SIZE) * BAYER_SIZE + (x % BAYER_SIZE)]!;
  }
}

/** Always 256 entries, so that the last one can be the transparent one. */
function padTo256(colors: ColorTable['colors']): ColorTable['colors'] {
  return [...colors, ...Array.from({ length: MAX_COLORS + 1 - colors.length }, () => [0, 0, 0] as const)];
}

function clampToByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
