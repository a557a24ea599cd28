import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Point, stripFromPoints } from '../src/geometry/strip-geometry.ts';
import { arbitraryPoints, assertValidStrip } from './points-kit.ts';

describe('a strip of places', () => {
  it('is valid wherever its pixels are', () => {
    fc.assert(fc.property(arbitraryPoints, (list) => assertValidStrip(stripFromPoints(list), list.length)));
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
    assertValidStrip(stripFromPoints([point]), 1);
    const strip = stripFromPoints([point, point, point]);
    assertValidStrip(strip, 3);
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
});
