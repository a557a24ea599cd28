import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANIMATIONS, createFrame, helixStrip, PALETTES } from '@garland/animations';
import { rgbToOklab } from '@garland/animations/color-spaces';
import fc from 'fast-check';
import { blendFrames } from '../src/render/blend-frames.ts';
import { UNITY } from '../src/render/pipeline/fixed-point.ts';
import { FULL } from './driver-fixtures.ts';
import { levelArbitrary, lightness } from './pipeline-kit.ts';

const weightArbitrary = fc.oneof(fc.constantFrom(0, 1, UNITY), fc.integer({ min: 0, max: UNITY }));
const nearFullArbitrary = fc.integer({ min: FULL - 600, max: FULL });
const anyLevel = fc.oneof(levelArbitrary, nearFullArbitrary);
const pixelArbitrary = fc.oneof(
  fc.tuple(anyLevel, anyLevel, anyLevel),
  fc.tuple(nearFullArbitrary, nearFullArbitrary, nearFullArbitrary),
);
type Pixel = readonly [red: number, green: number, blue: number];

const BLACK: Pixel = [0, 0, 0];
const WHITE: Pixel = [FULL, FULL, FULL];
const RED: Pixel = [FULL, 0, 0];
const GREEN: Pixel = [0, FULL, 0];
const DIM_GREEN: Pixel = [0, 37_700, 0];
const BLUE: Pixel = [0, 0, FULL];
const MAGENTA: Pixel = [FULL, 0, FULL];
const YELLOW: Pixel = [FULL, FULL, 0];

function blend(from: Pixel, to: Pixel, weight: number): Pixel {
  const frame = Uint16Array.from(to);
  blendFrames(Uint16Array.from(from), frame, weight);
  return [frame[0]!, frame[1]!, frame[2]!];
}

function hueAndChroma(pixel: Pixel): readonly [hueDegrees: number, chroma: number] {
  const [, a, b] = rgbToOklab([pixel[0] / FULL, pixel[1] / FULL, pixel[2] / FULL]);
  return [(Math.atan2(b, a) * 180) / Math.PI, Math.hypot(a, b)];
}

/** −180 to 180. */
const turn = (from: number, to: number): number => ((to - from + 540) % 360) - 180;

test('a blend begins with one picture and ends with the other', () => {
  fc.assert(
    fc.property(pixelArbitrary, pixelArbitrary, (a, b) => {
      assert.deepEqual(blend(a, b, 0), a);
      assert.deepEqual(blend(a, b, UNITY), b);
    }),
  );
});

test('two equal pictures stay as they are', () => {
  fc.assert(
    fc.property(pixelArbitrary, weightArbitrary, (a, weight) => assert.deepEqual(blend(a, a, weight), a)),
  );
});

test('lightness moves evenly from one pixel to the other', () => {
  fc.assert(
    fc.property(pixelArbitrary, pixelArbitrary, weightArbitrary, (a, b, weight) => {
      const [from, to] = [lightness(a), lightness(b)];
      const mixed = blend(a, b, weight);
      const error = lightness(mixed) - (from + ((to - from) * weight) / UNITY);
      // The tables are coarse in the dark; and where a channel is full, the white that is added falls a little short.
      const bound = lightness(mixed) < 10 ? 2.5 : 1;
      assert.ok(
        error < bound && error > (Math.max(...mixed) < FULL - 1 ? -bound : -4.5),
        `${mixed}: ${error}`,
      );
    }),
    { numRuns: 2_000 },
  );
});

const PAIRS: readonly [name: string, from: Pixel, to: Pixel][] = [
  ['black and white', BLACK, WHITE],
  ['red and green of one lightness', RED, DIM_GREEN],
  ['red and green', RED, GREEN],
  ['red and blue', RED, BLUE],
  ['green and magenta', GREEN, MAGENTA],
  ['blue and yellow', BLUE, YELLOW],
  ['magenta and yellow', MAGENTA, YELLOW],
];

for (const [name, from, to] of PAIRS)
  test(`between ${name} the middle has their mean lightness, within 5 %`, () => {
    const mean = (lightness(from) + lightness(to)) / 2;
    assert.ok(Math.abs(lightness(blend(from, to, UNITY / 2)) / mean - 1) < 0.05);
  });

const FADES = [
  ['color_twinkle', 'confetti'],
  ['fire', 'ocean'],
  ['candy_cane', 'garlands'],
] as const;

for (const [one, other] of FADES)
  test(`from ${one} to ${other} the middle has their mean lightness, within 5 %`, () => {
    const pixels = 200;
    const [from, to] = [one, other].map((id) => {
      const { palette, prepare } = ANIMATIONS[id as (typeof FADES)[number][0]];
      const frame = createFrame(pixels);
      prepare({ strip: helixStrip({ pixels }), palette: PALETTES[palette], seed: 1 })(7, frame);
      return frame;
    });
    const sum = (frame: Uint16Array): number => {
      let total = 0;
      for (let i = 0; i < frame.length; i += 3) total += lightness([frame[i]!, frame[i + 1]!, frame[i + 2]!]);
      return total;
    };
    const mean = (sum(from!) + sum(to!)) / 2;
    blendFrames(from!, to!, UNITY / 2);
    assert.ok(Math.abs(sum(to!) / mean - 1) < 0.05);
  });

test('hue takes the short way', () => {
  fc.assert(
    fc.property(pixelArbitrary, pixelArbitrary, weightArbitrary, (a, b, weight) => {
      const [[fromHue, fromChroma], [toHue, toChroma]] = [hueAndChroma(a), hueAndChroma(b)];
      const way = turn(fromHue, toHue);
      fc.pre(fromChroma > 0.08 && toChroma > 0.08 && Math.abs(way) < 120);
      const part = turn(fromHue, hueAndChroma(blend(a, b, weight))[0]) * Math.sign(way);
      assert.ok(part > -15 && part < Math.abs(way) + 15, `${part} of ${Math.abs(way)}`);
    }),
    { numRuns: 2_000 },
  );
});
