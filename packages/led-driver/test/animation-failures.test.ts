import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FULL, replaceAnimation } from './driver-fixtures.ts';
import { engineKit } from './engine-kit.ts';

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
