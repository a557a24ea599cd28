import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ANIMATIONS, BUILT_IN_IDS, type BuiltInId } from '../src/built-in-animations.ts';
import { PALETTE_NAMES, PALETTES } from '../src/color/named-palettes.ts';
import { CHANNEL_MAX, createFrame } from '../src/frame.ts';
import { stripFromPoints } from '../src/geometry/strip-geometry.ts';
import {
  ANIMATION_PALETTE_PAIRS,
  arbitraryPaintCases,
  arbitraryTimes,
  createPainter,
  distance,
  invalidValueOf,
  LAYOUTS,
  paint,
  stripOn,
} from './animation-kit.ts';

/** Their frames are the same for every seed. */
const SEED_INDEPENDENT: readonly BuiltInId[] = [
  'off',
  'rainbow',
  'candy_cane',
  'breathing',
  'chase',
  'theater',
  'scanner',
  'running_lights',
  'plasma',
  'interference',
  'lissajous',
  'rising_spiral',
  'double_helix',
  'expanding_shells',
  'beacon',
  'rings',
  'pinwheel',
  'tide',
  'layers',
  'kaleidoscope',
  'unwrap',
];

/** From dark to full takes at least 12 ms, less than a frame at 60 a second: fast animations still look fast. */
const LARGEST_STEP_IN_1_MS = CHANNEL_MAX / 12;

describe('every animation, in every palette, on every layout, at any time in a year', () => {
  it('paints the same frame whatever was painted before, and overwrites every pixel', () => {
    fc.assert(
      fc.property(
        arbitraryPaintCases,
        arbitraryTimes,
        fc.array(arbitraryTimes, { maxLength: 4 }),
        fc.integer({ min: 1, max: CHANNEL_MAX }),
        (setting, time, before, dirt) => {
          const used = createPainter(setting);
          const frame = createFrame(setting.pixels).fill(dirt);
          for (const earlier of before) used(earlier, frame);
          used(time, frame);
          assert.equal(distance(frame, paint(createPainter(setting), time, setting.pixels)), 0);
        },
      ),
      { numRuns: 800 },
    );
  });

  it('writes 16-bit values only', () => {
    fc.assert(
      fc.property(arbitraryPaintCases, fc.tuple(arbitraryTimes, arbitraryTimes), (setting, times) => {
        const painter = createPainter(setting);
        for (const time of times) assert.equal(invalidValueOf(painter, time, setting.pixels), undefined);
      }),
      { numRuns: 400 },
    );
  });

  it('moves without jumps', () => {
    const times = fc.array(arbitraryTimes, { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(arbitraryPaintCases, times, (setting, moments) => {
        const painter = createPainter(setting);
        const [now, soon] = [createFrame(setting.pixels), createFrame(setting.pixels)];
        for (const time of moments) {
          painter(time, now);
          painter(time + 0.001, soon);
          const largest = distance(now, soon);
          assert.ok(largest <= LARGEST_STEP_IN_1_MS, `${largest} of ${CHANNEL_MAX} within 1 ms`);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('leaves the strip and the palette as they were', () => {
    fc.assert(
      fc.property(arbitraryPaintCases, arbitraryTimes, (setting, time) => {
        const [strip, palette] = [stripOn(setting.layout, setting.pixels), PALETTES[setting.palette]];
        const before = structuredClone({ strip, palette });
        for (const id of BUILT_IN_IDS) paint(createPainter({ ...setting, id }), time, setting.pixels);
        assert.deepEqual({ strip, palette }, before);
      }),
      { numRuns: 10 },
    );
  });
});

describe('an animation', () => {
  it('moves in every palette, unless it is still', () => {
    for (const [id, palette] of ANIMATION_PALETTE_PAIRS) {
      const painter = createPainter({ id, palette, pixels: 50, seed: 1 });
      const first = paint(painter, 0, 50);
      const moves = [0.5, 3, 60, 86_400].some((time) => distance(paint(painter, time, 50), first) > 0);
      assert.equal(moves, !ANIMATIONS[id].isStill, `${id} in ${palette}`);
    }
  });

  it('moves on every layout', () => {
    for (const id of BUILT_IN_IDS.filter((id) => !ANIMATIONS[id].isStill)) {
      for (const layout of LAYOUTS) {
        const painter = createPainter({ id, palette: ANIMATIONS[id].palette, pixels: 80, seed: 1, layout });
        const first = paint(painter, 0, 80);
        const moves = [1, 4, 20].some((time) => distance(paint(painter, time, 80), first) > 0);
        assert.ok(moves, `${id} on ${layout}`);
      }
    }
  });

  it('is as far after ten seconds at 30 frames a second as at 120, and as when it is painted only once', () => {
    for (const id of BUILT_IN_IDS) {
      const setting = { id, palette: ANIMATIONS[id].palette, pixels: 50, seed: 3 };
      const once = paint(createPainter(setting), 10, 50);
      for (const rate of [30, 120]) {
        const painter = createPainter(setting);
        const frame = createFrame(50);
        for (let tick = 0; tick <= 10 * rate; tick++) painter(tick / rate, frame);
        assert.deepEqual(frame, once, `${id} at ${rate} a second`);
      }
    }
  });

  it('paints measured trees of any shape, also flat ones, a single pixel, and all pixels in one place', () => {
    const coordinate = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: -2, max: 2, noNaN: true }));
    const points = fc.array(fc.tuple(coordinate, coordinate, coordinate), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(arbitraryPaintCases, arbitraryTimes, points, ({ id, palette, seed }, time, places) => {
        const strip = stripFromPoints(places.map(([x, y, z]) => ({ x, y, z })));
        const painter = ANIMATIONS[id].prepare({ strip, palette: PALETTES[palette], seed });
        assert.equal(invalidValueOf(painter, time, strip.count), undefined, id);
      }),
      { numRuns: 1000 },
    );
  });

  it('looks different with another seed, if it uses random numbers', () => {
    for (const id of BUILT_IN_IDS.filter((id) => !SEED_INDEPENDENT.includes(id))) {
      const [one, other] = [1, 2].map((seed) =>
        paint(createPainter({ id, palette: ANIMATIONS[id].palette, pixels: 100, seed }), 5, 100),
      );
      assert.notDeepEqual(one, other, id);
    }
  });

  for (const layout of LAYOUTS) {
    it(`is bright enough to be seen, except for off: ${layout}`, () => {
      for (const id of BUILT_IN_IDS) {
        const setting = { id, palette: ANIMATIONS[id].palette, pixels: 100, seed: 1, layout };
        const brightest = Math.max(...paint(createPainter(setting), 2, 100));
        if (id === 'off') assert.equal(brightest, 0);
        else assert.ok(brightest > CHANNEL_MAX / 2, `${id}: ${brightest}`);
      }
    });
  }
});

describe('the list of animations', () => {
  it('gives each animation a title and a description of one sentence', () => {
    for (const id of BUILT_IN_IDS) {
      const { title, description, tags, palette, speed } = ANIMATIONS[id];
      assert.match(id, /^[a-z](_?[a-z0-9])*$/);
      assert.match(title, /^[A-Z][a-z ]{2,30}$/);
      assert.match(description, /^[A-Z][^.]{10,80}\.$/);
      assert.ok(tags.length > 0);
      assert.ok(PALETTE_NAMES.includes(palette));
      assert.ok(speed > 0);
    }
    assert.deepEqual(Object.keys(ANIMATIONS), [...BUILT_IN_IDS]);
    assert.equal(new Set(Object.values(ANIMATIONS)).size, BUILT_IN_IDS.length);
  });
});
