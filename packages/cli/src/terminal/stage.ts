import type { ReadStream, WriteStream } from 'node:tty';

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
const RESET_COLOURS = '\x1b[0m';
const ENTER_ALTERNATE = '\x1b[?1049h\x1b[H\x1b[2J';
const LEAVE_ALTERNATE = '\x1b[?1049l';

const CTRL_C = '\x03';
const CTRL_Z = '\x1a';

export interface StageOptions {
  /** A screen of its own, gone at the end; otherwise the picture is part of the scrollback. */
  readonly ownScreen: boolean;
  /** Ctrl-C, q, or a signal. */
  onQuit(): void;
  /** The window has another size, or what was on it is lost: draw everything afresh. */
  onRedraw(): void;
}

/**
 * The terminal while a picture moves on it: no cursor, and keys are not echoed into the picture. `close` gives it back
 * as it was, and so does the end of the process, whatever ended it.
 */
export class TerminalStage {
  readonly #output: WriteStream;
  readonly #input: ReadStream;
  readonly #options: StageOptions;
  #open = false;

  constructor(output: WriteStream, input: ReadStream, options: StageOptions) {
    this.#output = output;
    this.#input = input;
    this.#options = options;
  }

  open(): void {
    this.#take();
    this.#output.on('resize', this.#options.onRedraw);
    if (this.#input.isTTY) this.#input.on('data', this.#onKeys);
    process.on('SIGCONT', this.#onContinue);
    process.on('exit', this.#giveBack);
  }

  close(): void {
    this.#giveBack();
    this.#output.off('resize', this.#options.onRedraw);
    this.#input.off('data', this.#onKeys);
    this.#input.pause();
    process.off('SIGCONT', this.#onContinue);
    process.off('exit', this.#giveBack);
  }

  draw(text: string): void {
    if (text !== '') this.#output.write(text);
  }

  /** The terminal has not taken the last picture yet: skip the next one. */
  get isBusy(): boolean {
    return this.#output.writableNeedDrain;
  }

  #take(): void {
    this.#open = true;
    if (this.#input.isTTY) this.#input.setRawMode(true);
    this.#output.write(`${this.#options.ownScreen ? ENTER_ALTERNATE : ''}${HIDE_CURSOR}`);
  }

  readonly #giveBack = (): void => {
    if (!this.#open) return;
    this.#open = false;
    if (this.#input.isTTY) this.#input.setRawMode(false);
    this.#output.write(`${RESET_COLOURS}${SHOW_CURSOR}${this.#options.ownScreen ? LEAVE_ALTERNATE : '\n'}`);
  };

  readonly #onKeys = (keys: Buffer): void => {
    const text = keys.toString('latin1');
    if (text.includes(CTRL_C) || text === 'q') this.#options.onQuit();
    else if (text.includes(CTRL_Z)) this.#suspend();
  };

  #suspend(): void {
    this.#giveBack();
    process.kill(process.pid, 'SIGTSTP');
  }

  readonly #onContinue = (): void => {
    this.#take();
    this.#options.onRedraw();
  };
}
