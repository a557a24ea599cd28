import type { TerminalCapabilities } from './terminal/capabilities.ts';
import { Grid } from './terminal/grid.ts';
import { Surface } from './terminal/surface.ts';
import { truncate } from './terminal/text.ts';
import { drawCharacters, drawHalfBlocks } from './tree/cells.ts';
import { TreePainter } from './tree/picture.ts';
import type { Points } from './tree/silhouette.ts';

/** Where the tree is too small to be one, it gets no rows at all. */
const SMALLEST_TREE_ROWS = 4;

/** In place of the tree; where only one row is left, all that there is to say. */
const NO_ROOM = 'Make the window larger · Ctrl-C ends';

/** The tree with lines of text under it, on as many rows as it is given. */
export class CaptionedTree {
  readonly #terminal: TerminalCapabilities;
  readonly #surface: Surface;
  readonly #treeRows: number;
  #painter: TreePainter;

  /** `reservedRows`: what else must stay visible in the window. */
  constructor(terminal: TerminalCapabilities, points: Points, captionRows: number, reservedRows = 0) {
    const rows = Math.max(1, terminal.rows - reservedRows);
    this.#terminal = terminal;
    this.#treeRows = rows - captionRows < SMALLEST_TREE_ROWS ? 0 : rows - captionRows;
    this.#surface = new Surface(
      terminal.columns,
      Math.min(rows, Math.max(this.#treeRows, 1) + captionRows),
      terminal.colorDepth,
    );
    this.#painter = this.#painterOf(points);
  }

  /** The strip has changed: the driver was restarted with another configuration. */
  set points(points: Points) {
    this.#painter = this.#painterOf(points);
  }

  reserve(): string {
    return this.#surface.reserve();
  }

  /** What to write so that the tree shows these colours (linear bytes) over these lines. */
  update(linearRgb: ArrayLike<number>, caption: readonly string[]): string {
    return this.#surface.update(this.#draw(linearRgb, caption));
  }

  /** The same as plain lines, for where nothing can be redrawn. */
  toText(linearRgb: ArrayLike<number>, caption: readonly string[]): string {
    return this.#draw(linearRgb, caption).toText();
  }

  #draw(linearRgb: ArrayLike<number>, caption: readonly string[]): Grid {
    const { columns, rows } = this.#surface;
    const grid = new Grid(columns, rows);
    if (this.#treeRows > 0) this.#drawTree(linearRgb, grid);
    const lines = this.#treeRows > 0 ? caption : [NO_ROOM, ...caption];
    for (let row = this.#treeRows; row < rows; row++) {
      grid.writeRow(row, truncate(lines[row - this.#treeRows] ?? '', columns - 1));
    }
    return grid;
  }

  #drawTree(linearRgb: ArrayLike<number>, grid: Grid): void {
    const draw = this.#terminal.colorDepth === 'none' ? drawCharacters : drawHalfBlocks;
    draw(this.#painter.paint(linearRgb), grid);
  }

  #painterOf(points: Points): TreePainter {
    return new TreePainter(points, this.#terminal.columns, this.#treeRows * 2);
  }
}
