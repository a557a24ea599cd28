import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CurrentLimiter } from '../src/render/pipeline/current-limiter.ts';
import { UNITY } from '../src/render/pipeline/fixed-point.ts';

const FRAME_S = 0.02;
const limit = fc.oneof(fc.constantFrom(0, UNITY), fc.integer({ min: 0, max: UNITY }));

/** The scales that follow from limits, one a frame. */
function limitedScales(limits: Iterable<number>, limiter = new CurrentLimiter()): number[] {
  return Array.from(limits, (each) => limiter.update(each, FRAME_S, false));
}

function seconds(count: number, limitAt: (timeS: number) => number): number[] {
  return Array.from({ length: Math.round(count / FRAME_S) }, (_, i) => Math.floor(limitAt(i * FRAME_S)));
}

/** The perceived variation of all other lights, by the cube root. */
function ripple(scales: readonly number[]): number {
  return Math.cbrt(Math.max(...scales)) / Math.cbrt(Math.min(...scales)) - 1;
}

test('the scale is never above the limit, and always a whole number', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ limit, frames: fc.integer({ min: 1, max: 900 }), atOnce: fc.boolean() })),
      (stretches) => {
        const limiter = new CurrentLimiter();
        for (const { limit, frames, atOnce } of stretches) {
          for (let i = 0; i < frames; i++) {
            const scale = limiter.update(limit, FRAME_S, atOnce);
            assert.ok(scale >= 0 && scale <= limit && Number.isInteger(scale));
            if (atOnce) assert.equal(scale, limit);
          }
        }
      },
    ),
  );
});

test('a steady picture is dimmed steadily', () => {
  assert.equal(new Set(limitedScales(seconds(60, () => 9_999))).size, 1);
});

test('a picture that twinkles around the budget is dimmed evenly, not whenever something flares up', () => {
  const twinkling = (seed: number) => (timeS: number) => {
    const flares = [0.7, 1.1, 1.7, 2.3].map((rate, i) => Math.sin(timeS * rate * 6 + seed + i) ** 8);
    return UNITY / (1 + 0.3 * flares.reduce((sum, flare) => sum + flare, 0));
  };
  for (let seed = 0; seed < 20; seed++) {
    const limits = seconds(60, twinkling(seed));
    const scales = limitedScales(limits);
    assert.ok(ripple(limits.slice(1000)) > 0.05, 'the control: an instant limiter pumps');
    assert.ok(ripple(scales.slice(1000)) < 0.02, `${ripple(scales.slice(1000))}`);
  }
});

test('a pulse that comes back within twenty seconds moves nothing in between', () => {
  for (const everyS of [0.5, 2, 5, 19.5]) {
    const scales = limitedScales(seconds(100, (timeS) => (timeS % everyS < 0.2 ? 12_000 : UNITY)));
    assert.deepEqual(new Set(scales.slice(20)), new Set([12_000]));
  }
});

test('what no longer needs dimming comes back too slowly to be seen, and in the end wholly', () => {
  for (const from of [0, 1, 300, 12_000, 32_000]) {
    const limiter = new CurrentLimiter();
    limitedScales([from], limiter);
    const scales = limitedScales(
      seconds(500, () => UNITY),
      limiter,
    );
    assert.equal(scales.at(-1), UNITY, `from ${from}`);
    for (const [i, scale] of scales.entries()) {
      const before = scales[i - 50] ?? from;
      assert.ok(scale <= Math.max(before * 1.04, before + 55), `from ${before} to ${scale} in a second`);
    }
  }
});

test('it drops at once, by no more than it must', () => {
  const limiter = new CurrentLimiter();
  assert.deepEqual(limitedScales([UNITY, 20_000, 20_001, 12_345, 30_000], limiter), [
    UNITY,
    20_000,
    20_000,
    12_345,
    12_345,
  ]);
});
