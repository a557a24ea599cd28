/** A change through the whole range takes this time. */
const FULL_RANGE_S = 0.4;

/** Moves the brightness evenly to its target. Perceptual, 0 to 1; it starts dark. */
export class BrightnessFade {
  target = 0;
  #current = 0;

  get current(): number {
    return this.#current;
  }

  get isAtTarget(): boolean {
    return this.#current === this.target;
  }

  advance(dtS: number): void {
    const distance = this.target - this.#current;
    const step = dtS / FULL_RANGE_S;
    this.#current = Math.abs(distance) <= step ? this.target : this.#current + Math.sign(distance) * step;
  }
}
