import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { defaultRows, defaultTurns, helixStrip, zigzagStrip } from '../src/geometry/cone-layouts.ts';
import { FRONT_ANGLE, type Strip } from '../src/geometry/strip-geometry.ts';
import { surfaceMetrics } from '../src/geometry/surface-metrics.ts';
import { wrapToHalfTurn } from '../src/math/phase.ts';
import { assertValidStrip } from './points-kit.ts';

const pixelCounts = fc.integer({ min: 1, max: 1000 });
const starts = fc.constantFrom('bottom' as const, 'top' as const);

function pixelDistances({ x, y, z, count }: Strip): number[] {
  return Array.from({ length: count - 1 }, (_, i) =>
    Math.hypot(x[i + 1]! - x[i]!, y[i + 1]! - y[i]!, z[i + 1]! - z[i]!),
  );
}

/** From each pixel to the next around the trunk, in turns, above 0 counter-clockwise. */
function angleSteps({ angle, count }: Strip): number[] {
  return Array.from({ length: count - 1 }, (_, i) => wrapToHalfTurn(angle[i + 1]! - angle[i]!));
}

describe('a helix', () => {
  it('is valid for any number of pixels', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (pixels) =>
        assertValidStrip(helixStrip({ pixels }), pixels),
      ),
    );
  });

  it('runs from the foot to just below the tip', () => {
    const { x, z, height, radius, along } = helixStrip({ pixels: 100, height: 2 });
    assert.deepEqual([x[0], z[0], height[0], radius[0], along[0]], [1, 0, 0, 1, 0]);
    assert.deepEqual([height[99], along[99]], [1, 1]);
    assert.ok(z[99]! > 1.8 && z[99]! < 2);
    assert.ok(height.every((value, i) => i === 0 || value > height[i - 1]!));
  });

  it('has the given number of turns', () => {
    const { angle } = helixStrip({ pixels: 1000, turns: 12 });
    const wraps = angle.filter((turns, i) => i > 0 && turns < angle[i - 1]!).length;
    assert.equal(wraps, 11);
  });

  it('has its pixels evenly along the string, also where it turns sharply', () => {
    for (const pixels of [50, 100, 300, 1000]) {
      const between = pixelDistances(helixStrip({ pixels, turns: 6 })).sort((a, b) => a - b);
      const [shortest, usual] = [between[2]!, between[between.length >> 1]!];
      assert.ok(shortest > usual * (pixels < 100 ? 0.7 : 0.85), `${pixels}: ${shortest} and ${usual}`);
      assert.ok(between.at(-1)! < usual * 1.05);
    }
  });

  it('leaves about as much room between rows as between pixels', () => {
    for (const pixels of [50, 100, 300, 500]) {
      const strip = helixStrip({ pixels });
      const row = Math.hypot(1, 2.6) / defaultTurns(pixels);
      const between = pixelDistances(strip)[0]!;
      assert.ok(row / between > 0.6 && row / between < 1.7, `${pixels}: rows ${row}, pixels ${between}`);
      assert.ok(Math.abs(surfaceMetrics(strip).pixelSpacing / Math.sqrt(row * between) - 1) < 0.2);
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
    assertValidStrip(helixStrip({ pixels: 5, height: 0 }), 5);
  });

  it('starts at the given end, in the given direction', () => {
    fc.assert(
      fc.property(pixelCounts, starts, fc.boolean(), (pixels, start, clockwise) => {
        const strip = helixStrip({ pixels, turns: 5, start, clockwise });
        assertValidStrip(strip, pixels);
        assert.ok(Math.abs(wrapToHalfTurn(strip.angle[0]!)) < 1e-5);
        if (pixels < 50) return;
        assert.ok(angleSteps(strip).every((step) => (clockwise ? step < 0 : step > 0)));
        assert.equal(strip.height[0], start === 'top' ? 1 : 0);
        assert.equal(strip.height[pixels - 1], start === 'top' ? 0 : 1);
      }),
    );
  });

  it('from the top hangs where one from the bottom does that goes the other way', () => {
    const up = helixStrip({ pixels: 80, turns: 7 });
    const down = helixStrip({ pixels: 80, turns: 7, start: 'top', clockwise: true });
    // What is left is a turn of the whole tree.
    const turned = wrapToHalfTurn(up.angle[79]! - down.angle[0]!);
    for (let i = 0; i < 80; i++) {
      assert.ok(Math.abs(up.z[i]! - down.z[79 - i]!) < 1e-5);
      assert.ok(Math.abs(wrapToHalfTurn(up.angle[i]! - down.angle[79 - i]! - turned)) < 1e-5);
    }
  });
});

describe('a zigzag', () => {
  it('is valid for any number of pixels', () => {
    const spans = fc.double({ min: 0.05, max: 1, noNaN: true });
    fc.assert(
      fc.property(pixelCounts, spans, starts, fc.boolean(), (pixels, span, start, clockwise) =>
        assertValidStrip(zigzagStrip({ pixels, span, start, clockwise }), pixels),
      ),
    );
  });

  it('stays within its span, and has the given number of rows', () => {
    for (const [rows, span] of [
      [1, 0.5],
      [8, 0.5],
      [9, 0.2],
      [12, 1],
    ] as const) {
      const strip = zigzagStrip({ pixels: 600, rows, span });
      const sides = Array.from(strip.angle, (turn) => wrapToHalfTurn(turn - FRONT_ANGLE));
      const farthest = Math.max(...sides.map(Math.abs));
      assert.ok(farthest <= span / 2 + 1e-6 && farthest > 0.48 * span, `${rows} rows: ${farthest}`);
      const turnsBack = angleSteps(strip).filter((step, i, all) => i > 0 && step > 0 !== all[i - 1]! > 0);
      if (span < 1) assert.equal(turnsBack.length, rows - 1);
      assert.deepEqual([strip.height[0], strip.height[599]], [0, 1]);
    }
  });

  it('sets out from the left, as seen from the front, or clockwise from the right', () => {
    const acrossAt = (pixel: number, clockwise: boolean, start: 'bottom' | 'top') => {
      const { x, y } = zigzagStrip({ pixels: 100, rows: 5, span: 0.4, clockwise, start });
      assert.ok(y[pixel]! < 0);
      return Math.sign(x[pixel]!);
    };
    for (const start of ['bottom', 'top'] as const) {
      assert.deepEqual([acrossAt(0, false, start), acrossAt(0, true, start)], [-1, 1]);
    }
    // Five rows: it ends on the other side.
    assert.deepEqual([acrossAt(99, false, 'bottom'), acrossAt(99, true, 'bottom')], [1, -1]);
  });

  it('has its pixels evenly along the string, except where it turns back', () => {
    const between = pixelDistances(zigzagStrip({ pixels: 300, rows: 9 })).sort((a, b) => a - b);
    const usual = between[150]!;
    assert.ok(between.at(-1)! < usual * 1.05);
    assert.ok(between.filter((way) => way < usual * 0.85).length <= 12);
  });

  it('leaves about as much room between rows as between pixels', () => {
    for (const [pixels, span] of [
      [50, 0.5],
      [200, 0.3],
      [500, 1],
    ] as const) {
      const row = Math.hypot(1, 2.6) / defaultRows(pixels, span);
      const between = pixelDistances(zigzagStrip({ pixels, span }))[0]!;
      assert.ok(row / between > 0.6 && row / between < 1.7, `${pixels}: rows ${row}, pixels ${between}`);
    }
  });

  it('refuses what is none, and says which option it is', () => {
    for (const [name, options] of Object.entries({
      pixels: { pixels: 0 },
      rows: { pixels: 5, rows: 1.5 },
      span: { pixels: 5, span: 1.01 },
      height: { pixels: 5, height: -1 },
    })) {
      assert.throws(() => zigzagStrip(options), { name: 'RangeError', message: new RegExp(`^${name}: `) });
    }
    assertValidStrip(zigzagStrip({ pixels: 5, rows: 2, span: 1, height: 1 }), 5);
  });
});
