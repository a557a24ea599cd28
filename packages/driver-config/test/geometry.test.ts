import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { helixStrip, measuredStrip, zigzagStrip } from '@garland/animations';
import fc from 'fast-check';
import { readDriverConfig } from '../src/driver-config.ts';
import { geometryOf } from '../src/geometry.ts';
import { type StripConfig, unmaskedPixels } from '../src/strip.ts';

const folder = mkdtempSync(join(tmpdir(), 'garland-geometry-'));
after(() => rmSync(folder, { recursive: true }));

const ROWS = Array.from({ length: 40 }, (_, i) => ({ x: Math.cos(i), y: Math.sin(i), z: i / 10 }));
const ROWS_TEXT = ROWS.map(({ x, y, z }) => `${x},${y},${z}`).join('\r\n');
writeFileSync(join(folder, 'tree.csv'), `\uFEFF${ROWS_TEXT}\r\n`);

function read(strip: string): StripConfig {
  const path = join(folder, 'driver.toml');
  writeFileSync(path, `[strip]\n${strip}\n[output]\nkind = "simulator"\n`);
  return readDriverConfig(path, {}).strip;
}

describe('the layout', () => {
  test('is a helix by default', () => {
    assert.deepEqual(geometryOf(read('pixels = 50')).strip, helixStrip({ pixels: 50 }));
    assert.deepEqual(
      geometryOf(read('pixels = 50\nturns = 4\nheight = 3\nclockwise = true\nstart = "top"')).strip,
      helixStrip({ pixels: 50, turns: 4, height: 3, clockwise: true, start: 'top' }),
    );
  });

  test('can be a zigzag', () => {
    assert.deepEqual(geometryOf(read('pixels = 50\nlayout = "zigzag"')).strip, zigzagStrip({ pixels: 50 }));
    assert.deepEqual(
      geometryOf(read('pixels = 50\nlayout = "zigzag"\nrows = 5\nspan = 1\nstart = "top"')).strip,
      zigzagStrip({ pixels: 50, rows: 5, span: 1, start: 'top' }),
    );
  });

  test('can be measured in any unit', () => {
    const wanted = helixStrip({ pixels: 50, height: 3 });
    assert.deepEqual(geometryOf(read('pixels = 50\nheight = 180\nradius = 60')).strip, wanted);
    assert.deepEqual(geometryOf(read('pixels = 50\nradius = 60')).strip, helixStrip({ pixels: 50 }));
  });

  test('can be a coordinates file, which also sets the number of pixels', () => {
    const config = read('positions = "tree.csv"');
    assert.equal(config.pixels, 40);
    assert.deepEqual(config.positions?.points, ROWS);
    assert.deepEqual(geometryOf(config), measuredStrip(ROWS));
    assert.deepEqual(read('positions = "tree.csv"\npixels = 40'), config);
    assert.deepEqual(read(`positions = "${folder}/tree.csv"`), config);
  });
});

describe('masked pixels', () => {
  test('count on the wire, and the others share the layout', () => {
    const config = read('pixels = 20\nleave_out = ["0-3", 10, "12"]');
    assert.deepEqual([...unmaskedPixels(config)!], [4, 5, 6, 7, 8, 9, 11, 13, 14, 15, 16, 17, 18, 19]);
    assert.equal(config.pixels, 20);
    assert.deepEqual(geometryOf(config).strip, helixStrip({ pixels: 14 }));
  });

  test('leave the measured positions of the others unchanged', () => {
    const text = `900,900,900\n${ROWS_TEXT}\n-900,900,0\n`;
    writeFileSync(join(folder, 'led-in.csv'), text);
    const config = read('positions = "led-in.csv"\nleave_out = [0, 41]');
    assert.deepEqual(geometryOf(config), measuredStrip(ROWS));
  });

  test('do not change the index of an outlier', () => {
    const wild = ROWS.map((row, i) => (i === 30 ? { x: 90, y: 90, z: 0 } : row));
    const text = ['0,0,0', ...wild.map(({ x, y, z }) => `${x},${y},${z}`)].join('\n');
    writeFileSync(join(folder, 'wild.csv'), text);
    assert.deepEqual(geometryOf(read('positions = "wild.csv"\nleave_out = ["0"]')).outliers, [31]);
    assert.deepEqual(measuredStrip(wild).outliers, [30]);
  });

  test('do not change the index of a light that was not seen, and need not be seen', () => {
    const rows = ROWS.map(({ x, y, z }, i) => `${i},${x},${y},${z}`).filter(
      (_, i) => ![2, 3, 17].includes(i),
    );
    writeFileSync(join(folder, 'gaps.csv'), rows.join('\n'));
    const { strip, unseen } = geometryOf(read('positions = "gaps.csv"\npixels = 41\nleave_out = ["0-2"]'));
    assert.deepEqual([strip.count, unseen], [38, [3, 17, 40]]);
  });

  test('need no table if there are none', () => {
    assert.equal(unmaskedPixels(read('pixels = 20')), undefined);
    assert.equal(unmaskedPixels(read('pixels = 20\nleave_out = []')), undefined);
  });

  test('are exactly those of the ranges', () => {
    const ranges = fc.uniqueArray(fc.nat(99), { maxLength: 40 });
    fc.assert(
      fc.property(ranges, (dark) => {
        const leave_out = dark.map((pixel) => ({ first: pixel, last: pixel }));
        const lit = unmaskedPixels({ pixels: 100, leave_out }) ?? Array.from({ length: 100 }, (_, i) => i);
        assert.deepEqual(
          [...lit, ...dark].sort((a, b) => a - b),
          Array.from({ length: 100 }, (_, i) => i),
        );
        assert.deepEqual(
          [...lit],
          [...lit].sort((a, b) => a - b),
        );
      }),
    );
  });
});
