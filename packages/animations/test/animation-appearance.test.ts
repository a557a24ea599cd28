import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ANIMATIONS, type BuiltInId } from '../src/built-in-animations.ts';
import type { Frame } from '../src/frame.ts';
import { createPainter, LAYOUTS, paint, stripOn } from './animation-kit.ts';

const PIXELS = 400;

/** Helpers to examine animations on a layout. */
function viewOf(layout: string) {
  const { angle, height } = stripOn(layout, PIXELS);
  const framesOf = (id: BuiltInId, times: readonly number[]): Frame[] => {
    const painter = createPainter({ id, palette: ANIMATIONS[id].palette, pixels: PIXELS, seed: 1, layout });
    return times.map((time) => paint(painter, time, PIXELS));
  };
  /** The mean light of those pixels, 0 to 1. */
  const lightOf = (frame: Frame, chosen: (pixel: number) => boolean): number => {
    const pixels = Array.from(angle.keys()).filter(chosen);
    const sum = pixels.reduce(
      (all, i) => all + Math.max(frame[i * 3]!, frame[i * 3 + 1]!, frame[i * 3 + 2]!),
      0,
    );
    return sum / pixels.length / 65535;
  };
  return {
    angle,
    height,
    framesOf,
    lightOf,
    low: (i: number) => height[i]! < 0.3,
    middle: (i: number) => height[i]! > 0.4 && height[i]! < 0.55,
    high: (i: number) => height[i]! > 0.7,
  };
}

for (const layout of LAYOUTS) {
  describe(`an animation looks like its name: ${layout}`, () => {
    const { angle, height, framesOf, lightOf, low, middle, high } = viewOf(layout);

    it('star: the tip is the brightest place of all', () => {
      for (const frame of framesOf('star', [0, 5, 11, 30])) {
        assert.ok(lightOf(frame, (i) => height[i]! > 0.93) > 0.8);
        assert.ok(lightOf(frame, low) < 0.4);
      }
    });

    it('settling snow: the foot is white before the middle, and the middle before the tip', () => {
      const times = Array.from({ length: 30 }, (_, i) => i * 1.2);
      const frames = framesOf('settling_snow', times);
      const whiteFrom = (part: (i: number) => boolean) =>
        frames.findIndex((frame) => lightOf(frame, part) > 0.7);
      assert.ok(whiteFrom(low) >= 0 && whiteFrom(low) < whiteFrom(middle));
      assert.ok(whiteFrom(middle) < whiteFrom(high));
    });

    it('settling snow: in the end it is green again', () => {
      const [white, green] = framesOf('settling_snow', [35, 51]);
      assert.ok(lightOf(white!, () => true) > 0.7);
      assert.ok(lightOf(green!, () => true) < 0.4);
    });

    it('tide: full at flood, nearly empty at ebb', () => {
      const quarter = 0.25 / 0.028;
      const [flood, ebb] = framesOf('tide', [quarter, 3 * quarter]);
      assert.ok(lightOf(flood!, middle) > 0.5);
      assert.ok(lightOf(ebb!, middle) < 0.1 && lightOf(ebb!, high) < 0.1);
    });

    it('unwrap: the next ribbon shows at the tip first', () => {
      const [before, during] = framesOf('unwrap', [0, 5.5]);
      const changed = (part: (i: number) => boolean) =>
        Array.from(angle.keys())
          .filter(part)
          .some((i) => [0, 1, 2].some((channel) => before![i * 3 + channel] !== during![i * 3 + channel]));
      assert.ok(changed(high));
      assert.ok(!changed((i) => height[i]! < 0.1));
    });

    it('beacon: what is lit moves around, and the lamp stays', () => {
      const east = (i: number) => height[i]! < 0.7 && Math.abs(angle[i]! - 0.5) < 0.05;
      const lights = framesOf('beacon', [0, 0.5, 1, 1.5, 2, 2.5, 3]).map((frame) => {
        assert.ok(lightOf(frame, (i) => height[i]! > 0.97) > 0.7);
        return lightOf(frame, east);
      });
      assert.ok(Math.max(...lights) > 0.4 && Math.min(...lights) < 0.15, `${lights}`);
    });
  });
}

describe('every drawing', () => {
  it('fills the tree as well with 50 pixels as with 500', () => {
    for (const id of [
      'rising_spiral',
      'double_helix',
      'pinwheel',
      'garlands',
      'baubles',
      'layers',
    ] as const) {
      const [few, many] = [50, 500].map((pixels) => {
        const painter = createPainter({ id, palette: ANIMATIONS[id].palette, pixels, seed: 1 });
        const sums = [1, 4, 9].map((time) =>
          paint(painter, time, pixels).reduce((sum, value) => sum + value, 0),
        );
        return sums.reduce((sum, value) => sum + value, 0) / pixels;
      });
      assert.ok(few! / many! > 0.6 && few! / many! < 1.7, `${id}: ${few! / many!}`);
    }
  });
});
