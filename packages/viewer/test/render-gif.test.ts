import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ANIMATIONS, helixStrip, PALETTES } from '@garland/animations';
import fc from 'fast-check';
import { GifReader } from 'omggif';
import { toOklab } from '../src/core/oklab.ts';
import { PhotoRenderer } from '../src/core/photo/photo-renderer.ts';
import { findBestClip } from '../src/film/clip.ts';
import { buildColorTable, type ColorTable } from '../src/film/color-table.ts';
import { GifWriter, MAX_COLORS } from '../src/film/gif-writer.ts';
import { type FilmJob, frameRenderer, renderGif } from '../src/film/render-gif.ts';

const byte = fc.integer({ min: 0, max: 255 });
const colour = fc.tuple(byte, byte, byte);
const picture = (colours: readonly (readonly number[])[]): Uint8Array => Uint8Array.from(colours.flat());

/** The file as another program reads it: R, G, B of each frame as it is shown. */
function shownBy(gif: Uint8Array): { reader: GifReader; frames: Uint8Array[] } {
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

describe('a table of colours', () => {
  it('has each colour of a picture that has few', () => {
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

  it('is no larger than it may be, and finds the colour that looks most alike', () => {
    fc.assert(
      fc.property(fc.array(colour, { minLength: 1, maxLength: 60 }), colour, (colours, sought) => {
        const { colors: table, nearestIndex } = buildColorTable([picture(colours)], 6);
        assert.ok(table.length >= 1 && table.length <= 6);
        const distances = table.map((entry) => difference(entry, sought));
        assert.ok(distances[nearestIndex(...sought)]! <= Math.min(...distances) + 0.02);
      }),
    );
  });

  it('spares colours for what is small and bright, however large the night is', () => {
    const night = Array.from({ length: 20_000 }, (_, i) => [2 + (i % 9), 3 + (i % 7), 8 + (i % 11)]);
    const { colors, nearestIndex } = buildColorTable(
      [picture([...night, [255, 40, 20], [250, 250, 240]])],
      16,
    );
    assert.ok(farthest(Uint8Array.from(colors[nearestIndex(255, 40, 20)]!), Uint8Array.of(255, 40, 20)) < 8);
  });
});

function difference(
  one: readonly [number, number, number],
  other: readonly [number, number, number],
): number {
  const [a, b] = [toOklab(...one), toOklab(...other)];
  return Math.hypot(a.lightness - b.lightness, a.a - b.a, a.b - b.b);
}

describe('a GIF', () => {
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

  it('shows each frame for as long as it should, for ever, the way it was drawn', () => {
    const drawn = [of(0, 1, 2, 3), of(0, 1, 3, 3), of(2, 2, 2, 2), of(2, 2, 2, 2)];
    const { reader, frames } = shownBy(write([], drawn));
    assert.deepEqual([reader.width, reader.height, reader.loopCount()], [2, 2, 0]);
    assert.deepEqual(frames, drawn);
    for (let i = 0; i < 4; i++) assert.equal(reader.frameInfo(i).delay, 8);
  });

  it('leaves a dot as it is while it is nearly right, also from the last frame to the first', () => {
    const [base, nearly] = [of(3, 3, 3, 3), of(3, 3, 3, 3).map((value) => value + 4)];
    const { frames } = shownBy(write([base], [nearly, base, nearly]));
    assert.deepEqual(frames, [base, base, base]);
    const { frames: unprepared } = shownBy(write([], [base, of(3, 1, 3, 3)]));
    assert.deepEqual(unprepared, [base, of(3, 1, 3, 3)]);
  });
});

describe('a film', () => {
  const strip = helixStrip({ pixels: 40 });
  const shotOf = (id: 'candy_cane' | 'fireworks' | 'warm_white'): FilmJob => {
    const { palette, prepare, isStill } = ANIMATIONS[id];
    const painter = prepare({ strip, palette: PALETTES[palette], seed: 1 });
    const take = findBestClip({ paint: painter, pixels: 40, isStill }, 100, 2);
    return { renderer: new PhotoRenderer(strip, 50, 70), ...take, frameMs: 100 };
  };
  const filmed = (shot: FilmJob): { gif: Uint8Array; told: number[] } => {
    const told: number[] = [];
    const filming = renderGif(shot);
    for (;;) {
      const { done, value } = filming.next();
      if (done) return { gif: value, told };
      told.push(value);
    }
  };

  it('shows what the camera saw', () => {
    for (const id of ['candy_cane', 'fireworks', 'warm_white'] as const) {
      const shot = shotOf(id);
      const { frames } = shownBy(filmed(shot).gif);
      const shoot = frameRenderer(shot);
      assert.equal(frames.length, shot.frameCount);
      frames.forEach((frame, i) => {
        const seen = shoot(i);
        const error = frame.reduce((sum, value, at) => sum + Math.abs(value - seen[at]!), 0) / frame.length;
        assert.ok(error < 8, `${id}, frame ${i}: ${error} of 255 on average`);
      });
    }
  });

  it('is the same each time', () => {
    assert.deepEqual(filmed(shotOf('candy_cane')).gif, filmed(shotOf('candy_cane')).gif);
  });

  it('tells how far it is', () => {
    const { told } = filmed(shotOf('candy_cane'));
    assert.deepEqual(
      told.filter((done) => done > 0),
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  });
});
