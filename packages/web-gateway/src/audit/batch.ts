/** Gathers what comes within `holdMs` of the first, and hands it on together: then, or when the process exits. */
export class Batch<T> {
  readonly #holdMs: number;
  readonly #hand: (gathered: readonly T[]) => void;
  #gathered: T[] = [];
  #due: NodeJS.Timeout | undefined;

  constructor(holdMs: number, hand: (gathered: readonly T[]) => void) {
    this.#holdMs = holdMs;
    this.#hand = hand;
    process.once('exit', () => this.end());
  }

  add(item: T): void {
    if (this.#gathered.length === 0) this.#due = setTimeout(() => this.end(), this.#holdMs);
    this.#gathered.push(item);
  }

  /** Hands on what there is. */
  end(): void {
    clearTimeout(this.#due);
    if (this.#gathered.length === 0) return;
    const gathered = this.#gathered;
    this.#gathered = [];
    this.#hand(gathered);
  }
}
