import { helixStrip } from '@garland/animations';
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

/** The tree on this terminal: whatever is assigned to it shows at once. It appears when the strip is known. */
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

  set positions(strip: PixelPositions) {
    const isFirst = this.#positions === undefined;
    this.#positions = strip;
    if (isFirst) this.#open();
    else if (this.#tree) this.#tree.positions = strip;
  }

  set colors(linearRgb: ArrayLike<number>) {
    this.#colors = linearRgb;
    this.#draw();
  }

  set caption(lines: readonly string[]) {
    this.#caption = lines;
    this.#draw();
  }

  /** Gives the terminal back, with these lines as the last under the tree. */
  close(caption: readonly string[] = this.#caption): void {
    if (this.#tree) this.#session.write(this.#tree.update(this.#colors, caption));
    if (this.#positions !== undefined) this.#session.close();
    this.#positions = undefined;
    this.#tree = undefined;
  }

  #open(): void {
    this.#session.open();
    this.#restart('');
  }

  /** After a change of size nobody knows where things are: begin again on a clean window, with the heading. */
  #redraw(): void {
    const heading = this.#options.heading(detectTerminal(this.#io.stdout, this.#io.env));
    this.#restart(`${CLEAR_WINDOW}${heading.map((line) => `${line}\n`).join('')}`);
  }

  #restart(prefix: string): void {
    const terminal = detectTerminal(this.#io.stdout, this.#io.env);
    const headingRows = countTerminalRows(this.#options.heading(terminal), terminal.columns);
    this.#tree = new CaptionedTree(
      terminal,
      this.#positions ?? helixStrip({ pixels: 1 }),
      CAPTION_ROWS,
      headingRows,
    );
    this.#session.write(`${prefix}${CLEAR_BELOW}${this.#tree.reserve()}`);
    this.#draw();
  }

  #draw(): void {
    if (!this.#tree || this.#session.isBackpressured) return;
    this.#session.write(this.#tree.update(this.#colors, this.#caption));
  }
}
