import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createFrame, type Painter } from '@garland/animations';
import fc from 'fast-check';
import { createClip, findBestClip } from '../src/film/clip.ts';
import { findLoop, loopPainter, SEAM_FADE_S } from '../src/film/loop-search.ts';

const PIXELS = 12;
const SEARCH = { pixels: PIXELS, stepS: 0.08, minLengthS: 3, maxLengthS: 6, horizonS: 30 };

/** A light that runs around in `periodS`. */
const running =
  (periodS: number): Painter =>
  (timeS, frame) => {
    for (let i = 0; i < PIXELS; i++) {
      const phase = (((timeS / periodS - i / PIXELS) % 1) + 1) % 1;
      frame.fill(65_535 * (1 - phase), i * 3, i * 3 + 3);
    }
  };

function painted(paint: Painter, timeS: number, pixels = PIXELS): Uint16Array {
  const frame = createFrame(pixels);
  paint(timeS, frame);
  return frame;
}

function apart(one: Uint16Array, other: Uint16Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += Math.abs(one[i]! - other[i]!);
  return sum / one.length;
}

describe('the best loop', () => {
  it('of a periodic animation is one period, or several if one is too short', () => {
    for (const [periodS, lengthS] of [
      [4, 4],
      [3.2, 3.2],
      [2, 4],
      [1.6, 3.2],
    ] as const) {
      const loop = findLoop(running(periodS), SEARCH);
      assert.ok(Math.abs(loop.lengthS - lengthS) < 1e-9, `${periodS}: ${loop.lengthS}`);
    }
  });

  it('is where the animation is bright and moves', () => {
    const flare: Painter = (timeS, frame) => {
      frame.fill(65_535 * Math.max(0.05, 1 - Math.abs(timeS - 17) / 2));
    };
    const { fromS, lengthS } = findLoop(flare, SEARCH);
    assert.ok(fromS < 16 && fromS + lengthS > 17, `${fromS} to ${fromS + lengthS}`);
  });

  it('has the length that is asked for', () => {
    const { lengthS } = findLoop(running(4), { ...SEARCH, minLengthS: 3.44, maxLengthS: 3.44 });
    assert.ok(Math.abs(lengthS - 3.44) < 1e-9);
  });

  it('exists even in darkness', () => {
    const { fromS, lengthS } = findLoop((_timeS, frame) => void frame.fill(0), SEARCH);
    assert.ok(fromS >= SEAM_FADE_S && lengthS >= SEARCH.minLengthS);
  });
});

describe('a loop', () => {
  it('is the animation itself until the fade at its end, and ends as it begins', () => {
    const from = fc.double({ min: SEAM_FADE_S, max: 20, noNaN: true });
    const length = fc.double({ min: 1, max: 6, noNaN: true });
    fc.assert(
      fc.property(from, length, fc.double({ min: 0, max: 1, noNaN: true }), (fromS, lengthS, share) => {
        const paint = running(3.3);
        const looped = loopPainter(paint, { fromS, lengthS }, PIXELS);
        const timeS = share * (lengthS - SEAM_FADE_S);
        assert.deepEqual(painted(looped, timeS), painted(paint, fromS + timeS));
        assert.ok(apart(painted(looped, lengthS - 1e-6), painted(looped, 0)) < 10);
      }),
    );
  });
});

describe('a clip', () => {
  it('of a still animation is one frame', () => {
    const { frameCount } = findBestClip({ paint: running(1), pixels: PIXELS, isStill: true }, 80);
    assert.equal(frameCount, 1);
  });

  it('has as many frames as its loop needs', () => {
    const source = { paint: running(4), pixels: PIXELS, isStill: false };
    assert.equal(findBestClip(source, 80).frameCount, 50);
    assert.equal(findBestClip(source, 40, 2).frameCount, 50);
    assert.equal(createClip(source, { fromS: 1, lengthS: 3 }, 100).frameCount, 30);
  });
});
