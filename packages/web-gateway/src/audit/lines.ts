import type { Writable } from 'node:stream';

/** If the reader does not keep up, no more than this piles up in memory. */
const MAX_BACKLOG_BYTES: number = 256 * 1024;

/**
 * Writes whole lines, those of one turn of the event loop together: under load, a system call for each would cost more than
 * what stands in it. None is kept back when the process exits.
 */
export class Lines {
  readonly #stream: Writable;
  #waiting = '';

  constructor(stream: Writable) {
    this.#stream = stream;
    process.once('exit', () => this.#flush());
  }

  /** The reader is so far behind that whoever has more to say had better count it. */
  get areTooMany(): boolean {
    return this.#stream.writableLength + this.#waiting.length > MAX_BACKLOG_BYTES;
  }

  /** Resolves once the reader has all that was said, or has taken too long. */
  written(deadlineMs: number): Promise<void> {
    this.#flush();
    return new Promise((resolve) => {
      setTimeout(resolve, deadlineMs);
      this.#stream.write('', () => resolve());
    });
  }

  add(line: string): void {
    if (this.#waiting === '') setImmediate(() => this.#flush());
    this.#waiting += `${line}\n`;
  }

  #flush(): void {
    if (this.#waiting === '') return;
    this.#stream.write(this.#waiting);
    this.#waiting = '';
  }
}
