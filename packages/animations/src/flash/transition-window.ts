import { FLASH_WINDOW_MS } from './wcag-thresholds.ts';

/** The number of transitions that each point completed in the second up to now, both ends included. */
export class TransitionWindow {
  readonly counts: Uint16Array;
  readonly #onExpiry: (point: number) => void;
  /** A ring buffer of transitions, oldest first: all expire after the same time. */
  #points: Uint32Array = new Uint32Array(256);
  #timesMs: Float64Array = new Float64Array(256);
  #oldest = 0;
  #length = 0;

  /** @param onExpiry called for each transition that has left the second, after it was subtracted */
  constructor(pointCount: number, onExpiry: (point: number) => void) {
    this.counts = new Uint16Array(pointCount);
    this.#onExpiry = onExpiry;
  }

  advanceTo(nowMs: number): void {
    while (this.#length > 0 && nowMs - this.#timesMs[this.#oldest]! > FLASH_WINDOW_MS) {
      const point = this.#points[this.#oldest]!;
      this.#oldest = (this.#oldest + 1) % this.#points.length;
      this.#length--;
      this.counts[point]!--;
      this.#onExpiry(point);
    }
  }

  add(point: number, nowMs: number): void {
    if (this.#length === this.#points.length) this.#grow();
    const end = (this.#oldest + this.#length++) % this.#points.length;
    this.#points[end] = point;
    this.#timesMs[end] = nowMs;
    this.counts[point]!++;
  }

  /** Doubles the size, with the oldest transition first again. */
  #grow(): void {
    const [points, timesMs, oldest] = [this.#points, this.#timesMs, this.#oldest];
    this.#points = new Uint32Array(points.length * 2);
    this.#timesMs = new Float64Array(points.length * 2);
    this.#points.set(points.subarray(oldest));
    this.#points.set(points.subarray(0, oldest), points.length - oldest);
    this.#timesMs.set(timesMs.subarray(oldest));
    this.#timesMs.set(timesMs.subarray(0, oldest), points.length - oldest);
    this.#oldest = 0;
  }
}
