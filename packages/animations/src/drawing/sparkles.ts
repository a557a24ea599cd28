import { fraction } from '../math/phase.ts';
import { lerp } from '../random/drift.ts';
import { hash, randomArray, randomAt } from '../random/seeded-random.ts';

/** Single pixels that light up by chance, here and there: confetti, glints. */
export interface SparkleOptions {
  readonly seed: number;
  readonly pixelCount: number;
  /** So many pixels share one speck, and take turns by lot. */
  readonly pixelsPerSparkle: number;
  /** Between one lighting up and the next among those pixels, in seconds. */
  readonly cycleS: readonly [shortest: number, longest: number];
}

/**
 * Every speck has pixels of its own, far apart on the string, and shows up in one of them at a time. So the specks are
 * spread evenly, no two ever meet, no pixel lights up more often than its speck's cycle allows, and a frame costs no more
 * than there are specks.
 */
export class Sparkles {
  readonly count: number;
  /** As they are in this frame: the pixel, how far through its cycle from 0 to 1, and bits to draw lots from. */
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

  /** To be called once a frame. */
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
