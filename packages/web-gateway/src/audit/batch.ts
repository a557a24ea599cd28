/** Gathers what comes within `holdMs` of the first, and hands it on together: then, or when the process exits. */
export class Batch<T> {
  readonly #delayMs: number;
  readonly #onFlush: (gathered: readonly T[]) => void;
  #items: T[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(holdMs: number, hand: (gathered: readonly T[]) => void) {
    this.#delayMs = holdMs;
    this.#onFlush = hand;
    process.once('exit', () => this.flush());
  }

  add(item: T): void {
    if (this.#items.length === 0) this.#timer = setTimeout(() => this.flush(), this.#delayMs);
    this.#items.push(item);
  }

  /** Hands on what there is. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.#items.length === 0) return;
    const gathered = this.#items;
    this.#items = [];
    this.#onFlush(gathered);
  }
}
