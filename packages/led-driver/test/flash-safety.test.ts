import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helixStrip } from '@garland/animations';
import fc from 'fast-check';
import { ChangeThrottle } from '../src/render/change-throttle.ts';
import { FlashGuard } from '../src/render/flash-guard.ts';
import {
  type Command,
  command,
  countFlashes,
  FLASHES_PER_SECOND,
  useMaximumContrast,
} from './command-kit.ts';
import { replaceAnimation } from './driver-fixtures.ts';
import { engineKit } from './engine-kit.ts';
import { FakeClock } from './fake-clock.ts';
import { attachFlashCounter, FlashCounter } from './flash-counter.ts';
import { strobe, strobeArbitrary, strobeInsteadOf } from './strobes.ts';

for (const crossfade_ms of [0, 150, 800]) {
  test(`no sequence of commands flashes more than three times a second, with a crossfade of ${crossfade_ms} ms`, (t) => {
    useMaximumContrast(t);
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 12 }), (commands) => {
        const kit = engineKit(t, { isStateless: true, pixels: 3, light: { crossfade_ms } });
        assert.ok(countFlashes(kit, commands) <= FLASHES_PER_SECOND);
      }),
      { numRuns: 60 },
    );
  });
}

test('the worst commands at any rate do not flash more than three times a second', (t) => {
  useMaximumContrast(t);
  const alternations: Record<string, (i: number) => Omit<Command, 'waitMs'>> = {
    'play and play': (i) => ({ play: i % 2 ? 'warm_white' : 'off' }),
    'bright and dark': (i) => ({ percent: i % 2 ? 100 : 0 }),
    'play and brightness': (i) =>
      [{ play: 'off' }, { percent: 0 }, { play: 'warm_white' }, { percent: 100 }][i % 4]!,
    'brightness against play': (i) =>
      [{ play: 'off' }, { percent: 100 }, { play: 'warm_white' }, { percent: 0 }][i % 4]!,
  };
  for (const [name, step] of Object.entries(alternations)) {
    for (const waitMs of [5, 50, 120, 165, 250, 330, 400, 495, 500, 505, 600]) {
      for (const crossfade_ms of [0, 300, 800]) {
        const kit = engineKit(t, { isStateless: true, pixels: 3, light: { crossfade_ms } });
        const commands = Array.from(
          { length: Math.ceil(4_000 / waitMs) },
          (_, i) => ({ ...step(i), waitMs }) as Command,
        );
        const flashes = countFlashes(kit, commands);
        assert.ok(flashes <= FLASHES_PER_SECOND, `${name} every ${waitMs} ms: ${flashes} flashes`);
      }
    }
  }
});

test('a broken animation does not bypass the throttle', (t) => {
  useMaximumContrast(t);
  for (const failsAtS of [0, 0.03, 0.1, 0.2, 0.33]) {
    replaceAnimation(t, 'snow', {
      isStill: false,
      prepare: () => (timeS, frame) => {
        if (timeS >= failsAtS) throw new Error('broken');
        frame.fill(0);
      },
    });
    const kit = engineKit(t, { isStateless: true, pixels: 3, light: { crossfade_ms: 0 } });
    const commands = Array.from(
      { length: 80 },
      (_, i) => ({ play: i % 2 ? 'snow' : 'warm_white', waitMs: 50 }) as never,
    );
    assert.ok(countFlashes(kit, commands) <= FLASHES_PER_SECOND, `fails at ${failsAtS}`);
  }
});

test('control: without throttle and guard the same alternation is a strobe, and either prevents it', (t) => {
  useMaximumContrast(t);
  const commands = Array.from(
    { length: 80 },
    (_, i) => ({ play: i % 2 ? 'warm_white' : 'off', waitMs: 50 }) as Command,
  );
  const flashes = () =>
    countFlashes(engineKit(t, { isStateless: true, pixels: 3, light: { crossfade_ms: 0 } }), commands);
  const guard = t.mock.method(FlashGuard.prototype, 'apply', () => false);
  assert.ok(flashes() <= FLASHES_PER_SECOND);
  t.mock.method(ChangeThrottle.prototype, 'tryAcquire', () => true);
  assert.ok(flashes() > FLASHES_PER_SECOND);
  guard.mock.restore();
  assert.ok(flashes() <= FLASHES_PER_SECOND);
});

test('commands together with the animations’ own changes do not make the tree flash', (t) => {
  const pairs = [
    ['fire', 'meteor'],
    ['fire', 'candy_cane'],
    ['snow', 'rainbow'],
    ['twinkle', 'off'],
    ['meteor', 'warm_white'],
  ] as const;
  for (const pair of pairs) {
    for (const waitMs of [260, 505, 530]) {
      for (const crossfade_ms of [0, 100, 800]) {
        const kit = engineKit(t, { isStateless: true, pixels: 64, light: { crossfade_ms } });
        const commands = Array.from({ length: 14 }, (_, i) => ({ play: pair[i % 2], waitMs }) as never);
        assert.ok(countFlashes(kit, commands) <= FLASHES_PER_SECOND, `${pair} every ${waitMs} ms`);
      }
    }
  }
});

test('no picture, command or configuration makes the tree flash', (t) => {
  const [setOne, setOther] = [strobeInsteadOf(t, 'fire'), strobeInsteadOf(t, 'warm_white')];
  const settings = fc.record({
    crossfade_ms: fc.constantFrom(0, 300),
    gamma: fc.constantFrom(1, 2.2, 3),
    frames_per_second: fc.constantFrom(20, 50, 77),
  });
  fc.assert(
    fc.property(
      strobeArbitrary,
      strobeArbitrary,
      fc.array(command, { maxLength: 8 }),
      settings,
      fc.constantFrom(250, 100_000),
      (one, other, commands, light, budget_ma) => {
        setOne(one);
        setOther(other);
        const kit = engineKit(t, { isStateless: true, light, power: { budget_ma } });
        assert.ok(countFlashes(kit, commands) <= FLASHES_PER_SECOND);
      },
    ),
    { numRuns: 100 },
  );
});

test('a driver that is killed and restarted in the worst rhythm does not make the tree flash either', (t) => {
  interface Life {
    readonly lifeMs: number;
    readonly isKilled: boolean;
    readonly deadMs: number;
  }
  const flashes = (lives: readonly Life[], gamma: number, startedMs: (nowMs: number) => number): number => {
    const clock = new FakeClock();
    const witness = new FlashCounter(helixStrip({ pixels: 20 }));
    for (const { lifeMs, isKilled, deadMs } of lives) {
      const light = { crossfade_ms: 0, gamma };
      const kit = engineKit(t, { isStateless: true, clock, startedMs: startedMs(clock.nowMs()), light });
      attachFlashCounter(kit.simulator, clock, witness);
      kit.engine.start();
      clock.advance(lifeMs);
      kit.engine.stop();
      // It takes time to end, however little. One that is killed leaves the strip lit.
      clock.advance(1);
      if (!isKilled) kit.simulator.close();
      clock.advance(deadMs);
    }
    return Math.max(...witness.flashes);
  };
  const paint = strobeInsteadOf(t, 'warm_white');
  const life = fc.record({
    lifeMs: fc.integer({ min: 20, max: 2_500 }),
    isKilled: fc.boolean(),
    deadMs: fc.nat(300),
  });
  fc.assert(
    fc.property(
      fc.array(life, { minLength: 2, maxLength: 8 }),
      strobeArbitrary,
      fc.constantFrom(1, 2.2),
      (lives, picture, gamma) => {
        paint(picture);
        assert.ok(flashes(lives, gamma, (nowMs) => nowMs) <= FLASHES_PER_SECOND);
      },
    ),
    { numRuns: 100 },
  );
  paint(strobe('white', 25));
  const quick = Array.from({ length: 12 }, () => ({ lifeMs: 240, isKilled: false, deadMs: 10 }));
  const noDriverBefore = () => Number.NEGATIVE_INFINITY;
  assert.ok(
    flashes(quick, 2.2, noDriverBefore) > FLASHES_PER_SECOND,
    'the control: without the pause at its start it would',
  );
});
