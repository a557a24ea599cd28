import { lerp } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';
import { hash, randomArray, randomAt } from '../random/seeded-random.ts';

/** Single pixels that light up at random: confetti, glints. */
export interface SparkleOptions {
  readonly seed: number;
  readonly pixelCount: number;
  /** The number of pixels that share a sparkle, one of them at random at a time. */
  readonly pixelsPerSparkle: number;
  /** The seconds from one sparkle to the next among those pixels. */
  readonly cycleS: readonly [shortest: number, longest: number];
}

/**
 * Each sparkle has its own pixels, far apart on the string, and appears in one of them at a time. So sparkles are spread
 * evenly and never collide, no pixel lights up more often than its sparkle's cycle allows, and a frame costs time in
 * proportion to the number of sparkles.
 */
export class Sparkles {
  readonly count: number;
  /** In the current frame: the pixel, the share of the cycle that has passed (0 to 1), and random bits. */
  readonly pixel: Int32Array;
  readonly phase: Float32Array;
  readonly randomBits: Int32Array;

  readonly #pixelCount: number;
  readonly #pixelsPerSparkle: number;
  readonly #rates: Float64Array;
  readonly #starts: Float32Array;
  readonly #hashKeys: Int32Array;

  constructor({ seed, pixelCount, pixelsPerSparkle, cycleS }: SparkleOptions) {
    this.count = Math.ceil(pixelCount / pixelsPerSparkle);
    this.pixel = new Int32Array(this.count);
    this.phase = new Float32Array(this.count);
    this.randomBits = new Int32Array(this.count);
    this.#pixelCount = pixelCount;
    this.#pixelsPerSparkle = pixelsPerSparkle;
    this.#rates = Float64Array.from({ length: this.count }, (_, n) => 1 / lerp(...cycleS, randomAt(seed, n)));
    this.#starts = randomArray(seed + 1, this.count);
    this.#hashKeys = Int32Array.from({ length: this.count }, (_, n) => hash(seed + 2, n));
  }

  /** Call once a frame. */
  update(timeS: number): void {
    const { count, pixel, phase, randomBits } = this;
    for (let n = 0; n < count; n++) {
      const cycles = timeS * this.#rates[n]! + this.#starts[n]!;
      const bits = hash(this.#hashKeys[n]!, Math.floor(cycles));
      const chosen = n + count * ((bits >>> 8) % this.#pixelsPerSparkle);
      pixel[n] = chosen < this.#pixelCount ? chosen : n;
      phase[n] = Math.min(fraction(cycles), 0.9999);
      randomBits[n] = bits;
    }
  }
}
