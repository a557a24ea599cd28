const CLEAR_LINE = '\r\x1b[K';

type Output = Pick<NodeJS.WriteStream, 'isTTY' | 'write'>;

/** A line on a terminal that says how far something is, and is gone in the end. In a pipe or a log it says nothing. */
export class Progress {
  readonly #output: Output;
  readonly #shows: boolean;

  constructor(output: Output, env: NodeJS.ProcessEnv) {
    this.#output = output;
    this.#shows = output.isTTY === true && env.TERM !== 'dumb';
  }

  show(text: string): void {
    if (this.#shows) this.#output.write(`${CLEAR_LINE}${text}`);
  }

  clear(): void {
    if (this.#shows) this.#output.write(CLEAR_LINE);
  }
}
