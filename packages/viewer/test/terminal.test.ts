import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { FakeTerminal } from '@garland/test-kit/fake-terminal';
import fc from 'fast-check';
import { CellGrid } from '../src/terminal/cell-grid.ts';
import { ScreenRegion } from '../src/terminal/screen-region.ts';
import { nearestXtermColor } from '../src/terminal/sgr-colors.ts';
import { detectTerminal } from '../src/terminal/terminal-capabilities.ts';
import { truncate } from '../src/terminal/text-width.ts';

const COLUMNS = 7;
const ROWS = 4;

describe('a surface', () => {
  const cells = fc.array(fc.constantFrom('a', 'b', '▀', ' '), {
    minLength: COLUMNS * ROWS,
    maxLength: COLUMNS * ROWS,
  });

  it('brings the screen to each picture in turn, and rests at the start of its last row', () => {
    fc.assert(
      fc.property(fc.array(cells, { minLength: 1, maxLength: 5 }), (pictures) => {
        const screen = new FakeTerminal(COLUMNS, ROWS);
        const surface = new ScreenRegion(COLUMNS, ROWS, 'truecolour');
        screen.write(surface.reserve());
        for (const picture of pictures) {
          const grid = new CellGrid(COLUMNS, ROWS);
          picture.forEach((glyph, cell) => {
            grid.setCell(cell, glyph.codePointAt(0) ?? 0, 0x102030 + cell, -1);
          });
          screen.write(surface.update(grid));
          assert.equal(screen.text().replaceAll('\n', ''), picture.join(''));
          assert.deepEqual([screen.cursorRow, screen.cursorColumn], [ROWS - 1, 0]);
        }
      }),
    );
  });

  it('writes nothing for the same picture, and little for a small change', () => {
    const surface = new ScreenRegion(80, 24, 'truecolour');
    assert.equal(surface.update(new CellGrid(80, 24)), '');
    const changed = new CellGrid(80, 24);
    changed.setCell(500, 0x61, 0xff0000, 0x000000);
    assert.ok(surface.update(changed).length < 80);
  });

  it('writes no colours where there are none', () => {
    const surface = new ScreenRegion(80, 24, 'none');
    const grid = new CellGrid(80, 24);
    grid.setCell(500, 0x61, 0xff0000, 0x000000);
    assert.doesNotMatch(surface.update(grid), /m/);
  });
});

describe('terminals', () => {
  const tty = { isTTY: true, columns: 100, rows: 30 };
  const colour = (env: NodeJS.ProcessEnv): string => detectTerminal(tty, env).colorDepth;

  it('get the colours that they say they have', () => {
    assert.equal(colour({ TERM: 'xterm-256color', COLORTERM: 'truecolor' }), 'truecolour');
    assert.equal(colour({ TERM: 'xterm-kitty' }), 'truecolour');
    assert.equal(colour({ TERM: 'xterm-256color' }), '256');
    assert.equal(colour({ TERM: 'xterm-256color', COLORTERM: 'truecolor', NO_COLOR: '1' }), 'none');
    assert.equal(colour({ TERM: 'dumb', COLORTERM: 'truecolor' }), 'none');
  });

  it('are not animated when they are dumb or no terminals', () => {
    assert.equal(detectTerminal(tty, { TERM: 'dumb' }).canAnimate, false);
    assert.equal(detectTerminal({ ...tty, isTTY: false }, {}).canAnimate, false);
    assert.equal(detectTerminal({} as never, {}).columns, 80);
  });

  it('find the likeliest of 256 colours', () => {
    assert.equal(nearestXtermColor(0x000000), 16);
    assert.equal(nearestXtermColor(0xffffff), 231);
    assert.equal(nearestXtermColor(0xff0000), 196);
    assert.equal(nearestXtermColor(0x121212), 233);
    assert.equal(nearestXtermColor(0x1e3526), 22, 'dark needles are green');
    assert.equal(nearestXtermColor(0x10121b), nearestXtermColor(0x181b25), 'the sky has no bands');
    assert.ok([136, 172, 178, 179].includes(nearestXtermColor(0xbe9a4c)), 'the star is golden');
    fc.assert(
      fc.property(fc.nat(0xffffff), (rgb) => {
        const index = nearestXtermColor(rgb);
        return index >= 16 && index <= 255;
      }),
    );
  });
});

test('text is cut to the columns that there are', () => {
  assert.equal(truncate('twinkle', 7), 'twinkle');
  assert.equal(truncate('twinkle', 4), 'twi…');
  assert.equal(truncate('twinkle', 0), '…');
});
