import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SoftDots } from '../src/drawing/soft-dots.ts';
import { Sparkles } from '../src/drawing/sparkles.ts';
import { CHANNEL_MAX, createFrame } from '../src/frame.ts';
import { helixStrip } from '../src/geometry/cone-layouts.ts';
import { surfaceMetrics } from '../src/geometry/surface-metrics.ts';
import { lookUpInterpolated, tabulate } from '../src/math/curve-table.ts';
import { drift } from '../src/random/value-noise.ts';
import { arbitraryTimes } from './animation-kit.ts';

describe('sparkles', () => {
  const pixelCounts = fc.integer({ min: 1, max: 300 });
  const sharing = fc.integer({ min: 1, max: 9 });

  it('are on pixels of the strip, and no two ever on the same', () => {
    fc.assert(
      fc.property(
        pixelCounts,
        sharing,
        fc.integer(),
        arbitraryTimes,
        (pixelCount, pixelsPerSparkle, seed, time) => {
          const specks = new Sparkles({ seed, pixelCount, pixelsPerSparkle, cycleS: [1, 2] });
          specks.update(time);
          assert.equal(new Set(specks.pixel).size, specks.count);
          assert.ok(specks.pixel.every((pixel) => pixel >= 0 && pixel < pixelCount));
          assert.ok(specks.phase.every((phase) => phase >= 0 && phase < 1));
        },
      ),
    );
  });

  it('get to every pixel in the course of time', () => {
    const specks = new Sparkles({ seed: 3, pixelCount: 50, pixelsPerSparkle: 4, cycleS: [1, 2] });
    const seen = new Set<number>();
    for (let time = 0; time < 200; time++) {
      specks.update(time);
      for (const pixel of specks.pixel) seen.add(pixel);
    }
    assert.equal(seen.size, 50);
  });
});

describe('a dab', () => {
  const white = createFrame(1).fill(CHANNEL_MAX);
  const places = fc.double({ min: -1.5, max: 2.5, noNaN: true });
  const reaches = fc.double({ min: 0.01, max: 3, noNaN: true });

  it('touches the pixels within its reach and no others, wherever it is', () => {
    const pixelCounts = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(pixelCounts, places, places, reaches, (pixels, turn, height, reach) => {
        const strip = helixStrip({ pixels });
        const { aspectRatio } = surfaceMetrics(strip);
        const dabs = new SoftDots(strip, 1, reach);
        [dabs.angle[0], dabs.height[0], dabs.strength[0]] = [turn, height, 1];
        const frame = createFrame(pixels);
        dabs.paint(frame, white);
        const glow = new Uint16Array(pixels);
        dabs.paintIntensity(glow);
        for (let i = 0; i < pixels; i++) {
          const turns = strip.angle[i]! - turn;
          const aside = (turns - Math.round(turns)) * 2 * Math.PI * Math.max(0.12, strip.radius[i]!);
          const far = Math.hypot(aside, (strip.height[i]! - height) * aspectRatio) / reach;
          const expected = Math.max(0, 1 - far * far);
          assert.ok(Math.abs(frame[i * 3]! / CHANNEL_MAX - expected) < 1e-3, `pixel ${i}: ${expected}`);
          assert.ok(Math.abs(glow[i]! / CHANNEL_MAX - expected) < 1e-3, `pixel ${i} gathers ${expected}`);
        }
      }),
    );
  });

  it('is seen where it is brighter than the others, and gone once it is dark', () => {
    const dabs = new SoftDots(helixStrip({ pixels: 50 }), 3, 0.5);
    const gathered = (...lights: number[]) => {
      dabs.strength.set(lights);
      const glow = new Uint16Array(50);
      dabs.paintIntensity(glow.fill(CHANNEL_MAX));
      return glow;
    };
    dabs.angle.set([0, 0.1, 0.1]);
    const alone = [gathered(0.5, 0, 0), gathered(0, 0.9, 0), gathered(0, 0, 0.3)];
    assert.ok(alone.every((glow) => glow.some((value) => value > 0)));
    const brightest = alone[0]!.map((_, i) => Math.max(...alone.map((glow) => glow[i]!)));
    assert.deepEqual(gathered(0.5, 0.9, 0.3), brightest);
    assert.ok(gathered(0, 0, 0).every((value) => value === 0));
  });

  it('without light leaves everything as it is', () => {
    const frame = createFrame(20).fill(123);
    new SoftDots(helixStrip({ pixels: 20 }), 1, 9).paint(frame, white);
    assert.ok(frame.every((value) => value === 123));
  });
});

it('a number that wanders stays between 0 and 1 and never jumps', () => {
  fc.assert(
    fc.property(fc.integer(), fc.double({ min: 0, max: 1e8, noNaN: true }), (seed, x) => {
      const [here, near] = [drift(seed, x), drift(seed, x + 0.001)];
      assert.ok(here >= 0 && here < 1 && Math.abs(here - near) < 0.002);
    }),
  );
});

it('a curve between two steps is closer than the steps are', () => {
  const steep = tabulate((x) => x);
  for (const x of [0, 0.00049, 0.3337, 0.9999]) assert.ok(Math.abs(lookUpInterpolated(steep, x) - x) < 1e-6);
});
