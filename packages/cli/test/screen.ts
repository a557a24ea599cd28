import assert from 'node:assert/strict';

/** As much of a terminal as our pictures use. Fails on any other control sequence. */
export class Screen {
  readonly columns: number;
  readonly rows: number;
  row = 0;
  column = 0;
  #glyphs: string[];
  #unfinished = '';

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#glyphs = this.#blank();
  }

  write(chunk: string): void {
    const all = this.#unfinished + chunk;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a chunk may end within a control sequence
    this.#unfinished = /\x1b(\[\??[\d;]*)?$/.exec(all)?.[0] ?? '';
    const text = all.slice(0, all.length - this.#unfinished.length);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal is made of them
    for (const [token, count = '', command] of text.matchAll(/\x1b\[(\??[\d;]*)([A-Za-z])|[\s\S]/gu)) {
      if (command !== undefined) this.#control(command, Number(count) || 1);
      else if (token === '\n') this.row = Math.min(this.rows - 1, this.row + 1);
      else if (token === '\r') this.column = 0;
      else this.#print(token);
    }
  }

  text(): string {
    const lines = Array.from({ length: this.rows }, (_, row) =>
      this.#glyphs.slice(row * this.columns, (row + 1) * this.columns).join(''),
    );
    return lines.join('\n');
  }

  #print(glyph: string): void {
    assert.ok(this.row < this.rows && this.column < this.columns, 'inside the screen');
    this.#glyphs[this.row * this.columns + this.column++] = glyph;
  }

  #control(command: string, count: number): void {
    if (command === 'A') this.row -= count;
    else if (command === 'B') this.row += count;
    else if (command === 'G') this.column = count - 1;
    else if (command === 'J') this.#glyphs = this.#blank();
    else if (command === 'H') this.row = this.column = 0;
    else assert.match(command, /[mhl]/);
  }

  #blank(): string[] {
    return Array(this.columns * this.rows).fill(' ');
  }
}
