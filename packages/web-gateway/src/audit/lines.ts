import type { Writable } from 'node:stream';

/**
 * Writes whole lines, those of one turn of the event loop together: under load, a system call for each would cost more than
 * what stands in it. A process that ends by itself has written all of them.
 */
export class Lines {
  readonly #stream: Writable;
  #waiting = '';

  constructor(stream: Writable) {
    this.#stream = stream;
    process.once('exit', () => this.#flush());
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
