/** Collects items and flushes them together, `delayMs` after the first or when the process exits. */
export class Batch<T> {
  readonly #delayMs: number;
  readonly #onFlush: (items: readonly T[]) => void;
  #items: T[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(delayMs: number, onFlush: (items: readonly T[]) => void) {
    this.#delayMs = delayMs;
    this.#onFlush = onFlush;
    process.once('exit', () => this.flush());
  }

  add(item: T): void {
    if (this.#items.length === 0) this.#timer = setTimeout(() => this.flush(), this.#delayMs);
    this.#items.push(item);
  }

  flush(): void {
    clearTimeout(this.#timer);
    if (this.#items.length === 0) return;
    const items = this.#items;
    this.#items = [];
    this.#onFlush(items);
  }
}
