import { FLASH_WINDOW_MS } from './wcag-thresholds.ts';

/** How many transitions each place completed in the second that ends now, both its ends included. */
export class TransitionWindow {
  readonly counts: Uint16Array;
  readonly #onExpiry: (place: number) => void;
  /** A ring of what happened, oldest first: all of it lives equally long. */
  #places: Uint32Array = new Uint32Array(256);
  #timesMs: Float64Array = new Float64Array(256);
  #oldest = 0;
  #length = 0;

  /** @param onExpiry is told of each transition that is no longer within the second, once it is not counted any more */
  constructor(places: number, onExpiry: (place: number) => void) {
    this.counts = new Uint16Array(places);
    this.#onExpiry = onExpiry;
  }

  advanceTo(nowMs: number): void {
    while (this.#length > 0 && nowMs - this.#timesMs[this.#oldest]! > FLASH_WINDOW_MS) {
      const place = this.#places[this.#oldest]!;
      this.#oldest = (this.#oldest + 1) % this.#places.length;
      this.#length--;
      this.counts[place]!--;
      this.#onExpiry(place);
    }
  }

  add(place: number, nowMs: number): void {
    if (this.#length === this.#places.length) this.#grow();
    const end = (this.#oldest + this.#length++) % this.#places.length;
    this.#places[end] = place;
    this.#timesMs[end] = nowMs;
    this.counts[place]!++;
  }

  /** To twice the size, what is oldest first again. */
  #grow(): void {
    const [places, timesMs, oldest] = [this.#places, this.#timesMs, this.#oldest];
    this.#places = new Uint32Array(places.length * 2);
    this.#timesMs = new Float64Array(places.length * 2);
    this.#places.set(places.subarray(oldest));
    this.#places.set(places.subarray(0, oldest), places.length - oldest);
    this.#timesMs.set(timesMs.subarray(oldest));
    this.#timesMs.set(timesMs.subarray(0, oldest), places.length - oldest);
    this.#oldest = 0;
  }
}
