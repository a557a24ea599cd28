/** The terminal's own colour. */
export const DEFAULT_COLOR = -1;

const SPACE = 0x20;

/** A rectangle of character cells: a glyph with a foreground and a background colour (0xRRGGBB or the default). */
export class CellGrid {
  readonly columns: number;
  readonly rows: number;
  readonly glyphs: Uint32Array;
  readonly foreground: Int32Array;
  readonly background: Int32Array;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.glyphs = new Uint32Array(columns * rows).fill(SPACE);
    this.foreground = new Int32Array(columns * rows).fill(DEFAULT_COLOR);
    this.background = new Int32Array(columns * rows).fill(DEFAULT_COLOR);
  }

  setCell(cell: number, glyph: number, foreground: number, background: number): void {
    this.glyphs[cell] = glyph;
    this.foreground[cell] = foreground;
    this.background[cell] = background;
  }

  /** Writes text at the start of a row and clears the rest of it. One column per character. */
  writeRow(row: number, text: string): void {
    const glyphs = [...text];
    for (let column = 0; column < this.columns; column++) {
      this.setCell(
        row * this.columns + column,
        glyphs[column]?.codePointAt(0) ?? SPACE,
        DEFAULT_COLOR,
        DEFAULT_COLOR,
      );
    }
  }

  isCellEqual(cell: number, other: CellGrid): boolean {
    return (
      this.glyphs[cell] === other.glyphs[cell] &&
      this.foreground[cell] === other.foreground[cell] &&
      this.background[cell] === other.background[cell]
    );
  }

  /** The glyphs without colours. */
  toText(): string {
    const rows = Array.from({ length: this.rows }, (_, row) =>
      String.fromCodePoint(...this.glyphs.subarray(row * this.columns, (row + 1) * this.columns)).trimEnd(),
    );
    return rows.join('\n');
  }
}
