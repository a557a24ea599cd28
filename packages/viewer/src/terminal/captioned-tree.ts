import type { PixelPositions } from '../core/silhouette.ts';
import { SketchRenderer } from '../core/sketch/sketch-renderer.ts';
import { CellGrid } from './cell-grid.ts';
import { drawAscii, drawHalfBlocks } from './draw-image.ts';
import { ScreenRegion } from './screen-region.ts';
import type { TerminalCapabilities } from './terminal-capabilities.ts';
import { truncate } from './text-width.ts';

/** Where the tree is too small to be one, it gets no rows at all. */
const MIN_TREE_ROWS = 4;

/** In place of the tree; where only one row is left, all that there is to say. */
const TOO_SMALL_NOTICE = 'Make the window larger · Ctrl-C ends';

/** The tree with lines of text under it, on as many rows as it is given. */
export class CaptionedTree {
  readonly #terminal: TerminalCapabilities;
  readonly #region: ScreenRegion;
  readonly #treeRows: number;
  #renderer: SketchRenderer;

  /** `reservedRows`: what else must stay visible in the window. */
  constructor(terminal: TerminalCapabilities, points: PixelPositions, captionRows: number, reservedRows = 0) {
    const rows = Math.max(1, terminal.rows - reservedRows);
    this.#terminal = terminal;
    this.#treeRows = rows - captionRows < MIN_TREE_ROWS ? 0 : rows - captionRows;
    this.#region = new ScreenRegion(
      terminal.columns,
      Math.min(rows, Math.max(this.#treeRows, 1) + captionRows),
      terminal.colorDepth,
    );
    this.#renderer = this.#createRenderer(points);
  }

  /** The strip has changed: the driver was restarted with another configuration. */
  set positions(points: PixelPositions) {
    this.#renderer = this.#createRenderer(points);
  }

  reserve(): string {
    return this.#region.reserve();
  }

  /** What to write so that the tree shows these colours (linear bytes) over these lines. */
  update(linearRgb: ArrayLike<number>, caption: readonly string[]): string {
    return this.#region.update(this.#draw(linearRgb, caption));
  }

  /** The same as plain lines, for where nothing can be redrawn. */
  toText(linearRgb: ArrayLike<number>, caption: readonly string[]): string {
    return this.#draw(linearRgb, caption).toText();
  }

  #draw(linearRgb: ArrayLike<number>, caption: readonly string[]): CellGrid {
    const { columns, rows } = this.#region;
    const grid = new CellGrid(columns, rows);
    if (this.#treeRows > 0) this.#drawTree(linearRgb, grid);
    const lines = this.#treeRows > 0 ? caption : [TOO_SMALL_NOTICE, ...caption];
    for (let row = this.#treeRows; row < rows; row++) {
      grid.writeRow(row, truncate(lines[row - this.#treeRows] ?? '', columns - 1));
    }
    return grid;
  }

  #drawTree(linearRgb: ArrayLike<number>, grid: CellGrid): void {
    const draw = this.#terminal.colorDepth === 'none' ? drawAscii : drawHalfBlocks;
    draw(this.#renderer.render(linearRgb), grid);
  }

  #createRenderer(points: PixelPositions): SketchRenderer {
    return new SketchRenderer(points, this.#terminal.columns, this.#treeRows * 2);
  }
}
