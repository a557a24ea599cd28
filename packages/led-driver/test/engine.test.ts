import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_IDS, helixStrip } from '@garland/animations';
import { FULL, LIGHT, POWER, replaceAnimation, solidAnimation } from './driver-fixtures.ts';
import { engineKit } from './engine-kit.ts';
import { lightness } from './pipeline-kit.ts';

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

test('every built-in animation lights the strip, and off darkens it', (t) => {
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

test('playing the current animation again changes and saves nothing', (t) => {
  const { engine, clock, simulator, play } = engineKit(t);
  engine.start();
  play('off');
  clock.advance(20_000);
  const before = engine.state();
  const frames = simulator.framesShown;
  let notifications = 0;
  engine.onState(() => notifications++);
  play('off', 'remote');
  assert.equal(clock.pending, 0);
  clock.advance(2_000);
  assert.deepEqual(engine.state(), before);
  assert.equal(simulator.framesShown, frames);
  assert.equal(notifications, 0);
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

test('a restart restores the last selection, with its role and time', (t) => {
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
    const ofGray = (level: number): number => lightness([level, level, level]);
    const [leaving, coming] = [ofGray(11_000), ofGray(3_000)];
    const wanted = leaving + (coming - leaving) * quarter;
    const shown = ofGray((simulator.shown[0]! & 255) * 257);
    assert.ok(Math.abs(shown - wanted) <= 1, `${crossfade_curve}: L* ${shown} instead of ${wanted}`);
  }
});

test('state listeners get the current of a picture that has settled', (t) => {
  const { engine, clock, play } = engineKit(t);
  engine.start();
  clock.advance(5_000);
  const currentsMa: number[] = [];
  const end = engine.onState(() => currentsMa.push(engine.state().estimatedMa));
  play('off');
  clock.advance(5_000);
  assert.equal(currentsMa.at(-1), 20);
  end();
  const count = currentsMa.length;
  play('snow');
  assert.equal(currentsMa.length, count);
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
