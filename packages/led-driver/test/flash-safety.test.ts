import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type BuiltInId, helixStrip } from '@garland/animations';
import fc from 'fast-check';
import { ChangeThrottle, MIN_CHANGE_INTERVAL_MS } from '../src/render/change-throttle.ts';
import { Crossfader } from '../src/render/crossfader.ts';
import { FlashGuard } from '../src/render/flash-guard.ts';
import { replaceAnimation, solidAnimation } from './driver-fixtures.ts';
import { type EngineKit, engineKit } from './engine-kit.ts';
import { FakeClock } from './fake-clock.ts';
import { attachFlashCounter, FlashCounter } from './flash-counter.ts';
import { type StrobePicture, strobe, strobeArbitrary } from './strobes.ts';

const FULL = 65535;
const FRAME_MS = 20;
const FLASHES_PER_SECOND = 3;

type Command = { readonly waitMs: number } & (
  | { readonly play: 'off' | 'warm_white' | 'fire' }
  | { readonly percent: number }
);

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ waitMs: fc.nat(700), play: fc.constantFrom('off', 'warm_white', 'fire') }),
  fc.record({ waitMs: fc.nat(700), percent: fc.oneof(fc.constantFrom(0, 100), fc.nat(100)) }),
);

/** Carries the commands out and counts how often the strip flashes meanwhile: at any pixel, in any eighth, as a whole. */
function countFlashes(kit: EngineKit, commands: readonly Command[]): number {
  const witness = attachFlashCounter(kit.simulator, kit.clock);
  runCommands(kit, commands);
  return Math.max(...witness.flashes);
}

function runCommands({ engine, clock, play, setBrightness }: EngineKit, commands: readonly Command[]): void {
  engine.start();
  clock.advance(1_000);
  for (const step of commands) {
    if ('play' in step) play(step.play);
    else setBrightness(step.percent);
    clock.advance(step.waitMs);
  }
  clock.advance(2_000);
}

/** The strongest contrast there is: full white against darkness. */
function useMaximumContrast(t: TestContext): void {
  replaceAnimation(t, 'warm_white', solidAnimation(FULL, FULL, FULL));
  replaceAnimation(t, 'fire', solidAnimation(FULL, FULL, 0));
}

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

test('the worst that a peer can send, as fast as it likes, does not flash more than three times a second', (t) => {
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

test('commands together with what the animations do by themselves do not make the tree flash', (t) => {
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

/** An animation that flashes as much as it can, by the picture that was set last. */
function strobeInsteadOf(t: TestContext, name: BuiltInId): (picture: StrobePicture) => void {
  let picture = strobe('white', 25);
  replaceAnimation(t, name, {
    isStill: false,
    speed: 1,
    prepare: () => (timeS, frame) => {
      for (let i = 0; i < frame.length; i++) frame[i] = picture(timeS, Math.floor(i / 3))[i % 3]! * FULL;
    },
  });
  return (next) => {
    picture = next;
  };
}

test('whatever is painted, commanded and configured, the tree does not flash', (t) => {
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
  const nobodyBefore = () => Number.NEGATIVE_INFINITY;
  assert.ok(
    flashes(quick, 2.2, nobodyBefore) > FLASHES_PER_SECOND,
    'the control: one that fears nothing would',
  );
});

test('a driver that starts gives light before a second has passed, and comes up softly', (t) => {
  replaceAnimation(t, 'warm_white', solidAnimation(FULL, FULL, FULL));
  const { engine, clock, simulator } = engineKit(t, { isStateless: true, startedMs: 0 });
  engine.start();
  clock.advance(1_000 - FRAME_MS);
  assert.notEqual(simulator.shown[0], 0);
  let before = simulator.shown[0]! & 255;
  for (let ms = 0; ms < 500; ms += FRAME_MS) {
    clock.advance(FRAME_MS);
    const now = simulator.shown[0]! & 255;
    assert.ok(now - before <= 30, `from ${before} to ${now}`);
    before = now;
  }
  assert.equal(before, 255);
});

test('a picture that is still at last is shown in full, and then costs nothing, however it flashed before', (t) => {
  const paint = strobeInsteadOf(t, 'fire');
  replaceAnimation(t, 'snow', solidAnimation(FULL, FULL, 0));
  fc.assert(
    fc.property(strobeArbitrary, fc.nat(1_000), (picture, waitMs) => {
      paint(picture);
      const { engine, clock, simulator, play } = engineKit(t, {
        isStateless: true,
        light: { crossfade_ms: 0 },
      });
      play('fire');
      engine.start();
      clock.advance(1_500 + waitMs);
      play('snow');
      clock.advance(4_000);
      assert.ok(simulator.shown.every((word) => word === 0xffff00));
      assert.equal(clock.pending, 0);
    }),
    { numRuns: 60 },
  );
});

test('that the guard acts is on record, once a minute for as long as it does', (t) => {
  strobeInsteadOf(t, 'fire');
  const { engine, clock, log, play } = engineKit(t, { isStateless: true });
  engine.start();
  clock.advance(3_000);
  assert.deepEqual(log.of('flash_limited'), []);
  play('fire');
  clock.advance(30_000);
  assert.deepEqual(log.of('flash_limited'), [{ event: 'flash_limited', id: 'fire' }]);
  clock.advance(60_000);
  assert.equal(log.of('flash_limited').length, 2);
  play('warm_white');
  clock.advance(600_000);
  assert.equal(log.of('flash_limited').length, 2);
});

test('the estimated current is that of what shows, also while the guard keeps something back', (t) => {
  strobeInsteadOf(t, 'fire');
  const { engine, clock, simulator, play } = engineKit(t, { isStateless: true, pixels: 10 });
  engine.start();
  play('fire');
  clock.advance(2_000);
  for (let n = 0; n < 50; n++) {
    clock.advance(FRAME_MS);
    const isLit = simulator.shown.some((word) => word !== 0);
    assert.equal(engine.state().estimatedMa > 10, isLit);
  }
});

test('at most two changes take effect in any second, and the last selection always does', (t) => {
  const changesMs: number[] = [];
  const { fadeTo } = Crossfader.prototype;
  let kit: EngineKit;
  t.mock.method(
    Crossfader.prototype,
    'fadeTo',
    function recorded(this: Crossfader, ...args: Parameters<typeof fadeTo>) {
      changesMs.push(kit.clock.nowMs());
      fadeTo.apply(this, args);
    },
  );
  fc.assert(
    fc.property(fc.array(command, { minLength: 5, maxLength: 30 }), (commands) => {
      changesMs.length = 0;
      kit = engineKit(t, { isStateless: true, pixels: 3, light: { crossfade_ms: 0 } });
      runCommands(kit, commands);
      for (const [i, ms] of changesMs.entries()) {
        const third = changesMs[i + 2];
        assert.ok(third === undefined || third - ms >= 1000);
      }
      const last = commands.findLast((step) => 'play' in step);
      if (last) assert.equal(kit.engine.state().animation, last.play);
    }),
    { numRuns: 50 },
  );
});

test('the throttle permits the first change at once, and each further one after its interval', () => {
  const governor = new ChangeThrottle();
  assert.equal(governor.tryAcquire(0), true);
  assert.equal(governor.tryAcquire(1), false);
  assert.equal(governor.tryAcquire(MIN_CHANGE_INTERVAL_MS - 1), false);
  assert.equal(governor.tryAcquire(MIN_CHANGE_INTERVAL_MS), true);
  assert.equal(governor.tryAcquire(MIN_CHANGE_INTERVAL_MS + 1), false);
});

test('the throttle permits nothing before its start, and the first change then', () => {
  const governor = new ChangeThrottle(1_000);
  assert.equal(governor.tryAcquire(999), false);
  assert.equal(governor.tryAcquire(1_000), true);
  assert.equal(governor.tryAcquire(1_499), false);
});

test('a crossfade never jumps, also when it is interrupted by others and by brightness', (t) => {
  replaceAnimation(t, 'warm_white', solidAnimation(FULL, FULL, FULL));
  replaceAnimation(t, 'fire', solidAnimation(FULL, 0, 0));
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 10 }), (commands) => {
      const { setBrightness, engine, clock, simulator, play } = engineKit(t, {
        isStateless: true,
        pixels: 1,
        light: { gamma: 1, crossfade_ms: 1_000 },
      });
      engine.start();
      clock.advance(1_000);
      // Per frame: the steepest part of a fade is 1.5 times its mean, and brightness sweeps in 0.4 s.
      const bound = 255 * ((1.5 * FRAME_MS) / 1_000 + FRAME_MS / 400) + 2;
      let last = simulator.shown[0]!;
      const watch = (ms: number): void => {
        for (let passed = 0; passed < ms; passed += FRAME_MS) {
          clock.advance(FRAME_MS);
          const now = simulator.shown[0]!;
          for (const shift of [16, 8, 0]) {
            const step = Math.abs(((now >> shift) & 255) - ((last >> shift) & 255));
            assert.ok(step <= bound, `a jump of ${step}`);
          }
          last = now;
        }
      };
      for (const step of commands) {
        if ('play' in step) play(step.play);
        else setBrightness(step.percent);
        watch(step.waitMs);
      }
      watch(2_000);
    }),
    { numRuns: 60 },
  );
});
