import { helixStrip } from '@garland/animations';
import { CaptionedTree } from './captioned-tree.ts';
import { detectTerminal, type TerminalCapabilities } from './terminal/capabilities.ts';
import { TerminalStage } from './terminal/stage.ts';
import { countTerminalRows } from './terminal/text.ts';
import type { Points } from './tree/silhouette.ts';

export interface LiveTreeOptions {
  readonly ownScreen: boolean;
  /** Lines above the tree that stay visible, however small the window. */
  heading(terminal: TerminalCapabilities): readonly string[];
  onQuit(): void;
}

const CAPTION_ROWS = 2;
const CLEAR_WINDOW = '\x1b[2J\x1b[H';
const CLEAR_BELOW = '\x1b[J';

/** The tree on this terminal: whatever is assigned to it shows at once. It appears when the strip is known. */
export class LiveTree {
  readonly #options: LiveTreeOptions;
  readonly #stage: TerminalStage;
  #show: CaptionedTree | undefined;
  #strip: Points | undefined;
  #colours: ArrayLike<number> = [];
  #caption: readonly string[] = [];

  constructor(options: LiveTreeOptions) {
    this.#options = options;
    this.#stage = new TerminalStage(process.stdout, process.stdin, {
      ownScreen: options.ownScreen,
      onQuit: options.onQuit,
      onRedraw: () => this.#redraw(),
    });
  }

  set strip(strip: Points) {
    const isFirst = this.#strip === undefined;
    this.#strip = strip;
    if (isFirst) this.#open();
    else if (this.#show) this.#show.points = strip;
  }

  set colours(linearRgb: ArrayLike<number>) {
    this.#colours = linearRgb;
    this.#draw();
  }

  set caption(lines: readonly string[]) {
    this.#caption = lines;
    this.#draw();
  }

  /** Gives the terminal back, with these lines as the last under the tree. */
  close(caption: readonly string[] = this.#caption): void {
    if (this.#show) this.#stage.draw(this.#show.update(this.#colours, caption));
    if (this.#strip !== undefined) this.#stage.close();
    this.#strip = undefined;
    this.#show = undefined;
  }

  #open(): void {
    this.#stage.open();
    this.#begin('');
  }

  /** After a change of size nobody knows where things are: begin again on a clean window, with the heading. */
  #redraw(): void {
    const heading = this.#options.heading(detectTerminal(process.stdout, process.env));
    this.#begin(`${CLEAR_WINDOW}${heading.map((line) => `${line}\n`).join('')}`);
  }

  #begin(prefix: string): void {
    const terminal = detectTerminal(process.stdout, process.env);
    const headingRows = countTerminalRows(this.#options.heading(terminal), terminal.columns);
    this.#show = new CaptionedTree(
      terminal,
      this.#strip ?? helixStrip({ pixels: 1 }),
      CAPTION_ROWS,
      headingRows,
    );
    this.#stage.draw(`${prefix}${CLEAR_BELOW}${this.#show.reserve()}`);
    this.#draw();
  }

  #draw(): void {
    if (!this.#show || this.#stage.isBusy) return;
    this.#stage.draw(this.#show.update(this.#colours, this.#caption));
  }
}
