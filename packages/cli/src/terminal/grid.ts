/** The terminal's own colour. */
export const DEFAULT_COLOUR = -1;

const SPACE = 0x20;

/** A rectangle of character cells: a glyph in a front colour on a back colour (0xRRGGBB or the default). */
export class Grid {
  readonly columns: number;
  readonly rows: number;
  readonly glyph: Uint32Array;
  readonly front: Int32Array;
  readonly back: Int32Array;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.glyph = new Uint32Array(columns * rows).fill(SPACE);
    this.front = new Int32Array(columns * rows).fill(DEFAULT_COLOUR);
    this.back = new Int32Array(columns * rows).fill(DEFAULT_COLOUR);
  }

  set(cell: number, glyph: number, front: number, back: number): void {
    this.glyph[cell] = glyph;
    this.front[cell] = front;
    this.back[cell] = back;
  }

  /** Writes a row of text from its left end, and clears what is right of it. One column a character. */
  writeRow(row: number, text: string): void {
    const glyphs = [...text];
    for (let column = 0; column < this.columns; column++) {
      this.set(
        row * this.columns + column,
        glyphs[column]?.codePointAt(0) ?? SPACE,
        DEFAULT_COLOUR,
        DEFAULT_COLOUR,
      );
    }
  }

  sameAt(cell: number, other: Grid): boolean {
    return (
      this.glyph[cell] === other.glyph[cell] &&
      this.front[cell] === other.front[cell] &&
      this.back[cell] === other.back[cell]
    );
  }

  /** The glyphs alone. */
  toText(): string {
    const rows = Array.from({ length: this.rows }, (_, row) =>
      String.fromCodePoint(...this.glyph.subarray(row * this.columns, (row + 1) * this.columns)).trimEnd(),
    );
    return rows.join('\n');
  }
}
