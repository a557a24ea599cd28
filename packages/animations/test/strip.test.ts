import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { defaultTurns, helixStrip } from '../src/layouts.ts';
import { type Point, type Strip, stripFromPoints } from '../src/strip.ts';
import { surfaceOf } from '../src/surface.ts';

const MEASURED_TREE = new URL('../../../../../shared/data/coords_2021.csv', import.meta.url);

function assertSound(strip: Strip, count: number): void {
  assert.equal(strip.count, count);
  for (const list of [strip.x, strip.y, strip.z, strip.height, strip.angle, strip.radius, strip.along]) {
    assert.equal(list.length, count);
    assert.ok(list.every(Number.isFinite));
  }
  for (const share of [strip.height, strip.radius, strip.along])
    assert.ok(share.every((v) => v >= 0 && v <= 1));
  assert.ok(strip.angle.every((turns) => turns >= 0 && turns < 1));
}

function ways({ x, y, z, count }: Strip): number[] {
  return Array.from({ length: count - 1 }, (_, i) =>
    Math.hypot(x[i + 1]! - x[i]!, y[i + 1]! - y[i]!, z[i + 1]! - z[i]!),
  );
}

describe('a helix', () => {
  it('is sound for any number of pixels', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (pixels) => assertSound(helixStrip({ pixels }), pixels)),
    );
  });

  it('runs from the foot to just below the tip', () => {
    const { x, z, height, radius, along } = helixStrip({ pixels: 100, height: 2 });
    assert.deepEqual([x[0], z[0], height[0], radius[0], along[0]], [1, 0, 0, 1, 0]);
    assert.deepEqual([height[99], along[99]], [1, 1]);
    assert.ok(z[99]! > 1.8 && z[99]! < 2);
    assert.ok(height.every((value, i) => i === 0 || value > height[i - 1]!));
  });

  it('goes around as often as it is told', () => {
    const { angle } = helixStrip({ pixels: 1000, turns: 12 });
    const wraps = angle.filter((turns, i) => i > 0 && turns < angle[i - 1]!).length;
    assert.equal(wraps, 11);
  });

  it('has its pixels evenly along the string, also where it turns sharply', () => {
    for (const pixels of [50, 100, 300, 1000]) {
      const between = ways(helixStrip({ pixels, turns: 6 })).sort((a, b) => a - b);
      const [shortest, usual] = [between[2]!, between[between.length >> 1]!];
      assert.ok(shortest > usual * (pixels < 100 ? 0.7 : 0.85), `${pixels}: ${shortest} and ${usual}`);
      assert.ok(between.at(-1)! < usual * 1.05);
    }
  });

  it('leaves about as much room between rows as between pixels', () => {
    for (const pixels of [50, 100, 300, 500]) {
      const strip = helixStrip({ pixels });
      const row = Math.hypot(1, 2.6) / defaultTurns(pixels);
      const between = ways(strip)[0]!;
      assert.ok(row / between > 0.6 && row / between < 1.7, `${pixels}: rows ${row}, pixels ${between}`);
      assert.ok(Math.abs(surfaceOf(strip).pitch / Math.sqrt(row * between) - 1) < 0.2);
    }
  });

  it('refuses what is no helix, and says which option it is', () => {
    for (const pixels of [0, -1, 1.5, Number.NaN, Infinity]) {
      assert.throws(() => helixStrip({ pixels }), { name: 'RangeError', message: /^pixels: / });
    }
    for (const turns of [0, -2, Number.NaN, Infinity]) {
      assert.throws(() => helixStrip({ pixels: 5, turns }), { name: 'RangeError', message: /^turns: / });
    }
    for (const height of [-1, Number.NaN, Infinity]) {
      assert.throws(() => helixStrip({ pixels: 5, height }), { name: 'RangeError', message: /^height: / });
    }
    assertSound(helixStrip({ pixels: 5, height: 0 }), 5);
  });
});

describe('a strip that was measured', () => {
  const coordinate = fc.oneof(
    fc.constantFrom(0, -0, 1e-300, 1e6, -1e6),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  );
  const points = fc.array(fc.record({ x: coordinate, y: coordinate, z: coordinate }), {
    minLength: 1,
    maxLength: 200,
  });

  it('is sound wherever its pixels are', () => {
    fc.assert(fc.property(points, (list) => assertSound(stripFromPoints(list), list.length)));
  });

  it('knows height, angle, radius', () => {
    const strip = stripFromPoints([
      { x: 2, y: 0, z: 5 },
      { x: 0, y: 1, z: 6 },
      { x: -1, y: 0, z: 7 },
      { x: 0, y: -1, z: 9 },
    ]);
    assert.deepEqual([...strip.height], [0, 0.25, 0.5, 1]);
    assert.deepEqual([...strip.angle], [0, 0.25, 0.5, 0.75]);
    assert.deepEqual([...strip.radius], [1, 0.5, 0.5, 0.5]);
  });

  it('may have all its pixels in one place, or a single one', () => {
    const point = { x: 0, y: 0, z: 3 };
    assertSound(stripFromPoints([point]), 1);
    const strip = stripFromPoints([point, point, point]);
    assertSound(strip, 3);
    assert.deepEqual([...strip.height, ...strip.radius], [0, 0, 0, 0, 0, 0]);
  });

  it('keeps an angle just below a full turn below it', () => {
    const { angle } = stripFromPoints([{ x: 1, y: -1e-12, z: 0 }]);
    assert.deepEqual([...angle], [0]);
  });

  it('refuses a place that is none, and names it', () => {
    for (const [axis, value] of [
      ['x', Number.NaN],
      ['y', Infinity],
      ['z', -2e6],
      ['z', undefined],
    ] as const) {
      const broken = [{ x: 0, y: 0, z: 0 }, { x: 0, y: 0, z: 0, [axis]: value } as Point];
      assert.throws(() => stripFromPoints(broken), {
        name: 'RangeError',
        message: new RegExp(`^pixel 1: ${axis} is`),
      });
    }
    assert.throws(() => stripFromPoints([]), { name: 'RangeError', message: /at least one pixel/ });
  });

  const absent = !existsSync(MEASURED_TREE) && 'needs ../shared/data/coords_2021.csv beside the repository';
  it('can be a real tree', { skip: absent }, () => {
    const rows = readFileSync(MEASURED_TREE, 'utf8')
      .replace(/^\uFEFF/, '')
      .trim()
      .split(/\r?\n/);
    const strip = stripFromPoints(
      rows.map((row) => {
        const [x, y, z] = row.split(',').map(Number);
        return { x: x!, y: y!, z: z! };
      }),
    );
    assertSound(strip, 500);
    const { tallness, pitch } = surfaceOf(strip);
    assert.ok(tallness > 1.5 && tallness < 5, `${tallness}`);
    assert.ok(pitch > 0.08 && pitch < 0.25, `${pitch}`);
    const wide = strip.radius
      .filter((_, i) => strip.height[i]! < 0.3)
      .reduce((most, r) => Math.max(most, r), 0);
    const narrow = strip.radius
      .filter((_, i) => strip.height[i]! > 0.9)
      .reduce((most, r) => Math.max(most, r), 0);
    assert.ok(narrow < wide / 2, 'a tree is wider at its foot than at its tip');
  });
});
