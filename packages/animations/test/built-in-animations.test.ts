import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ANIMATIONS, BUILT_IN_IDS, type BuiltInId } from '../src/built-in-animations.ts';
import { PALETTE_NAMES, PALETTES } from '../src/color/named-palettes.ts';
import { CHANNEL_MAX, createFrame, type Frame } from '../src/frame.ts';
import { stripFromPoints } from '../src/geometry/strip-geometry.ts';
import {
  ANIMATION_PALETTE_PAIRS,
  arbitraryPaintCases,
  arbitraryTimes,
  createPainter,
  LAYOUTS,
  paint,
} from './animation-kit.ts';

const RUNS = { numRuns: 400 };

/** Whose picture is the same whatever the seed. */
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

/** From dark to full takes 12 ms at the least: less than a frame at 60 a second, so what moves fast still moves. */
const LARGEST_STEP_IN_1_MS = CHANNEL_MAX / 12;

describe('every animation, with every palette, on every string however it hangs, at any time in a year', () => {
  it('paints the same picture whatever was painted before', () => {
    fc.assert(
      fc.property(
        arbitraryPaintCases,
        arbitraryTimes,
        fc.array(arbitraryTimes, { maxLength: 4 }),
        (setting, time, before) => {
          const seasoned = createPainter(setting);
          for (const earlier of before) paint(seasoned, earlier, setting.pixels);
          const fresh = createPainter(setting);
          assert.deepEqual(paint(seasoned, time, setting.pixels), paint(fresh, time, setting.pixels));
        },
      ),
      RUNS,
    );
  });

  it('paints every pixel: nothing shows through from the frame before', () => {
    fc.assert(
      fc.property(
        arbitraryPaintCases,
        arbitraryTimes,
        fc.integer({ min: 1, max: CHANNEL_MAX }),
        (setting, time, dirt) => {
          const dirty = createFrame(setting.pixels).fill(dirt);
          createPainter(setting)(time, dirty);
          assert.deepEqual(dirty, paint(createPainter(setting), time, setting.pixels));
        },
      ),
      RUNS,
    );
  });

  it('writes nothing that a 16-bit value cannot hold', () => {
    fc.assert(
      fc.property(arbitraryPaintCases, arbitraryTimes, (setting, time) => {
        // Stands in for the frame, which would hide a value that is out of range by wrapping it.
        const probe = new Float64Array(setting.pixels * 3).fill(Number.NaN);
        createPainter(setting)(time, probe as unknown as Frame);
        for (const value of probe) assert.ok(value >= 0 && value < CHANNEL_MAX + 1, `${value}`);
      }),
      RUNS,
    );
  });

  it('moves without jumps', () => {
    fc.assert(
      fc.property(arbitraryPaintCases, arbitraryTimes, (setting, time) => {
        const painter = createPainter(setting);
        const [now, soon] = [time, time + 0.001].map((moment) => paint(painter, moment, setting.pixels));
        const largest = now!.reduce((most, value, i) => Math.max(most, Math.abs(value - soon![i]!)), 0);
        assert.ok(largest <= LARGEST_STEP_IN_1_MS, `${largest} of ${CHANNEL_MAX} within 1 ms`);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves the strip and the palette as they were', () => {
    fc.assert(
      fc.property(arbitraryPaintCases, arbitraryTimes, (setting, time) => {
        const first = paint(createPainter(setting), time, setting.pixels);
        for (const id of BUILT_IN_IDS) paint(createPainter({ ...setting, id }), time, setting.pixels);
        assert.deepEqual(paint(createPainter(setting), time, setting.pixels), first);
      }),
      { numRuns: 20 },
    );
  });
});

describe('an animation', () => {
  it('moves in every palette, or says that it stays still', () => {
    for (const [id, palette] of ANIMATION_PALETTE_PAIRS) {
      const painter = createPainter({ id, palette, pixels: 50, seed: 1 });
      const frames = [0, 0.5, 3, 60, 86_400].map((time) => paint(painter, time, 50));
      const moves = frames.some((frame) => frame.some((value, i) => value !== frames[0]![i]));
      assert.equal(moves, !ANIMATIONS[id].isStill, `${id} in ${palette}`);
    }
  });

  it('moves however the string hangs', () => {
    for (const id of BUILT_IN_IDS.filter((id) => !ANIMATIONS[id].isStill)) {
      for (const layout of Object.keys(LAYOUTS)) {
        const painter = createPainter({ id, palette: ANIMATIONS[id].palette, pixels: 80, seed: 1, layout });
        const [first, ...later] = [0, 1, 4, 20].map((time) => paint(painter, time, 80));
        assert.ok(
          later.some((frame) => frame.some((value, i) => value !== first![i])),
          `${id} on ${layout}`,
        );
      }
    }
  });

  it('is as far after half a minute at 30 frames a second as at 120, and as when it is painted only once', () => {
    for (const id of BUILT_IN_IDS) {
      const setting = { id, palette: ANIMATIONS[id].palette, pixels: 100, seed: 3 };
      const once = paint(createPainter(setting), 30, 100);
      for (const rate of [30, 120]) {
        const painter = createPainter(setting);
        const frame = createFrame(100);
        for (let tick = 0; tick <= 30 * rate; tick++) painter(tick / rate, frame);
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
        const probe = new Float64Array(strip.count * 3).fill(Number.NaN);
        ANIMATIONS[id].prepare({ strip, palette: PALETTES[palette], seed })(time, probe as unknown as Frame);
        for (const value of probe) assert.ok(value >= 0 && value < CHANNEL_MAX + 1, `${id}: ${value}`);
      }),
      { numRuns: 1000 },
    );
  });

  it('that draws lots draws others with another seed', () => {
    for (const id of BUILT_IN_IDS.filter((id) => !SEED_INDEPENDENT.includes(id))) {
      const [one, other] = [1, 2].map((seed) =>
        paint(createPainter({ id, palette: ANIMATIONS[id].palette, pixels: 100, seed }), 5, 100),
      );
      assert.notDeepEqual(one, other, id);
    }
  });

  for (const hanging of Object.keys(LAYOUTS)) {
    it(`is bright enough to be seen, except for off: ${hanging}`, () => {
      for (const id of BUILT_IN_IDS) {
        const setting = { id, palette: ANIMATIONS[id].palette, pixels: 100, seed: 1, hanging };
        const brightest = Math.max(...paint(createPainter(setting), 2, 100));
        if (id === 'off') assert.equal(brightest, 0);
        else assert.ok(brightest > CHANNEL_MAX / 2, `${id}: ${brightest}`);
      }
    });
  }
});

describe('the registry', () => {
  it('describes each animation in a title and one sentence', () => {
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
