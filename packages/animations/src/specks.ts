import { fraction } from './phase.ts';
import { chance, chances, hash } from './random.ts';
import { between } from './wander.ts';

/** Single pixels that light up by chance, here and there: confetti, glints. */
export interface SpeckOptions {
  readonly seed: number;
  readonly pixels: number;
  /** So many pixels share one speck, and take turns by lot. */
  readonly shared: number;
  /** Between one lighting up and the next among those pixels, in seconds. */
  readonly cycleS: readonly [shortest: number, longest: number];
}

/**
 * Every speck has pixels of its own, far apart on the string, and shows up in one of them at a time. So the specks are
 * spread evenly, no two ever meet, no pixel lights up more often than its speck's cycle allows, and a frame costs no more
 * than there are specks.
 */
export class Specks {
  readonly count: number;
  /** As they are in this frame: the pixel, how far through its cycle from 0 to 1, and bits to draw lots from. */
  readonly pixel: Int32Array;
  readonly phase: Float32Array;
  readonly lot: Int32Array;

  readonly #pixels: number;
  readonly #shared: number;
  readonly #rates: Float64Array;
  readonly #starts: Float32Array;
  readonly #keys: Int32Array;

  constructor({ seed, pixels, shared, cycleS }: SpeckOptions) {
    this.count = Math.ceil(pixels / shared);
    this.pixel = new Int32Array(this.count);
    this.phase = new Float32Array(this.count);
    this.lot = new Int32Array(this.count);
    this.#pixels = pixels;
    this.#shared = shared;
    this.#rates = Float64Array.from(
      { length: this.count },
      (_, n) => 1 / between(...cycleS, chance(seed, n)),
    );
    this.#starts = chances(seed + 1, this.count);
    this.#keys = Int32Array.from({ length: this.count }, (_, n) => hash(seed + 2, n));
  }

  /** To be called once a frame. */
  move(timeS: number): void {
    const { count, pixel, phase, lot } = this;
    for (let n = 0; n < count; n++) {
      const cycles = timeS * this.#rates[n]! + this.#starts[n]!;
      const bits = hash(this.#keys[n]!, Math.floor(cycles));
      const chosen = n + count * ((bits >>> 8) % this.#shared);
      pixel[n] = chosen < this.#pixels ? chosen : n;
      phase[n] = Math.min(fraction(cycles), 0.9999);
      lot[n] = bits;
    }
  }
}
