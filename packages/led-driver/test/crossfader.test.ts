import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CrossfadeCurve } from '@garland/driver-config';
import fc from 'fast-check';
import { EASINGS } from '../src/render/easing.ts';
import { command, FRAME_MS } from './command-kit.ts';
import { FULL, replaceAnimation, solidAnimation } from './driver-fixtures.ts';
import { engineKit } from './engine-kit.ts';

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

test('a crossfade never jumps, also when it is interrupted by others and by brightness', (t) => {
  replaceAnimation(t, 'warm_white', solidAnimation(FULL, FULL, FULL));
  replaceAnimation(t, 'fire', solidAnimation(FULL, 0, 0));
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 10 }), (commands) => {
      const { setBrightness, engine, clock, simulator, play } = engineKit(t, {
        isStateless: true,
        pixels: 1,
        light: { gamma: 1, crossfade_ms: 1_000 },
      });
      engine.start();
      clock.advance(1_000);
      // Per frame: the steepest part of a fade is 1.5 times its mean, and brightness sweeps in 0.4 s.
      const bound = 255 * ((1.5 * FRAME_MS) / 1_000 + FRAME_MS / 400) + 2;
      let last = simulator.shown[0]!;
      const watch = (ms: number): void => {
        for (let passed = 0; passed < ms; passed += FRAME_MS) {
          clock.advance(FRAME_MS);
          const now = simulator.shown[0]!;
          for (const shift of [16, 8, 0]) {
            const step = Math.abs(((now >> shift) & 255) - ((last >> shift) & 255));
            assert.ok(step <= bound, `a jump of ${step}`);
          }
          last = now;
        }
      };
      for (const step of commands) {
        if ('play' in step) play(step.play);
        else setBrightness(step.percent);
        watch(step.waitMs);
      }
      watch(2_000);
    }),
    { numRuns: 60 },
  );
});
