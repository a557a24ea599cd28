import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ANIMATIONS,
  BUILT_IN_IDS,
  createFrame,
  helixStrip,
  PALETTES,
  type Painter,
} from '@garland/animations';
import fc from 'fast-check';
import { FADE_S, findLoop, loopPainter } from '../src/picture/loop.ts';
import { bestTake, takeOf } from '../src/picture/take.ts';

const PIXELS = 12;
const SEARCH = { pixels: PIXELS, stepS: 0.08, shortestS: 3, longestS: 6, horizonS: 30 };

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
  return one.reduce((sum, value, i) => sum + Math.abs(value - other[i]!), 0) / one.length;
}

describe('the best loop', () => {
  it('of what repeats itself is one period, or more of them if one is too short', () => {
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

  it('is where there is something to see', () => {
    const flare: Painter = (timeS, frame) => {
      frame.fill(65_535 * Math.max(0.05, 1 - Math.abs(timeS - 17) / 2));
    };
    const { fromS, lengthS } = findLoop(flare, SEARCH);
    assert.ok(fromS < 16 && fromS + lengthS > 17, `${fromS} to ${fromS + lengthS}`);
  });

  it('is as long as it is told', () => {
    const { lengthS } = findLoop(running(4), { ...SEARCH, shortestS: 3.44, longestS: 3.44 });
    assert.ok(Math.abs(lengthS - 3.44) < 1e-9);
  });

  it('of darkness is one, too', () => {
    const { fromS, lengthS } = findLoop((_timeS, frame) => void frame.fill(0), SEARCH);
    assert.ok(fromS >= FADE_S && lengthS >= SEARCH.shortestS);
  });
});

describe('a loop', () => {
  it('is the animation itself until its last moments, and ends where it begins', () => {
    const from = fc.double({ min: FADE_S, max: 20, noNaN: true });
    const length = fc.double({ min: 1, max: 6, noNaN: true });
    fc.assert(
      fc.property(from, length, fc.double({ min: 0, max: 1, noNaN: true }), (fromS, lengthS, share) => {
        const paint = running(3.3);
        const looped = loopPainter(paint, { fromS, lengthS }, PIXELS);
        const timeS = share * (lengthS - FADE_S);
        assert.deepEqual(painted(looped, timeS), painted(paint, fromS + timeS));
        assert.ok(apart(painted(looped, lengthS - 1e-6), painted(looped, 0)) < 10);
      }),
    );
  });

  it('has no greater jump at its seam than the animation has anywhere', () => {
    const strip = helixStrip({ pixels: 60 });
    for (const id of BUILT_IN_IDS) {
      const { palette, isStill, speed, prepare } = ANIMATIONS[id];
      const painter = prepare({ strip, palette: PALETTES[palette], seed: 1 });
      const { paint, frames } = bestTake(
        { paint: (timeS, frame) => painter(timeS * speed, frame), pixels: 60, still: isStill },
        80,
      );
      const film = Array.from({ length: frames }, (_, i) => painted(paint, i * 0.08, 60));
      const steps = film.map((frame, i) => apart(frame, film[(i + 1) % frames]!));
      const seam = steps.pop()!;
      const widest = Math.max(...steps);
      assert.ok(isStill ? frames === 1 : seam <= 1.2 * widest, `${id}: ${seam}, elsewhere ${widest}`);
    }
  });
});

describe('a take', () => {
  it('of a still picture is one frame', () => {
    const { frames } = bestTake({ paint: running(1), pixels: PIXELS, still: true }, 80);
    assert.equal(frames, 1);
  });

  it('is as many frames as fit its loop', () => {
    const subject = { paint: running(4), pixels: PIXELS, still: false };
    assert.equal(bestTake(subject, 80).frames, 50);
    assert.equal(bestTake(subject, 40, 2).frames, 50);
    assert.equal(takeOf(subject, { fromS: 1, lengthS: 3 }, 100).frames, 30);
  });
});
