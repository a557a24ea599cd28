import { CellGrid } from './cell-grid.ts';
import { SGR_COLOR_ENCODERS } from './sgr-colors.ts';
import type { ColorDepth } from './terminal-capabilities.ts';

const BEGIN_SYNCHRONIZED_UPDATE = '\x1b[?2026h';
const END_SYNCHRONIZED_UPDATE = '\x1b[?2026l';

/**
 * Rows of the terminal that are redrawn in place. All movement is relative to its first cell, so that it works anywhere
 * on the screen and nothing above it is touched. Between updates the cursor rests at the start of its last row.
 */
export class ScreenRegion {
  readonly columns: number;
  readonly rows: number;
  readonly #colorDepth: ColorDepth;
  #displayed: CellGrid;
  #cursorRow: number;
  #cursorColumn = 0;

  constructor(columns: number, rows: number, colorDepth: ColorDepth) {
    this.columns = columns;
    this.rows = rows;
    this.#colorDepth = colorDepth;
    this.#displayed = new CellGrid(columns, rows);
    this.#cursorRow = rows - 1;
  }

  /** The text that makes room below the cursor, which must be at the start of an empty row. */
  reserve(): string {
    return '\n'.repeat(this.rows - 1);
  }

  /** The text that changes the displayed cells to `next`, for a single write; empty if nothing has changed. */
  update(next: CellGrid): string {
    let changes = '';
    let foreground: number | undefined;
    let background: number | undefined;
    for (let cell = 0; cell < this.columns * this.rows; cell++) {
      if (next.isCellEqual(cell, this.#displayed)) continue;
      const nextForeground = next.foreground[cell] ?? 0;
      const nextBackground = next.background[cell] ?? 0;
      changes += this.#moveCursorTo(Math.floor(cell / this.columns), cell % this.columns);
      changes += this.#colorSequence(
        nextForeground === foreground ? undefined : nextForeground,
        nextBackground === background ? undefined : nextBackground,
      );
      changes += String.fromCodePoint(next.glyphs[cell] ?? 0x20);
      foreground = nextForeground;
      background = nextBackground;
      this.#cursorColumn++;
    }
    this.#displayed = next;
    if (changes === '') return '';
    const reset = this.#colorDepth === 'none' ? '' : '\x1b[0m';
    return `${BEGIN_SYNCHRONIZED_UPDATE}${changes}${reset}${this.#moveCursorTo(this.rows - 1, 0)}${END_SYNCHRONIZED_UPDATE}`;
  }

  #colorSequence(foreground: number | undefined, background: number | undefined): string {
    if (this.#colorDepth === 'none' || (foreground === undefined && background === undefined)) return '';
    const encode = SGR_COLOR_ENCODERS[this.#colorDepth];
    const parts = [
      ...(foreground === undefined ? [] : [encode(foreground, 'foreground')]),
      ...(background === undefined ? [] : [encode(background, 'background')]),
    ];
    return `\x1b[${parts.join(';')}m`;
  }

  #moveCursorTo(row: number, column: number): string {
    const vertical = row - this.#cursorRow;
    let move = '';
    if (vertical < 0) move += `\x1b[${-vertical}A`;
    if (vertical > 0) move += `\x1b[${vertical}B`;
    // After the last column the cursor's position depends on the terminal: only an absolute column is certain.
    if (column !== this.#cursorColumn) move += column === 0 ? '\r' : `\x1b[${column + 1}G`;
    this.#cursorRow = row;
    this.#cursorColumn = column;
    return move;
  }
}
