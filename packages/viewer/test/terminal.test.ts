import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { helixStrip } from '@garland/animations';
import { bytesToOklab, oklabToRgb } from '@garland/animations/color-spaces';
import { FakeTerminal } from '@garland/test-kit/fake-terminal';
import fc from 'fast-check';
import { SketchRenderer } from '../src/core/sketch/sketch-renderer.ts';
import { CellGrid } from '../src/terminal/cell-grid.ts';
import { ScreenRegion } from '../src/terminal/screen-region.ts';
import { detectTerminal } from '../src/terminal/terminal-capabilities.ts';
import { truncate } from '../src/terminal/text-width.ts';
import { xtermColorAt, xtermIndex } from '../src/terminal/xterm-colors.ts';

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
    assert.equal(xtermIndex(0x000000), 16);
    assert.equal(xtermIndex(0xffffff), 231);
    assert.equal(xtermIndex(0xff0000), 196);
    assert.equal(xtermIndex(0x121212), 233);
    fc.assert(
      fc.property(fc.nat(0xffffff), fc.nat(200), fc.nat(200), (rgb, x, y) => {
        const index = xtermIndex(xtermColorAt(rgb, x, y));
        return index >= 16 && index <= 255 && xtermIndex(rgb) >= 16;
      }),
    );
  });

  it('get one colour where one is like them: the star is golden, and the sky has no bands', () => {
    const dots = (rgb: number): Set<number> => new Set(patternOf(rgb).map(xtermIndex));
    assert.deepEqual([...dots(0x10121b)], [233]);
    assert.deepEqual([...dots(0x181b25)], [233]);
    assert.deepEqual([...dots(0xff0000)], [196]);
    const star = [...dots(0xbe9a4c)];
    assert.ok(star.length === 1 && [136, 172, 178, 179].includes(star[0] ?? 0), `${star}`);
  });

  it('keep sky and snow of every drawn scene grey', () => {
    for (const [width, height] of [
      [80, 46],
      [120, 100],
      [40, 30],
    ] as const) {
      const { rgb } = new SketchRenderer(helixStrip({ pixels: 100 }), width, height).render([]);
      for (let y = 0; y < height; y++)
        for (const x of [0, width - 1]) {
          const [r = 0, g = 0, b = 0] = rgb.subarray((y * width + x) * 3);
          assert.equal(xtermColorAt((r << 16) | (g << 8) | b, x, y) % 0x010101, 0, `${width}: ${x}, ${y}`);
        }
    }
  });

  it('get a pattern of 256 colours that holds their hue, where a single one would not', () => {
    const lost: number[] = [];
    for (let degrees = 0; degrees < 360; degrees += 10) {
      const hue = (degrees * Math.PI) / 180;
      const rgb = rgbOf([0.4, 0.09 * Math.cos(hue), 0.09 * Math.sin(hue)]);
      const [, a, b] = oklabOf(rgb);
      const mean = meanOf(patternOf(rgb).map(oklabOf));
      assert.ok(hueError(mean, [0, a, b]) < 22, `hue ${degrees}: ${hueError(mean, [0, a, b])}`);
      assert.ok(Math.hypot(mean[1], mean[2]) > 0.06, `hue ${degrees} is grey`);
      lost.push(hueError(oklabOf(SINGLE_COLORS[xtermIndex(rgb)] ?? 0), [0, a, b]));
    }
    assert.ok(Math.max(...lost) > 25, 'the control: single entries lose the hue');
  });
});

const LEVELS = [0, 95, 135, 175, 215, 255];
/** The table from 16 on, by number. */
const SINGLE_COLORS: Readonly<Record<number, number>> = Object.fromEntries(
  LEVELS.flatMap((r) => LEVELS.flatMap((g) => LEVELS.map((b) => (r << 16) | (g << 8) | b)))
    .concat(Array.from({ length: 24 }, (_, i) => (8 + 10 * i) * 0x010101))
    .map((rgb, i) => [16 + i, rgb]),
);

type Lab = readonly [number, number, number];

function patternOf(rgb: number): number[] {
  return Array.from({ length: 16 }, (_, i) => xtermColorAt(rgb, i % 4, i >> 2));
}

function oklabOf(rgb: number): Lab {
  return bytesToOklab(rgb >> 16, (rgb >> 8) & 255, rgb & 255);
}

function rgbOf(color: Lab): number {
  const [r, g, b] = oklabToRgb(color).map((value) => Math.round(255 * value)) as [number, number, number];
  return (r << 16) | (g << 8) | b;
}

function meanOf(colors: readonly Lab[]): Lab {
  const sum = (i: 0 | 1 | 2): number => colors.reduce((total, color) => total + color[i], 0) / colors.length;
  return [sum(0), sum(1), sum(2)];
}

function hueError([, a, b]: Lab, [, c, d]: Lab): number {
  const turn = Math.abs(Math.atan2(b, a) - Math.atan2(d, c));
  return (Math.min(turn, 2 * Math.PI - turn) * 180) / Math.PI;
}

test('text is truncated to the width', () => {
  assert.equal(truncate('twinkle', 7), 'twinkle');
  assert.equal(truncate('twinkle', 4), 'twi…');
  assert.equal(truncate('twinkle', 0), '…');
});
