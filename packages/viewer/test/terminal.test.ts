import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { FakeTerminal } from '@garland/test-kit/fake-terminal';
import fc from 'fast-check';
import { CellGrid } from '../src/terminal/cell-grid.ts';
import { ScreenRegion } from '../src/terminal/screen-region.ts';
import { detectTerminal } from '../src/terminal/terminal-capabilities.ts';
import { truncate } from '../src/terminal/text-width.ts';
import { nearestXtermColor } from '../src/terminal/xterm-colors.ts';

const COLUMNS = 7;
const ROWS = 4;

describe('a screen region', () => {
  const cells = fc.array(fc.constantFrom('a', 'b', '▀', ' '), {
    minLength: COLUMNS * ROWS,
    maxLength: COLUMNS * ROWS,
  });

  it('draws each grid in turn, and leaves the cursor at the start of its last row', () => {
    fc.assert(
      fc.property(fc.array(cells, { minLength: 1, maxLength: 5 }), (pictures) => {
        const screen = new FakeTerminal(COLUMNS, ROWS);
        const region = new ScreenRegion(COLUMNS, ROWS, 'truecolor');
        screen.write(region.reserve());
        for (const picture of pictures) {
          const grid = new CellGrid(COLUMNS, ROWS);
          picture.forEach((glyph, cell) => {
            grid.setCell(cell, glyph.codePointAt(0) ?? 0, 0x102030 + cell, -1);
          });
          screen.write(region.update(grid));
          assert.equal(screen.text().replaceAll('\n', ''), picture.join(''));
          assert.deepEqual([screen.cursorRow, screen.cursorColumn], [ROWS - 1, 0]);
        }
      }),
    );
  });

  it('writes nothing for the same grid, and little for a small change', () => {
    const region = new ScreenRegion(80, 24, 'truecolor');
    assert.equal(region.update(new CellGrid(80, 24)), '');
    const changed = new CellGrid(80, 24);
    changed.setCell(500, 0x61, 0xff0000, 0x000000);
    assert.ok(region.update(changed).length < 80);
  });

  it('writes no colours on a terminal without them', () => {
    const region = new ScreenRegion(80, 24, 'none');
    const grid = new CellGrid(80, 24);
    grid.setCell(500, 0x61, 0xff0000, 0x000000);
    assert.doesNotMatch(region.update(grid), /m/);
  });
});

describe('terminal capabilities', () => {
  const tty = { isTTY: true, columns: 100, rows: 30 };
  const depthOf = (env: NodeJS.ProcessEnv): string => detectTerminal(tty, env).colorDepth;

  it('include the colours that the environment declares', () => {
    assert.equal(depthOf({ TERM: 'xterm-256color', COLORTERM: 'truecolor' }), 'truecolor');
    assert.equal(depthOf({ TERM: 'xterm-kitty' }), 'truecolor');
    assert.equal(depthOf({ TERM: 'xterm-256color' }), '256');
    assert.equal(depthOf({ TERM: 'xterm-256color', COLORTERM: 'truecolor', NO_COLOR: '1' }), 'none');
    assert.equal(depthOf({ TERM: 'dumb', COLORTERM: 'truecolor' }), 'none');
  });

  it('exclude animation for dumb terminals and other output', () => {
    assert.equal(detectTerminal(tty, { TERM: 'dumb' }).canAnimate, false);
    assert.equal(detectTerminal({ ...tty, isTTY: false }, {}).canAnimate, false);
    assert.equal(detectTerminal({} as never, {}).columns, 80);
  });

  it('are met by the most similar of 256 colours', () => {
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

test('text is truncated to the width', () => {
  assert.equal(truncate('twinkle', 7), 'twinkle');
  assert.equal(truncate('twinkle', 4), 'twi…');
  assert.equal(truncate('twinkle', 0), '…');
});
