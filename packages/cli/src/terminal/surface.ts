import type { ColorDepth } from './capabilities.ts';
import { COLOUR_ENCODERS } from './colour.ts';
import { Grid } from './grid.ts';

const BEGIN_SYNCHRONISED = '\x1b[?2026h';
const END_SYNCHRONISED = '\x1b[?2026l';

/**
 * Rows of the terminal that are redrawn in place. All movement is relative to its first cell, so that it works anywhere
 * on the screen and nothing above it is touched. Between updates the cursor rests at the start of its last row.
 */
export class Surface {
  readonly columns: number;
  readonly rows: number;
  readonly #colour: ColorDepth;
  #shown: Grid;
  #row: number;
  #column = 0;

  constructor(columns: number, rows: number, colour: ColorDepth) {
    this.columns = columns;
    this.rows = rows;
    this.#colour = colour;
    this.#shown = new Grid(columns, rows);
    this.#row = rows - 1;
  }

  /** What makes room for the surface below the cursor, which must be at the start of an empty row. */
  reserve(): string {
    return '\n'.repeat(this.rows - 1);
  }

  /** What turns the picture that is shown into `next`: one string for one write, empty if nothing has changed. */
  update(next: Grid): string {
    let changes = '';
    let front: number | undefined;
    let back: number | undefined;
    for (let cell = 0; cell < this.columns * this.rows; cell++) {
      if (next.sameAt(cell, this.#shown)) continue;
      const cellFront = next.front[cell] ?? 0;
      const cellBack = next.back[cell] ?? 0;
      changes += this.#moveTo(Math.floor(cell / this.columns), cell % this.columns);
      changes += this.#colours(
        cellFront === front ? undefined : cellFront,
        cellBack === back ? undefined : cellBack,
      );
      changes += String.fromCodePoint(next.glyph[cell] ?? 0x20);
      front = cellFront;
      back = cellBack;
      this.#column++;
    }
    this.#shown = next;
    if (changes === '') return '';
    const reset = this.#colour === 'none' ? '' : '\x1b[0m';
    return `${BEGIN_SYNCHRONISED}${changes}${reset}${this.#moveTo(this.rows - 1, 0)}${END_SYNCHRONISED}`;
  }

  #colours(front: number | undefined, back: number | undefined): string {
    if (this.#colour === 'none' || (front === undefined && back === undefined)) return '';
    const encode = COLOUR_ENCODERS[this.#colour];
    const parts = [
      ...(front === undefined ? [] : [encode(front, 'front')]),
      ...(back === undefined ? [] : [encode(back, 'back')]),
    ];
    return `\x1b[${parts.join(';')}m`;
  }

  #moveTo(row: number, column: number): string {
    const vertical = row - this.#row;
    let move = '';
    if (vertical < 0) move += `\x1b[${-vertical}A`;
    if (vertical > 0) move += `\x1b[${vertical}B`;
    // After the last column a terminal's cursor is in between: only an absolute column is certain.
    if (column !== this.#column) move += column === 0 ? '\r' : `\x1b[${column + 1}G`;
    this.#row = row;
    this.#column = column;
    return move;
  }
}
