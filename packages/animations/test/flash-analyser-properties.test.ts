import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FlashAnalyser, type FlashReport } from '../src/flash/flash-analyser.ts';
import { type Strip, stripFromPoints } from '../src/index.ts';
import { flashesByDefinition, type LightMoment, type LinearColor } from './flash-oracle.ts';

const FULL = 65535;

interface LightSequence {
  readonly strip: Strip;
  readonly moments: readonly LightMoment[];
}

function analyse({ strip, moments }: LightSequence, area: number): FlashReport {
  const analyser = new FlashAnalyser(strip, { area });
  for (const { timeMs, lights } of moments) {
    analyser.update(
      timeMs,
      Uint16Array.from(lights.flat(), (value) => Math.round(value * FULL)),
    );
  }
  return analyser.report;
}

const arbitraryChannel: fc.Arbitrary<number> = fc.integer({ min: 0, max: FULL }).map((value) => value / FULL);

/** Values near the thresholds are more likely. */
const arbitraryLights: fc.Arbitrary<LinearColor> = fc.oneof(
  fc.tuple(arbitraryChannel, arbitraryChannel, arbitraryChannel),
  fc.constantFrom<LinearColor>(
    ...[0, 0.099, 0.1, 0.2, 0.69, 0.79, 0.8, 0.81, 1].map((level): LinearColor => {
      const exact = Math.round(level * FULL) / FULL;
      return [exact, exact, exact];
    }),
  ),
  fc
    .tuple(arbitraryChannel, fc.constantFrom(0, 0.2, 0.245, 0.25, 0.255, 0.39, 0.41, 1), fc.boolean())
    .map(([red, part, isGreen]): LinearColor => {
      const other = Math.round(red * part * FULL) / FULL;
      return isGreen
        ? [red, other, 0]
        : ([red, other / 2, other / 2].map(quantized) as unknown as LinearColor);
    }),
  fc.integer({ min: 0, max: 6000 }).map((value): LinearColor => [value / FULL, 0, 0]),
  fc.constantFrom<LinearColor>(
    [0, 0, 0],
    [1, 1, 1],
    [1, 0, 0],
    [52428 / FULL, 13107 / FULL, 0],
    [0, 0, 1],
    [0, 1, 0],
  ),
);

function quantized(value: number): number {
  return Math.round(value * FULL) / FULL;
}

/** A few pixels, near each other or not, that change between few colours: they flash a lot, together or alone. */
const arbitrarySequences: fc.Arbitrary<LightSequence> = fc
  .record({
    points: fc.array(
      fc.record({
        x: fc.integer({ min: -3, max: 3 }),
        y: fc.constantFrom(-1, 1),
        z: fc.integer({ min: 0, max: 24 }),
      }),
      { minLength: 1, maxLength: 10 },
    ),
    lights: fc.array(arbitraryLights, { minLength: 2, maxLength: 4 }),
    frames: fc.array(
      fc.record({
        waitMs: fc.integer({ min: 5, max: 150 }),
        choices: fc.array(fc.nat(3), { minLength: 10, maxLength: 10 }),
      }),
      { minLength: 1, maxLength: 50 },
    ),
    isUnison: fc.boolean(),
  })
  .map(({ points, lights, frames, isUnison }) => {
    let timeMs = 0;
    const moments = frames.map(({ waitMs, choices }) => {
      timeMs += waitMs;
      return { timeMs, lights: points.map((_, i) => lights[choices[isUnison ? 0 : i]! % lights.length]!) };
    });
    return { strip: stripFromPoints(points), moments };
  });

const arbitraryAreas = fc.constantFrom(0, 0.25, 0.5);

describe('the flash analyser, on any strip, with any lights at any times', () => {
  it('agrees with the definitions', () => {
    fc.assert(
      fc.property(arbitrarySequences, arbitraryAreas, (shown, area) => {
        const { general, red } = analyse(shown, area);
        const expected = (['general', 'red'] as const).map((kind) =>
          flashesByDefinition(shown.strip, shown.moments, kind, area),
        );
        assert.deepEqual([general.flashes, red.flashes], expected);
      }),
      { numRuns: 1500 },
    );
  });

  it('gives the same report however often a frame is repeated', () => {
    fc.assert(
      fc.property(
        arbitrarySequences,
        arbitraryAreas,
        fc.integer({ min: 2, max: 5 }),
        (shown, area, times) => {
          const often = shown.moments.flatMap(({ timeMs, lights }, i) => {
            const nextMs = shown.moments[i + 1]?.timeMs ?? timeMs + 1;
            return Array.from({ length: times }, (_, n) => ({
              timeMs: timeMs + ((nextMs - timeMs) * n) / times,
              lights,
            }));
          });
          assert.deepEqual(analyse({ ...shown, moments: often }, area), analyse(shown, area));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never finds fewer flashes in a longer sequence, or with a smaller area', () => {
    fc.assert(
      fc.property(arbitrarySequences, fc.nat(50), (shown, cut) => {
        const whole = analyse(shown, 0.25);
        const part = analyse({ ...shown, moments: shown.moments.slice(0, cut) }, 0.25);
        const strict = analyse(shown, 0);
        for (const kind of ['general', 'red'] as const) {
          assert.ok(part[kind].flashes <= whole[kind].flashes);
          assert.ok(strict[kind].flashes >= whole[kind].flashes);
        }
      }),
      { numRuns: 300 },
    );
  });
});
