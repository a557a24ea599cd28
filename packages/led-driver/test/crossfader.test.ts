import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CrossfadeCurve } from '@garland/driver-config';
import fc from 'fast-check';
import { blendFrames } from '../src/render/crossfader.ts';
import { EASINGS } from '../src/render/easing.ts';
import { UNITY } from '../src/render/pipeline/fixed-point.ts';
import { levelArbitrary } from './pipeline-kit.ts';

const weight = fc.oneof(fc.constantFrom(0, 1, UNITY), fc.integer({ min: 0, max: UNITY }));

test('a crossfade begins with the one picture, ends with the other, and is half of each in the middle', () => {
  fc.assert(
    fc.property(levelArbitrary, levelArbitrary, (a, b) => {
      const mixed = (share: number): number => {
        const to = new Uint16Array([b]);
        blendFrames(new Uint16Array([a]), to, share);
        return to[0]!;
      };
      assert.equal(mixed(0), a);
      assert.equal(mixed(UNITY), b);
      assert.equal(mixed(UNITY / 2), Math.floor((a + b) / 2));
    }),
  );
});

test('a crossfade never leaves the range between its two pictures, and never turns back', () => {
  fc.assert(
    fc.property(
      levelArbitrary,
      levelArbitrary,
      fc.array(weight, { minLength: 2, maxLength: 20 }),
      (a, b, weights) => {
        let last = a;
        for (const share of weights.sort((one, other) => one - other)) {
          const to = new Uint16Array([b]);
          blendFrames(new Uint16Array([a]), to, share);
          assert.ok(to[0]! >= Math.min(a, b) && to[0]! <= Math.max(a, b));
          assert.ok(Math.abs(to[0]! - a) >= Math.abs(last - a));
          last = to[0]!;
        }
      },
    ),
  );
});

for (const [name, ease] of Object.entries(EASINGS)) {
  test(`the curve ${name} begins at 0, ends at 1, never falls, and is at most twice as steep as the linear one`, () => {
    assert.equal(ease(0), 0);
    assert.ok(Math.abs(ease(1) - 1) < 1e-12);
    for (let i = 0; i < 1000; i++) {
      const rise = ease((i + 1) / 1000) - ease(i / 1000);
      assert.ok(rise >= 0 && rise <= 0.002 + 1e-9, `${rise} at ${i}`);
    }
  });
}

test('the curves are what their names say', () => {
  const at = (name: CrossfadeCurve): number[] => [0.25, 0.5, 0.75].map((x) => EASINGS[name](x));
  assert.deepEqual(at('linear'), [0.25, 0.5, 0.75]);
  assert.deepEqual(at('smooth'), [0.15625, 0.5, 0.84375]);
  assert.deepEqual(at('smoother'), [0.103515625, 0.5, 0.896484375]);
  assert.deepEqual(at('ease_in'), [0.0625, 0.25, 0.5625]);
  assert.deepEqual(at('ease_out'), [0.4375, 0.75, 0.9375]);
  assert.ok(Math.abs(at('sine')[0]! - 0.1464466) < 1e-6);
});
