import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_IDS, helixStrip } from '@garland/animations';
import { LIGHT, POWER, replaceAnimation, solidAnimation } from './driver-fixtures.ts';
import { type EngineKit, engineKit } from './engine-kit.ts';

const FULL = 65535;

test('playing an animation changes what the pixels show', (t) => {
  const { engine, clock, simulator, play } = engineKit(t);
  engine.start();
  clock.advance(2_000);
  const before = simulator.shown.slice();
  play('rainbow');
  clock.advance(2_000);
  assert.notDeepEqual(simulator.shown, before);
  assert.equal(engine.state().animation, 'rainbow');
});

test('every animation of the catalog lights the strip, and off darkens it', (t) => {
  const { engine, clock, simulator, play } = engineKit(t, { pixels: 100 });
  engine.start();
  for (const name of BUILT_IN_IDS) {
    play(name);
    clock.advance(3_000);
    assert.equal(
      simulator.shown.some((word) => word !== 0),
      name !== 'off',
      name,
    );
  }
});

test('a still picture costs nothing: no timer and no frame', (t) => {
  const { engine, clock, simulator, store, play } = engineKit(t);
  engine.start();
  play('off');
  clock.advance(2_000);
  play('warm_white');
  clock.advance(2_000);
  store.close();
  assert.equal(clock.pending, 0);
  const frames = simulator.framesShown;
  clock.advance(3_600_000);
  assert.equal(simulator.framesShown, frames);
});

test('a moving picture is shown at the configured rate, or at the rate of the wire if that is lower', (t) => {
  for (const [pixels, configured, expected] of [
    [20, 50, 50],
    [20, 400, 400],
    [1000, 60, 25],
    [300, 400, 83],
  ] as const) {
    const { engine, clock, simulator, play } = engineKit(t, {
      pixels,
      light: { frames_per_second: configured },
    });
    assert.equal(engine.state().framesPerSecond, expected);
    play('rainbow');
    clock.advance(1_000);
    const frames = simulator.framesShown;
    clock.advance(1_000);
    assert.ok(Math.abs(simulator.framesShown - frames - expected) <= 1, `${simulator.framesShown - frames}`);
  }
});

test('playing what plays already changes nothing, and is not remembered anew', (t) => {
  const { engine, clock, simulator, play } = engineKit(t);
  engine.start();
  play('off');
  clock.advance(20_000);
  const before = engine.state();
  const frames = simulator.framesShown;
  let told = 0;
  engine.onState(() => told++);
  play('off', 'remote');
  assert.equal(clock.pending, 0);
  clock.advance(2_000);
  assert.deepEqual(engine.state(), before);
  assert.equal(simulator.framesShown, frames);
  assert.equal(told, 0);
});

test('of many selections in quick succession the last is shown, and the state names it at once', (t) => {
  const { engine, clock, simulator, play } = engineKit(t, { light: { crossfade_ms: 0 } });
  engine.start();
  clock.advance(5_000);
  for (const name of ['off', 'fire', 'warm_white', 'snow', 'off'] as const) {
    play(name);
    assert.equal(engine.state().animation, name);
    clock.advance(1);
  }
  clock.advance(1_000);
  assert.ok(simulator.shown.every((word) => word === 0));
});

test('the first light comes up softly, and in full', (t) => {
  replaceAnimation(t, 'warm_white', solidAnimation(FULL, FULL, FULL));
  const { engine, clock, simulator } = engineKit(t);
  engine.start();
  let last = 0;
  for (let ms = 0; ms < 1_000; ms += 20) {
    clock.advance(20);
    const now = simulator.shown[0]! & 255;
    assert.ok(now >= last && now - last < 40);
    last = now;
  }
  assert.equal(last, 255);
});

test('the configured brightness applies until a client sets another', (t) => {
  const first = engineKit(t, { light: { brightness: 40 } });
  assert.equal(first.engine.state().brightness, 40);
  first.play('off');
  first.store.close();

  const { setBrightness, engine } = engineKit(t, { folder: first.folder, light: { brightness: 60 } });
  assert.equal(engine.state().brightness, 60);
  engine.configure({ ...LIGHT, brightness: 70 }, POWER);
  assert.equal(engine.state().brightness, 70);
  setBrightness(20);
  engine.configure({ ...LIGHT, brightness: 80 }, POWER);
  assert.equal(engine.state().brightness, 20);
});

test('setting the brightness that is configured makes it stay', (t) => {
  const { setBrightness, engine } = engineKit(t, { light: { brightness: 40 } });
  setBrightness(40);
  engine.configure({ ...LIGHT, brightness: 80 }, POWER);
  assert.equal(engine.state().brightness, 40);
});

test('a restart shows what was last asked for, by whom and since when', (t) => {
  const first = engineKit(t);
  first.play('meteor', 'remote');
  first.setBrightness(30);
  const { animation, since, chosenBy, brightness } = first.engine.state();
  const second = engineKit(t, { folder: first.folder });
  const restored = second.engine.state();
  assert.deepEqual(
    {
      animation: restored.animation,
      since: restored.since,
      chosenBy: restored.chosenBy,
      brightness: restored.brightness,
    },
    { animation, since, chosenBy, brightness },
  );
  assert.deepEqual(second.log.of('state_restored'), [
    { event: 'state_restored', id: 'meteor', brightness: 30 },
  ]);
});

test('a jump of the wall clock changes the date in the state, but not the picture', (t) => {
  const { engine, clock, simulator, play } = engineKit(t);
  play('off');
  clock.advance(5_000);
  clock.jumpWall(50 * 365 * 86_400_000);
  const frames = simulator.framesShown;
  play('warm_white');
  clock.advance(1_000);
  assert.match(engine.state().since, /^2075-/);
  assert.ok(simulator.framesShown - frames <= 52);
  clock.jumpWall(-60 * 365 * 86_400_000);
  play('off');
  clock.advance(5_000);
  assert.ok(simulator.shown.every((word) => word === 0));
});

test('an animation that throws in mid-play is reported once, and fades to the configured one', (t) => {
  const broken = (timeS: number): void => {
    if (timeS > 1) throw new Error('out of glitter');
  };
  replaceAnimation(t, 'fire', {
    prepare: () => (timeS, frame) => {
      broken(timeS);
      frame.fill(FULL);
    },
  });
  const { engine, clock, simulator, log, play } = engineKit(t);
  engine.start();
  clock.advance(2_000);
  const safe = simulator.shown.slice();
  play('fire');
  clock.advance(900);
  assert.notDeepEqual(simulator.shown, safe);
  clock.advance(10_000);
  assert.deepEqual(simulator.shown, safe);
  const { animation, chosenBy } = engine.state();
  assert.deepEqual([animation, chosenBy], ['warm_white', 'driver']);
  assert.deepEqual(log.of('animation_failed'), [
    { event: 'animation_failed', id: 'fire', problem: 'Error: out of glitter', next: 'warm_white' },
  ]);
});

test('an animation that fails at its start is never shown, and the fallback is saved instead', (t) => {
  for (const prepare of [
    () => {
      throw new Error('no');
    },
    () => () => {
      throw new Error('no');
    },
  ]) {
    replaceAnimation(t, 'fire', { prepare });
    const { engine, clock, simulator, log, folder, play } = engineKit(t);
    engine.start();
    clock.advance(2_000);
    const safe = simulator.shown.slice();
    play('fire');
    clock.advance(20);
    assert.deepEqual(simulator.shown, safe);
    assert.equal(engine.state().animation, 'warm_white');
    assert.equal(log.of('animation_failed').length, 1);
    assert.equal(engineKit(t, { folder }).engine.state().animation, 'warm_white');
  }
});

test('an animation that fails while it fades out leaves the one that fades in alone', (t) => {
  let broken = false;
  replaceAnimation(t, 'fire', {
    isStill: false,
    prepare: () => (_, frame) => {
      if (broken) throw new Error('late');
      frame.fill(FULL);
    },
  });
  const { engine, clock, log, play } = engineKit(t);
  play('fire');
  clock.advance(2_000);
  play('snow');
  clock.advance(100);
  broken = true;
  clock.advance(100);
  assert.equal(engine.state().animation, 'snow');
  assert.deepEqual(
    log.of('animation_failed').map(({ id, next }) => [id, next]),
    [['fire', 'snow']],
  );
});

test('a broken animation that is asked for again, while its last picture still shows, does not stick', (t) => {
  replaceAnimation(t, 'fire', {
    isStill: false,
    prepare: () => (timeS, frame) => {
      if (timeS > 0.1) throw new Error('no');
      frame.fill(FULL);
    },
  });
  const { engine, clock, simulator, log, play } = engineKit(t);
  engine.start();
  clock.advance(2_000);
  const safe = simulator.shown.slice();
  play('fire');
  clock.advance(200);
  assert.equal(engine.state().animation, 'warm_white');
  play('fire');
  clock.advance(10_000);
  assert.equal(engine.state().animation, 'warm_white');
  assert.deepEqual(simulator.shown, safe);
  assert.equal(log.of('animation_failed').length, 2);
});

test('if the configured animation is the broken one, the tree goes dark and the driver goes on', (t) => {
  replaceAnimation(t, 'warm_white', {
    prepare: () => {
      throw new Error('no');
    },
  });
  const { engine, clock, simulator, play } = engineKit(t);
  engine.start();
  clock.advance(1_000);
  assert.equal(engine.state().animation, 'off');
  play('rainbow');
  clock.advance(1_000);
  assert.equal(engine.state().animation, 'rainbow');
  assert.ok(simulator.shown.some((word) => word !== 0));
});

test('a broken animation leaves the loop at its own rate', (t) => {
  replaceAnimation(t, 'fire', {
    prepare: () => (timeS) => {
      if (timeS > 0.1) throw new Error('no');
    },
  });
  const { engine, clock, simulator, play } = engineKit(t, { light: { animation: 'rainbow' } });
  engine.start();
  play('fire');
  clock.advance(5_000);
  const frames = simulator.framesShown;
  clock.advance(1_000);
  assert.equal(simulator.framesShown - frames, 50);
});

test('a picture over the budget is dimmed, and the state says so until a second after', (t) => {
  replaceAnimation(t, 'fire', { ...solidAnimation(FULL, FULL, FULL), isStill: false });
  const { setBrightness, engine, clock, log, play } = engineKit(t, {
    power: { budget_ma: 400 },
    light: { animation: 'rainbow', brightness: 30 },
  });
  engine.start();
  clock.advance(3_000);
  assert.equal(engine.state().limited, false);
  play('fire');
  setBrightness(100);
  clock.advance(3_000);
  assert.equal(engine.state().limited, true);
  assert.ok(engine.state().estimatedMa <= 400);
  setBrightness(10);
  clock.advance(900);
  assert.equal(engine.state().limited, true);
  clock.advance(1_000);
  assert.equal(engine.state().limited, false);
  assert.deepEqual(
    log.of('power_limited').map(({ limited }) => limited),
    [true, false],
  );
});

test('a picture that swings around the budget does not make the state flutter', (t) => {
  replaceAnimation(t, 'fire', {
    isStill: false,
    prepare: () => (timeS, frame) => frame.fill(Math.sin(timeS * 20) > 0 ? FULL : 1000) as never,
  });
  const { engine, clock, log, play } = engineKit(t, {
    power: { budget_ma: 400 },
    light: { animation: 'off' },
  });
  play('fire');
  clock.advance(20_000);
  assert.equal(engine.state().limited, true);
  assert.equal(log.of('power_limited').length, 1);
});

test('a still picture within the budget is not limited, even if the one before was', (t) => {
  replaceAnimation(t, 'fire', solidAnimation(FULL, FULL, FULL));
  for (const crossfade_ms of [0, 800]) {
    const { engine, clock, play } = engineKit(t, {
      power: { budget_ma: 400 },
      light: { crossfade_ms, animation: 'fire' },
    });
    engine.start();
    clock.advance(10_000);
    assert.equal(engine.state().limited, true);
    play('off');
    clock.advance(10_000);
    assert.equal(engine.state().limited, false);
    assert.equal(engine.state().estimatedMa, 20);
  }
});

/** By how much something comes and goes within a second, on average. */
function pumping(course: readonly number[], framesPerSecond: number): number {
  const ripples = course.slice(framesPerSecond).map((_, i) => {
    const second = course.slice(i, i + framesPerSecond);
    return Math.max(...second) / Math.min(...second) - 1;
  });
  return ripples.reduce((sum, ripple) => sum + ripple, 0) / ripples.length;
}

test('a twinkling picture over the budget is dimmed evenly: what stands still in it does not pump', (t) => {
  // The first pixel stands still; the others flare up every now and then, each in its own time.
  replaceAnimation(t, 'twinkle', {
    isStill: false,
    speed: 1,
    prepare: () => (timeS, frame) => {
      for (let i = 0; i < frame.length; i++) {
        const flare = Math.sin(timeS * (0.7 + (i % 7) / 10) * 4 + i * i) ** 20;
        frame[i] = i < 3 ? FULL : 20_000 + 45_000 * flare;
      }
    },
  });
  const observe = (budget_ma: number, look: (kit: EngineKit) => number): number[] => {
    const kit = engineKit(t, { pixels: 60, power: { budget_ma } });
    kit.engine.start();
    kit.play('twinkle');
    kit.clock.advance(30_000);
    return Array.from({ length: 1_500 }, () => {
      kit.clock.advance(20);
      return look(kit);
    });
  };
  const currents = observe(100_000, ({ engine }) => engine.state().estimatedMa);
  assert.ok(pumping(currents, 50) > 0.15, 'the control: an instant limit would have to follow these');
  const steady = observe(400, ({ simulator }) => (simulator.shown[0]! >> 8) & 255);
  assert.ok(Math.max(...steady) < 150, 'it is limited');
  assert.ok(pumping(steady, 50) < 0.015, `${pumping(steady, 50)}`);
});

test('a quieter picture after one that was limited is not held down: it has its own light with the crossfade', (t) => {
  replaceAnimation(t, 'fire', { ...solidAnimation(FULL, FULL, FULL), isStill: false });
  replaceAnimation(t, 'snow', { ...solidAnimation(FULL, 0, 0), isStill: false });
  for (const crossfade_ms of [0, 800]) {
    const { clock, simulator, play } = engineKit(t, { power: { budget_ma: 400 }, light: { crossfade_ms } });
    play('fire');
    clock.advance(10_000);
    assert.ok(simulator.shown[0]! < 0xffffff);
    play('snow');
    clock.advance(1_000);
    assert.equal(simulator.shown[0], 0xff0000);
  }
});

test('brightness moves the picture even while it is limited, and gives back what it takes', (t) => {
  replaceAnimation(t, 'fire', { ...solidAnimation(FULL, FULL, FULL), isStill: false });
  const { setBrightness, engine, clock, simulator, play } = engineKit(t, { power: { budget_ma: 400 } });
  play('fire');
  clock.advance(5_000);
  setBrightness(50);
  clock.advance(1_000);
  assert.equal(engine.state().limited, true);
  clock.advance(1_000);
  assert.equal(engine.state().limited, false);
  const green = (simulator.shown[0]! >> 8) & 255;
  assert.ok(Math.abs(green - 0.5 ** 2.2 * 255) <= 1, `${green}`);
});

test('a still picture ends at the nearest steps, without a jump at the end of the fade', (t) => {
  const value = Math.round((2.4 / 255) ** (1 / 2.2) * FULL);
  replaceAnimation(t, 'warm_white', solidAnimation(value, value, value));
  const { engine, clock, simulator } = engineKit(t, { pixels: 400 });
  const mean = (): number => simulator.shown.reduce((sum, word) => sum + (word & 255), 0) / 400;
  engine.start();
  clock.advance(500);
  let last = mean();
  assert.ok(Math.abs(last - 2.4) < 0.15);
  for (let i = 0; i < 50; i++) {
    clock.advance(20);
    assert.ok(Math.abs(mean() - last) < 0.07);
    last = mean();
  }
  assert.deepEqual(new Set(simulator.shown), new Set([0x020202]));
  assert.equal(clock.pending, 0);
});

test('the crossfade follows the configured curve, and both pictures go on moving in it', (t) => {
  const timed = (scale: number) => ({
    still: false,
    speed: 1,
    prepare: () => (timeS: number, frame: Uint16Array) => void frame.fill(Math.min(FULL, timeS * scale)),
  });
  replaceAnimation(t, 'fire', timed(1_000));
  replaceAnimation(t, 'snow', timed(3_000));
  for (const [crossfade_curve, quarter] of [
    ['linear', 0.25],
    ['ease_in', 0.0625],
    ['ease_out', 0.4375],
  ] as const) {
    const light = {
      crossfade_curve,
      crossfade_ms: 4_000,
      gamma: 1,
      dithering: false,
      animation: 'fire',
    } as const;
    const { engine, clock, simulator, play } = engineKit(t, { light });
    engine.start();
    clock.advance(10_000);
    play('snow');
    clock.advance(1_000);
    const [leaving, coming] = [11_000, 3_000];
    const wanted = ((leaving + (coming - leaving) * quarter) / FULL) * 255;
    const shown = simulator.shown[0]! & 255;
    assert.ok(Math.abs(shown - wanted) <= 1.5, `${crossfade_curve}: ${shown} instead of ${wanted}`);
  }
});

test('watchers of the state get the current of a picture that has settled', (t) => {
  const { engine, clock, play } = engineKit(t);
  engine.start();
  clock.advance(5_000);
  const told: number[] = [];
  const end = engine.onState(() => told.push(engine.state().estimatedMa));
  play('off');
  clock.advance(5_000);
  assert.equal(told.at(-1), 20);
  end();
  const count = told.length;
  play('snow');
  assert.equal(told.length, count);
});

test('the estimated current is within the budget and fits the model, for every animation', (t) => {
  const { engine, clock, play } = engineKit(t, { pixels: 200, power: { budget_ma: 1_000 } });
  for (const name of BUILT_IN_IDS) {
    play(name);
    clock.advance(1_500);
    const { estimatedMa, budgetMa } = engine.state();
    assert.ok(estimatedMa >= 200 && estimatedMa <= budgetMa, `${name}: ${estimatedMa}`);
  }
});

test('a new configuration takes effect while it plays: rate, budget, gamma', (t) => {
  replaceAnimation(t, 'fire', { ...solidAnimation(FULL, FULL, FULL), isStill: false });
  const { engine, clock, simulator, play } = engineKit(t);
  play('fire');
  clock.advance(3_000);
  assert.equal(simulator.shown[0], 0xffffff);
  engine.configure({ ...LIGHT, frames_per_second: 10 }, { ...POWER, budget_ma: 400 });
  const frames = simulator.framesShown;
  clock.advance(1_000);
  assert.equal(simulator.framesShown - frames, 10);
  assert.ok(simulator.shown[0]! < 0xffffff);
  assert.equal(engine.state().budgetMa, 400);
  assert.equal(engine.state().framesPerSecond, 10);
});

test('the state of an engine names everything that the protocol promises', (t) => {
  const { engine } = engineKit(t);
  assert.equal(helixStrip({ pixels: 20 }).count, engine.state().pixels);
  assert.deepEqual(engine.state(), {
    animation: 'warm_white',
    title: 'Warm white',
    since: '2025-12-24T18:00:00.000Z',
    chosenBy: 'driver',
    brightness: 100,
    limited: false,
    estimatedMa: 20,
    budgetMa: 100_000,
    pixels: 20,
    framesPerSecond: 50,
    output: 'simulator',
  });
});
