import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { blackBody, createColorBalance } from '../src/render/pipeline/color-balance.ts';
import { createWordsToLight } from '../src/render/pipeline/preview-color.ts';
import { FULL, LIGHT } from './driver-fixtures.ts';
import { pipelineKit, solidFrame } from './pipeline-kit.ts';

/** A bell with two flanks: what the eye's three answers to the spectrum are made of. */
const bell = (nm: number, peak: number, left: number, right: number): number =>
  Math.exp(-(((nm - peak) / (nm < peak ? left : right)) ** 2) / 2);

/** CIE 1931 colour matching, as fitted by Wyman, Sloan and Shirley (JCGT 2, 2013). */
const MATCHING: readonly ((nm: number) => number)[] = [
  (nm) =>
    1.056 * bell(nm, 599.8, 37.9, 31) + 0.362 * bell(nm, 442, 16, 26.7) - 0.065 * bell(nm, 501.1, 20.4, 26.2),
  (nm) => 0.821 * bell(nm, 568.8, 46.9, 40.5) + 0.286 * bell(nm, 530.9, 16.3, 31.1),
  (nm) => 1.217 * bell(nm, 437, 11.8, 36) + 0.681 * bell(nm, 459, 26, 13.8),
];

/** From Planck's law, wavelength by wavelength. */
function glow(kelvin: number): readonly number[] {
  const [x = 0, y = 0, z = 0] = MATCHING.map((matching) => {
    let sum = 0;
    for (let nm = 380; nm <= 780; nm++)
      sum += matching(nm) / (nm / 500) ** 5 / (Math.exp(14_387_769 / nm / kelvin) - 1);
    return sum;
  });
  const rgb = [
    3.2406 * x - 1.5372 * y - 0.4986 * z,
    -0.9689 * x + 1.8758 * y + 0.0415 * z,
    0.0557 * x - 0.204 * y + 1.057 * z,
  ];
  return rgb.map((channel) => channel / Math.max(...rgb));
}

test('a black body has the colour that follows from Planck’s law and the eye', () => {
  for (let kelvin = 2000; kelvin <= 12_000; kelvin += 250) {
    const wanted = glow(kelvin);
    blackBody(kelvin).forEach((channel, i) => {
      assert.ok(Math.abs(channel - wanted[i]!) < 0.02, `${kelvin} K: ${blackBody(kelvin)}, not ${wanted}`);
    });
  }
});

test('the hotter a black body, the bluer; its strongest channel is always full and none is negative', () => {
  let last = 0;
  for (let kelvin = 1700; kelvin <= 12_000; kelvin += 20) {
    const [red, green, blue] = blackBody(kelvin);
    assert.equal(Math.max(red, green, blue), 1);
    assert.ok(Math.min(red, green, blue) >= 0);
    assert.ok(blue / red >= last, `${kelvin}`);
    last = blue / red;
  }
});

test('nothing is corrected unless the configuration asks for it', () => {
  const { correction, whitePoint, whiteLed } = createColorBalance(LIGHT);
  assert.deepEqual(
    [correction, whitePoint, whiteLed],
    [Array(3).fill(1), Array(3).fill(1), Array(3).fill(1)],
  );
});

test('a correction acts on light: each channel shines its share of what was painted, whatever the lightness curve', () => {
  const share = fc.double({ min: 0.1, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      share,
      share,
      share,
      fc.double({ min: 0.5, max: 1, noNaN: true }),
      (red, green, blue, value) => {
        const painted = Math.round(value * FULL);
        const light = { gamma: 2.2, color_correction: [red, green, blue] };
        const means = pipelineKit({ pixels: 1, light }).mean(solidFrame(1, painted, painted, painted), 16);
        [red, green, blue].forEach((gain, i) => {
          assert.ok(Math.abs(means[i]! - gain * (painted / FULL) ** 2.2 * 255) < 0.1);
        });
      },
    ),
  );
});

test('common strips are corrected by name, and a white point comes on top of it', () => {
  const white = solidFrame(1, FULL, FULL, FULL);
  const sent = (light: object): number[] =>
    [...pipelineKit({ pixels: 1, light }).mean(white, 16)].slice(0, 3);
  assert.deepEqual(sent({ color_correction: 'smd5050' }), [255, 176, 240]);
  assert.deepEqual(sent({ color_correction: 'pixel_string' }), [255, 224, 140]);
  const [, green, blue] = blackBody(2700);
  const warm = sent({ color_correction: 'smd5050', white_point_k: 2700 });
  [255, 176 * green, 240 * blue].forEach((wanted, i) => {
    assert.ok(Math.abs(warm[i]! - wanted) < 0.05, `${warm}`);
  });
});

test('the flash guard sees the light of the picture, whatever duties the strip needs for it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: FULL }), { minLength: 3, maxLength: 3 }),
      fc.constantFrom('none', 'smd5050', 'pixel_string' as const),
      fc.option(fc.integer({ min: 2000, max: 9000 }), { nil: undefined }),
      fc.boolean(),
      (level, color_correction, white_led_k, hasWhite) => {
        const light = { ...LIGHT, gamma: 1, dithering: false, color_correction, white_led_k };
        const [red = 0, green = 0, blue = 0] = level;
        const word = pipelineKit({ pixels: 1, light, hasWhite }).run(solidFrame(1, red, green, blue))[0]!;
        const seen = new Uint16Array(3);
        createWordsToLight(createColorBalance(light))(Uint32Array.of(word), seen);
        // Half a step of the strip for each of two LEDs, the more the less of its duty a channel uses.
        for (const i of [0, 1, 2])
          assert.ok(Math.abs(seen[i]! - level[i]!) <= 257 * 1.6, `${seen} for ${level}`);
      },
    ),
  );
});

test('to the flash guard, white is full light, and nothing is more', () => {
  const seen = new Uint16Array(6);
  const lightOf = createWordsToLight(createColorBalance({ ...LIGHT, color_correction: 'smd5050' }));
  lightOf(Uint32Array.of(0xffb0f0, 0xff808080), seen);
  assert.deepEqual([...seen], Array(6).fill(FULL));
});
