import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { Governor, MIN_CHANGE_INTERVAL_MS } from '../src/engine/governor.ts';
import { Stage } from '../src/engine/stage.ts';
import { type EngineKit, engineKit, luminanceOf } from './engine-kit.ts';
import { plain, replaceAnimation } from './support.ts';

const FULL = 65535;
const FRAME_MS = 20;
/** What WCAG 2.3.1 takes for a flash: opposing changes of a tenth of full luminance, the darker below 0.8. */
const FLASH_STEP = 0.1;
const FLASH_DARKER = 0.8;
const FLASHES_PER_SECOND = 3;

type Command = { readonly waitMs: number } & (
  | { readonly play: 'off' | 'warm_white' | 'fire' }
  | { readonly percent: number }
);

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ waitMs: fc.nat(700), play: fc.constantFrom('off', 'warm_white', 'fire') }),
  fc.record({ waitMs: fc.nat(700), percent: fc.oneof(fc.constantFrom(0, 100), fc.nat(100)) }),
);

/** Times at which the luminance has turned back by a flash's worth. */
function turns(course: readonly number[]): number[] {
  const found: number[] = [];
  let extreme = course[0] ?? 0;
  let direction = 0;
  course.forEach((value, frame) => {
    const change = value - extreme;
    if (Math.sign(change) === direction) extreme = value;
    else if (Math.abs(change) >= FLASH_STEP && Math.min(value, extreme) < FLASH_DARKER) {
      direction = Math.sign(change);
      extreme = value;
      found.push(frame * FRAME_MS);
    }
  });
  return found;
}

/** The most general flashes, pairs of opposing changes, in any second. */
function flashesInASecond(course: readonly number[]): number {
  const times = turns(course);
  const within = times.map((start, i) => times.slice(i).filter((time) => time - start <= 1000).length);
  return Math.floor(Math.max(0, ...within) / 2);
}

function run(kit: EngineKit, commands: readonly Command[]): number[] {
  return observe(kit, commands, luminanceOf);
}

/** Carries the commands out and looks at the strip 50 times a second. */
function observe<T>(
  { engine, clock, simulator, play }: EngineKit,
  commands: readonly Command[],
  look: (words: Uint32Array) => T,
): T[] {
  const course: T[] = [];
  const watch = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += 5) {
      clock.advance(5);
      if (clock.nowMs() % FRAME_MS === 0) course.push(look(simulator.shown));
    }
  };
  engine.start();
  watch(1_000);
  for (const step of commands) {
    if ('play' in step) play(step.play);
    else engine.setBrightness(step.percent);
    watch(step.waitMs);
  }
  watch(2_000);
  return course;
}

/** The strongest contrast there is: full white against darkness. */
function blackAndWhite(t: TestContext): void {
  replaceAnimation(t, 'warm_white', plain(FULL, FULL, FULL));
  replaceAnimation(t, 'fire', plain(FULL, FULL, 0));
}

test('the measure of flashes counts them: a strobe is far over, a slow fade is none', () => {
  const strobe = Array.from({ length: 100 }, (_, i) => (Math.floor(i / 2) % 2 ? 1 : 0));
  assert.ok(flashesInASecond(strobe) > 10);
  const threeAPerSecond = Array.from(
    { length: 200 },
    (_, i) => 0.5 + 0.4 * Math.sin((i * FRAME_MS * 2 * Math.PI * 3) / 1000),
  );
  assert.equal(flashesInASecond(threeAPerSecond), 3);
  assert.equal(flashesInASecond(Array.from({ length: 100 }, (_, i) => i / 100)), 0);
});

for (const crossfade_ms of [0, 150, 800]) {
  test(`no sequence of commands flashes more than three times a second, with a crossfade of ${crossfade_ms} ms`, (t) => {
    blackAndWhite(t);
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 12 }), (commands) => {
        const kit = engineKit(t, { forgetful: true, pixels: 3, light: { crossfade_ms } });
        assert.ok(flashesInASecond(run(kit, commands)) <= FLASHES_PER_SECOND);
      }),
      { numRuns: 60 },
    );
  });
}

test('the worst that a peer can send, as fast as it likes, does not flash more than three times a second', (t) => {
  blackAndWhite(t);
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
        const kit = engineKit(t, { forgetful: true, pixels: 3, light: { crossfade_ms } });
        const commands = Array.from(
          { length: Math.ceil(4_000 / waitMs) },
          (_, i) => ({ ...step(i), waitMs }) as Command,
        );
        const flashes = flashesInASecond(run(kit, commands));
        assert.ok(flashes <= FLASHES_PER_SECOND, `${name} every ${waitMs} ms: ${flashes} flashes`);
      }
    }
  }
});

test('an animation that breaks is no way around the limit', (t) => {
  blackAndWhite(t);
  for (const failsAtS of [0, 0.03, 0.1, 0.2, 0.33]) {
    replaceAnimation(t, 'snow', {
      still: false,
      prepare: () => (timeS, frame) => {
        if (timeS >= failsAtS) throw new Error('broken');
        frame.fill(0);
      },
    });
    const kit = engineKit(t, { forgetful: true, pixels: 3, light: { crossfade_ms: 0 } });
    const commands = Array.from(
      { length: 80 },
      (_, i) => ({ play: i % 2 ? 'snow' : 'warm_white', waitMs: 50 }) as never,
    );
    assert.ok(flashesInASecond(run(kit, commands)) <= FLASHES_PER_SECOND, `fails at ${failsAtS}`);
  }
});

test('the control: without the governor the same alternation is a strobe', (t) => {
  blackAndWhite(t);
  t.mock.method(Governor.prototype, 'permit', () => true);
  const kit = engineKit(t, { forgetful: true, pixels: 3, light: { crossfade_ms: 0 } });
  const commands = Array.from(
    { length: 80 },
    (_, i) => ({ play: i % 2 ? 'warm_white' : 'off', waitMs: 50 }) as Command,
  );
  assert.ok(flashesInASecond(run(kit, commands)) > FLASHES_PER_SECOND);
});

const EIGHTHS = 8;

/** The luminance of each eighth of the strip, and last that of all of it. */
function regions(words: Uint32Array): number[] {
  const size = Math.ceil(words.length / EIGHTHS);
  const parts = Array.from({ length: EIGHTHS }, (_, i) => words.subarray(i * size, (i + 1) * size));
  return [...parts, words].map(luminanceOf);
}

test('commands together with what the animations do by themselves do not flash the tree or an eighth of it', (t) => {
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
        const kit = engineKit(t, { forgetful: true, pixels: 64, light: { crossfade_ms } });
        const commands = Array.from({ length: 14 }, (_, i) => ({ play: pair[i % 2], waitMs }) as never);
        const course = observe(kit, commands, regions);
        for (let region = 0; region <= EIGHTHS; region++) {
          const flashes = flashesInASecond(course.map((moment) => moment[region] ?? 0));
          assert.ok(
            flashes <= FLASHES_PER_SECOND,
            `${pair} every ${waitMs} ms, region ${region}: ${flashes}`,
          );
        }
      }
    }
  }
});

test('at most two changes take effect in any second, and each is followed by the last wish', (t) => {
  const changesMs: number[] = [];
  const { change } = Stage.prototype;
  let kit: EngineKit;
  t.mock.method(
    Stage.prototype,
    'change',
    function recorded(this: Stage, ...args: Parameters<typeof change>) {
      changesMs.push(kit.clock.nowMs());
      change.apply(this, args);
    },
  );
  fc.assert(
    fc.property(fc.array(command, { minLength: 5, maxLength: 30 }), (commands) => {
      changesMs.length = 0;
      kit = engineKit(t, { forgetful: true, pixels: 3, light: { crossfade_ms: 0 } });
      run(kit, commands);
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

test('the governor permits the first change at once, and each further one after its interval', () => {
  const governor = new Governor();
  assert.equal(governor.permit(0), true);
  assert.equal(governor.permit(1), false);
  assert.equal(governor.permit(MIN_CHANGE_INTERVAL_MS - 1), false);
  assert.equal(governor.permit(MIN_CHANGE_INTERVAL_MS), true);
  assert.equal(governor.permit(MIN_CHANGE_INTERVAL_MS + 1), false);
});

test('a crossfade never jumps, also when it is interrupted by others and by brightness', (t) => {
  replaceAnimation(t, 'warm_white', plain(FULL, FULL, FULL));
  replaceAnimation(t, 'fire', plain(FULL, 0, 0));
  fc.assert(
    fc.property(fc.array(command, { minLength: 1, maxLength: 10 }), (commands) => {
      const { engine, clock, simulator, play } = engineKit(t, {
        forgetful: true,
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
        else engine.setBrightness(step.percent);
        watch(step.waitMs);
      }
      watch(2_000);
    }),
    { numRuns: 60 },
  );
});
