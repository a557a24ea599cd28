import type { PixelPositions } from '../core/silhouette.ts';
import { CaptionedTree } from './captioned-tree.ts';
import { detectTerminal, type TerminalCapabilities, type TerminalIo } from './terminal-capabilities.ts';
import { TerminalSession } from './terminal-session.ts';
import { countTerminalRows } from './text-width.ts';

export interface LiveTreeOptions {
  readonly useAlternateScreen: boolean;
  /** Lines above the tree that stay visible, however small the window. */
  heading(terminal: TerminalCapabilities): readonly string[];
  onQuit(): void;
}

const CAPTION_ROWS = 2;
const CLEAR_WINDOW = '\x1b[2J\x1b[H';
const CLEAR_BELOW = '\x1b[J';

/** The tree on a terminal: assign to its properties to redraw it. It appears as soon as the positions are known. */
export class LiveTree {
  readonly #io: TerminalIo;
  readonly #options: LiveTreeOptions;
  readonly #session: TerminalSession;
  #tree: CaptionedTree | undefined;
  #positions: PixelPositions | undefined;
  #colors: ArrayLike<number> = [];
  #caption: readonly string[] = [];

  constructor(io: TerminalIo, options: LiveTreeOptions) {
    this.#io = io;
    this.#options = options;
    this.#session = new TerminalSession(io.stdout, io.stdin, {
      useAlternateScreen: options.useAlternateScreen,
      onQuit: options.onQuit,
      onRedraw: () => this.#redraw(),
    });
  }

  set positions(positions: PixelPositions) {
    const isFirst = this.#positions === undefined;
    this.#positions = positions;
    if (this.#tree) this.#tree.positions = positions;
    if (!isFirst) return;
    this.#session.open();
    this.#restart(positions, '');
  }

  /** Linear bytes. */
  set colors(linearBytes: ArrayLike<number>) {
    this.#colors = linearBytes;
    this.#draw();
  }

  set caption(lines: readonly string[]) {
    this.#caption = lines;
    this.#draw();
  }

  /** Restores the terminal, leaving these lines under the tree. */
  close(caption: readonly string[] = this.#caption): void {
    if (this.#tree) this.#session.write(this.#tree.update(this.#colors, caption));
    if (this.#positions !== undefined) this.#session.close();
    this.#positions = undefined;
    this.#tree = undefined;
  }

  /** Resizing moves text unpredictably: start again on an empty window, with the heading. */
  #redraw(): void {
    if (!this.#positions) return;
    const heading = this.#options.heading(this.#terminal());
    this.#restart(this.#positions, `${CLEAR_WINDOW}${heading.map((line) => `${line}\n`).join('')}`);
  }

  #restart(positions: PixelPositions, prefix: string): void {
    const terminal = this.#terminal();
    const headingRows = countTerminalRows(this.#options.heading(terminal), terminal.columns);
    this.#tree = new CaptionedTree(terminal, positions, CAPTION_ROWS, headingRows);
    this.#session.write(`${prefix}${CLEAR_BELOW}${this.#tree.reserve()}`);
    this.#draw();
  }

  #terminal(): TerminalCapabilities {
    return detectTerminal(this.#io.stdout, this.#io.env);
  }

  #draw(): void {
    if (!this.#tree || this.#session.isBackpressured) return;
    this.#session.write(this.#tree.update(this.#colors, this.#caption));
  }
}
