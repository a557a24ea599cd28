import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ANIMATIONS, helixStrip, PALETTES } from '@garland/animations';
import { bytesToOklab, colorDistance } from '@garland/animations/color-spaces';
import fc from 'fast-check';
import { GifReader } from 'omggif';
import { PhotoRenderer } from '../src/core/photo/photo-renderer.ts';
import { findBestClip } from '../src/film/clip.ts';
import { buildColorTable, type ColorTable } from '../src/film/color-table.ts';
import { GifWriter, MAX_COLORS } from '../src/film/gif-writer.ts';
import { type FilmJob, frameRenderer, renderGif } from '../src/film/render-gif.ts';

type Color = readonly [number, number, number];

const byte = fc.integer({ min: 0, max: 255 });
const colour = fc.tuple(byte, byte, byte);
const picture = (colours: readonly (readonly number[])[]): Uint8Array => Uint8Array.from(colours.flat());

/** The file as another program reads it: the R, G, B bytes displayed for each frame. */
function decode(gif: Uint8Array): { reader: GifReader; frames: Uint8Array[] } {
  const reader = new GifReader(Buffer.from(gif));
  const screen = new Uint8Array(reader.width * reader.height * 4);
  const frames = Array.from({ length: reader.numFrames() }, (_, i) => {
    reader.decodeAndBlitFrameRGBA(i, screen);
    return screen.filter((_, at) => at % 4 < 3);
  });
  return { reader, frames };
}

function farthest(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0);
}

describe('a colour table', () => {
  it('has every colour of an image with few colours', () => {
    fc.assert(
      fc.property(fc.array(colour, { minLength: 1, maxLength: 40 }), (colours) => {
        const { colors: table, nearestIndex } = buildColorTable([picture(colours)], MAX_COLORS);
        for (const [red, green, blue] of colours) {
          const found = table[nearestIndex(red, green, blue)]!;
          const bytesOff = farthest(Uint8Array.from(found), Uint8Array.of(red, green, blue));
          assert.ok(bytesOff <= 3 || difference(found, [red, green, blue]) <= 0.02);
        }
      }),
    );
  });

  it('is no larger than its limit, and finds the colour that looks most alike', () => {
    fc.assert(
      fc.property(fc.array(colour, { minLength: 1, maxLength: 60 }), colour, (colours, sought) => {
        const { colors: table, nearestIndex } = buildColorTable([picture(colours)], 6);
        assert.ok(table.length >= 1 && table.length <= 6);
        const distances = table.map((entry) => difference(entry, sought));
        assert.ok(distances[nearestIndex(...sought)]! <= Math.min(...distances) + 0.02);
      }),
    );
  });

  it('keeps colours for small bright dots, however large the night is', () => {
    const night = Array.from({ length: 20_000 }, (_, i) => [2 + (i % 9), 3 + (i % 7), 8 + (i % 11)]);
    const { colors, nearestIndex } = buildColorTable(
      [picture([...night, [255, 40, 20], [250, 250, 240]])],
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
      picture([
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
  const of = (...colours: readonly number[]): Uint8Array => picture(colours.map((n) => table.colors[n]!));

  it('repeats its frames for ever, each as it was drawn and for its time', () => {
    const drawn = [of(0, 1, 2, 3), of(0, 1, 3, 3), of(2, 2, 2, 2), of(2, 2, 2, 2)];
    const { reader, frames } = decode(write([], drawn));
    assert.deepEqual([reader.width, reader.height, reader.loopCount()], [2, 2, 0]);
    assert.deepEqual(frames, drawn);
    for (let i = 0; i < 4; i++) assert.equal(reader.frameInfo(i).delay, 8);
  });

  it('leaves a dot unchanged while it is within the tolerance, also from the last frame to the first', () => {
    const [base, nearly] = [of(3, 3, 3, 3), of(3, 3, 3, 3).map((value) => value + 4)];
    const { frames } = decode(write([base], [nearly, base, nearly]));
    assert.deepEqual(frames, [base, base, base]);
    const { frames: unprepared } = decode(write([], [base, of(3, 1, 3, 3)]));
    assert.deepEqual(unprepared, [base, of(3, 1, 3, 3)]);
  });
});

describe('a rendered GIF', () => {
  const strip = helixStrip({ pixels: 40 });
  const jobFor = (id: 'candy_cane' | 'fireworks' | 'warm_white'): FilmJob => {
    const { palette, prepare, isStill } = ANIMATIONS[id];
    const paint = prepare({ strip, palette: PALETTES[palette], seed: 1 });
    const clip = findBestClip({ paint, pixels: 40, isStill }, 100, 2);
    return { renderer: new PhotoRenderer(strip, 50, 70), ...clip, frameMs: 100 };
  };

  it('shows what was rendered', () => {
    for (const id of ['candy_cane', 'fireworks', 'warm_white'] as const) {
      const job = jobFor(id);
      const { frames } = decode(renderGif(job));
      const renderFrame = frameRenderer(job);
      assert.equal(frames.length, job.frameCount);
      frames.forEach((frame, i) => {
        const rendered = renderFrame(i);
        let error = 0;
        for (let at = 0; at < frame.length; at++) error += Math.abs(frame[at]! - rendered[at]!);
        assert.ok(error < 8 * frame.length, `${id}, frame ${i}: ${error / frame.length} of 255 on average`);
      });
    }
  });

  it('is the same each time, and reports its progress', () => {
    const progress: number[] = [];
    const gif = renderGif(jobFor('candy_cane'), (framesDone) => progress.push(framesDone));
    assert.deepEqual(renderGif(jobFor('candy_cane')), gif);
    assert.deepEqual(
      progress.filter((framesDone) => framesDone > 0),
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  });
});
