import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PALETTE_NAMES, PALETTES } from '../src/color/named-palettes.ts';
import { blurRing, rampOf, ringOf, sample } from '../src/color/palette.ts';
import { lightenPixel, shadedRamp } from '../src/color/shaded-ramp.ts';
import { baseGreen } from '../src/drawing/base-green.ts';
import { CHANNEL_MAX, createFrame } from '../src/frame.ts';
import {
  chooseAnchorPoints,
  findNearbyPixels,
  nearestAnchorFilter,
  surfaceOffset,
} from '../src/geometry/anchor-points.ts';
import { cartesianPositions } from '../src/geometry/cartesian-positions.ts';
import { helixStrip } from '../src/geometry/cone-layouts.ts';
import { surfaceMetrics } from '../src/geometry/surface-metrics.ts';
import { fraction, sine, wrapToHalfTurn } from '../src/math/phase.ts';

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const turns = fc.double({ min: -1000, max: 1000, noNaN: true });

describe('phases', () => {
  it('are what is left without whole turns', () => {
    assert.deepEqual([0, 0.25, 3.5, -0.25].map(fraction), [0, 0.25, 0.5, 0.75]);
    assert.deepEqual([0.25, 0.75, 3, -0.25].map(wrapToHalfTurn), [0.25, -0.25, 0, -0.25]);
  });

  it('have a sine, for any number of turns in either direction', () => {
    fc.assert(
      fc.property(turns, (turn) => {
        assert.ok(Math.abs(sine(turn) - Math.sin(2 * Math.PI * turn)) < 0.004);
      }),
    );
  });
});

describe('tones', () => {
  it('are the palette with the given brightness and whiteness', () => {
    const ramp = rampOf(PALETTES.gold);
    const table = shadedRamp(ramp, (x) => ({ position: x, level: 0.5 }));
    const [got, wanted] = [createFrame(1), createFrame(1)];
    for (const x of [0, 0.3, 0.99]) {
      sample(table, x, 1, got, 0);
      sample(ramp, x, 0.5, wanted, 0);
      for (const channel of [0, 1, 2]) assert.ok(Math.abs(got[channel]! - wanted[channel]!) <= 1);
    }
    const white = shadedRamp(ramp, () => ({ position: 7.5, level: 1, whiteness: 1 }));
    assert.ok(white.every((value) => value > CHANNEL_MAX - 4));
  });

  it('outshine what is darker and leave what is brighter', () => {
    const channel = fc.integer({ min: 0, max: CHANNEL_MAX });
    fc.assert(
      fc.property(channel, channel, unit, unit, (there, color, level, white) => {
        const frame = createFrame(1).fill(there);
        lightenPixel(frame, 0, createFrame(1).fill(color), 0, level, white);
        const light = level * (color + (CHANNEL_MAX - color) * white);
        for (const value of frame) assert.ok(Math.abs(value - Math.max(there, light)) <= 3);
      }),
    );
  });

  it('melt into each other, across the seam too', () => {
    for (const name of PALETTE_NAMES) {
      const ring = blurRing(ringOf(PALETTES[name]), 0.05);
      ring.forEach((value, i) => {
        assert.ok(Math.abs(value - ring[(i + 3) % ring.length]!) <= CHANNEL_MAX / 90, name);
      });
    }
  });
});

describe('spots', () => {
  const strip = helixStrip({ pixels: 300 });
  const { aspectRatio, pixelSpacing } = surfaceMetrics(strip);

  it('keep their distance, and to the heights that they are given', () => {
    const spots = chooseAnchorPoints(strip, 12, 5, 0.3, 0.8);
    for (const [n, spot] of spots.entries()) {
      assert.ok(strip.height[spot]! >= 0.3 && strip.height[spot]! <= 0.8);
      for (const other of spots.subarray(0, n)) {
        const { across, up } = surfaceOffset(strip, aspectRatio, spot, other);
        assert.ok(Math.hypot(across, up) > 1.5 * pixelSpacing);
      }
    }
  });

  it('are found even where there is no pixel at such a height', () => {
    assert.deepEqual([...chooseAnchorPoints(helixStrip({ pixels: 1 }), 2, 1, 0.5, 0.9)], [0, 0]);
  });

  it('that are nearest to a pixel are as many as asked for, or all within reach', () => {
    const ways = fc.array(fc.constantFrom(0, 1, 2, 3, 4, Infinity), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(ways, fc.integer({ min: 1, max: 12 }), (far, most) => {
        const among = nearestAnchorFilter(far.length, 1, most, (anchor) => far[anchor]!);
        const chosen = far.filter((_, anchor) => among(anchor, 0));
        const wanted = far.filter((way) => way < Infinity).sort((a, b) => a - b);
        assert.deepEqual(
          chosen.sort((a, b) => a - b),
          wanted.slice(0, most),
        );
      }),
    );
  });

  it('gather just the pixels that are near', () => {
    const { start, pixels, values } = findNearbyPixels(3, 10, (anchor, pixel) =>
      pixel % 3 === anchor ? pixel / 10 : Number.NaN,
    );
    assert.deepEqual([...start], [0, 4, 7, 10]);
    assert.deepEqual([...pixels], [0, 3, 6, 9, 1, 4, 7, 2, 5, 8]);
    assert.ok(values.every((value, i) => Math.abs(value - pixels[i]! / 10) < 1e-6));
  });
});

it('needles are green and dim', () => {
  const picture = baseGreen(100, 1);
  for (let at = 0; at < picture.length; at += 3) {
    assert.ok(picture[at + 1]! > picture[at]! && picture[at + 1]! > picture[at + 2]!);
    assert.ok(picture[at + 1]! < 0.4 * CHANNEL_MAX);
  }
});

it('a body is as wide as its base and as tall as its surface', () => {
  const strip = helixStrip({ pixels: 100, height: 3 });
  const { x, y, z, aspectRatio } = cartesianPositions(strip);
  const widest = x.reduce((most, _, i) => Math.max(most, Math.hypot(x[i]!, y[i]!)), 0);
  assert.ok(Math.abs(widest - 1) < 1e-5);
  assert.ok(Math.abs(Math.max(...z) - aspectRatio) < 1e-5);
});
