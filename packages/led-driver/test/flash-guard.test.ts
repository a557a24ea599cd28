import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ANIMATIONS,
  BUILT_IN_IDS,
  CHANNEL_MAX,
  createFrame,
  helixStrip,
  LUMINANCE_RISE,
  PALETTES,
  RED_ONSET,
  REGION_COUNT,
  TransitionDetector,
  TreeRegions,
} from '@garland/animations';
import fc from 'fast-check';
import {
  createGuard,
  FRAME_MS,
  flashesIn,
  isSafe,
  isSame,
  PIXELS,
  runGuard,
  STRIP,
  type Step,
  wordsOf,
} from './flash-guard-kit.ts';
import { STROBE_NAMES, type StrobePicture, strobe, strobeArbitrary } from './strobes.ts';

describe('through the guard, nothing flashes more than three times in any second', () => {
  for (const name of STROBE_NAMES) {
    it(`${name}, at any frequency and frame rate; without the guard it does`, () => {
      let isDangerous = false;
      for (const frameMs of [10, 16.7, 20, 33, 40]) {
        for (const hertz of [2.9, 3, 3.3, 3.5, 3.7, 4, 5, 7.5, 10, 13, 25]) {
          const picture = strobe(name, hertz);
          const steps = runGuard(createGuard(), picture, { frameMs });
          assert.ok(isSafe(steps), `${hertz} Hz, ${frameMs} ms: ${flashesIn(steps)}`);
          isDangerous ||= !isSafe(steps.map((step) => ({ ...step, sent: step.wanted })));
        }
      }
      assert.ok(isDangerous);
    });
  }

  it('any sequence of pictures, at any times', () => {
    const scene = fc.record({
      picture: strobeArbitrary,
      lengthMs: fc.nat(900),
      frameMs: fc.integer({ min: 5, max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(scene, { minLength: 1, maxLength: 8 }), (scenes) => {
        const guard = createGuard();
        let fromMs = 0;
        const steps = scenes.flatMap(({ picture, lengthMs, frameMs }) => {
          const untilMs = fromMs + lengthMs;
          const part = runGuard(guard, picture, { fromMs, untilMs, frameMs });
          fromMs = (part.at(-1)?.nowMs ?? fromMs) + frameMs;
          return part;
        });
        assert.ok(isSafe(steps));
      }),
      { numRuns: 150 },
    );
  });

  it('not even a picture that is the opposite of each frame that was sent', () => {
    const guard = createGuard();
    const steps: Step[] = [];
    let sent = new Uint32Array(PIXELS);
    for (let nowMs = 0; nowMs < 4000; nowMs += 10) {
      const wanted = sent.map((word, i) => (word === 0 ? (i % 3 === 0 ? 0xff0000 : 0xffffff) : 0));
      sent = wanted.slice();
      const isHolding = guard.apply(sent, nowMs);
      steps.push({ nowMs, wanted, sent: sent.slice(), isHolding });
    }
    assert.ok(isSafe(steps));
    assert.ok(steps.some(({ isHolding }) => isHolding));
  });
});

describe('a guard that starts', () => {
  it('lets nothing get brighter or turn red for a second, as another process could have flashed before', () => {
    const lit = (picture: StrobePicture) =>
      runGuard(createGuard({ startedMs: 100 }), picture, { fromMs: 500 }).find(({ sent }) => sent[0] !== 0)
        ?.nowMs;
    assert.equal(lit(strobe('white', 0)), 1100);
    assert.equal(lit(strobe('dim red', 0)), 1100);
    assert.equal(
      lit(() => [0.09, 0.09, 0.09]),
      500,
    );
  });
});

describe('the guard lets pass', () => {
  /** The first frame in which some place grows bright, or turns red, for the fourth time within a second. */
  function firstTooMany(steps: readonly Step[]): number {
    const regions = new TreeRegions(STRIP);
    const transitions = new TransitionDetector(PIXELS + REGION_COUNT);
    const light = new Uint16Array((PIXELS + REGION_COUNT) * 3);
    const found = new Uint8Array(PIXELS + REGION_COUNT);
    const times = new Map<string, number[]>();
    return steps.findIndex(({ wanted, nowMs }) => {
      wanted.forEach((word, i) => {
        light.set(
          [word >> 16, (word >> 8) & 255, word & 255].map((value) => value * 257),
          i * 3,
        );
      });
      regions.appendMeans(light);
      transitions.update(light, found);
      return [...found].some((what, place) =>
        [LUMINANCE_RISE, RED_ONSET].some((kind) => {
          if (!(what & kind)) return false;
          const earlier = times.get(`${place} ${kind}`) ?? [];
          times.set(`${place} ${kind}`, [...earlier, nowMs]);
          return earlier.filter((ms) => nowMs - ms < 1000).length >= 3;
        }),
      );
    });
  }

  it('everything within the limit, up to the very frame that exceeds it', () => {
    let [harmless, harmful] = [0, 0];
    fc.assert(
      fc.property(strobeArbitrary, (picture) => {
        const steps = runGuard(createGuard(), picture);
        const tooMany = firstTooMany(steps);
        assert.equal(
          steps.findIndex(({ isHolding }) => isHolding),
          tooMany,
        );
        const untouched = tooMany < 0 ? steps : steps.slice(0, tooMany);
        for (const { wanted, sent } of untouched) assert.deepEqual(sent, wanted);
        if (tooMany < 0) harmless++;
        else harmful++;
      }),
      { numRuns: 300 },
    );
    assert.ok(harmless > 20 && harmful > 20, `${harmless} and ${harmful}`);
  });

  it('every animation that is built in, at its own speed', () => {
    const strip = helixStrip({ pixels: 60 });
    const frame = createFrame(60);
    const words = new Uint32Array(60);
    for (const id of BUILT_IN_IDS) {
      const { prepare, palette, speed } = ANIMATIONS[id];
      const paint = prepare({ strip, palette: PALETTES[palette], seed: 1 });
      const guard = createGuard({ strip });
      for (let n = 0; n < 8 * 60; n++) {
        paint((n / 60) * speed, frame);
        const byte = (i: number) => Math.round((frame[i]! / CHANNEL_MAX) ** 2.2 * 255);
        for (let i = 0; i < 60; i++)
          words[i] = (byte(i * 3) << 16) | (byte(i * 3 + 1) << 8) | byte(i * 3 + 2);
        assert.equal(guard.apply(words, (n * 1000) / 60), false, id);
      }
    }
  });

  it('darkness, and any picture that is darker everywhere, at any moment', () => {
    fc.assert(
      fc.property(strobeArbitrary, fc.nat(2500), fc.constantFrom(0, 1, 2, 3), (picture, untilMs, shift) => {
        const guard = createGuard();
        const last = runGuard(guard, picture, { untilMs: untilMs + FRAME_MS }).at(-1)!;
        // Halving each channel keeps its hue, near enough to be no redder.
        const darker = shift === 3 ? last.sent.map(() => 0) : last.sent.map((word) => dimmed(word, shift));
        const sent = darker.slice();
        assert.equal(guard.apply(sent, last.nowMs + FRAME_MS), false);
        assert.deepEqual(sent, darker);
      }),
      { numRuns: 200 },
    );
  });

  it('a still picture after at most a second', () => {
    fc.assert(
      fc.property(strobeArbitrary, fc.integer({ min: 100, max: 2500 }), (picture, stopMs) => {
        const guard = createGuard();
        const steps = runGuard(guard, picture, { untilMs: stopMs });
        const still = wordsOf(picture, stopMs / 1000);
        const after = runGuard(guard, (_, pixel) => colorOf(still[pixel]!), {
          fromMs: stopMs,
          untilMs: stopMs + 3000,
        });
        const settled = after.findIndex(({ isHolding }) => !isHolding);
        assert.ok(
          settled >= 0 &&
            after.slice(settled).every(({ isHolding, sent }) => !isHolding && isSame(sent, still)),
        );
        // As all pixels do the same, none waits for another.
        if (isUniform(steps)) assert.ok(after[settled]!.nowMs - stopMs <= 1000);
      }),
      { numRuns: 200 },
    );
  });
});

function dimmed(word: number, shift: number): number {
  const [red, green, blue] = [word >> 16, (word >> 8) & 255, word & 255];
  // Rounded against red, so that no hue is redder than before.
  return ((red >> shift) << 16) | (-(-green >> shift) << 8) | -(-blue >> shift);
}

function colorOf(word: number): ReturnType<StrobePicture> {
  return [(word >> 16) / 255, ((word >> 8) & 255) / 255, (word & 255) / 255];
}

function isUniform(steps: readonly Step[]): boolean {
  return steps.every(({ wanted }) => wanted.every((word) => word === wanted[0]));
}
