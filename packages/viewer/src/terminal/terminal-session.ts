import type { TerminalInput, TerminalOutput } from './terminal-capabilities.ts';

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const RESET_COLORS = '\x1b[0m';
const ENTER_ALTERNATE_SCREEN = '\x1b[?1049h\x1b[H\x1b[2J';
const LEAVE_ALTERNATE_SCREEN = '\x1b[?1049l';

const CTRL_C = '\x03';
const CTRL_Z = '\x1a';

export interface TerminalSessionOptions {
  /** Draw on the alternate screen, which disappears at the end, instead of in the scrollback. */
  readonly useAlternateScreen: boolean;
  /** Ctrl-C, q, or a signal. */
  onQuit(): void;
  /** The window was resized or its content is lost: draw everything again. */
  onRedraw(): void;
}

/**
 * Prepares a terminal for animation: hides the cursor and stops echoing keys. `close` restores it, and so does the end of
 * the process, however it ends.
 */
export class TerminalSession {
  readonly #output: TerminalOutput;
  readonly #input: TerminalInput;
  readonly #options: TerminalSessionOptions;
  #isOpen = false;

  constructor(output: TerminalOutput, input: TerminalInput, options: TerminalSessionOptions) {
    this.#output = output;
    this.#input = input;
    this.#options = options;
  }

  open(): void {
    this.#enter();
    this.#output.on('resize', this.#options.onRedraw);
    if (this.#input.isTTY) this.#input.on('data', this.#onInput);
    process.on('SIGCONT', this.#onContinue);
    process.on('exit', this.#restore);
  }

  close(): void {
    this.#restore();
    this.#output.off('resize', this.#options.onRedraw);
    this.#input.off('data', this.#onInput);
    this.#input.pause();
    process.off('SIGCONT', this.#onContinue);
    process.off('exit', this.#restore);
  }

  write(text: string): void {
    if (text !== '') this.#output.write(text);
  }

  /** The terminal has not accepted the last frame yet: skip the next one. */
  get isBackpressured(): boolean {
    return this.#output.writableNeedDrain;
  }

  #enter(): void {
    this.#isOpen = true;
    if (this.#input.isTTY) this.#input.setRawMode?.(true);
    this.#output.write(`${this.#options.useAlternateScreen ? ENTER_ALTERNATE_SCREEN : ''}${HIDE_CURSOR}`);
  }

  readonly #restore = (): void => {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    if (this.#input.isTTY) this.#input.setRawMode?.(false);
    this.#output.write(
      `${RESET_COLORS}${SHOW_CURSOR}${this.#options.useAlternateScreen ? LEAVE_ALTERNATE_SCREEN : '\n'}`,
    );
  };

  readonly #onInput = (keys: Buffer): void => {
    const text = keys.toString('latin1');
    if (text.includes(CTRL_C) || text === 'q') this.#options.onQuit();
    else if (text.includes(CTRL_Z)) this.#suspend();
  };

  #suspend(): void {
    this.#restore();
    process.kill(process.pid, 'SIGTSTP');
  }

  readonly #onContinue = (): void => {
    this.#enter();
    this.#options.onRedraw();
  };
}
