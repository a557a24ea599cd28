import type { TerminalOutput } from '@garland/viewer/terminal-capabilities';

const CLEAR_LINE = '\r\x1b[K';

type ProgressOutput = Pick<TerminalOutput, 'isTTY' | 'write'>;

/** A progress line that is cleared at the end. Only on a terminal. */
export class ProgressLine {
  readonly #output: ProgressOutput;
  readonly #isVisible: boolean;

  constructor(output: ProgressOutput, env: NodeJS.ProcessEnv) {
    this.#output = output;
    this.#isVisible = output.isTTY === true && env.TERM !== 'dumb';
  }

  show(text: string): void {
    if (this.#isVisible) this.#output.write(`${CLEAR_LINE}${text}`);
  }

  clear(): void {
    if (this.#isVisible) this.#output.write(CLEAR_LINE);
  }
}
