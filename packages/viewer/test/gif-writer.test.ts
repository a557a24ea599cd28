import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesToOklab, colorDistance } from '@garland/animations/color-spaces';
import fc from 'fast-check';
import { buildColorTable, type ColorTable } from '../src/film/color-table.ts';
import { GifWriter, MAX_COLORS } from '../src/film/gif-writer.ts';
import { decodeGif } from './decode-gif.ts';

type Color = readonly [number, number, number];

const byte = fc.integer({ min: 0, max: 255 });
const color = fc.tuple(byte, byte, byte);
const imageOf = (colors: readonly (readonly number[])[]): Uint8Array => Uint8Array.from(colors.flat());

function farthest(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0);
}

describe('a colour table', () => {
  it('has every colour of an image with few colours', () => {
    fc.assert(
      fc.property(fc.array(color, { minLength: 1, maxLength: 40 }), (colors) => {
        const { colors: table, nearestIndex } = buildColorTable([imageOf(colors)], MAX_COLORS);
        for (const [red, green, blue] of colors) {
          const found = table[nearestIndex(red, green, blue)]!;
          const bytesOff = farthest(Uint8Array.from(found), Uint8Array.of(red, green, blue));
          assert.ok(bytesOff <= 3 || difference(found, [red, green, blue]) <= 0.02);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is no larger than its limit, and finds the colour that looks most alike', () => {
    fc.assert(
      fc.property(fc.array(color, { minLength: 1, maxLength: 60 }), color, (colors, sought) => {
        const { colors: table, nearestIndex } = buildColorTable([imageOf(colors)], 6);
        assert.ok(table.length >= 1 && table.length <= 6);
        const distances = table.map((entry) => difference(entry, sought));
        assert.ok(distances[nearestIndex(...sought)]! <= Math.min(...distances) + 0.02);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps colours for small bright dots, however large the night is', () => {
    const night = Array.from({ length: 20_000 }, (_, i) => [2 + (i % 9), 3 + (i % 7), 8 + (i % 11)]);
    const { colors, nearestIndex } = buildColorTable(
      [imageOf([...night, [255, 40, 20], [250, 250, 240]])],
      16,
    );
    assert.ok(farthest(Uint8Array.from(colors[nearestIndex(255, 40, 20)]!), Uint8Array.of(255, 40, 20)) < 8);
  });
});

function difference(one: Color, other: Color): number {
  return colorDistance(bytesToOklab(...one), bytesToOklab(...other));
}

describe('a GIF writer', () => {
  const table: ColorTable = buildColorTable(
    [
      imageOf([
        [0, 0, 0],
        [200, 0, 0],
        [0, 0, 200],
        [90, 90, 90],
      ]),
    ],
    4,
  );
  const write = (prepared: readonly Uint8Array[], frames: readonly Uint8Array[]): Uint8Array => {
    const writer = new GifWriter(2, 2, 80, table);
    for (const frame of prepared) writer.prime(frame);
    for (const frame of frames) writer.addFrame(frame);
    return writer.finish();
  };
  const of = (...colors: readonly number[]): Uint8Array => imageOf(colors.map((n) => table.colors[n]!));

  it('repeats its frames for ever, each as it was drawn and for its time', () => {
    const drawn = [of(0, 1, 2, 3), of(0, 1, 3, 3), of(2, 2, 2, 2), of(2, 2, 2, 2)];
    const { reader, frames } = decodeGif(write([], drawn));
    assert.deepEqual([reader.width, reader.height, reader.loopCount()], [2, 2, 0]);
    assert.deepEqual(frames, drawn);
    for (let i = 0; i < 4; i++) assert.equal(reader.frameInfo(i).delay, 8);
  });

  it('leaves a dot unchanged while it is within the tolerance, also from the last frame to the first', () => {
    const [base, nearly] = [of(3, 3, 3, 3), of(3, 3, 3, 3).map((value) => value + 4)];
    const { frames } = decodeGif(write([base], [nearly, base, nearly]));
    assert.deepEqual(frames, [base, base, base]);
    const { frames: unprepared } = decodeGif(write([], [base, of(3, 1, 3, 3)]));
    assert.deepEqual(unprepared, [base, of(3, 1, 3, 3)]);
  });
});
