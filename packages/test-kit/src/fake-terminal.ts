import assert from 'node:assert/strict';

/** As much of a terminal as our pictures use. Fails on any other control sequence. */
export class FakeTerminal {
  readonly columns: number;
  readonly rows: number;
  cursorRow = 0;
  cursorColumn = 0;
  #glyphs: string[];
  #partialSequence = '';

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#glyphs = this.#blank();
  }

  write(chunk: string): void {
    const all = this.#partialSequence + chunk;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a chunk may end within a control sequence
    this.#partialSequence = /\x1b(\[\??[\d;]*)?$/.exec(all)?.[0] ?? '';
    const text = all.slice(0, all.length - this.#partialSequence.length);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal is made of them
    for (const [token, count = '', command] of text.matchAll(/\x1b\[(\??[\d;]*)([A-Za-z])|[\s\S]/gu)) {
      if (command !== undefined) this.#control(command, Number(count) || 1);
      else if (token === '\n') this.cursorRow = Math.min(this.rows - 1, this.cursorRow + 1);
      else if (token === '\r') this.cursorColumn = 0;
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
    assert.ok(this.cursorRow < this.rows && this.cursorColumn < this.columns, 'inside the screen');
    this.#glyphs[this.cursorRow * this.columns + this.cursorColumn++] = glyph;
  }

  #control(command: string, count: number): void {
    if (command === 'A') this.cursorRow -= count;
    else if (command === 'B') this.cursorRow += count;
    else if (command === 'G') this.cursorColumn = count - 1;
    else if (command === 'J') this.#glyphs = this.#blank();
    else if (command === 'H') this.cursorRow = this.cursorColumn = 0;
    else assert.match(command, /[mhl]/);
  }

  #blank(): string[] {
    return Array(this.columns * this.rows).fill(' ');
  }
}
