import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { blackBody, colorBalance } from '../src/output/pipeline/color-balance.ts';
import { FULL, pipelineKit, plainFrame } from './pipeline-kit.ts';
import { LIGHT } from './support.ts';

test('a black body has the colours that tables of the Planckian locus give it', () => {
  // Charity's "blackbody colour datafile" (CIE 1931 2°, linear sRGB before its gamma), to its two places.
  for (const [kelvin, red, green, blue] of [
    [2000, 1, 0.25, 0.01],
    [3000, 1, 0.46, 0.15],
    [4000, 1, 0.64, 0.37],
    [5000, 1, 0.78, 0.62],
    [6500, 1, 0.95, 0.98],
    [10_000, 0.6, 0.71, 1],
  ] as const) {
    const is = blackBody(kelvin);
    [red, green, blue].forEach((wanted, i) => {
      assert.ok(Math.abs(is[i]! - wanted) < 0.03, `${kelvin} K: ${is}`);
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
  const { correction, whitePoint, whiteLed } = colorBalance(LIGHT);
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
        const means = pipelineKit({ pixels: 1, light }).mean(plainFrame(1, painted, painted, painted), 16);
        [red, green, blue].forEach((gain, i) => {
          assert.ok(Math.abs(means[i]! - gain * (painted / FULL) ** 2.2 * 255) < 0.1);
        });
      },
    ),
  );
});

test('common strips are corrected by name, and a white point comes on top of it', () => {
  const white = plainFrame(1, FULL, FULL, FULL);
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
