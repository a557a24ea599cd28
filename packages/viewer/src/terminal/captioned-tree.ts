import type { PixelPositions } from '../core/silhouette.ts';
import { SketchRenderer } from '../core/sketch/sketch-renderer.ts';
import type { RgbImage } from '../core/tree-renderer.ts';
import { CellGrid } from './cell-grid.ts';
import { drawAscii, drawHalfBlocks } from './draw-image.ts';
import { ScreenRegion } from './screen-region.ts';
import type { ColorDepth, TerminalCapabilities } from './terminal-capabilities.ts';
import { truncate } from './text-width.ts';
import { xtermColorAt } from './xterm-colors.ts';

/** With fewer rows than this, no tree is drawn. */
const MIN_TREE_ROWS = 4;

/** Shown in place of the tree; if only one row is left, it is the only text. */
const TOO_SMALL_NOTICE = 'Make the window larger · Ctrl-C ends';

const DRAW: Readonly<Record<ColorDepth, (image: RgbImage, grid: CellGrid) => void>> = {
  truecolor: (image, grid) => drawHalfBlocks(image, grid),
  256: (image, grid) => drawHalfBlocks(image, grid, xtermColorAt),
  none: drawAscii,
};

/** The tree with lines of text under it. */
export class CaptionedTree {
  readonly #terminal: TerminalCapabilities;
  readonly #region: ScreenRegion;
  readonly #treeRows: number;
  #renderer: SketchRenderer;

  /** `reservedRows`: rows of the window for other text. */
  constructor(
    terminal: TerminalCapabilities,
    positions: PixelPositions,
    captionRows: number,
    reservedRows = 0,
  ) {
    const rows = Math.max(1, terminal.rows - reservedRows);
    this.#terminal = terminal;
    this.#treeRows = rows - captionRows < MIN_TREE_ROWS ? 0 : rows - captionRows;
    this.#region = new ScreenRegion(
      terminal.columns,
      Math.min(rows, Math.max(this.#treeRows, 1) + captionRows),
      terminal.colorDepth,
    );
    this.#renderer = this.#createRenderer(positions);
  }

  /** For when the driver was restarted with another configuration. */
  set positions(positions: PixelPositions) {
    this.#renderer = this.#createRenderer(positions);
  }

  reserve(): string {
    return this.#region.reserve();
  }

  /** The text to write so that the tree shows these colours (linear bytes) above these lines. */
  update(linearBytes: ArrayLike<number>, caption: readonly string[]): string {
    return this.#region.update(this.#draw(linearBytes, caption));
  }

  /** The same as plain lines, for output that cannot be redrawn. */
  toText(linearBytes: ArrayLike<number>, caption: readonly string[]): string {
    return this.#draw(linearBytes, caption).toText();
  }

  #draw(linearBytes: ArrayLike<number>, caption: readonly string[]): CellGrid {
    const { columns, rows } = this.#region;
    const grid = new CellGrid(columns, rows);
    if (this.#treeRows > 0) this.#drawTree(linearBytes, grid);
    const lines = this.#treeRows > 0 ? caption : [TOO_SMALL_NOTICE, ...caption];
    for (let row = this.#treeRows; row < rows; row++) {
      grid.writeRow(row, truncate(lines[row - this.#treeRows] ?? '', columns - 1));
    }
    return grid;
  }

  #drawTree(linearBytes: ArrayLike<number>, grid: CellGrid): void {
    const image = this.#renderer.render(Float32Array.from(linearBytes, (byte) => byte / 255));
    DRAW[this.#terminal.colorDepth](image, grid);
  }

  #createRenderer(positions: PixelPositions): SketchRenderer {
    return new SketchRenderer(positions, this.#terminal.columns, this.#treeRows * 2);
  }
}
