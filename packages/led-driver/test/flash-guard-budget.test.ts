import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PowerConfig } from '@garland/driver-config';
import fc from 'fast-check';
import { PowerModel } from '../src/render/pipeline/power-model.ts';
import { POWER } from './driver-fixtures.ts';
import {
  createGuard,
  FRAME_MS,
  isSafe,
  isSame,
  PIXELS,
  runGuard,
  type Step,
  wordsOf,
} from './flash-guard-kit.ts';
import { type StrobePicture, strobe, strobeArbitrary } from './strobes.ts';

for (const drawn of ['sum', 'largest'] as const) {
  describe(`the guard and the power budget of a chip that draws the ${drawn} of its channels`, () =>
    testBudget(drawn));
}

function testBudget(drawn: PowerConfig['drawn']): void {
  const powerOf = (budget_ma: number) =>
    new PowerModel(
      { ...POWER, idle_ma: 0, budget_ma, drawn },
      { pixels: new Uint32Array(PIXELS), maskedPixels: 0, hasWhite: false },
    );
  const power = powerOf(300);

  /** Each frame within the budget by itself, as the power limit leaves it. */
  function limited(picture: StrobePicture): StrobePicture {
    let [ofS, scale] = [Number.NaN, 1];
    return (timeS, pixel) => {
      if (timeS !== ofS) scale = Math.min(1, 295 / power.sentMa(wordsOf(picture, timeS)));
      ofS = timeS;
      const [red, green, blue] = picture(timeS, pixel);
      return [red * scale, green * scale, blue * scale];
    };
  }

  it('no mixture of the sent and the wanted frame exceeds it', () => {
    let mixtures = 0;
    fc.assert(
      fc.property(fc.array(strobeArbitrary, { minLength: 1, maxLength: 3 }), (pictures) => {
        const picture = limited((timeS, pixel) =>
          pictures[Math.floor(timeS * 2) % pictures.length]!(timeS, pixel),
        );
        const steps = runGuard(
          createGuard({ isWithinBudget: (words) => power.isWithinBudget(words) }),
          picture,
        );
        assert.ok(isSafe(steps));
        for (const { sent, wanted, isHolding: keeps } of steps) {
          assert.ok(power.sentMa(sent) <= 300);
          if (keeps && !isSame(sent, wanted)) mixtures++;
        }
      }),
      { numRuns: 200 },
    );
    assert.ok(mixtures > 100);
  });

  it('a lower budget applies at once while pixels are held, without a flash', () => {
    let inForce = powerOf(1000);
    const guard = createGuard({ isWithinBudget: (words) => inForce.isWithinBudget(words) });
    // White is kept, because red must not come again.
    const before: Step[] = [];
    while (!before.at(-1)?.isHolding) {
      const fromMs = before.length * FRAME_MS;
      before.push(...runGuard(guard, strobe('red and white', 12), { fromMs, untilMs: fromMs + FRAME_MS }));
    }
    assert.ok(power.sentMa(before.at(-1)!.sent) > 200);
    inForce = powerOf(100);
    const dim: StrobePicture = (timeS) => (Math.floor(timeS * 24) % 2 ? [0.1, 0.1, 0.1] : [0.25, 0, 0]);
    const later = runGuard(guard, dim, { fromMs: before.length * FRAME_MS });
    for (const { sent } of later) assert.ok(power.sentMa(sent) <= 100);
    assert.ok(isSafe([...before, ...later]));
  });
}
