/** Gathers what comes in one turn of the event loop, and hands it on at its end, or else when the process exits. */
export class Turn<T> {
  readonly #hand: (gathered: readonly T[]) => void;
  #gathered: T[] = [];

  constructor(hand: (gathered: readonly T[]) => void) {
    this.#hand = hand;
    process.once('exit', () => this.end());
  }

  add(item: T): void {
    if (this.#gathered.length === 0) setImmediate(() => this.end());
    this.#gathered.push(item);
  }

  end(): void {
    if (this.#gathered.length === 0) return;
    const gathered = this.#gathered;
    this.#gathered = [];
    this.#hand(gathered);
  }
}
